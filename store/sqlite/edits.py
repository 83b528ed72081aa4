"""Editors' changes in SQLite: made, listed, undone."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from store.edit import Edit, EditKind, ReportNote, Spelling
from store.sqlite import incident_edits, people_edits
from store.sqlite.database import Database
from store.sqlite.incident_edits import IncidentChange
from store.sqlite.people import SqlitePeople
from store.sqlite.people_edits import PersonChange
from store.sqlite.times import from_ticks, to_ticks

_COLUMNS = "id, kind, made_at, told, person_id, entry_id, undone_at, before"
Change = PersonChange | IncidentChange


class SqliteEdits:
    """Implements `store.admin_protocols.Edits`."""

    def __init__(self, database: Database, people: SqlitePeople) -> None:
        self._database = database
        self._people = people

    async def merge(self, person_id: int, into: int, *, now: datetime) -> Edit | None:
        return await self._make(EditKind.MERGED, lambda base: people_edits.merge(base, person_id, into), now)

    async def split(self, person_id: int, spelling: str, *, now: datetime) -> Edit | None:
        return await self._make(
            EditKind.SPLIT, lambda base: people_edits.split_spelling(base, person_id, spelling), now
        )

    async def split_entry(self, person_id: int, entry_id: int, *, now: datetime) -> Edit | None:
        return await self._make(EditKind.SPLIT, lambda base: people_edits.split_entry(base, person_id, entry_id), now)

    async def rename(self, person_id: int, name: str, *, now: datetime) -> Edit | None:
        return await self._make(EditKind.RENAMED, lambda base: people_edits.rename(base, person_id, name), now)

    async def add_alias(self, person_id: int, spelling: str, *, now: datetime) -> Edit | None:
        return await self._make(
            EditKind.ALIAS_ADDED, lambda base: people_edits.add_alias(base, person_id, spelling), now
        )

    async def remove_alias(self, person_id: int, spelling: str, *, now: datetime) -> Edit | None:
        return await self._make(
            EditKind.ALIAS_REMOVED, lambda base: people_edits.remove_alias(base, person_id, spelling), now
        )

    async def spellings(self, person_id: int) -> list[Spelling]:
        return await self._database.read(lambda base: people_edits.spellings_of(base, person_id))

    async def retract(self, entry_ids: Sequence[int], reason: str, *, now: datetime) -> Edit | None:
        return await self._make(
            EditKind.RETRACTED, lambda base: incident_edits.retract(base, entry_ids, reason, now), now
        )

    async def correct(self, entry_id: int, note: ReportNote, *, now: datetime) -> Edit | None:
        return await self._make(EditKind.CORRECTED, lambda base: incident_edits.correct(base, entry_id, note, now), now)

    async def join(self, incident_id: int, into: int, *, now: datetime) -> Edit | None:
        return await self._make(EditKind.JOINED, lambda base: incident_edits.join(base, incident_id, into), now)

    async def separate(self, entry_id: int, *, now: datetime) -> Edit | None:
        return await self._make(EditKind.SEPARATED, lambda base: incident_edits.separate(base, entry_id, now), now)

    async def note_of(self, entry_id: int) -> ReportNote | None:
        return await self._database.read(lambda base: _note_of(base, entry_id))

    async def recent(self, *, limit: int, offset: int = 0) -> list[Edit]:
        return await self._database.read(lambda base: _recent(base, limit, offset))

    async def get(self, edit_id: int) -> Edit | None:
        return await self._database.read(lambda base: _get(base, edit_id))

    async def undo(self, edit_id: int, *, now: datetime) -> Edit | None:
        undone = await self._people.write(lambda base, _: _undo(base, edit_id, now))
        await self._people.load()
        return undone

    async def _make(
        self, kind: EditKind, change: Callable[[sqlite3.Connection], Change | None], now: datetime
    ) -> Edit | None:
        made = await self._people.write(lambda base, _: _record(base, kind, change(base), now))
        if made and made.person_id is not None:
            await self._people.load()
        return made


def _record(connection: sqlite3.Connection, kind: EditKind, change: Change | None, now: datetime) -> Edit | None:
    if change is None:
        return None
    person_id = change.person_id if isinstance(change, PersonChange) else None
    entry_id = change.entry_id if isinstance(change, IncidentChange) else change.before.get("entry")
    row = connection.execute(
        "INSERT INTO edit (kind, made_at, person_id, entry_id, told, before) VALUES (?, ?, ?, ?, ?, ?)"
        f" RETURNING {_COLUMNS}",
        (kind, to_ticks(now), person_id, entry_id, _json(change.told), _json(change.before)),
    ).fetchone()
    return _edit_of(row)


def _undo(connection: sqlite3.Connection, edit_id: int, now: datetime) -> Edit | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM edit WHERE id = ? AND undone_at IS NULL", (edit_id,)).fetchone()
    if row is None or not _put_back(connection, _edit_of(row), json.loads(row[7]), now):
        return None
    connection.execute("UPDATE edit SET undone_at = ? WHERE id = ?", (to_ticks(now), edit_id))
    return _get(connection, edit_id)


def _put_back(connection: sqlite3.Connection, edit: Edit, before: dict[str, Any], now: datetime) -> bool:
    person_id, entry_id = edit.person_id or 0, edit.entry_id or 0
    ways: dict[EditKind, Callable[[], bool]] = {
        EditKind.MERGED: lambda: people_edits.undo_merge(connection, person_id),
        EditKind.SPLIT: lambda: people_edits.undo_split(connection, person_id, before),
        EditKind.RENAMED: lambda: people_edits.undo_rename(connection, person_id, before),
        EditKind.ALIAS_ADDED: lambda: people_edits.undo_add_alias(connection, person_id, before),
        EditKind.ALIAS_REMOVED: lambda: people_edits.undo_remove_alias(connection, before),
        EditKind.RETRACTED: lambda: incident_edits.undo_retract(connection, before, now),
        EditKind.CORRECTED: lambda: (
            not _is_corrected_again(connection, edit) and incident_edits.undo_correct(connection, entry_id, before, now)
        ),
        EditKind.JOINED: lambda: incident_edits.undo_join(connection, before),
        EditKind.SEPARATED: lambda: incident_edits.undo_separate(connection, entry_id, before),
    }
    return ways[edit.kind]()


def _is_corrected_again(connection: sqlite3.Connection, edit: Edit) -> bool:
    (later,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM edit WHERE entry_id = ? AND kind = ? AND id > ? AND undone_at IS NULL)",
        (edit.entry_id, EditKind.CORRECTED, edit.id),
    ).fetchone()
    return bool(later)


def _recent(connection: sqlite3.Connection, limit: int, offset: int) -> list[Edit]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM edit ORDER BY id DESC LIMIT ? OFFSET ?", (limit, offset))
    return [_edit_of(row) for row in rows]


def _get(connection: sqlite3.Connection, edit_id: int) -> Edit | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM edit WHERE id = ?", (edit_id,)).fetchone()
    return _edit_of(row) if row else None


def _note_of(connection: sqlite3.Connection, entry_id: int) -> ReportNote | None:
    row = connection.execute(
        "SELECT right_title, note, set_topics, set_places FROM entry WHERE id = ?", (entry_id,)
    ).fetchone()
    if row is None:
        return None
    topics, places = (None if keys is None else tuple(json.loads(keys)) for keys in row[2:])
    return ReportNote(row[0], row[1], topics, places)


def _edit_of(row: tuple[Any, ...]) -> Edit:
    return Edit(
        id=row[0],
        kind=EditKind(row[1]),
        made_at=from_ticks(row[2]),
        told=tuple(json.loads(row[3])),
        person_id=row[4],
        entry_id=row[5],
        undone_at=from_ticks(row[6]),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
