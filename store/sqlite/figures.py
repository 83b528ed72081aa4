"""Public figures of the lexicon as people in the store."""

import hashlib
import sqlite3
from collections.abc import Iterable

from store.edit import EditKind
from store.lexicon.names import Figure
from store.people.index import PersonIndex

_META_KEY = "figures"


def list_figures(connection: sqlite3.Connection, index: PersonIndex, figures: Iterable[Figure]) -> bool:
    """Make the stored figures those of the lexicon; False when they were so already.

    A person whom entries named before, and who is one of them, becomes the figure.
    """
    wanted = list(figures)
    digest = hashlib.sha256(repr(wanted).encode()).hexdigest()
    stored = connection.execute("SELECT value FROM meta WHERE key = ?", (_META_KEY,)).fetchone()
    if stored and stored[0] == digest:
        return False
    taken = _taken_away(connection)
    for place, figure in enumerate(wanted):
        _list(connection, index, figure, place, taken)
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_META_KEY, digest))
    return True


def _taken_away(connection: sqlite3.Connection) -> set[tuple[int, str]]:
    """Spellings that an editor took from a person: the lexicon does not give them back."""
    rows = connection.execute(
        "SELECT json_extract(before, '$.person'), json_extract(before, '$.spelling') FROM edit"
        " WHERE kind IN (?, ?) AND undone_at IS NULL",
        (EditKind.SPLIT, EditKind.ALIAS_REMOVED),
    )
    return set(rows)


def _list(
    connection: sqlite3.Connection, index: PersonIndex, figure: Figure, place: int, taken: set[tuple[int, str]]
) -> None:
    """An editor's name for a person stays."""
    spellings = tuple(dict.fromkeys((figure.name, *(name for names in figure.names.values() for name in names))))
    person_id = _find(connection, index, figure.key, spellings)
    if person_id is None:
        person_id = connection.execute(
            "INSERT INTO person (name, figure) VALUES (?, ?) RETURNING id", (spellings[0], figure.key)
        ).fetchone()[0]
    else:
        connection.execute(
            "UPDATE person SET figure = ?, name = iif(EXISTS (SELECT 1 FROM edit WHERE person_id = person.id"
            " AND kind = ? AND undone_at IS NULL), name, ?) WHERE id = ?",
            (figure.key, EditKind.RENAMED, spellings[0], person_id),
        )
    connection.execute("UPDATE person SET place = ? WHERE id = ?", (place, person_id))
    for spelling in spellings:
        if (person_id, spelling) in taken:
            continue
        connection.execute(
            "INSERT INTO alias VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET listed = 1", (person_id, spelling)
        )
        index.add(person_id, spelling, listed=True)


def _find(connection: sqlite3.Connection, index: PersonIndex, key: str, spellings: tuple[str, ...]) -> int | None:
    row = connection.execute("SELECT id FROM person WHERE figure = ?", (key,)).fetchone()
    if row:
        return int(row[0])
    for spelling in spellings:
        person_id = index.link(spelling)
        if person_id is not None and _is_free(connection, person_id):
            return person_id
    return None


def _is_free(connection: sqlite3.Connection, person_id: int) -> bool:
    row = connection.execute("SELECT figure FROM person WHERE id = ?", (person_id,)).fetchone()
    return row is not None and row[0] is None
