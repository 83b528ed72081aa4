"""Recording what became of a delivery that was handed over."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from store.delivery import ClaimedDelivery, Gone, Moved, NoticeKind, Outcome, Rejected, RetryAt, Sent, Uncertain
from store.sqlite.hours import settle_bundled
from store.sqlite.subscribers import move_chat, put_to_sleep
from store.sqlite.times import to_ticks

PATIENCE = timedelta(days=1)
"""How long failures in a row may go on before a delivery is given up."""
REPEAT_AFTER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""When what is in doubt is sent again: once for certain, and where nothing is known even then, seldom."""

_REPEATED = frozenset({NoticeKind.ALERT, NoticeKind.CORRECTION})


def settle_all(
    connection: sqlite3.Connection, outcomes: Sequence[tuple[ClaimedDelivery, Outcome]], now: datetime
) -> None:
    """Write what became of deliveries; one that was removed meanwhile (a reader was forgotten) is passed over."""
    sent = [(delivery.id, outcome.message_id) for delivery, outcome in outcomes if isinstance(outcome, Sent)]
    _end_sent(connection, sent, now)
    for delivery, outcome in outcomes:
        _settle(connection, delivery, outcome, now)


def _settle(connection: sqlite3.Connection, delivery: ClaimedDelivery, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Sent():
            pass
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
    connection.execute("UPDATE delivery SET was_uncertain = was_uncertain + 1 WHERE id = ?", (delivery.id,))
    if delivery.notice.kind in _REPEATED and delivery.doubts < len(REPEAT_AFTER):
        _return(connection, delivery.id, now + REPEAT_AFTER[delivery.doubts], error=error)
    else:
        _end(connection, delivery.id, "uncertain", now, error=error)


def _end_sent(connection: sqlite3.Connection, sent: Sequence[tuple[int, int]], now: datetime) -> None:
    # What was taken back meanwhile, its lease having run out, need not be sent again once it is known to have arrived.
    connection.execute(
        "UPDATE delivery SET state = 'sent', settled_at = ?, message_id = json_extract(done.value, '$[1]'),"
        " error = NULL, courier = NULL, lease_until = NULL FROM json_each(?) AS done"
        " WHERE delivery.id = json_extract(done.value, '$[0]') AND state IN ('claimed', 'due', 'uncertain')",
        (to_ticks(now), json.dumps(sent)),
    )


def _end(connection: sqlite3.Connection, delivery_id: int, state: str, now: datetime, *, error: str) -> None:
    connection.execute(
        "UPDATE delivery SET state = ?, settled_at = ?, message_id = NULL, error = ?, courier = NULL,"
        " lease_until = NULL WHERE id = ? AND state = 'claimed'",
        (state, to_ticks(now), error, delivery_id),
    )


def _return(connection: sqlite3.Connection, delivery_id: int, due_at: datetime, *, error: str) -> None:
    connection.execute(
        "UPDATE delivery SET state = 'due', due_at = ?, error = ?, sending_at = NULL, courier = NULL,"
        " lease_until = NULL WHERE id = ? AND state = 'claimed'",
        (to_ticks(due_at), error, delivery_id),
    )
