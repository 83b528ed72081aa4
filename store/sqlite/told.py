"""What a reader was told, and why; known for ninety days."""

import sqlite3

from store.delivery import NoticeKind, Told
from store.sqlite.times import from_ticks

_TOLD = f"""
SELECT entry_id, watch_id, reason_kind, reason_value, settled_at
FROM delivery JOIN notice ON notice.id = notice_id
WHERE subscriber_id = ? AND state = 'sent' AND kind = '{NoticeKind.ALERT}' AND entry_id IS NOT NULL
"""


def told_in(connection: sqlite3.Connection, subscriber_id: int, message_id: int) -> list[Told]:
    """The alerts of one message: one, or those of a digest; a correction's answer stands for its alert."""
    rows = connection.execute(f"{_TOLD} AND message_id = ? ORDER BY delivery.id", (subscriber_id, message_id))
    found = [_told(*row) for row in rows]
    return found or [
        _told(*row)
        for row in connection.execute(
            f"{_TOLD} AND notice.id IN (SELECT amends FROM notice JOIN delivery ON notice_id = notice.id"
            " WHERE subscriber_id = ? AND message_id = ?)",
            (subscriber_id, subscriber_id, message_id),
        )
    ]


def told_of(connection: sqlite3.Connection, subscriber_id: int, entry_id: int | None) -> Told | None:
    """The alert about an entry, or the latest one."""
    about = "AND entry_id = ?" if entry_id is not None else ""
    values = (subscriber_id,) if entry_id is None else (subscriber_id, entry_id)
    row = connection.execute(f"{_TOLD} {about} ORDER BY settled_at DESC, delivery.id DESC LIMIT 1", values).fetchone()
    return _told(*row) if row else None


def _told(entry_id: int, watch_id: int | None, kind: str, value: str, settled_at: int) -> Told:
    return Told(entry_id, watch_id, kind, value, from_ticks(settled_at))
