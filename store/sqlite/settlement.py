"""Recording what became of a delivery that was handed over."""

import sqlite3
from datetime import datetime, timedelta

from store.delivery import ClaimedDelivery, Gone, Moved, NoticeKind, Outcome, Rejected, RetryAt, Sent, Uncertain
from store.sqlite.hours import settle_bundled
from store.sqlite.subscribers import move_chat, put_to_sleep
from store.sqlite.times import to_ticks

PATIENCE = timedelta(days=1)
"""How long failures in a row may go on before a delivery is given up."""
REPEAT_AFTER = timedelta(minutes=1)
_REPEATED = frozenset({NoticeKind.ALERT, NoticeKind.CORRECTION})


def settle(connection: sqlite3.Connection, delivery: ClaimedDelivery, outcome: Outcome, now: datetime) -> None:
    """Write the outcome of one delivery; one that was removed meanwhile (a reader was forgotten) is passed over."""
    match outcome:
        case Sent(message_id=message_id):
            _end(connection, delivery.id, "sent", now, message_id=message_id)
        case RetryAt() as again:
            _retry_or_drop(connection, delivery, again, now)
        case Gone(reason=reason):
            _end(connection, delivery.id, "dropped", now, error=reason)
            put_to_sleep(connection, delivery.subscriber.id, reason, now)
        case Moved(chat_id=chat_id):
            _return(connection, delivery.id, now, error="moved")
            move_chat(connection, delivery.subscriber.chat.chat_id, chat_id)
        case Rejected(reason=reason):
            _plain_or_drop(connection, delivery, reason, now)
        case Uncertain(error=error):
            _repeat_or_end(connection, delivery, error, now)
    if delivery.notice.kind is NoticeKind.DIGEST:
        settle_bundled(connection, delivery.id)


def _retry_or_drop(connection: sqlite3.Connection, delivery: ClaimedDelivery, again: RetryAt, now: datetime) -> None:
    if not again.counts:
        _return(connection, delivery.id, again.at, error=again.error)
        return
    row = connection.execute("SELECT failing_since FROM delivery WHERE id = ?", (delivery.id,)).fetchone()
    since = to_ticks(now) if row is None or row[0] is None else row[0]
    if to_ticks(again.at - PATIENCE) > since:
        _end(connection, delivery.id, "dropped", now, error=f"gave up: {again.error}")
        return
    connection.execute("UPDATE delivery SET failing_since = ? WHERE id = ?", (since, delivery.id))
    _return(connection, delivery.id, again.at, error=again.error)


def forgive(connection: sqlite3.Connection) -> None:
    """Nobody was answered, or nobody asked: what failed before begins to count anew."""
    connection.execute(
        "UPDATE delivery SET failing_since = NULL WHERE state IN ('due', 'claimed') AND failing_since IS NOT NULL"
    )


def _plain_or_drop(connection: sqlite3.Connection, delivery: ClaimedDelivery, reason: str, now: datetime) -> None:
    if delivery.plain:
        _end(connection, delivery.id, "dropped", now, error=reason)
        return
    connection.execute("UPDATE delivery SET plain = 1 WHERE id = ?", (delivery.id,))
    _return(connection, delivery.id, now, error=reason)


def _repeat_or_end(connection: sqlite3.Connection, delivery: ClaimedDelivery, error: str, now: datetime) -> None:
    connection.execute("UPDATE delivery SET was_uncertain = 1 WHERE id = ?", (delivery.id,))
    if delivery.notice.kind in _REPEATED and not delivery.repeats:
        _return(connection, delivery.id, now + REPEAT_AFTER, error=error)
    else:
        _end(connection, delivery.id, "uncertain", now, error=error)


def _end(
    connection: sqlite3.Connection,
    delivery_id: int,
    state: str,
    now: datetime,
    *,
    message_id: int | None = None,
    error: str | None = None,
) -> None:
    # What was taken back meanwhile, its lease having run out, need not be sent again once it is known to have arrived.
    states = "('claimed', 'due', 'uncertain')" if state == "sent" else "('claimed')"
    connection.execute(
        "UPDATE delivery SET state = ?, settled_at = ?, message_id = ?, error = ?, courier = NULL, lease_until = NULL"
        f" WHERE id = ? AND state IN {states}",
        (state, to_ticks(now), message_id, error, delivery_id),
    )


def _return(connection: sqlite3.Connection, delivery_id: int, due_at: datetime, *, error: str) -> None:
    connection.execute(
        "UPDATE delivery SET state = 'due', due_at = ?, error = ?, sending_at = NULL, courier = NULL,"
        " lease_until = NULL WHERE id = ? AND state = 'claimed'",
        (to_ticks(due_at), error, delivery_id),
    )
