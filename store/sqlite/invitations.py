"""Invitations in SQLite; of a link only the hash of its secret is kept."""

import hashlib
import sqlite3
from datetime import datetime

from store.sqlite.database import Database
from store.sqlite.meta import read_meta, write_meta
from store.sqlite.times import to_ticks

_KEY = "invitation_only"


class SqliteInvitations:
    """Implements `store.admin_protocols.Invitations`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._needed = False

    @property
    def needed(self) -> bool:
        return self._needed

    async def load(self) -> None:
        """Read whether they are needed; done once at opening and when another process wrote."""
        self._needed = await self._database.read(lambda connection: read_meta(connection, _KEY) is not None)

    async def require(self, *, needed: bool) -> None:
        await self._database.write(lambda connection: write_meta(connection, _KEY, "1" if needed else None))
        self._needed = needed

    async def add(self, secret: str, *, places: int, ends_at: datetime) -> None:
        await self._database.write(
            lambda connection: connection.execute(
                "INSERT INTO invitation (secret_hash, places, ends_at) VALUES (?, ?, ?)",
                (_hash(secret), places, to_ticks(ends_at)),
            )
        )

    async def use(self, secret: str, *, now: datetime) -> bool:
        return await self._database.write(lambda connection: _use(connection, secret, now))

    async def withdraw_all(self) -> int:
        return await self._database.write(lambda connection: connection.execute("DELETE FROM invitation").rowcount)

    async def open_places(self, *, now: datetime) -> int:
        return await self._database.read(
            lambda connection: int(
                connection.execute(
                    "SELECT coalesce(sum(places - used), 0) FROM invitation WHERE ends_at > ?", (to_ticks(now),)
                ).fetchone()[0]
            )
        )


def _use(connection: sqlite3.Connection, secret: str, now: datetime) -> bool:
    taken = connection.execute(
        "UPDATE invitation SET used = used + 1 WHERE secret_hash = ? AND used < places AND ends_at > ?",
        (_hash(secret), to_ticks(now)),
    )
    return taken.rowcount > 0


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
