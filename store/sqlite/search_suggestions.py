"""What to offer when nothing was found: names and terms that are spelled nearly so."""

import sqlite3
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from store.alternatives import QueryWord
from store.corrections import SHORTEST, nearest_words
from store.index_units import indexed_words
from store.search_terms import SearchTerms
from store.sqlite.search_match import any_of
from store.sqlite.search_postings import matching
from store.sqlite.search_vocabulary import words_near
from store.text.folding import fold

_MOST = 3
_MOST_WORDS = 3
_TERM_LIKENESS = 70.0
_KEPT_FROM_INDEX = 2


def suggest(connection: sqlite3.Connection, words: Sequence[QueryWord], terms: SearchTerms) -> tuple[str, ...]:
    """The nearest names and words of entries, and the nearest terms of the glossary."""
    asked = [fold(word.text) for word in words if not word.empty]
    found = dict.fromkeys(list(_from_index(connection, asked))[:_KEPT_FROM_INDEX])
    for term in _from_terms([" ".join(asked), *asked], terms):
        found.setdefault(term)
    return tuple(found)[:_MOST]


def _from_terms(asked: Sequence[str], terms: SearchTerms) -> Iterator[str]:
    for text in asked[: _MOST_WORDS + 1]:
        if len(text) >= SHORTEST:
            near = process.extract(
                text, terms.names.keys(), scorer=fuzz.ratio, score_cutoff=_TERM_LIKENESS, limit=_MOST
            )
            yield from (terms.names[name] for name, _, _ in near)


def _from_index(connection: sqlite3.Connection, asked: Sequence[str]) -> Iterator[str]:
    for token in [token for token in asked if len(token) >= SHORTEST][:_MOST_WORDS]:
        for near, _ in nearest_words(token, words_near(connection, token), loosely=True)[:_KEPT_FROM_INDEX]:
            shown = _as_written(connection, near)
            if shown:
                yield shown


def _as_written(connection: sqlite3.Connection, token: str) -> str | None:
    """The word as the newest entry has it; the name of the person where it stands in one."""
    for entry_id in matching(connection, any_of([token]), limit=1):
        row = connection.execute(
            "SELECT entry.title, entry.text, search_entry.title, search_entry.text FROM entry "
            "JOIN search_entry USING (id) WHERE entry.id = ? AND entry.withdrawn_at IS NULL",
            (entry_id,),
        ).fetchone()
        for text, units, shift in ((row[0], row[2], 0), (row[1], row[3], len(row[0]) + 1)) if row else ():
            for word, unit in zip(indexed_words(text), units.split(), strict=False):
                if token in unit.split("+"):
                    return _person_at(connection, entry_id, word.start + shift) or word.text
    return None


def _person_at(connection: sqlite3.Connection, entry_id: int, at: int) -> str | None:
    row = connection.execute(
        'SELECT name FROM mention WHERE entry_id = ? AND start <= ? AND "end" > ?', (entry_id, at, at)
    ).fetchone()
    return str(row[0]) if row else None
