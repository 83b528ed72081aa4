"""Admins and what they did, in SQLite."""

import sqlite3
from collections.abc import Collection
from datetime import datetime

from store.admin import Admin, AuditLine, Deed, Role
from store.sqlite.broadcasts import cancel_pending
from store.sqlite.database import Database
from store.sqlite.times import from_ticks, to_ticks


class SqliteAdmins:
    """Implements `store.admin_protocols.Admins`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Admin]:
        return await self._database.read(_all)

    async def find(self, user_id: int) -> Admin | None:
        return next((admin for admin in await self.all() if admin.user_id == user_id), None)

    async def grant(self, user_id: int, role: Role, *, by: int, now: datetime) -> None:
        await self._database.write(lambda connection: _grant(connection, user_id, role, by, now))

    async def revoke(self, user_id: int, *, by: int, handle: str, now: datetime) -> int | None:
        return await self._database.write(lambda connection: _revoke(connection, user_id, by, handle, now))

    async def dismiss_others(self, owners: Collection[int], *, handle: str, now: datetime) -> int:
        return await self._database.write(lambda connection: _dismiss_others(connection, owners, handle, now))

    async def record(self, who: int, deed: Deed, *, detail: str = "", now: datetime) -> None:
        await self._database.write(lambda connection: _record(connection, str(who), deed, now, detail=detail))

    async def audit(self, *, limit: int) -> list[AuditLine]:
        return await self._database.read(lambda connection: _audit(connection, limit))


def _all(connection: sqlite3.Connection) -> list[Admin]:
    rows = connection.execute("SELECT user_id, role, granted_at FROM admin ORDER BY granted_at, user_id")
    return [Admin(user_id, Role(role), from_ticks(granted_at)) for user_id, role, granted_at in rows]


def _grant(connection: sqlite3.Connection, user_id: int, role: Role, by: int, now: datetime) -> None:
    connection.execute(
        "INSERT INTO admin VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET role = excluded.role",
        (user_id, role, to_ticks(now)),
    )
    _record(connection, str(by), Deed.GRANTED, now, whom=str(user_id), detail=role)


def _revoke(connection: sqlite3.Connection, user_id: int, by: int, handle: str, now: datetime) -> int | None:
    if not connection.execute("DELETE FROM admin WHERE user_id = ?", (user_id,)).rowcount:
        return None
    _record(connection, str(by), Deed.REVOKED, now, whom=str(user_id))
    return _take_out(connection, user_id, handle, now)


def _dismiss_others(connection: sqlite3.Connection, owners: Collection[int], handle: str, now: datetime) -> int:
    known = {*owners, *(row[0] for row in connection.execute("SELECT user_id FROM admin"))}
    rows = connection.execute(
        "SELECT created_by FROM broadcast UNION SELECT confirmed_by FROM broadcast"
        " UNION SELECT CAST(who AS INTEGER) FROM audit WHERE who NOT GLOB '*[^0-9]*'"
        " UNION SELECT CAST(whom AS INTEGER) FROM audit WHERE whom NOT GLOB '*[^0-9]*'"
    )
    gone = sorted({row[0] for row in rows if row[0]} - known)
    return sum(_take_out(connection, user_id, f"{handle}-{place}", now) for place, user_id in enumerate(gone, 1))


def _take_out(connection: sqlite3.Connection, user_id: int, handle: str, now: datetime) -> int:
    """Cancel what is pending, put the handle where the number stood; gives how many broadcasts were cancelled."""
    cancelled = cancel_pending(connection, user_id, now)
    for column in ("who", "whom"):
        connection.execute(f"UPDATE audit SET {column} = ? WHERE {column} = ?", (handle, str(user_id)))
    connection.execute("UPDATE broadcast SET created_by = 0, shown_in = NULL WHERE created_by = ?", (user_id,))
    connection.execute("UPDATE broadcast SET confirmed_by = 0 WHERE confirmed_by = ?", (user_id,))
    return cancelled


def _record(
    connection: sqlite3.Connection, who: str, deed: Deed, now: datetime, *, whom: str = "", detail: str = ""
) -> None:
    connection.execute(
        "INSERT INTO audit (done_at, who, deed, whom, detail) VALUES (?, ?, ?, ?, ?)",
        (to_ticks(now), who, deed, whom, detail),
    )


def _audit(connection: sqlite3.Connection, limit: int) -> list[AuditLine]:
    rows = connection.execute("SELECT done_at, who, deed, whom, detail FROM audit ORDER BY id DESC LIMIT ?", (limit,))
    return [AuditLine(from_ticks(at), who, Deed(deed), whom, detail) for at, who, deed, whom, detail in rows]
