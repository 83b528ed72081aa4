"""The emergency brake in SQLite: nothing is sent while it is on, and the list of readers can be destroyed."""

import sqlite3
from collections.abc import Callable
from datetime import datetime

from store.sqlite.database import Database
from store.sqlite.meta import read_meta, write_meta

_KEY = "panic"
_READERS = ("delivery", "watch", "subscriber", "notice", "broadcast", "ban", "invitation")


class SqlitePanic:
    """Implements `store.admin_protocols.Panic`."""

    def __init__(self, database: Database, *, on_wipe: Callable[[], None]) -> None:
        self._database = database
        self._on_wipe = on_wipe
        self._on = False

    @property
    def on(self) -> bool:
        return self._on

    async def load(self) -> None:
        """Read from the database whether it is on; done once at opening and when another process wrote."""
        self._on = await self._database.read(is_halted)

    async def set(self, *, on: bool, now: datetime) -> None:
        self._on = on or self._on  # the brake works at once, and is let go only when that is written
        await self._database.write(lambda connection: write_meta(connection, _KEY, now.isoformat() if on else None))
        self._on = on

    async def wipe(self) -> int:
        number = await self._database.write(_wipe)
        self._on_wipe()
        await self._database.maintain(_leave_nothing)
        return number


def is_halted(connection: sqlite3.Connection) -> bool:
    return read_meta(connection, _KEY) is not None


def _wipe(connection: sqlite3.Connection) -> int:
    number = int(connection.execute("SELECT count(*) FROM subscriber").fetchone()[0])
    for table in _READERS:
        connection.execute(f"DELETE FROM {table}")
    return number


def _leave_nothing(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
