"""Which items a feed has given before, by their hashes."""

import sqlite3
from collections.abc import Collection
from datetime import datetime, timedelta

from store.feed import SeenItems
from store.sqlite.times import to_ticks

MARKED_AGAIN = timedelta(days=1)
"""An item that is shown still is marked as seen at most so often: each mark is a write."""
MOST = 10_000


def read_seen(connection: sqlite3.Connection, feed_id: int, now: datetime) -> SeenItems:
    """A feed's items. Beyond 10,000, which only feeds of ever changing ids reach, some are left out."""
    rows = connection.execute(
        "SELECT hash, seen_at < ? FROM feed_item WHERE feed_id = ? LIMIT ?",
        (to_ticks(now - MARKED_AGAIN), feed_id, MOST),
    ).fetchall()
    return SeenItems(frozenset(row[0] for row in rows), frozenset(row[0] for row in rows if row[1]))


def mark_shown(connection: sqlite3.Connection, feed_id: int, hashes: Collection[str], now: datetime) -> None:
    """Mark items as seen now."""
    connection.executemany(
        "UPDATE feed_item SET seen_at = ? WHERE feed_id = ? AND hash = ?",
        [(to_ticks(now), feed_id, digest) for digest in hashes],
    )


def last_marked(connection: sqlite3.Connection, feed_id: int) -> int | None:
    """When an item of the feed was last marked as seen, in ticks."""
    ticks: int | None = connection.execute(
        "SELECT max(seen_at) FROM feed_item WHERE feed_id = ?", (feed_id,)
    ).fetchone()[0]
    return ticks


def is_stale(connection: sqlite3.Connection, feed_id: int, now: datetime) -> bool:
    """Whether a whole day has gone without a mark."""
    ticks = last_marked(connection, feed_id)
    return ticks is not None and ticks < to_ticks(now - MARKED_AGAIN)


def mark_last_shown_again(connection: sqlite3.Connection, feed_id: int, now: datetime) -> None:
    """Mark what the last document showed: its items were all marked within a day of the last mark."""
    ticks = last_marked(connection, feed_id)
    if ticks is not None:
        since = ticks - MARKED_AGAIN // timedelta(microseconds=1)
        connection.execute(
            "UPDATE feed_item SET seen_at = ? WHERE feed_id = ? AND seen_at >= ?", (to_ticks(now), feed_id, since)
        )
