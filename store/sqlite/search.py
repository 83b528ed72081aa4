"""Searching entries: by words in any script, by what the glossary says they mean, and by filters."""

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from store.alternatives import QueryWord, SpellingsOf
from store.entry import Entry
from store.highlighting import highlight
from store.query import Query
from store.ranking import Ranked
from store.search import SearchHit, SearchPage
from store.search_terms import SearchTerms
from store.sqlite.rows import ENTRY_COLUMNS, entry_of
from store.sqlite.search_deadline import Deadline, Elapsed, one_state
from store.sqlite.search_filters import Conditions, conditions_of
from store.sqlite.search_index import index_entry, index_units, rebuild_index, unindex_entry
from store.sqlite.search_ranking import Ranking, excluding, rank_entries
from store.sqlite.search_suggestions import suggest
from store.sqlite.search_understanding import understand

__all__ = ["index_entry", "index_units", "rebuild_index", "search_entries", "unindex_entry"]

SECONDS = 0.75
"""How long finding may take before a search answers with what it has; showing may take a quarter of it more."""

COUNTED = 1000
"""How many entries are listed at most where a query has only filters."""


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked, and with what it is answered."""

    query: Query
    terms: SearchTerms
    spellings_of: SpellingsOf
    offset: int
    limit: int
    timezone: tzinfo
    seconds: float
    elapsed: Elapsed


def search_entries(
    connection: sqlite3.Connection,
    query: Query,
    terms: SearchTerms,
    *,
    spellings_of: SpellingsOf,
    offset: int,
    limit: int,
    timezone: tzinfo = UTC,
    seconds: float = SECONDS,
    elapsed: Elapsed = time.monotonic,
) -> SearchPage:
    """Entries that answer the query, best first; the newest that pass where it has only filters or -words.

    Withdrawn entries are never found. `spellings_of` gives the other spellings of the person whom a name names;
    `timezone` tells when the days of the filters begin. After `seconds` it answers with what it has found by then
    (`complete` is False). Nothing in a query raises an error.
    """
    request = _Request(query, terms, spellings_of, max(0, offset), max(0, limit), timezone, seconds, elapsed)
    with one_state(connection):
        return _find(connection, request) if query.terms else _list_newest(connection, request)


def _find(connection: sqlite3.Connection, request: _Request) -> SearchPage:
    ranking = Ranking()
    words: tuple[QueryWord, ...] = ()
    with Deadline(connection, request.seconds, request.elapsed) as deadline:
        meaning = understand(connection, request.query, request.terms, request.spellings_of)
        words = meaning.words
        conditions = _conditions(connection, request)
        rank_entries(connection, meaning, request.query.minus, conditions, deadline=deadline, into=ranking)
    found = ranking.ordered()
    with Deadline(connection, request.seconds / 4, request.elapsed):
        suggestions = suggest(connection, words, request.terms) if not found else ()
        shown = found[request.offset : request.offset + request.limit]
        hits = _hits(connection, shown, words)
        return SearchPage(hits, len(found), not deadline.interrupted, suggestions)
    return SearchPage((), len(found), complete=False)


def _hits(
    connection: sqlite3.Connection, shown: Sequence[tuple[int, float, Ranked]], words: Sequence[QueryWord]
) -> tuple[SearchHit, ...]:
    entries = _read_entries(connection, [entry_id for entry_id, _, _ in shown])
    return tuple(
        _hit(entries[entry_id], score, ranked, words) for entry_id, score, ranked in shown if entry_id in entries
    )


def _hit(entry: Entry, score: float, ranked: Ranked, words: Sequence[QueryWord]) -> SearchHit:
    marks = highlight(entry, ranked.found, words)
    return SearchHit(entry, round(score, 4), marks.title_spans, marks.text_spans, marks.via)


def _read_entries(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Entry]:
    rows = connection.execute(
        f"SELECT {ENTRY_COLUMNS} FROM entry WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    return {row[0]: entry_of(row) for row in rows}


def _list_newest(connection: sqlite3.Connection, request: _Request) -> SearchPage:
    """Where only filters or -words were given: the newest that pass."""
    with Deadline(connection, request.seconds, request.elapsed):
        conditions = _conditions(connection, request)
        excluded = excluding(connection, request.query.minus)
        if not conditions.any and not excluded:
            return SearchPage((), 0)
        where = f"{conditions.sql} AND entry.id NOT IN (SELECT value FROM json_each(?))"
        values = (*conditions.values, json.dumps(sorted(excluded)))
        rows = connection.execute(
            f"SELECT id FROM entry WHERE {where} ORDER BY sort_at DESC, id DESC LIMIT {COUNTED}", values
        )
        found = [row[0] for row in rows]
        ids = found[request.offset : request.offset + request.limit]
        entries = _read_entries(connection, ids)
        return SearchPage(tuple(SearchHit(entries[entry_id], 0.0) for entry_id in ids), len(found))
    return SearchPage((), 0, complete=False)


def _conditions(connection: sqlite3.Connection, request: _Request) -> Conditions:
    return conditions_of(
        connection,
        request.query,
        inside=request.terms.inside,
        spellings_of=request.spellings_of,
        timezone=request.timezone,
    )
