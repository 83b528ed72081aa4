"""Telling those who got an alert that it is no longer so."""

import json
import sqlite3
from datetime import datetime

from store.delivery import NoticeKind, Priority
from store.identity import title_key
from store.sqlite.times import to_ticks

BEFORE = "before"
WITHDRAWN = "withdrawn"
RESTORED = "restored"
NOTED = "noted"


def enqueue_correction(connection: sqlite3.Connection, entry_id: int, now: datetime, *, reason: str = "") -> int:
    """In the transaction that changed or withdrew an entry: a correction for each reader who got its alert.

    Nothing where the title says the same as before; gives the number of deliveries. `reason` is why it was withdrawn.
    """
    body = _what_changed(connection, entry_id, reason)
    return _enqueue_all(connection, entry_id, body, now) if body else 0


def restore(connection: sqlite3.Connection, entry_id: int, now: datetime) -> bool:
    """Undo what `withdraw` did, and say so to whoever got the alert; False when it is not withdrawn."""
    changed = connection.execute(
        "UPDATE entry SET withdrawn_at = NULL, withdrawn_why = '', retracted = 0"
        " WHERE id = ? AND withdrawn_at IS NOT NULL",
        (entry_id,),
    ).rowcount
    if changed:
        _enqueue_all(connection, entry_id, {RESTORED: ""}, now)
    return changed > 0


def enqueue_note(connection: sqlite3.Connection, entry_id: int, now: datetime) -> int:
    """An editor's note on an entry for each reader who got its alert; gives the number of deliveries."""
    return _enqueue_all(connection, entry_id, {NOTED: ""}, now)


def _enqueue_all(connection: sqlite3.Connection, entry_id: int, body: dict[str, str], now: datetime) -> int:
    alerts = connection.execute(
        "SELECT id FROM notice WHERE entry_id = ? AND kind = ?", (entry_id, NoticeKind.ALERT)
    ).fetchall()
    return sum(_enqueue(connection, entry_id, alert_id, body, now) for (alert_id,) in alerts)


def withdraw(
    connection: sqlite3.Connection, entry_id: int, reason: str, now: datetime, *, by_editor: bool = False
) -> bool:
    """Take an entry out of lists and searches and correct its alerts; False when it is not there or withdrawn."""
    changed = connection.execute(
        "UPDATE entry SET withdrawn_at = ?, withdrawn_why = ?, retracted = ? WHERE id = ? AND withdrawn_at IS NULL",
        (to_ticks(now), reason, by_editor, entry_id),
    ).rowcount
    if changed:
        enqueue_correction(connection, entry_id, now, reason=reason)
    return changed > 0


def _what_changed(connection: sqlite3.Connection, entry_id: int, reason: str) -> dict[str, str] | None:
    title, withdrawn_at = connection.execute(
        "SELECT title, withdrawn_at FROM entry WHERE id = ?", (entry_id,)
    ).fetchone()
    if withdrawn_at is not None:
        return {WITHDRAWN: reason}
    version = connection.execute(
        "SELECT title FROM entry_version WHERE entry_id = ? ORDER BY rowid DESC LIMIT 1", (entry_id,)
    ).fetchone()
    if version is None or title_key(version[0]) == title_key(title):
        return None
    return {BEFORE: version[0]}


def _enqueue(connection: sqlite3.Connection, entry_id: int, alert_id: int, body: dict[str, str], now: datetime) -> int:
    at = to_ticks(now)
    (notice_id,) = connection.execute(
        "INSERT INTO notice (kind, entry_id, body, created_at, amends) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (NoticeKind.CORRECTION, entry_id, json.dumps(body, ensure_ascii=False), at, alert_id),
    ).fetchone()
    # One that was claimed has perhaps the old words; one that waits will have the new ones.
    return connection.execute(
        "INSERT INTO delivery (notice_id, subscriber_id, state, priority, enqueued_at, due_at, watch_id, reason_kind,"
        " reason_value) SELECT ?, subscriber_id, 'due', ?, ?, ?, watch_id, reason_kind, reason_value"
        " FROM delivery JOIN subscriber ON subscriber.id = subscriber_id WHERE notice_id = ? AND awake = 1"
        " AND state IN ('sent', 'uncertain', 'claimed')",
        (notice_id, Priority.CORRECTION, at, at, alert_id),
    ).rowcount
