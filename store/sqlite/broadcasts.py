"""Broadcasts in SQLite. What is confirmed becomes a notice with its deliveries, which the courier sends."""

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from store.broadcast import (
    DRAFT_KEPT,
    OPEN,
    SMALLEST_AUDIENCE,
    UNCONFIRMED,
    Audience,
    Broadcast,
    BroadcastState,
    Draft,
    MediaFile,
    Progress,
    Purpose,
)
from store.delivery import NoticeKind, Priority
from store.sqlite.audiences import addressees, list_audiences, notice_of
from store.sqlite.codec import codec
from store.sqlite.database import Database
from store.sqlite.hours import keep_quiet
from store.sqlite.rows import Row
from store.sqlite.times import from_ticks, to_ticks

_COLUMNS = "id, state, created_by, created_at, body, purpose, audience, file, confirmed_by, start_at, amends, shown_in"


class SqliteBroadcasts:
    """Implements `store.admin_protocols.Broadcasts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def draft(self, draft: Draft, *, now: datetime) -> Broadcast:
        return await self._database.write(lambda connection: _draft(connection, draft, now))

    async def get(self, broadcast_id: int, *, now: datetime) -> Broadcast | None:
        return await self._database.read(lambda connection: _get(connection, broadcast_id, now))

    async def recent(self, *, limit: int) -> list[Broadcast]:
        return await self._database.read(lambda connection: _recent(connection, limit))

    async def open(self) -> list[Broadcast]:
        return await self._database.read(_open)

    async def aim(self, broadcast_id: int, audience: Audience) -> None:
        text = codec(Audience).encode(audience)
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE broadcast SET audience = ? WHERE id = ? AND state = 'draft'", (text, broadcast_id)
            )
        )

    async def time(self, broadcast_id: int, start_at: datetime | None) -> None:
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE broadcast SET start_at = ? WHERE id = ? AND state = 'draft'", (to_ticks(start_at), broadcast_id)
            )
        )

    async def propose(self, broadcast_id: int, *, shown_in: int | None) -> bool:
        return await self._database.write(lambda connection: _propose(connection, broadcast_id, shown_in))

    async def confirm(self, broadcast_id: int, *, by: int, shown_in: int | None, now: datetime) -> int | None:
        return await self._database.write(lambda connection: _confirm(connection, broadcast_id, by, shown_in, now))

    async def hold(self, broadcast_id: int, *, held: bool) -> bool:
        return await self._database.write(lambda connection: _hold(connection, broadcast_id, held))

    async def cancel(self, broadcast_id: int, *, now: datetime) -> bool:
        return await self._database.write(lambda connection: _cancel(connection, broadcast_id, now))

    async def count(self, broadcast_id: int, audience: Audience) -> int:
        return await self._database.read(lambda connection: _count_for(connection, broadcast_id, audience))

    async def audiences(self) -> Mapping[Audience, int]:
        return await self._database.read(list_audiences)

    async def progress(self, broadcast_id: int) -> Progress:
        return await self._database.read(lambda connection: _progress(connection, broadcast_id))

    async def advance(self, *, now: datetime) -> int:
        return await self._database.write(lambda connection: _advance(connection, now))


def cancel_pending(connection: sqlite3.Connection, user_id: int, now: datetime) -> int:
    """Cancel all that an admin wrote or confirmed and that is not over; gives the number."""
    rows = connection.execute(
        f"SELECT id FROM broadcast WHERE ? IN (created_by, confirmed_by) AND state IN ({_listed(OPEN)})",
        (user_id,),
    ).fetchall()
    return sum(_cancel(connection, broadcast_id, now) for (broadcast_id,) in rows)


def _listed(states: Collection[BroadcastState]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


def _of(row: Row) -> Broadcast:
    return Broadcast(
        id=row[0],
        state=BroadcastState(row[1]),
        created_by=row[2],
        created_at=from_ticks(row[3]),
        body=json.loads(row[4]),
        purpose=Purpose(row[5]),
        audience=codec(Audience).decode(row[6]),
        file=codec(MediaFile).decode(row[7]) if row[7] else None,
        confirmed_by=row[8],
        start_at=from_ticks(row[9]),
        amends=row[10],
        shown_in=row[11],
    )


def _draft(connection: sqlite3.Connection, draft: Draft, now: datetime) -> Broadcast:
    row = connection.execute(
        "INSERT INTO broadcast (state, purpose, created_by, created_at, start_at, body, file, audience, amends)"
        f" VALUES ('draft', ?, ?, ?, ?, ?, ?, ?, ?) RETURNING {_COLUMNS}",
        (
            draft.purpose,
            draft.created_by,
            to_ticks(now),
            to_ticks(draft.start_at),
            json.dumps(draft.body, ensure_ascii=False),
            codec(MediaFile).encode(draft.file) if draft.file else None,
            codec(Audience).encode(Audience()),
            draft.amends,
        ),
    ).fetchone()
    return _of(row)


def _get(connection: sqlite3.Connection, broadcast_id: int, now: datetime) -> Broadcast | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM broadcast WHERE id = ?", (broadcast_id,)).fetchone()
    found = _of(row) if row else None
    stale = found is not None and found.state in UNCONFIRMED and now - found.created_at > DRAFT_KEPT
    return None if stale else found


def _recent(connection: sqlite3.Connection, limit: int) -> list[Broadcast]:
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM broadcast WHERE state NOT IN ({_listed(UNCONFIRMED)}) AND purpose = 'send'"
        " ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [_of(row) for row in rows]


def _open(connection: sqlite3.Connection) -> list[Broadcast]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM broadcast WHERE state NOT IN ('cancelled', 'done') ORDER BY id")
    return [_of(row) for row in rows]


def _propose(connection: sqlite3.Connection, broadcast_id: int, shown_in: int | None) -> bool:
    return _change(connection, broadcast_id, "state = 'proposed', shown_in = ?", (shown_in,), {BroadcastState.DRAFT})


def _confirm(
    connection: sqlite3.Connection, broadcast_id: int, by: int, shown_in: int | None, now: datetime
) -> int | None:
    """The number of chats it goes to, now or later; None when it waits for no confirmation."""
    found = _get(connection, broadcast_id, now)
    if found is None or found.state not in UNCONFIRMED:
        return None
    count = _count_for(connection, broadcast_id, found.audience)
    if not found.audience.everyone and count < SMALLEST_AUDIENCE:
        return None
    connection.execute(
        "UPDATE broadcast SET state = 'scheduled', confirmed_by = ?, shown_in = coalesce(shown_in, ?),"
        " start_at = coalesce(start_at, ?) WHERE id = ?",
        (by, shown_in, to_ticks(now), broadcast_id),
    )
    if found.start_at is None or found.start_at <= now:
        return _start(connection, broadcast_id, now)
    return count


def _start(connection: sqlite3.Connection, broadcast_id: int, now: datetime) -> int:
    broadcast = _of(connection.execute(f"SELECT {_COLUMNS} FROM broadcast WHERE id = ?", (broadcast_id,)).fetchone())
    source, values = addressees(connection, broadcast)
    notice_id = connection.execute(
        "INSERT INTO notice (kind, key, body, created_at, file, amends, withdraws) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " RETURNING id",
        (
            NoticeKind.BROADCAST,
            f"broadcast {broadcast_id}",
            json.dumps(broadcast.body, ensure_ascii=False),
            to_ticks(now),
            codec(MediaFile).encode(broadcast.file) if broadcast.file else None,
            notice_of(connection, broadcast.amends),
            broadcast.purpose is Purpose.DELETE,
        ),
    ).fetchone()[0]
    count = connection.execute(
        "INSERT INTO delivery (notice_id, subscriber_id, state, priority, enqueued_at, due_at)"
        f" SELECT ?, subscriber.id, 'due', ?, ?, ? {source} ORDER BY subscriber.id",
        (notice_id, Priority.BROADCAST, to_ticks(now), to_ticks(now), *values),
    ).rowcount
    if broadcast.purpose is Purpose.SEND:
        keep_quiet(connection, notice_id, now)
    connection.execute("UPDATE broadcast SET state = 'sending', notice_id = ? WHERE id = ?", (notice_id, broadcast_id))
    return count


def _count_for(connection: sqlite3.Connection, broadcast_id: int, audience: Audience) -> int:
    row = connection.execute(f"SELECT {_COLUMNS} FROM broadcast WHERE id = ?", (broadcast_id,)).fetchone()
    if row is None:
        return 0
    source, values = addressees(connection, replace(_of(row), audience=audience))
    return int(connection.execute(f"SELECT count(*) {source}", values).fetchone()[0])


def _hold(connection: sqlite3.Connection, broadcast_id: int, held: bool) -> bool:
    before = BroadcastState.SENDING if held else BroadcastState.PAUSED
    after = BroadcastState.PAUSED if held else BroadcastState.SENDING
    if not _change(connection, broadcast_id, "state = ?", (after,), {before}):
        return False
    _hold_notice(connection, broadcast_id, held)
    return True


def _hold_notice(connection: sqlite3.Connection, broadcast_id: int, held: bool) -> None:
    connection.execute(
        "UPDATE notice SET held = ? WHERE id = (SELECT notice_id FROM broadcast WHERE id = ?)", (held, broadcast_id)
    )


def _cancel(connection: sqlite3.Connection, broadcast_id: int, now: datetime) -> bool:
    if not _change(connection, broadcast_id, "state = 'cancelled'", (), OPEN):
        return False
    _hold_notice(connection, broadcast_id, held=True)
    _drop_cancelled(connection, now)
    return True


def _drop_cancelled(connection: sqlite3.Connection, now: datetime) -> int:
    """Drop what waits of cancelled broadcasts, also what came back after the cancelling."""
    return connection.execute(
        "UPDATE delivery SET state = 'dropped', error = 'cancelled', settled_at = ? WHERE state = 'due'"
        " AND notice_id IN (SELECT id FROM notice WHERE held = 1"
        " AND id IN (SELECT notice_id FROM broadcast WHERE state = 'cancelled'))",
        (to_ticks(now),),
    ).rowcount


def _release_cancelled(connection: sqlite3.Connection) -> None:
    """Once nothing of a cancelled broadcast is open, nobody has to look at it any more."""
    connection.execute(
        "UPDATE notice SET held = 0 WHERE held = 1"
        " AND id IN (SELECT notice_id FROM broadcast WHERE state = 'cancelled')"
        " AND NOT EXISTS (SELECT 1 FROM delivery WHERE notice_id = notice.id AND state IN ('due', 'claimed'))"
    )


def _change(
    connection: sqlite3.Connection,
    broadcast_id: int,
    change: str,
    values: tuple[object, ...],
    before: Collection[BroadcastState],
) -> bool:
    changed = connection.execute(
        f"UPDATE broadcast SET {change} WHERE id = ? AND state IN ({_listed(before)})", (*values, broadcast_id)
    )
    return changed.rowcount > 0


def _progress(connection: sqlite3.Connection, broadcast_id: int) -> Progress:
    rows = connection.execute(
        "SELECT state, count(*) FROM delivery WHERE notice_id = (SELECT notice_id FROM broadcast WHERE id = ?)"
        " GROUP BY state",
        (broadcast_id,),
    )
    counts = dict(rows.fetchall())
    return Progress(
        sent=counts.get("sent", 0),
        waiting=counts.get("due", 0) + counts.get("claimed", 0),
        uncertain=counts.get("uncertain", 0),
        dropped=counts.get("dropped", 0),
    )


def _advance(connection: sqlite3.Connection, now: datetime) -> int:
    """Forget what nobody confirmed, start what is due, end what is done; gives how many were started."""
    connection.execute(
        f"DELETE FROM broadcast WHERE state IN ({_listed(UNCONFIRMED)}) AND created_at < ?",
        (to_ticks(now - DRAFT_KEPT),),
    )
    _drop_cancelled(connection, now)
    _release_cancelled(connection)
    due = connection.execute(
        "SELECT id FROM broadcast WHERE state = 'scheduled' AND start_at <= ? ORDER BY start_at", (to_ticks(now),)
    ).fetchall()
    for (broadcast_id,) in due:
        _start(connection, broadcast_id, now)
    connection.execute(
        "UPDATE broadcast SET state = 'done' WHERE state = 'sending' AND NOT EXISTS (SELECT 1 FROM delivery"
        " WHERE notice_id = broadcast.notice_id AND state IN ('due', 'claimed'))"
    )
    return len(due)
