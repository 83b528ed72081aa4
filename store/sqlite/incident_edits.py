"""What editors change of incidents, inside a transaction: each function gives the titles concerned and what undoes it.

Nothing happens, and None comes back, where there is nothing to change.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from store.edit import ReportNote
from store.sqlite.corrections import enqueue_note, restore, withdraw
from store.sqlite.report_marks import TABLES, set_marks
from store.sqlite.times import to_ticks


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """`told` as in `Edit`; `before` is what `undo_…` needs."""

    entry_id: int
    told: tuple[str, ...]
    before: dict[str, Any]


def retract(
    connection: sqlite3.Connection, entry_ids: Sequence[int], reason: str, now: datetime
) -> IncidentChange | None:
    """Withdraw reports, and tell whoever got an alert of them."""
    done = [each for each in entry_ids if withdraw(connection, each, reason, now, by_editor=True)]
    return IncidentChange(done[0], _titles(connection, done), {"entries": done}) if done else None


def undo_retract(connection: sqlite3.Connection, before: dict[str, Any], now: datetime) -> bool:
    restored = [restore(connection, entry_id, now) for entry_id in before["entries"]]
    return any(restored)


def correct(connection: sqlite3.Connection, entry_id: int, note: ReportNote, now: datetime) -> IncidentChange | None:
    """Put an editor's note on a report; who got its alert is told where title or remark are new."""
    before = _noted(connection, entry_id)
    if before is None:
        return None
    after = {
        "right_title": note.title,
        "note": note.note,
        "set_topics": None if note.topics is None else json.dumps(note.topics),
        "set_places": None if note.places is None else json.dumps(note.places),
    }
    if all(before[name] == value for name, value in after.items()):
        return None
    _set_notes(connection, entry_id, after, before, now)
    for column, keys in (("topics", note.topics), ("places", note.places)):
        if keys is not None:
            set_marks(connection, entry_id, column, list(keys))
    return IncidentChange(entry_id, _titles(connection, [entry_id]), before)


def undo_correct(connection: sqlite3.Connection, entry_id: int, before: dict[str, Any], now: datetime) -> bool:
    current = _noted(connection, entry_id)
    if current is None:
        return False
    _set_notes(connection, entry_id, before, current, now)
    for column in TABLES:
        set_marks(connection, entry_id, column, json.loads(before[column]))
    return True


def join(connection: sqlite3.Connection, incident_id: int, into: int) -> IncidentChange | None:
    """Let all reports of one incident be reports of another."""
    moved = _reports(connection, incident_id)
    there = _reports(connection, into)
    if incident_id == into or not moved or not there:
        return None
    connection.execute("UPDATE entry SET incident_id = ? WHERE incident_id = ?", (into, incident_id))
    told = _titles(connection, [moved[0], there[0]])
    return IncidentChange(moved[0], told, {"incident": incident_id, "into": into, "entries": moved})


def undo_join(connection: sqlite3.Connection, before: dict[str, Any]) -> bool:
    """What was moved and is still there goes back."""
    marks = ",".join("?" * len(before["entries"]))
    return bool(
        connection.execute(
            f"UPDATE entry SET incident_id = ? WHERE incident_id = ? AND id IN ({marks})",
            (before["incident"], before["into"], *before["entries"]),
        ).rowcount
    )


def separate(connection: sqlite3.Connection, entry_id: int, now: datetime) -> IncidentChange | None:
    """Make a report an incident of its own, for good."""
    row = connection.execute(
        "SELECT incident_id FROM entry WHERE id = ? AND EXISTS (SELECT 1 FROM entry AS other"
        " WHERE other.incident_id = entry.incident_id AND other.id <> entry.id)",
        (entry_id,),
    ).fetchone()
    if row is None:
        return None
    (new,) = connection.execute(
        "INSERT INTO incident (created_at) VALUES (?) RETURNING id", (to_ticks(now),)
    ).fetchone()
    connection.execute("UPDATE entry SET incident_id = ? WHERE id = ?", (new, entry_id))
    return IncidentChange(entry_id, _titles(connection, [entry_id]), {"incident": row[0], "own": new})


def undo_separate(connection: sqlite3.Connection, entry_id: int, before: dict[str, Any]) -> bool:
    """Not where the other reports have gone elsewhere meanwhile."""
    if not _reports(connection, before["incident"]):
        return False
    return bool(
        connection.execute(
            "UPDATE entry SET incident_id = ? WHERE id = ? AND incident_id = ?",
            (before["incident"], entry_id, before["own"]),
        ).rowcount
    )


def _noted(connection: sqlite3.Connection, entry_id: int) -> dict[str, Any] | None:
    names = ("right_title", "note", "set_topics", "set_places", *TABLES)
    row = connection.execute(f"SELECT {', '.join(names)} FROM entry WHERE id = ?", (entry_id,)).fetchone()
    return dict(zip(names, row, strict=True)) if row else None


def _set_notes(
    connection: sqlite3.Connection, entry_id: int, after: dict[str, Any], before: dict[str, Any], now: datetime
) -> None:
    connection.execute(
        "UPDATE entry SET right_title = ?, note = ?, set_topics = ?, set_places = ? WHERE id = ?",
        (after["right_title"], after["note"], after["set_topics"], after["set_places"], entry_id),
    )
    if (after["right_title"], after["note"]) != (before["right_title"], before["note"]):
        enqueue_note(connection, entry_id, now)


def _reports(connection: sqlite3.Connection, incident_id: int) -> list[int]:
    rows = connection.execute("SELECT id FROM entry WHERE incident_id = ? ORDER BY id", (incident_id,))
    return [entry_id for (entry_id,) in rows]


def _titles(connection: sqlite3.Connection, entry_ids: Sequence[int]) -> tuple[str, ...]:
    found = []
    for entry_id in entry_ids:
        row = connection.execute("SELECT title FROM entry WHERE id = ?", (entry_id,)).fetchone()
        found.append(str(row[0]))
    return tuple(found)
