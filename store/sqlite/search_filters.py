"""The filters of a query as conditions on entries."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from store.alternatives import SpellingsOf, tokens_of
from store.query import Query
from store.sqlite.search_match import all_of, any_of
from store.sqlite.search_postings import matching
from store.sqlite.times import to_ticks

FEW = 5000
"""How many entries are listed one by one; more are tested one at a time."""

_LIST = "(SELECT value FROM json_each(?))"
_MARKS = {"topic": "entry_topic", "place": "entry_place"}


@dataclass(frozen=True, slots=True)
class Conditions:
    """SQL that is true of an entry that passes, with its values: for finding all entries, and for testing `each`.

    `any` tells whether the query asked for any. `within` lists the only entries that can pass, where they are few.
    """

    sql: str
    each: str
    values: tuple[object, ...]
    any: bool
    within: frozenset[int] | None = None


@dataclass(slots=True)
class _Draft:
    """Conditions being collected: SQL for all entries, SQL for each, values."""

    parts: list[tuple[str, str, tuple[object, ...]]]
    within: frozenset[int] | None = None

    def narrow(self, ids: Iterable[int]) -> None:
        self.within = frozenset(ids) if self.within is None else self.within & frozenset(ids)

    def finish(self, *, any_asked: bool) -> Conditions:
        parts = list(self.parts)
        if self.within is not None:
            listed = f"entry.id IN {_LIST}"
            parts.append((listed, listed, (json.dumps(sorted(self.within)),)))
        sql, each = (" AND ".join(["entry.withdrawn_at IS NULL", *chosen]) for chosen in _columns(parts))
        return Conditions(sql, each, tuple(value for *_, values in parts for value in values), any_asked, self.within)


def _columns(parts: list[tuple[str, str, tuple[object, ...]]]) -> tuple[list[str], list[str]]:
    return [sql for sql, _, _ in parts], [each for _, each, _ in parts]


def conditions_of(
    connection: sqlite3.Connection,
    query: Query,
    *,
    inside: Mapping[str, Sequence[str]],
    spellings_of: SpellingsOf,
    timezone: tzinfo,
) -> Conditions:
    """What an entry must be. A place holds the places in it; of several values one suffices, but all people must be."""
    draft = _Draft([(sql, sql, values) for sql, values in _of_entry(query, timezone)])
    places = {key for place in query.places for key in inside.get(place, (place,))}
    for mark, keys in (("topic", query.topics), ("place", places)):
        if keys:
            _require_mark(connection, mark, keys, draft)
    for name in query.people:
        draft.narrow(_naming(connection, name, spellings_of))
    return draft.finish(any_asked=bool(draft.parts) or draft.within is not None)


def passing(connection: sqlite3.Connection, conditions: Conditions, ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Those of the entries that pass, with how far they are about the country and their place in time."""
    rows = connection.execute(
        f"SELECT entry.id, entry.about, entry.sort_at FROM entry WHERE entry.id IN {_LIST} AND {conditions.each}",
        (json.dumps(list(ids)), *conditions.values),
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def all_passing(connection: sqlite3.Connection, conditions: Conditions) -> set[int] | None:
    """All entries that pass; None when there are more than a FEW."""
    rows = connection.execute(
        f"SELECT entry.id FROM entry WHERE {conditions.sql} LIMIT {FEW + 1}", conditions.values
    ).fetchall()
    return {row[0] for row in rows} if len(rows) <= FEW else None


def _of_entry(query: Query, timezone: tzinfo) -> Iterable[tuple[str, tuple[object, ...]]]:
    if query.since:
        yield "entry.sort_at >= ?", (_midnight(query.since, timezone),)
    if query.until:
        yield "entry.sort_at < ?", (_midnight(query.until + timedelta(days=1), timezone),)
    if query.outlets:
        yield f"entry.outlet IN {_LIST}", (_json(query.outlets),)
    if query.languages:
        yield f"entry.language IN {_LIST}", (_json(query.languages),)


def _require_mark(connection: sqlite3.Connection, mark: str, keys: Iterable[str], draft: _Draft) -> None:
    """One of the topics, or of the places."""
    table, listed = _MARKS[mark], _json(keys)
    rows = connection.execute(f"SELECT entry_id FROM {table} WHERE {mark} IN {_LIST} LIMIT {FEW + 1}", (listed,))
    ids = [row[0] for row in rows.fetchall()]
    if len(ids) <= FEW:
        draft.narrow(ids)
        return
    # The plus keeps SQLite from reading every marked entry instead of going through the index of all.
    every = f"+entry.id IN (SELECT entry_id FROM {table} WHERE {mark} IN {_LIST})"
    each = f"EXISTS (SELECT 1 FROM {table} WHERE {table}.{mark} IN {_LIST} AND {table}.entry_id = entry.id)"
    draft.parts.append((every, each, (listed,)))


def _naming(connection: sqlite3.Connection, name: str, spellings_of: SpellingsOf) -> set[int]:
    """Entries that mention the person; where nobody is known by that name, those in which its words stand."""
    spellings = [name, *spellings_of(name)]
    rows = connection.execute(
        "SELECT DISTINCT mention.entry_id FROM mention WHERE mention.person_id IN "
        f"(SELECT alias.person_id FROM alias WHERE alias.spelling IN {_LIST}) "
        f"ORDER BY mention.entry_id DESC LIMIT {FEW}",
        (_json(spellings),),
    )
    found = {row[0] for row in rows}
    words = all_of([any_of(tokens_of(word)) for word in name.split()])
    return found or set(matching(connection, words, limit=FEW) if words else ())


def _midnight(day: date, timezone: tzinfo) -> int:
    return to_ticks(datetime.combine(day, time(), tzinfo=timezone))


def _json(values: Iterable[str]) -> str:
    return json.dumps(sorted(values), ensure_ascii=False)
