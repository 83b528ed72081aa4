"""Feeds in SQLite."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from store.feed import Feed, FeedSpec, FeedState, SeenItems
from store.sqlite.added_feeds import REMOVED, add_feed, clear_removed, remove_feed
from store.sqlite.codec import codec
from store.sqlite.database import Database
from store.sqlite.rows import FEED_COLUMNS, feed_of
from store.sqlite.seen import is_stale, mark_last_shown_again, mark_shown, read_seen
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

    async def next_due_at(self, *, after: datetime | None = None) -> datetime | None:
        return await self._database.read(lambda connection: _next_due_at(connection, after))

    async def add(self, spec: FeedSpec, *, now: datetime) -> bool:
        return await self._database.write(lambda connection: add_feed(connection, spec, now))

    async def remove(self, feed_id: int) -> bool:
        return await self._database.write(lambda connection: remove_feed(connection, feed_id))

    async def pause(self, feed_id: int, *, paused: bool, now: datetime) -> None:
        await self._database.write(lambda connection: _pause(connection, feed_id, paused, now))

    async def set_interval(self, feed_id: int, interval: timedelta | None) -> None:
        seconds = max(1, round(interval.total_seconds())) if interval else None
        await self._database.write(
            lambda connection: connection.execute("UPDATE feed SET interval = ? WHERE id = ?", (seconds, feed_id))
        )

    async def undecided(self) -> dict[int, int]:
        return await self._database.read(
            lambda connection: dict(
                connection.execute(
                    "SELECT feed_id, count(*) FROM undecided_entry JOIN entry ON entry.id = entry_id"
                    " WHERE next_try_at IS NOT NULL GROUP BY feed_id"
                )
            )
        )

    async def save_state(self, feed_id: int, state: FeedState) -> None:
        await self._database.write(lambda connection: save_state(connection, feed_id, state))

    async def save_states(self, states: Mapping[int, FeedState]) -> None:
        await self._database.write(lambda connection: _save_states(connection, states))

    async def seen(self, feed_id: int, *, now: datetime) -> SeenItems:
        return await self._database.read(lambda connection: read_seen(connection, feed_id, now))

    async def mark_shown(self, feed_id: int, hashes: Collection[str], *, now: datetime) -> None:
        await self._database.write(lambda connection: mark_shown(connection, feed_id, hashes, now))

    async def mark_last_shown_again(self, feed_id: int, *, now: datetime) -> None:
        if await self._database.read(lambda connection: is_stale(connection, feed_id, now)):
            await self._database.write(lambda connection: mark_last_shown_again(connection, feed_id, now))


def save_state(connection: sqlite3.Connection, feed_id: int, state: FeedState) -> None:
    """Write what polling has learnt of a feed."""
    connection.execute(
        "UPDATE feed SET state = ?, next_poll_at = ? WHERE id = ?",
        (codec(FeedState).encode(state), to_ticks(state.next_poll_at), feed_id),
    )


def _pause(connection: sqlite3.Connection, feed_id: int, paused: bool, now: datetime) -> None:
    connection.execute("UPDATE feed SET paused = ? WHERE id = ?", (paused, feed_id))
    row = connection.execute("SELECT state FROM feed WHERE id = ?", (feed_id,)).fetchone()
    if paused or row is None:
        return
    state = codec(FeedState).decode(row[0])
    # Who lets a page go on that looked quite unlike before has looked at it.
    fingerprint = None if state.failures else state.fingerprint
    due_at = min(now, state.next_poll_at)
    save_state(connection, feed_id, replace(state, fingerprint=fingerprint, next_poll_at=due_at))


def _save_states(connection: sqlite3.Connection, states: Mapping[int, FeedState]) -> None:
    for feed_id, state in states.items():
        save_state(connection, feed_id, state)


def _sync(connection: sqlite3.Connection, specs: Sequence[FeedSpec], now: datetime) -> None:
    clear_removed(connection)
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
    return [
        feed_of(row) for row in connection.execute(f"SELECT {FEED_COLUMNS} FROM feed WHERE NOT {REMOVED} ORDER BY id")
    ]


def _due(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Feed]:
    rows = connection.execute(
        f"SELECT {FEED_COLUMNS} FROM feed WHERE enabled = 1 AND paused = 0 AND next_poll_at <= ?"
        " ORDER BY next_poll_at, id LIMIT ?",
        (to_ticks(now), limit),
    )
    return [feed_of(row) for row in rows]


def _next_due_at(connection: sqlite3.Connection, after: datetime | None) -> datetime | None:
    row = connection.execute(
        "SELECT min(next_poll_at) FROM feed WHERE enabled = 1 AND paused = 0 AND next_poll_at > ?",
        (to_ticks(after) if after else -1,),
    ).fetchone()
    ticks: int | None = row[0]
    return from_ticks(ticks)
