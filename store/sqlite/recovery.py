"""Taking back what a courier claimed and did not settle."""

import sqlite3
from datetime import datetime

from store.delivery import Priority
from store.sqlite.hours import settle_all_bundled
from store.sqlite.settlement import REPEAT_AFTER, forgive
from store.sqlite.times import to_ticks

_CUT_OFF = "cut off while it was sent"


def recover(connection: sqlite3.Connection, now: datetime) -> tuple[int, int]:
    """At start: all claims, for nobody holds them any more; gives how many were returned, and how many are in doubt.

    The time in which the bot did not run counts against no delivery.
    """
    forgive(connection)
    return _take_back(connection, "state = 'claimed'", now)


def take_back_lapsed(connection: sqlite3.Connection, now: datetime) -> None:
    """The claims whose lease has run out."""
    lapsed = f"state = 'claimed' AND lease_until <= {to_ticks(now)}"
    if connection.execute(f"SELECT 1 FROM delivery WHERE {lapsed} LIMIT 1").fetchone():
        _take_back(connection, lapsed, now)


def _take_back(connection: sqlite3.Connection, which: str, now: datetime) -> tuple[int, int]:
    """Not yet handed over: due again. Perhaps delivered: alerts and corrections again (`REPEAT_AFTER`), others end."""
    freed = "courier = NULL, lease_until = NULL"
    returned = connection.execute(
        f"UPDATE delivery SET state = 'due', {freed} WHERE {which} AND sending_at IS NULL"
    ).rowcount
    repeated = sum(
        connection.execute(
            f"UPDATE delivery SET state = 'due', due_at = ?, was_uncertain = was_uncertain + 1, error = ?, {freed}"
            f" WHERE {which} AND was_uncertain = ? AND priority <= ?",
            (to_ticks(now + after), _CUT_OFF, doubts, Priority.CORRECTION),
        ).rowcount
        for doubts, after in enumerate(REPEAT_AFTER)
    )
    ended = connection.execute(
        "UPDATE delivery SET state = 'uncertain', was_uncertain = was_uncertain + 1, settled_at = ?, error = ?,"
        f" {freed} WHERE {which}",
        (to_ticks(now), _CUT_OFF),
    ).rowcount
    if ended:
        settle_all_bundled(connection)
    return returned, repeated + ended
