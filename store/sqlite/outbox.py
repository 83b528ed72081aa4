"""The outbox in SQLite: deliveries are claimed, handed over, settled."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from store.broadcast import MediaFile
from store.delivery import Bundled, ClaimedDelivery, Notice, NoticeKind, OutboxDepth, Outcome, Priority, Standing, Told
from store.sqlite.codec import codec
from store.sqlite.database import Database
from store.sqlite.fan_out import fan_out, go_on
from store.sqlite.hours import bundled, keep_quiet, make_digests
from store.sqlite.panic import is_halted
from store.sqlite.recovery import recover, take_back_lapsed
from store.sqlite.rows import SUBSCRIBER_COLUMNS, SUBSCRIBER_WIDTH, Row, subscriber_of
from store.sqlite.settlement import forgive, settle_all
from store.sqlite.standing import accept, is_claimed_by_stranger, recognise
from store.sqlite.times import from_ticks, to_ticks
from store.sqlite.told import told_in, told_of
from store.subscriber import Match

PRIORITY_OF = {
    NoticeKind.ALERT: Priority.ALERT,
    NoticeKind.CORRECTION: Priority.CORRECTION,
    NoticeKind.DIGEST: Priority.DIGEST,
    NoticeKind.BROADCAST: Priority.BROADCAST,
}


class SqliteOutbox:
    """Implements `store.protocols.Outbox`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def announce(self, body: Mapping[str, str], *, created_by: int, key: str, now: datetime) -> int:  # noqa: ARG002 (the audit log is not the outbox's)
        return await self._database.write(lambda connection: _announce(connection, body, key, now))

    async def claim(self, *, now: datetime, lease: timedelta, limit: int, courier: str) -> list[ClaimedDelivery]:
        rows = await self._database.write(lambda connection: _claim(connection, now, lease, limit, courier))
        notices: dict[int, Notice] = {}
        return [_claimed_of(row, notices) for row in json.loads(rows)]

    async def spread(self) -> bool:
        return await self._database.write(go_on)

    async def mark_sending(self, ids: Sequence[int], *, now: datetime) -> None:
        values = (to_ticks(now), json.dumps(list(ids)))
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE delivery SET sending_at = ?, attempts = attempts + 1"
                " WHERE state = 'claimed' AND id IN (SELECT value FROM json_each(?))",
                values,
            )
        )

    async def settle(self, outcomes: Sequence[tuple[ClaimedDelivery, Outcome]], *, now: datetime) -> None:
        await self._database.write(lambda connection: settle_all(connection, outcomes, now))

    async def recover(self, *, now: datetime) -> tuple[int, int]:
        return await self._database.write(lambda connection: recover(connection, now))

    async def recognise(self, bot_id: int, *, now: datetime) -> Standing:
        return await self._database.write(lambda connection: recognise(connection, bot_id, now))

    async def accept_bot(self, *, now: datetime) -> bool:
        return await self._database.write(lambda connection: accept(connection, now))

    async def forgive(self) -> None:
        await self._database.write(forgive)

    async def bundled(self, digest_id: int, subscriber_id: int) -> list[Bundled]:
        return await self._database.read(lambda connection: bundled(connection, digest_id, subscriber_id))

    async def told_in(self, subscriber_id: int, message_id: int) -> list[Told]:
        return await self._database.read(lambda connection: told_in(connection, subscriber_id, message_id))

    async def told_of(self, subscriber_id: int, entry_id: int | None = None) -> Told | None:
        return await self._database.read(lambda connection: told_of(connection, subscriber_id, entry_id))

    async def next_due_at(self) -> datetime | None:
        return await self._database.read(_next_due_at)

    async def depth(self) -> OutboxDepth:
        return await self._database.read(_depth)

    async def tally(self) -> Mapping[NoticeKind, Mapping[str, int]]:
        return await self._database.read(_tally)


def enqueue_alert(connection: sqlite3.Connection, entry_id: int, matches: Sequence[Match], now: datetime) -> int:
    """Write one alert about an entry, and deliveries to subscribers that are awake; gives their number.

    Of a large audience only the first are written here; `spread` writes the others.

    Who is not to be told at once gets it at the hour it asked for.
    """
    notice_id = _write_notice(connection, NoticeKind.ALERT, now, entry_id=entry_id)
    return fan_out(connection, notice_id, matches, now)


def _write_notice(
    connection: sqlite3.Connection,
    kind: NoticeKind,
    now: datetime,
    *,
    entry_id: int | None = None,
    body: str | None = None,
    key: str | None = None,
) -> int:
    return int(
        connection.execute(
            "INSERT INTO notice (kind, key, entry_id, body, created_at) VALUES (?, ?, ?, ?, ?) RETURNING id",
            (kind, key, entry_id, body, to_ticks(now)),
        ).fetchone()[0]
    )


def _announce(connection: sqlite3.Connection, body: Mapping[str, str], key: str, now: datetime) -> int:
    there = connection.execute("SELECT id FROM notice WHERE key = ?", (key,)).fetchone()
    if there:
        return int(connection.execute("SELECT count(*) FROM delivery WHERE notice_id = ?", there).fetchone()[0])
    text = json.dumps(dict(body), ensure_ascii=False)
    notice_id = _write_notice(connection, NoticeKind.BROADCAST, now, body=text, key=key)
    at = to_ticks(now)
    number = connection.execute(
        "INSERT INTO delivery (notice_id, subscriber_id, state, priority, enqueued_at, due_at)"
        " SELECT ?, id, 'due', ?, ?, ? FROM subscriber WHERE awake = 1 ORDER BY id",
        (notice_id, Priority.BROADCAST, at, at),
    ).rowcount
    keep_quiet(connection, notice_id, now)
    return number


# A delivery waits while an earlier one of its subscriber, of its own or a more urgent kind, is open; one whose notice
# is held, that waits for its reader's hour, or that was in doubt twice, keeps nobody waiting.
_DUE = """
SELECT json_group_array(json_array(id, subscriber_id)) FROM (
SELECT id, subscriber_id FROM delivery
WHERE state = 'due' AND timed = 0 AND due_at <= :now
AND notice_id NOT IN (SELECT id FROM notice WHERE held = 1) AND NOT EXISTS (
    SELECT 1 FROM delivery AS earlier
    WHERE earlier.subscriber_id = delivery.subscriber_id AND earlier.state IN ('due', 'claimed') AND earlier.timed = 0
        AND (earlier.state = 'claimed' OR (earlier.id < delivery.id AND earlier.priority <= delivery.priority
            AND earlier.was_uncertain < 2
            AND earlier.notice_id NOT IN (SELECT id FROM notice WHERE held = 1)))
)
ORDER BY priority, due_at, id LIMIT :limit)
"""

_CLAIMED = f"""
SELECT json_group_array(json_array({SUBSCRIBER_COLUMNS},
    delivery.id, delivery.enqueued_at, delivery.attempts, delivery.reason_kind, delivery.reason_value,
    delivery.was_uncertain, delivery.plain,
    notice.id, notice.kind, notice.created_at, notice.entry_id, notice.body, notice.file, notice.withdraws,
    amended.message_id, amended.digest_id IS NOT NULL, amended.state IS 'dropped'))
FROM json_each(:ids) AS wanted JOIN delivery ON delivery.id = wanted.value
JOIN subscriber ON subscriber.id = delivery.subscriber_id JOIN notice ON notice.id = delivery.notice_id
LEFT JOIN delivery AS amended
    ON amended.notice_id = notice.amends AND amended.subscriber_id = delivery.subscriber_id
"""


def _claim(connection: sqlite3.Connection, now: datetime, lease: timedelta, limit: int, courier: str) -> str:
    """The rows of what was claimed, as JSON.

    In one value, put together by SQLite and taken apart by the caller: each row that is fetched lets go of the
    interpreter, and a loop that is busy gives it back late.
    """
    if is_halted(connection) or is_claimed_by_stranger(connection):
        return "[]"
    take_back_lapsed(connection, now)
    make_digests(connection, now)
    (due,) = connection.execute(_DUE, {"now": to_ticks(now), "limit": limit}).fetchone()
    first_of: dict[int, int] = {}
    for delivery_id, subscriber_id in json.loads(due):
        first_of.setdefault(subscriber_id, delivery_id)
    if not first_of:
        return "[]"
    ids = json.dumps(list(first_of.values()))
    connection.execute(
        "UPDATE delivery SET state = 'claimed', courier = ?, lease_until = ?, sending_at = NULL"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (courier, to_ticks(now + lease), ids),
    )
    return str(connection.execute(_CLAIMED, {"ids": ids}).fetchone()[0])


def _claimed_of(row: Row, notices: dict[int, Notice]) -> ClaimedDelivery:
    own = row[SUBSCRIBER_WIDTH:]
    notice = notices.get(own[7])
    if notice is None:
        notice = notices[own[7]] = _notice_of(own[7:])
    return ClaimedDelivery(
        id=own[0],
        notice=notice,
        subscriber=subscriber_of(row),
        enqueued_at=from_ticks(own[1]),
        attempts=own[2],
        reason_kind=own[3],
        reason_value=own[4],
        doubts=own[5],
        plain=bool(own[6]),
        withdraws=bool(own[13]),
        amends_message_id=own[14],
        amends_digest=bool(own[15]),
        amends_missed=bool(own[16]),
    )


def _notice_of(row: Row) -> Notice:
    return Notice(
        id=row[0],
        kind=NoticeKind(row[1]),
        created_at=from_ticks(row[2]),
        entry_id=row[3],
        body=json.loads(row[4]) if row[4] else None,
        file=codec(MediaFile).decode(row[5]) if row[5] else None,
    )


# What a digest takes along is counted with it.
_WAITS = "state = 'due' AND digest_id IS NULL"


def _next_due_at(connection: sqlite3.Connection) -> datetime | None:
    ticks: int | None = connection.execute(f"SELECT min(due_at) FROM delivery WHERE {_WAITS}").fetchone()[0]
    return from_ticks(ticks)


def _depth(connection: sqlite3.Connection) -> OutboxDepth:
    due, oldest = connection.execute(f"SELECT count(*), min(due_at) FROM delivery WHERE {_WAITS}").fetchone()
    claimed = connection.execute("SELECT count(*) FROM delivery WHERE state = 'claimed'").fetchone()[0]
    uncertain = connection.execute("SELECT count(*) FROM delivery WHERE state = 'uncertain'").fetchone()[0]
    return OutboxDepth(due=due, claimed=claimed, uncertain=uncertain, oldest_due_at=from_ticks(oldest))


def _tally(connection: sqlite3.Connection) -> dict[NoticeKind, dict[str, int]]:
    numbers: dict[NoticeKind, dict[str, int]] = {kind: {} for kind in NoticeKind}
    rows = connection.execute(
        "SELECT notice.kind, delivery.state, count(*), sum(delivery.was_uncertain)"
        " FROM delivery JOIN notice ON notice.id = delivery.notice_id GROUP BY notice.kind, delivery.state"
        " UNION ALL SELECT kind, state, number, once_uncertain FROM past_delivery"
    )
    for kind, state, number, uncertain in rows:
        counts = numbers[NoticeKind(kind)]
        counts[state] = counts.get(state, 0) + number
        counts["once_uncertain"] = counts.get("once_uncertain", 0) + uncertain
    return numbers
