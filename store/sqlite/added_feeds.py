"""Feeds that admins add beside the catalogue's.

A removed feed's row stays, not polled and not shown, until the next start: a poll of it may be under way.
"""

import sqlite3
from datetime import datetime

from store.feed import FeedSpec, FeedState
from store.sqlite.codec import codec
from store.sqlite.times import to_ticks

REMOVED = "(origin = 'admin' AND enabled = 0)"


def add_feed(connection: sqlite3.Connection, spec: FeedSpec, now: datetime) -> bool:
    """Store the feed, due at once; one that was removed comes back as new. False when its address is there."""
    added = connection.execute(
        "INSERT INTO feed (url, outlet, origin, enabled, next_poll_at, spec, state) VALUES (?, ?, 'admin', 1, ?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET outlet = excluded.outlet, enabled = 1, paused = 0, interval = NULL,"
        f" next_poll_at = excluded.next_poll_at, spec = excluded.spec, state = excluded.state WHERE {REMOVED}",
        (
            spec.url,
            spec.outlet,
            to_ticks(now),
            codec(FeedSpec).encode(spec),
            codec(FeedState).encode(FeedState(next_poll_at=now)),
        ),
    )
    return added.rowcount > 0


def remove_feed(connection: sqlite3.Connection, feed_id: int) -> bool:
    """Take an added feed away; False when there is none of this number."""
    done = connection.execute(
        "UPDATE feed SET enabled = 0 WHERE id = ? AND origin = 'admin' AND enabled = 1", (feed_id,)
    )
    return done.rowcount > 0


def clear_removed(connection: sqlite3.Connection) -> None:
    """Forget the rows of removed feeds, while nothing is polled."""
    connection.execute(f"DELETE FROM feed WHERE {REMOVED}")
