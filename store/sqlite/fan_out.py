"""The deliveries of an alert: the first are written with it, those of a large audience in parts.

Each part is a transaction of its own, so that nobody who writes meanwhile waits for a hundred thousand rows. What is
still to be written is noted with the alert itself: nothing is lost where the process ends in between.
"""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from store.delivery import Priority
from store.sqlite.hours import waiting_moments
from store.sqlite.times import from_ticks, to_ticks
from store.subscriber import Match

PART = 2_000
"""Deliveries in one transaction: it takes a twentieth of a second."""


def fan_out(connection: sqlite3.Connection, notice_id: int, matches: Sequence[Match], now: datetime) -> int:
    """Write the first deliveries of an alert and note the rest for `go_on`; gives the number of both."""
    parts = [matches[start : start + PART] for start in range(0, len(matches), PART)]
    connection.executemany(
        "INSERT INTO fan_out (notice_id, matches) VALUES (?, ?)", [(notice_id, _encode(part)) for part in parts[1:]]
    )
    written = _write(connection, notice_id, parts[0], now) if parts else 0
    return written + sum(len(part) for part in parts[1:])


def go_on(connection: sqlite3.Connection) -> bool:
    """Write the oldest part that was noted; False when there was none."""
    row = connection.execute(
        "SELECT fan_out.id, notice_id, created_at, matches FROM fan_out JOIN notice ON notice.id = notice_id"
        " ORDER BY fan_out.id LIMIT 1"
    ).fetchone()
    if row is None:
        return False
    part_id, notice_id, at, matches = row
    _write(connection, notice_id, [Match(*match) for match in json.loads(matches)], from_ticks(at))
    connection.execute("DELETE FROM fan_out WHERE id = ?", (part_id,))
    return True


def _encode(matches: Sequence[Match]) -> str:
    return json.dumps([(match.watch_id, match.subscriber_id, match.kind, match.value) for match in matches])


def _write(connection: sqlite3.Connection, notice_id: int, matches: Sequence[Match], now: datetime) -> int:
    at = to_ticks(now)
    later = {reader: to_ticks(moment) for reader, moment in waiting_moments(connection, matches, now).items()}
    part = [
        (
            match.subscriber_id,
            later.get(match.subscriber_id, at),
            match.subscriber_id in later,
            match.watch_id,
            match.kind,
            match.value,
        )
        for match in matches
    ]
    return connection.execute(_INSERT, (notice_id, Priority.ALERT, at, json.dumps(part))).rowcount


_INSERT = """
INSERT OR IGNORE INTO delivery
    (notice_id, subscriber_id, state, priority, enqueued_at, due_at, timed, watch_id, reason_kind, reason_value)
SELECT ?, subscriber.id, 'due', ?, ?, json_extract(part.value, '$[1]'), json_extract(part.value, '$[2]'),
    json_extract(part.value, '$[3]'), json_extract(part.value, '$[4]'), json_extract(part.value, '$[5]')
FROM json_each(?) AS part CROSS JOIN subscriber ON subscriber.id = json_extract(part.value, '$[0]')
WHERE awake = 1
ORDER BY part.key
"""
