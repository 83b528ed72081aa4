"""Whose data this is: one bot's, until an owner lets another take it over."""

import sqlite3
from datetime import datetime, timedelta

from store.delivery import Standing
from store.sqlite.meta import read_meta, write_meta

NEW_FOR = timedelta(days=2)
"""How long after a takeover it is taken as known that many readers have not pressed Start yet."""

_BOT, _CLAIMANT, _TAKEN_OVER = "bot_id", "claimant_bot_id", "bot_taken_over_at"


def recognise(connection: sqlite3.Connection, bot_id: int, now: datetime) -> Standing:
    """Note which bot has started. Data without readers is anybody's."""
    known = read_meta(connection, _BOT)
    if known is None or not connection.execute("SELECT 1 FROM subscriber LIMIT 1").fetchone():
        known = str(bot_id)
        write_meta(connection, _BOT, known)
    write_meta(connection, _CLAIMANT, None if known == str(bot_id) else str(bot_id))
    if known != str(bot_id):
        return Standing.STRANGER
    taken_over = read_meta(connection, _TAKEN_OVER)
    new = taken_over is not None and now - datetime.fromisoformat(taken_over) < NEW_FOR
    return Standing.NEWCOMER if new else Standing.KNOWN


def accept(connection: sqlite3.Connection, now: datetime) -> bool:
    """The data is now that of the bot which claims it; False when none does."""
    claimant = read_meta(connection, _CLAIMANT)
    if claimant is None:
        return False
    write_meta(connection, _BOT, claimant)
    write_meta(connection, _CLAIMANT, None)
    write_meta(connection, _TAKEN_OVER, now.isoformat())
    return True


def is_claimed_by_stranger(connection: sqlite3.Connection) -> bool:
    return read_meta(connection, _CLAIMANT) is not None
