"""Undecided entries in SQLite."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from store.entry import AnalysedEntry, Entry
from store.incident import SameEvent
from store.people.index import PersonIndex
from store.sqlite.database import Database
from store.sqlite.outbox import enqueue_alert
from store.sqlite.people import SqlitePeople
from store.sqlite.rows import ENTRY_COLUMNS, ENTRY_WIDTH, Row, entry_of
from store.sqlite.telling import Telling
from store.sqlite.times import from_ticks, to_ticks
from store.sqlite.writing import replace_entry
from store.subscriber import Match
from store.undecided import Examined, Undecided

_UNEXAMINED = f"""
SELECT {ENTRY_COLUMNS} FROM entry
WHERE feed_id = ? AND about = 'none' AND max(read_at, ifnull(edited_at, 0)) >= ? AND url IS NOT NULL
    AND withdrawn_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM undecided_entry WHERE entry_id = entry.id AND examined_at >= ifnull(edited_at, 0)
    )
ORDER BY sort_at DESC, id LIMIT ?
"""
_WAITING = f"""
SELECT {ENTRY_COLUMNS}, examined_at, tries, tell FROM undecided_entry JOIN entry ON entry.id = entry_id
WHERE feed_id = ? AND next_try_at <= ? ORDER BY sort_at DESC, entry.id LIMIT ?
"""
# Whether an entry is news was decided when it came: above what it stood in its feed is known no more.
_EXAMINED = """
INSERT INTO undecided_entry (entry_id, examined_at, tell, next_try_at) VALUES (?, ?, ?, ?)
ON CONFLICT (entry_id) DO UPDATE SET examined_at = excluded.examined_at, next_try_at = excluded.next_try_at, tries = 0
"""
_NOT_YET = -1


class SqliteUndecided:
    """Implements `store.protocols.UndecidedEntries`."""

    def __init__(self, database: Database, people: SqlitePeople) -> None:
        self._database = database
        self._people = people

    async def unexamined(self, feed_id: int, *, since: datetime, limit: int) -> list[Entry]:
        return await self._database.read(
            lambda connection: [
                entry_of(row) for row in connection.execute(_UNEXAMINED, (feed_id, to_ticks(since), limit))
            ]
        )

    async def examine(self, examined: Sequence[Examined], *, now: datetime) -> None:
        at = to_ticks(now)
        rows = [(item.entry_id, at, item.tell, at if item.waits else None) for item in examined]
        await self._database.write(
            lambda connection: connection.executemany(
                _EXAMINED,
                rows,
            )
        )

    async def waiting(self, feed_id: int, *, now: datetime, limit: int) -> list[Undecided]:
        return await self._database.read(
            lambda connection: [
                _undecided_of(row) for row in connection.execute(_WAITING, (feed_id, to_ticks(now), limit))
            ]
        )

    async def postpone(self, entry_id: int, *, until: datetime | None) -> None:
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE undecided_entry SET tries = tries + 1, next_try_at = ? WHERE entry_id = ?",
                (to_ticks(until), entry_id),
            )
        )

    async def decide(
        self,
        entry: Entry,
        analysed: AnalysedEntry,
        *,
        told: Sequence[Match],
        now: datetime,
        same_event: SameEvent | None = None,
    ) -> int:
        return await self._people.write(
            lambda connection, index: _decide(
                connection, index, entry, analysed, told=told, now=now, same_event=same_event
            )
        )

    async def count(self) -> int:
        return await self._database.read(_count)


def keep_for_page(connection: sqlite3.Connection, entry_id: int, *, tell: bool) -> None:
    """Remember whether a new entry that says nothing of ours yet is news; it is examined later."""
    connection.execute(
        "INSERT INTO undecided_entry (entry_id, examined_at, tell) VALUES (?, ?, ?)", (entry_id, _NOT_YET, tell)
    )


def _decide(
    connection: sqlite3.Connection,
    index: PersonIndex,
    entry: Entry,
    analysed: AnalysedEntry,
    *,
    told: Sequence[Match],
    now: datetime,
    same_event: SameEvent | None,
) -> int:
    settled = connection.execute(
        "UPDATE undecided_entry SET next_try_at = NULL WHERE entry_id = ? AND next_try_at IS NOT NULL", (entry.id,)
    )
    # A second program decided it meanwhile, or an edit brought another text, which was judged by itself.
    if not settled.rowcount or not _unchanged(connection, entry):
        return 0
    # An undated entry keeps its place in time: it stands where it was read.
    replace_entry(
        connection, index, entry.id, analysed, country=analysed.parsed.country, now=entry.read_at, same_event=same_event
    )
    fresh = [match for match in told if not _has_had(connection, entry.id, match.subscriber_id)]
    wanted = Telling(connection, index, now).of_report(entry.id, fresh)
    return enqueue_alert(connection, entry.id, wanted, now) if wanted else 0


def _has_had(connection: sqlite3.Connection, entry_id: int, subscriber_id: int) -> bool:
    """Whether the reader was told of this entry when its text, since edited, still decided."""
    return (
        connection.execute(
            "SELECT 1 FROM delivery JOIN notice ON notice.id = notice_id WHERE entry_id = ? AND subscriber_id = ?",
            (entry_id, subscriber_id),
        ).fetchone()
        is not None
    )


def _undecided_of(row: Row) -> Undecided:
    examined_at, tries, tell = row[ENTRY_WIDTH : ENTRY_WIDTH + 3]
    return Undecided(entry_of(row), from_ticks(examined_at), tries, bool(tell))


def _unchanged(connection: sqlite3.Connection, entry: Entry) -> bool:
    row = connection.execute("SELECT title, text, about FROM entry WHERE id = ?", (entry.id,)).fetchone()
    return bool(row == (entry.title, entry.text, entry.about))


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM undecided_entry WHERE next_try_at IS NOT NULL").fetchone()[0])
