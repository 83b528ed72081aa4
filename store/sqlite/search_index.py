"""What entries are found by, kept as they change."""

import json
import sqlite3

from store.index_units import units_of
from store.text.folding import skeleton

_SHORTEST_KNOWN = 3
_LONGEST_KNOWN = 24
_UNKNOWN = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT word FROM search_word) ORDER BY value"


def index_entry(connection: sqlite3.Connection, entry_id: int, title: str, text: str, language: str) -> None:
    """Make an entry findable by its words, anew where it was; part of the caller's transaction."""
    unindex_entry(connection, entry_id)
    index_units(connection, entry_id, units_of(title, language), units_of(text, language))


def index_units(connection: sqlite3.Connection, entry_id: int, title: str, text: str) -> None:
    """Make an entry that is not indexed findable by the units of its title and text."""
    connection.execute("INSERT INTO search_entry (id, title, text) VALUES (?, ?, ?)", (entry_id, title, text))
    tokens = {*title.replace("+", " ").split(), *text.replace("+", " ").split()}
    known = [token for token in tokens if _SHORTEST_KNOWN <= len(token) <= _LONGEST_KNOWN]
    # Most words have long been known: which are not is asked at once, for that is far quicker than to try each.
    fresh = connection.execute(_UNKNOWN, (json.dumps(known, ensure_ascii=False),)).fetchall()
    if fresh:
        connection.executemany(
            "INSERT INTO search_word (word, tail, bones) VALUES (?, ?, ?)", [_word_row(word) for (word,) in fresh]
        )


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


def _word_row(token: str) -> tuple[str, str, str]:
    return token, token[::-1], skeleton(token)
