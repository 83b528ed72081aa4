"""Bans in SQLite: of a banned chat only a keyed hash is kept."""

import hashlib
import hmac
import secrets
import sqlite3
from datetime import datetime

from store.sqlite.database import Database
from store.sqlite.meta import read_meta, write_meta
from store.sqlite.times import to_ticks

_KEY = "ban_key"


class SqliteBans:
    """Implements `store.admin_protocols.Bans`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._key = b""
        self._banned: frozenset[str] = frozenset()

    async def load(self) -> None:
        """Read key and bans; done once at opening and when another process wrote."""
        self._key = await self._database.write(_own_key)
        rows = await self._database.read(lambda connection: connection.execute("SELECT chat_hash FROM ban").fetchall())
        self._banned = frozenset(row[0] for row in rows)

    def holds(self, chat_id: int) -> bool:
        return bool(self._banned) and self._hash(chat_id) in self._banned

    async def ban(self, chat_id: int, *, handle: str, now: datetime) -> None:
        hashed = self._hash(chat_id)
        await self._database.write(
            lambda connection: connection.execute(
                "INSERT INTO ban VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (hashed, handle, to_ticks(now))
            )
        )
        self._banned |= {hashed}

    async def lift(self, handle: str) -> bool:
        lifted = await self._database.write(
            lambda connection: connection.execute("DELETE FROM ban WHERE handle = ?", (handle,)).rowcount
        )
        await self.load()
        return lifted > 0

    async def handles(self) -> list[str]:
        rows = await self._database.read(
            lambda connection: connection.execute("SELECT handle FROM ban ORDER BY banned_at DESC").fetchall()
        )
        return [row[0] for row in rows]

    def _hash(self, chat_id: int) -> str:
        return hmac.new(self._key, str(chat_id).encode(), hashlib.sha256).hexdigest()


def _own_key(connection: sqlite3.Connection) -> bytes:
    key = read_meta(connection, _KEY)
    if key is None:
        key = secrets.token_hex(32)
        write_meta(connection, _KEY, key)
    return bytes.fromhex(key)
