"""Undecided entries in SQLite."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from store.entry import AnalysedEntry, Entry
from store.people.index import PersonIndex
from store.sqlite.database import Database
from store.sqlite.outbox import enqueue_alert
from store.sqlite.people import SqlitePeople
from store.sqlite.rows import ENTRY_COLUMNS, ENTRY_WIDTH, entry_of
from store.sqlite.times import to_ticks
from store.sqlite.writing import replace_entry
from store.subscriber import Match
from store.undecided import Examined, Undecided

_UNEXAMINED = f"""
SELECT {ENTRY_COLUMNS} FROM entry
WHERE feed_id = ? AND about = 'none' AND read_at >= ? AND url IS NOT NULL AND withdrawn_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM undecided_entry WHERE entry_id = entry.id)
ORDER BY sort_at DESC, id LIMIT ?
"""
_WAITING = f"""
SELECT {ENTRY_COLUMNS}, tries, tell FROM undecided_entry JOIN entry ON entry.id = entry_id
WHERE feed_id = ? AND next_try_at <= ? ORDER BY sort_at DESC, entry.id LIMIT ?
"""


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

    async def examine(self, examined: Sequence[Examined]) -> None:
        rows = [(item.entry_id, item.tell, to_ticks(item.waits_from)) for item in examined]
        await self._database.write(
            lambda connection: connection.executemany(
                "INSERT OR IGNORE INTO undecided_entry (entry_id, tell, next_try_at) VALUES (?, ?, ?)", rows
            )
        )

    async def waiting(self, feed_id: int, *, now: datetime, limit: int) -> list[Undecided]:
        return await self._database.read(
            lambda connection: [
                Undecided(entry_of(row), row[ENTRY_WIDTH], bool(row[ENTRY_WIDTH + 1]))
                for row in connection.execute(_WAITING, (feed_id, to_ticks(now), limit))
            ]
        )

    async def postpone(self, entry_id: int, *, until: datetime | None) -> None:
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE undecided_entry SET tries = tries + 1, next_try_at = ? WHERE entry_id = ?",
                (to_ticks(until), entry_id),
            )
        )

    async def decide(self, entry: Entry, analysed: AnalysedEntry, *, told: Sequence[Match], now: datetime) -> int:
        return await self._people.write(
            lambda connection, index: _decide(connection, index, entry, analysed, told=told, now=now)
        )

    async def count(self) -> int:
        return await self._database.read(_count)


def _decide(
    connection: sqlite3.Connection,
    index: PersonIndex,
    entry: Entry,
    analysed: AnalysedEntry,
    *,
    told: Sequence[Match],
    now: datetime,
) -> int:
    settled = connection.execute(
        "UPDATE undecided_entry SET next_try_at = NULL WHERE entry_id = ? AND next_try_at IS NOT NULL", (entry.id,)
    )
    # A second program decided it meanwhile, or an edit brought another text, which was judged by itself.
    if not settled.rowcount or not _unchanged(connection, entry):
        return 0
    # An undated entry keeps its place in time: it stands where it was read.
    replace_entry(connection, index, entry.id, analysed, country=analysed.parsed.country, now=entry.read_at)
    return enqueue_alert(connection, entry.id, told, now) if told else 0


def _unchanged(connection: sqlite3.Connection, entry: Entry) -> bool:
    row = connection.execute("SELECT title, text, about FROM entry WHERE id = ?", (entry.id,)).fetchone()
    return bool(row == (entry.title, entry.text, entry.about))


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM undecided_entry WHERE next_try_at IS NOT NULL").fetchone()[0])
