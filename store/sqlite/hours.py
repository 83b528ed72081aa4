"""Alerts that wait for their reader's hour, and the digests that take them along."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from store.delivery import Bundled, NoticeKind, Priority
from store.sqlite.rows import Row, timing_of
from store.sqlite.times import to_ticks
from store.subscriber import POSSIBLY, Match
from store.timing import Timing, next_digest, next_moment

ENTRIES_A_DIGEST = 12
"""So many entries, with titles shortened, go into one message of 4,096 characters in any case; more come in parts."""

READERS_AT_ONCE = 200
"""Readers whose digests are made in one claim, so that no claim keeps the database for long."""

_TIMING = "rhythm, digest_hour, digest_weekday, timezone, quiet_from, quiet_until, silent_until"
_TIMED = "(rhythm <> 'at once' OR quiet_from IS NOT NULL OR silent_until IS NOT NULL)"


def waiting_moments(connection: sqlite3.Connection, matches: Iterable[Match], now: datetime) -> dict[int, datetime]:
    """For each subscriber among the matches who is not to be told at once: when.

    What is possible only waits for a digest in any case.
    """
    matches = list(matches)
    sure = [match for match in matches if match.kind != POSSIBLY]
    told_of = {match.subscriber_id for match in sure}
    perhaps = {match.subscriber_id for match in matches} - told_of
    return _moments_of_sure(connection, sure, now) | _moments_of_digests(connection, perhaps, now)


def _moments_of_digests(connection: sqlite3.Connection, readers: Iterable[int], now: datetime) -> dict[int, datetime]:
    rows = connection.execute(
        f"SELECT id, {_TIMING} FROM subscriber WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(readers)),),
    )
    return {row[0]: next_digest(timing_of(row[1:]), now) for row in rows}


def _moments_of_sure(connection: sqlite3.Connection, matches: Iterable[Match], now: datetime) -> dict[int, datetime]:
    asked = json.dumps([match.subscriber_id for match in matches])
    rows = connection.execute(
        f"SELECT id, {_TIMING} FROM subscriber WHERE id IN (SELECT value FROM json_each(?)) AND {_TIMED}", (asked,)
    )
    timings = {row[0]: timing_of(row[1:]) for row in rows}
    if not timings:
        return {}
    urgent = {watch_id for (watch_id,) in connection.execute("SELECT id FROM watch WHERE urgent = 1")}
    known: dict[tuple[Timing, bool], datetime] = {}
    moments = {}
    for match in matches:
        timing = timings.get(match.subscriber_id)
        if timing is None:
            continue
        key = (timing, match.watch_id in urgent)
        if key not in known:
            known[key] = next_moment(timing, now, urgent=key[1])
        if known[key] > now:
            moments[match.subscriber_id] = known[key]
    return moments


def keep_quiet(connection: sqlite3.Connection, notice_id: int, now: datetime) -> None:
    """Let a broadcast wait, for those who have quiet hours now, until they are over."""
    rows = connection.execute(
        f"SELECT delivery.id, {_TIMING} FROM delivery JOIN subscriber ON subscriber.id = subscriber_id"
        " WHERE notice_id = ? AND quiet_from IS NOT NULL",
        (notice_id,),
    ).fetchall()
    moments = [
        (to_ticks(next_moment(Timing(timezone=row[4], quiet=timing_of(row[1:]).quiet), now)), row[0]) for row in rows
    ]
    connection.executemany("UPDATE delivery SET due_at = ? WHERE id = ? AND state = 'due'", moments)


def set_timing(connection: sqlite3.Connection, subscriber_id: int, timing: Timing, now: datetime) -> None:
    """Keep when a reader wants to be told; what waits already follows."""
    quiet = timing.quiet
    connection.execute(
        f"UPDATE subscriber SET ({_TIMING}) = (?, ?, ?, ?, ?, ?, ?) WHERE id = ?",
        (
            timing.rhythm,
            timing.hour,
            timing.weekday,
            timing.timezone,
            quiet.begin if quiet else None,
            quiet.end if quiet else None,
            to_ticks(timing.silent_until),
            subscriber_id,
        ),
    )
    connection.execute(
        "UPDATE delivery SET due_at = iif(reason_kind = ?, ?, ?)"
        " WHERE subscriber_id = ? AND state = 'due' AND timed = 1 AND digest_id IS NULL",
        (POSSIBLY, to_ticks(next_digest(timing, now)), to_ticks(next_moment(timing, now)), subscriber_id),
    )


def bring_forward(connection: sqlite3.Connection, now: datetime) -> None:
    """After the clock was set: nothing waits longer than its reader asked for, by the hour it is now."""
    rows = connection.execute(
        f"SELECT DISTINCT subscriber.id, {_TIMING} FROM subscriber JOIN delivery ON subscriber_id = subscriber.id"
        " WHERE state = 'due' AND timed = 1 AND digest_id IS NULL"
    ).fetchall()
    timings = {row[0]: timing_of(row[1:]) for row in rows}
    connection.executemany(
        "UPDATE delivery SET due_at = min(due_at, iif(reason_kind = ?, ?, ?))"
        " WHERE subscriber_id = ? AND state = 'due' AND timed = 1 AND digest_id IS NULL",
        [
            (POSSIBLY, to_ticks(next_digest(timing, now)), to_ticks(next_moment(timing, now)), reader)
            for reader, timing in timings.items()
        ],
    )


def make_digests(connection: sqlite3.Connection, now: datetime) -> None:
    """Bundle what waited and whose hour has come: one digest a reader, in parts where there is much.

    An alert that waited alone is sent as it is.
    """
    readers = connection.execute(
        "SELECT DISTINCT subscriber_id FROM delivery"
        " WHERE state = 'due' AND timed = 1 AND digest_id IS NULL AND due_at <= ? LIMIT ?",
        (to_ticks(now), READERS_AT_ONCE),
    ).fetchall()
    for (subscriber_id,) in readers:
        waiting = [row[0] for row in connection.execute(_IN_ORDER, (subscriber_id, to_ticks(now)))]
        if len(waiting) == 1:
            connection.execute("UPDATE delivery SET timed = 0 WHERE id = ?", waiting)
            continue
        for start in range(0, len(waiting), ENTRIES_A_DIGEST):
            _make_digest(connection, subscriber_id, waiting[start : start + ENTRIES_A_DIGEST], now)


# Entries of one incident stand together, the incident where its first entry stands.
_IN_ORDER = """
SELECT delivery.id FROM delivery JOIN notice ON notice.id = notice_id JOIN entry ON entry.id = entry_id
WHERE subscriber_id = ? AND state = 'due' AND timed = 1 AND digest_id IS NULL AND due_at <= ?
ORDER BY min(sort_at) OVER (PARTITION BY incident_id), incident_id, sort_at, entry.id
"""


def _make_digest(connection: sqlite3.Connection, subscriber_id: int, alerts: list[int], now: datetime) -> None:
    at = to_ticks(now)
    (notice_id,) = connection.execute(
        "INSERT INTO notice (kind, key, created_at) VALUES (?, ?, ?) RETURNING id",
        (NoticeKind.DIGEST, f"digest:{alerts[0]}", at),
    ).fetchone()
    (digest_id,) = connection.execute(
        "INSERT INTO delivery (notice_id, subscriber_id, state, priority, enqueued_at, due_at)"
        " VALUES (?, ?, 'due', ?, ?, ?) RETURNING id",
        (notice_id, subscriber_id, Priority.DIGEST, at, at),
    ).fetchone()
    connection.executemany("UPDATE delivery SET digest_id = ? WHERE id = ?", [(digest_id, alert) for alert in alerts])


def bundled(connection: sqlite3.Connection, digest_id: int, subscriber_id: int) -> list[Bundled]:
    """What a reader's digest holds, in its order."""
    rows = connection.execute(
        "SELECT entry_id, reason_kind, reason_value FROM delivery"
        " JOIN notice ON notice.id = notice_id JOIN entry ON entry.id = entry_id"
        " WHERE digest_id = ? AND subscriber_id = ?"
        " ORDER BY min(sort_at) OVER (PARTITION BY incident_id), incident_id, sort_at, entry.id",
        (digest_id, subscriber_id),
    )
    return [_bundled(row) for row in rows]


def _bundled(row: Row) -> Bundled:
    return Bundled(entry_id=row[0], reason_kind=row[1], reason_value=row[2])


def settle_bundled(connection: sqlite3.Connection, digest_id: int) -> None:
    """What a digest held shares its end."""
    connection.execute(
        "UPDATE delivery SET (state, settled_at, message_id, error) ="
        " (SELECT state, settled_at, message_id, error FROM delivery AS digest WHERE digest.id = ?)"
        " WHERE digest_id = ? AND state = 'due'"
        " AND (SELECT state FROM delivery AS digest WHERE digest.id = ?) NOT IN ('due', 'claimed')",
        (digest_id, digest_id, digest_id),
    )


def settle_all_bundled(connection: sqlite3.Connection) -> None:
    """As `settle_bundled`, for every digest that has ended."""
    ended = connection.execute(
        "SELECT DISTINCT digest.id FROM delivery JOIN delivery AS digest ON digest.id = delivery.digest_id"
        " WHERE delivery.digest_id IS NOT NULL AND delivery.state = 'due' AND digest.state NOT IN ('due', 'claimed')"
    ).fetchall()
    for (digest_id,) in ended:
        settle_bundled(connection, digest_id)
