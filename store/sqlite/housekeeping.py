"""Forgetting in time: what was sent, who has long gone, items that no feed shows any more."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from store.errors import DatabaseUnavailable
from store.sqlite.database import Database
from store.sqlite.driver import code_of
from store.sqlite.shifting import bring_back, shift_schedules
from store.sqlite.times import to_ticks

SENT_KEPT = timedelta(days=90)
"""How long it is known what was sent to whom and why; /privacy says so."""
SLEEPERS_KEPT = timedelta(days=90)
"""How long a chat that refuses the bot keeps its place."""
ITEMS_KEPT = timedelta(days=30)
"""How long an item is remembered that its feed does not show any more; its entry stays."""
AUDIT_KEPT = timedelta(days=365)
"""How long it is known what admins did."""


class Remembered(Protocol):
    """Something of the database that is kept in memory."""

    async def load(self) -> None: ...


class SqliteHousekeeping:
    """Implements `store.protocols.Housekeeping`."""

    def __init__(self, database: Database, remembered: Sequence[Remembered]) -> None:
        self._database = database
        self._remembered = remembered
        self._seen_change = 0

    async def forget_old(self, *, now: datetime) -> None:
        """Delete what has had its time; of deliveries the numbers stay."""
        await self._database.write(lambda connection: _forget_old(connection, now))
        await self._database.maintain(_truncate_log)

    async def notice_changes(self) -> bool:
        """Read anew what is kept in memory when another process wrote to the database; True when it did."""
        change = await self._database.maintain(_data_version)
        changed = self._seen_change not in {0, change}
        self._seen_change = change
        if changed:
            for remembered in self._remembered:
                await remembered.load()
        return changed

    async def shift_schedules(self, *, by: timedelta, now: datetime) -> None:
        await self._database.write(lambda connection: shift_schedules(connection, by, now))

    async def bring_back(self, *, now: datetime) -> None:
        await self._database.write(lambda connection: bring_back(connection, now))

    async def find_damage(self) -> str:
        try:
            return await self._database.read(_find_damage)
        except DatabaseUnavailable as error:
            if not is_damage(error):
                raise
            return str(error.__cause__)


def _find_damage(connection: sqlite3.Connection) -> str:
    found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return "" if found == "ok" else found


def is_damage(error: DatabaseUnavailable) -> bool:
    """Whether the file is not what was written, rather than out of reach for a while."""
    return code_of(error.__cause__) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _forget_old(connection: sqlite3.Connection, now: datetime) -> None:
    before = to_ticks(now - SENT_KEPT)
    connection.execute(
        "INSERT INTO past_delivery"
        " SELECT notice.kind, delivery.state, count(*), sum(was_uncertain) FROM delivery"
        " JOIN notice ON notice.id = delivery.notice_id WHERE settled_at < ? GROUP BY notice.kind, delivery.state"
        " ON CONFLICT DO UPDATE SET number = number + excluded.number,"
        " once_uncertain = once_uncertain + excluded.once_uncertain",
        (before,),
    )
    connection.execute("DELETE FROM delivery WHERE settled_at < ?", (before,))
    connection.execute(
        "DELETE FROM notice WHERE created_at < ? AND NOT EXISTS (SELECT 1 FROM delivery WHERE notice_id = notice.id)",
        (before,),
    )
    connection.execute(
        "DELETE FROM broadcast WHERE created_at < ? AND state IN ('cancelled', 'done')"
        " AND NOT EXISTS (SELECT 1 FROM delivery WHERE notice_id = broadcast.notice_id)",
        (before,),
    )
    connection.execute("DELETE FROM invitation WHERE ends_at < ?", (to_ticks(now),))
    connection.execute("DELETE FROM audit WHERE done_at < ?", (to_ticks(now - AUDIT_KEPT),))
    connection.execute("DELETE FROM subscriber WHERE awake = 0 AND asleep_at < ?", (to_ticks(now - SLEEPERS_KEPT),))
    connection.execute("DELETE FROM feed_item WHERE seen_at < ?", (to_ticks(now - ITEMS_KEPT),))


def _truncate_log(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _data_version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
