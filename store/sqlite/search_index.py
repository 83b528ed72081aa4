"""What entries are found by, kept as they change."""

import sqlite3
from functools import lru_cache

from store.index_units import NO_UNIT, units_of
from store.text.folding import skeleton

_SHORTEST_KNOWN = 3
_LONGEST_KNOWN = 24


def index_entry(connection: sqlite3.Connection, entry_id: int, title: str, text: str, language: str) -> None:
    """Make an entry findable by its words, anew where it was; part of the caller's transaction."""
    unindex_entry(connection, entry_id)
    units = units_of(title, language), units_of(text, language)
    connection.execute("INSERT INTO search_entry (id, title, text) VALUES (?, ?, ?)", (entry_id, *units))
    tokens = {token for unit in {*units[0].split(), *units[1].split()} for token in unit.split("+")} - {NO_UNIT}
    connection.executemany("INSERT OR IGNORE INTO search_word (word, tail, bones) VALUES (?, ?, ?)", _known(tokens))


def unindex_entry(connection: sqlite3.Connection, entry_id: int, *_before: str) -> None:
    """Make an entry unfindable, if it was findable. What it said before need not be given: the index knows."""
    connection.execute("DELETE FROM search_entry WHERE id = ?", (entry_id,))


def rebuild_index(connection: sqlite3.Connection) -> int:
    """Index every entry anew, for when folding or stems have changed; gives how many there are."""
    connection.execute("DELETE FROM search_word")
    ids = [row[0] for row in connection.execute("SELECT id FROM entry ORDER BY id")]
    for entry_id in ids:
        row = connection.execute("SELECT title, text, language FROM entry WHERE id = ?", (entry_id,)).fetchone()
        index_entry(connection, entry_id, *row)
    return len(ids)


def _known(tokens: set[str]) -> list[tuple[str, str, str]]:
    return [_word_row(token) for token in sorted(tokens) if _SHORTEST_KNOWN <= len(token) <= _LONGEST_KNOWN]


@lru_cache(maxsize=20_000)
def _word_row(token: str) -> tuple[str, str, str]:
    return token, token[::-1], skeleton(token)
