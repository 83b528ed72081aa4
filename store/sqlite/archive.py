"""The entries as a whole, for taking them elsewhere."""

import sqlite3
from collections.abc import Collection

from store.entry import Entry
from store.sqlite.database import Database
from store.sqlite.rows import ENTRY_COLUMNS, entry_of

_SHOWN = "withdrawn_at IS NULL AND demonstration = 0"


class SqliteArchive:
    """Implements `store.protocols.Archive`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self) -> int:
        return await self._database.read(_count)

    async def page(self, *, after: int, limit: int) -> list[Entry]:
        return await self._database.read(lambda connection: _page(connection, after, limit))

    async def newest(self, *, limit: int, without: Collection[str] = ()) -> list[Entry]:
        return await self._database.read(lambda connection: _newest(connection, limit, without))


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute(f"SELECT count(*) FROM entry WHERE {_SHOWN}").fetchone()[0])


def _page(connection: sqlite3.Connection, after: int, limit: int) -> list[Entry]:
    rows = connection.execute(
        f"SELECT {ENTRY_COLUMNS} FROM entry WHERE id > ? AND {_SHOWN} ORDER BY id LIMIT ?", (after, limit)
    )
    return [entry_of(row) for row in rows]


def _newest(connection: sqlite3.Connection, limit: int, without: Collection[str]) -> list[Entry]:
    unwanted = sorted(without)
    first = (
        f"SELECT min(id) FROM entry WHERE {_SHOWN} AND civic = 1 AND about = 'primary'"
        f" AND outlet NOT IN ({','.join('?' * len(unwanted))}) GROUP BY incident_id"
    )
    rows = connection.execute(
        f"SELECT {ENTRY_COLUMNS} FROM entry WHERE id IN ({first}) ORDER BY sort_at DESC, id DESC LIMIT ?",
        (*unwanted, limit),
    )
    return [entry_of(row) for row in rows]
