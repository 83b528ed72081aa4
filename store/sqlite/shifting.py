"""Setting the schedules right when somebody has set the clock."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from store.feed import FeedState
from store.sqlite.codec import codec
from store.sqlite.feeds import save_state
from store.sqlite.hours import bring_forward
from store.sqlite.times import to_ticks

FARTHEST = timedelta(days=1)
"""No poll and no further attempt is ever planned for later than this."""

_OPEN = "state IN ('due', 'claimed') AND timed = 0"


def shift_schedules(connection: sqlite3.Connection, by: timedelta, now: datetime) -> None:
    """What is planned from now on, in so many minutes, stays as far off as it was; `now` is the hour after the jump.

    Digests keep to the hour on the clock.
    """
    ticks = by // timedelta(microseconds=1)
    connection.execute(
        f"UPDATE delivery SET due_at = due_at + ?, enqueued_at = enqueued_at + ?, lease_until = lease_until + ?,"
        f" failing_since = failing_since + ? WHERE {_OPEN}",
        (ticks, ticks, ticks, ticks),
    )
    _move_feeds(connection, lambda planned: planned + by)
    bring_forward(connection, now)


def bring_back(connection: sqlite3.Connection, now: datetime) -> None:
    """At start: what is planned for absurdly late, by a clock that was wrong, is due now."""
    at, latest = to_ticks(now), to_ticks(now + FARTHEST)
    connection.execute(
        f"UPDATE delivery SET due_at = ?, enqueued_at = min(enqueued_at, ?) WHERE {_OPEN} AND due_at > ?",
        (at, at, latest),
    )
    connection.execute(f"UPDATE delivery SET failing_since = NULL WHERE {_OPEN} AND failing_since > ?", (at,))
    _move_feeds(connection, lambda planned: now if planned > now + FARTHEST else planned)
    bring_forward(connection, now)


def _move_feeds(connection: sqlite3.Connection, move: Callable[[datetime], datetime]) -> None:
    for feed_id, text in connection.execute("SELECT id, state FROM feed").fetchall():
        state = codec(FeedState).decode(text)
        moved = move(state.next_poll_at)
        if moved != state.next_poll_at:
            save_state(connection, feed_id, replace(state, next_poll_at=moved))
