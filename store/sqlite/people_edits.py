"""What editors change of people, inside a transaction: each function gives who was changed and what undoes it.

Nothing happens, and None comes back, where there is nothing to change.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from store.edit import EditKind, Spelling
from store.sqlite.merged import members_of, survivor_of


@dataclass(frozen=True, slots=True)
class PersonChange:
    """`told` as in `Edit`; `before` is what `undo_…` needs."""

    person_id: int
    told: tuple[str, ...]
    before: dict[str, Any]


def merge(connection: sqlite3.Connection, person_id: int, into: int) -> PersonChange | None:
    """Let one person be another; its spellings, mentions and watches keep its id and count for the other."""
    goes, stays = survivor_of(connection, person_id), survivor_of(connection, into)
    names = name_of(connection, goes), name_of(connection, stays)
    if goes == stays or not all(names):
        return None
    connection.execute("UPDATE person SET merged_into = ? WHERE id = ?", (stays, goes))
    return PersonChange(goes, names, {"into": stays})


def undo_merge(connection: sqlite3.Connection, person_id: int) -> bool:
    return bool(connection.execute("UPDATE person SET merged_into = NULL WHERE id = ?", (person_id,)).rowcount)


def split_spelling(connection: sqlite3.Connection, person_id: int, spelling: str) -> PersonChange | None:
    """Make a person of its own of whoever is named so; the last spelling cannot go."""
    members = members_of(connection, survivor_of(connection, person_id))
    known = {one.spelling for one in spellings_of(connection, person_id)}
    if spelling not in known or len(known) < 2:
        return None
    name = name_of(connection, members[0])
    new = _new_person(connection, spelling)
    connection.execute(
        f"INSERT INTO alias SELECT ?, spelling, max(listed) FROM alias WHERE spelling = ? AND person_id IN"
        f" ({_marks(members)}) GROUP BY spelling",
        (new, spelling, *members),
    )
    connection.execute(
        f"DELETE FROM alias WHERE spelling = ? AND person_id IN ({_marks(members)})", (spelling, *members)
    )
    connection.execute(
        f"UPDATE mention SET person_id = ? WHERE name = ? AND person_id IN ({_marks(members)})",
        (new, spelling, *members),
    )
    if spelling == name:
        connection.execute(
            "UPDATE person SET name = (SELECT spelling FROM alias WHERE person_id IN"
            f" ({_marks(members)}) ORDER BY listed DESC, spelling LIMIT 1) WHERE id = ?",
            (*members, members[0]),
        )
    return PersonChange(new, (spelling, name), {"person": members[0], "spelling": spelling, "name": name})


def split_entry(connection: sqlite3.Connection, person_id: int, entry_id: int) -> PersonChange | None:
    """Make a person of its own of whom one entry names; a namesake, say."""
    members = members_of(connection, survivor_of(connection, person_id))
    found = connection.execute(
        f"SELECT name FROM mention WHERE entry_id = ? AND person_id IN ({_marks(members)}) ORDER BY start",
        (entry_id, *members),
    ).fetchone()
    if found is None:
        return None
    new = _new_person(connection, found[0])
    connection.execute("INSERT INTO alias VALUES (?, ?, 0)", (new, found[0]))
    connection.execute(
        f"UPDATE mention SET person_id = ? WHERE entry_id = ? AND person_id IN ({_marks(members)})",
        (new, entry_id, *members),
    )
    name = name_of(connection, members[0])
    return PersonChange(new, (found[0], name), {"person": members[0], "spelling": "", "name": name, "entry": entry_id})


def keep_split(connection: sqlite3.Connection, entry_id: int) -> None:
    """After an entry was analysed anew: whom an editor found to be somebody else in it stays so."""
    rows = connection.execute(
        "SELECT person_id, json_extract(before, '$.person') FROM edit"
        " WHERE entry_id = ? AND kind = ? AND undone_at IS NULL",
        (entry_id, EditKind.SPLIT),
    ).fetchall()
    for person_id, parent in rows:
        members = members_of(connection, survivor_of(connection, parent))
        connection.execute(
            f"UPDATE mention SET person_id = ? WHERE entry_id = ? AND person_id IN ({_marks(members)})",
            (person_id, entry_id, *members),
        )


def undo_split(connection: sqlite3.Connection, person_id: int, before: dict[str, Any]) -> bool:
    """Whoever was split off goes back, with all that came since."""
    parent = survivor_of(connection, before["person"])
    if survivor_of(connection, person_id) == parent:
        return False
    connection.execute("UPDATE person SET merged_into = ? WHERE id = ?", (parent, person_id))
    if before["spelling"] == before["name"]:
        connection.execute("UPDATE person SET name = ? WHERE id = ?", (before["name"], before["person"]))
    return True


def rename(connection: sqlite3.Connection, person_id: int, name: str) -> PersonChange | None:
    """Let the person be called so; the old name stays one of the spellings."""
    person = survivor_of(connection, person_id)
    old = name_of(connection, person)
    if not old or old == name:
        return None
    added = _list_alias(connection, person, name)
    connection.execute("UPDATE person SET name = ? WHERE id = ?", (name, person))
    return PersonChange(person, (old, name), {"name": old, "new": name, "was": added})


def undo_rename(connection: sqlite3.Connection, person_id: int, before: dict[str, Any]) -> bool:
    """Not where somebody has renamed the person again since."""
    done = connection.execute(
        "UPDATE person SET name = ? WHERE id = ? AND name = ?", (before["name"], person_id, before["new"])
    ).rowcount
    if done:
        _unlist_alias(connection, person_id, before["new"], before["was"])
    return bool(done)


def add_alias(connection: sqlite3.Connection, person_id: int, spelling: str) -> PersonChange | None:
    """Let the person be found, and linked, by one more spelling."""
    person = survivor_of(connection, person_id)
    name = name_of(connection, person)
    if not name:
        return None
    was = _list_alias(connection, person, spelling)
    return None if was == 1 else PersonChange(person, (spelling, name), {"spelling": spelling, "was": was})


def undo_add_alias(connection: sqlite3.Connection, person_id: int, before: dict[str, Any]) -> bool:
    return _unlist_alias(connection, person_id, before["spelling"], before["was"])


def remove_alias(connection: sqlite3.Connection, person_id: int, spelling: str) -> PersonChange | None:
    """Take a spelling away that no entry has; the name itself stays."""
    members = members_of(connection, survivor_of(connection, person_id))
    name = name_of(connection, members[0])
    rows = connection.execute(
        f"SELECT person_id, listed FROM alias WHERE spelling = ? AND person_id IN ({_marks(members)})",
        (spelling, *members),
    ).fetchall()
    if not rows or spelling == name or _is_mentioned(connection, members, spelling):
        return None
    connection.executemany(
        "DELETE FROM alias WHERE person_id = ? AND spelling = ?", [(owner, spelling) for owner, _ in rows]
    )
    before = {"person": members[0], "spelling": spelling, "rows": [list(row) for row in rows]}
    return PersonChange(members[0], (spelling, name), before)


def undo_remove_alias(connection: sqlite3.Connection, before: dict[str, Any]) -> bool:
    connection.executemany(
        "INSERT OR REPLACE INTO alias VALUES (?, ?, ?)",
        [(owner, before["spelling"], listed) for owner, listed in before["rows"]],
    )
    return True


def spellings_of(connection: sqlite3.Connection, person_id: int) -> list[Spelling]:
    """Every spelling with the number of entries that have it, the most frequent first."""
    members = members_of(connection, survivor_of(connection, person_id))
    marks = _marks(members)
    rows = connection.execute(
        "SELECT spelling, max(listed), (SELECT count(DISTINCT entry_id) FROM mention WHERE name = spelling"
        f" AND person_id IN ({marks})) AS number FROM alias WHERE person_id IN ({marks})"
        " GROUP BY spelling ORDER BY number DESC, spelling",
        (*members, *members),
    )
    return [Spelling(spelling, bool(listed), number) for spelling, listed, number in rows]


def name_of(connection: sqlite3.Connection, person_id: int) -> str:
    """The canonical name, "" where there is no such person."""
    row = connection.execute("SELECT name FROM person WHERE id = ?", (person_id,)).fetchone()
    return str(row[0]) if row else ""


def _new_person(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute("INSERT INTO person (name) VALUES (?) RETURNING id", (name,)).fetchone()[0])


def _list_alias(connection: sqlite3.Connection, person_id: int, spelling: str) -> int | None:
    """Gives whether it was listed before, None where it was not there."""
    row = connection.execute(
        "SELECT listed FROM alias WHERE person_id = ? AND spelling = ?", (person_id, spelling)
    ).fetchone()
    connection.execute("INSERT OR REPLACE INTO alias VALUES (?, ?, 1)", (person_id, spelling))
    return int(row[0]) if row else None


def _unlist_alias(connection: sqlite3.Connection, person_id: int, spelling: str, was: int | None) -> bool:
    if was is None and not _is_mentioned(connection, [person_id], spelling):
        sql, values = "DELETE FROM alias WHERE person_id = ? AND spelling = ?", (person_id, spelling)
        return bool(connection.execute(sql, values).rowcount)
    return bool(
        connection.execute(
            "UPDATE alias SET listed = ? WHERE person_id = ? AND spelling = ?", (was or 0, person_id, spelling)
        ).rowcount
    )


def _is_mentioned(connection: sqlite3.Connection, members: Sequence[int], spelling: str) -> bool:
    (found,) = connection.execute(
        f"SELECT EXISTS (SELECT 1 FROM mention WHERE name = ? AND person_id IN ({_marks(members)}))",
        (spelling, *members),
    ).fetchone()
    return bool(found)


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
