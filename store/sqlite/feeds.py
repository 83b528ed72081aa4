"""Feeds in SQLite."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from store.feed import Feed, FeedSpec, FeedState
from store.sqlite.codec import codec
from store.sqlite.database import Database
from store.sqlite.rows import FEED_COLUMNS, feed_of
from store.sqlite.times import from_ticks, to_ticks


class SqliteFeeds:
    """Implements `store.protocols.Feeds`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sync(self, specs: Sequence[FeedSpec], *, now: datetime) -> None:
        await self._database.write(lambda connection: _sync(connection, specs, now))

    async def all(self) -> list[Feed]:
        return await self._database.read(_all)

    async def due(self, *, now: datetime, limit: int) -> list[Feed]:
        return await self._database.read(lambda connection: _due(connection, now, limit))

    async def next_due_at(self) -> datetime | None:
        return await self._database.read(_next_due_at)

    async def save_state(self, feed_id: int, state: FeedState) -> None:
        await self._database.write(lambda connection: save_state(connection, feed_id, state))


def save_state(connection: sqlite3.Connection, feed_id: int, state: FeedState) -> None:
    """Write what polling has learnt of a feed."""
    connection.execute(
        "UPDATE feed SET state = ?, next_poll_at = ? WHERE id = ?",
        (codec(FeedState).encode(state), to_ticks(state.next_poll_at), feed_id),
    )


def _sync(connection: sqlite3.Connection, specs: Sequence[FeedSpec], now: datetime) -> None:
    for spec in specs:
        state = FeedState(next_poll_at=now)
        connection.execute(
            "INSERT INTO feed (url, outlet, origin, enabled, next_poll_at, spec, state)"
            " VALUES (?, ?, 'catalogue', ?, ?, ?, ?)"
            " ON CONFLICT (url) DO UPDATE SET outlet = excluded.outlet, origin = 'catalogue',"
            " enabled = excluded.enabled, spec = excluded.spec",
            (
                spec.url,
                spec.outlet,
                spec.enabled,
                to_ticks(now),
                codec(FeedSpec).encode(spec),
                codec(FeedState).encode(state),
            ),
        )
    urls = {spec.url for spec in specs}
    for feed_id, url in connection.execute("SELECT id, url FROM feed WHERE origin = 'catalogue'").fetchall():
        if url not in urls:
            connection.execute("DELETE FROM feed WHERE id = ?", (feed_id,))


def _all(connection: sqlite3.Connection) -> list[Feed]:
    return [feed_of(row) for row in connection.execute(f"SELECT {FEED_COLUMNS} FROM feed ORDER BY id")]


def _due(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Feed]:
    rows = connection.execute(
        f"SELECT {FEED_COLUMNS} FROM feed WHERE enabled = 1 AND next_poll_at <= ? ORDER BY next_poll_at, id LIMIT ?",
        (to_ticks(now), limit),
    )
    return [feed_of(row) for row in rows]


def _next_due_at(connection: sqlite3.Connection) -> datetime | None:
    ticks: int | None = connection.execute("SELECT min(next_poll_at) FROM feed WHERE enabled = 1").fetchone()[0]
    return from_ticks(ticks)
