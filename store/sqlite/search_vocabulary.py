"""Words that are in the index, near to one that is not."""

import sqlite3

from store.text.folding import skeleton

_MOST_PREFIXED = 600
_MOST_ALIKE = 60
_LAST = "\U0010ffff"
_SLACK = 3


def words_near(connection: sqlite3.Connection, word: str) -> set[str]:
    """Some hundred indexed words that begin or end as `word` does for half its length, or have its consonants."""
    half = max(2, len(word) // 2)
    head, tail = word[:half], word[::-1][:half]
    between = (len(word) - _SLACK, len(word) + _SLACK)
    found: set[str] = set()
    for column, part in (("word", head), ("tail", tail)):
        found.update(
            row[0]
            for row in connection.execute(
                f"SELECT word FROM search_word WHERE {column} >= ? AND {column} < ? "
                f"AND length(word) BETWEEN ? AND ? LIMIT {_MOST_PREFIXED}",
                (part, part + _LAST, *between),
            )
        )
    alike = connection.execute(f"SELECT word FROM search_word WHERE bones = ? LIMIT {_MOST_ALIKE}", (skeleton(word),))
    found.update(row[0] for row in alike)
    return found


def words_beginning(connection: sqlite3.Connection, beginning: str, *, limit: int) -> list[str]:
    """Some indexed words that begin so."""
    rows = connection.execute(
        f"SELECT word FROM search_word WHERE word > ? AND word < ? LIMIT {int(limit)}", (beginning, beginning + _LAST)
    )
    return [row[0] for row in rows]
