"""Subscribers and their watches in SQLite."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from store.sqlite.database import Database
from store.sqlite.fan_out import go_on
from store.sqlite.hours import set_timing
from store.sqlite.personal import Rows, collect
from store.sqlite.rows import SUBSCRIBER_COLUMNS, WATCH_COLUMNS, subscriber_of, watch_of
from store.sqlite.times import to_ticks
from store.subscriber import ChatKind, ChatRef, Subscriber, Watch, WatchRule
from store.timing import Timing

T = TypeVar("T")


class SqliteSubscribers:
    """Implements `store.protocols.Subscribers`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._revision = 0

    @property
    def revision(self) -> int:
        """Grows whenever watches, or who is awake, may have changed through this object."""
        return self._revision

    def forget_what_was_read(self) -> None:
        """What somebody read of watches is out of date, though nothing was changed through this object."""
        self._revision += 1

    async def _change(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return await self._database.write(work)
        finally:
            self._revision += 1

    async def remember(self, chat: ChatRef, *, kind: ChatKind, language: str, now: datetime) -> Subscriber:
        return await self._change(lambda connection: _remember(connection, chat, kind, language, now))

    async def find(self, chat: ChatRef) -> Subscriber | None:
        return await self._database.read(lambda connection: _find(connection, chat))

    async def set_language(self, subscriber_id: int, language: str) -> None:
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE subscriber SET language = ? WHERE id = ?", (language, subscriber_id)
            )
        )

    async def set_delivery(self, subscriber_id: int, *, discreet: bool, previews: bool) -> None:
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE subscriber SET discreet = ?, previews = ? WHERE id = ?", (discreet, previews, subscriber_id)
            )
        )

    async def set_timing(self, subscriber_id: int, timing: Timing, *, now: datetime) -> None:
        await self._database.write(lambda connection: set_timing(connection, subscriber_id, timing, now))

    async def set_urgent(self, subscriber_id: int, watch_id: int, *, urgent: bool) -> bool:
        changed = await self._change(
            lambda connection: (
                connection.execute(
                    "UPDATE watch SET urgent = ? WHERE id = ? AND subscriber_id = ?", (urgent, watch_id, subscriber_id)
                ).rowcount
            )
        )
        return changed > 0

    async def sleep(self, subscriber_id: int, *, reason: str, now: datetime) -> None:
        await self._change(lambda connection: put_to_sleep(connection, subscriber_id, reason, now))

    async def sleep_chat(self, chat_id: int, *, reason: str, now: datetime) -> None:
        await self._change(
            lambda connection: connection.execute(
                "UPDATE subscriber SET awake = 0, asleep_at = ?, asleep_reason = ? WHERE chat_id = ? AND awake = 1",
                (to_ticks(now), reason, chat_id),
            )
        )

    async def wake_chat(self, chat_id: int, *, now: datetime) -> None:  # noqa: ARG002 (a backend may record when)
        await self._change(
            lambda connection: connection.execute(
                "UPDATE subscriber SET awake = 1, asleep_at = NULL, asleep_reason = NULL WHERE chat_id = ?", (chat_id,)
            )
        )

    async def move_chat(self, chat_id: int, new_chat_id: int) -> None:
        await self._change(lambda connection: move_chat(connection, chat_id, new_chat_id))

    async def forget_chat(self, chat: ChatRef) -> bool:
        forgotten = await self._change(lambda connection: _forget(connection, chat))
        await self._database.maintain(_scrub)
        return forgotten

    async def forget_everywhere(self, chat_id: int) -> int:
        forgotten = await self._change(
            lambda connection: connection.execute("DELETE FROM subscriber WHERE chat_id = ?", (chat_id,)).rowcount
        )
        await self._database.maintain(_scrub)
        return forgotten

    async def watches(self, subscriber_id: int) -> list[Watch]:
        return await self._database.read(lambda connection: _watches(connection, subscriber_id))

    async def all_watches(self) -> list[Watch]:
        return await self._database.read(_all_watches)

    async def add_watch(self, subscriber_id: int, rule: WatchRule, *, now: datetime) -> Watch:  # noqa: ARG002 (as above)
        return await self._change(lambda connection: _add_watch(connection, subscriber_id, rule))

    async def replace_rule(self, subscriber_id: int, watch_id: int, rule: WatchRule) -> Watch | None:
        return await self._change(lambda connection: _replace_rule(connection, subscriber_id, watch_id, rule))

    async def pause_watch(self, subscriber_id: int, watch_id: int, *, until: datetime | None) -> bool:
        changed = await self._change(
            lambda connection: (
                connection.execute(
                    "UPDATE watch SET paused_until = ? WHERE id = ? AND subscriber_id = ?",
                    (to_ticks(until), watch_id, subscriber_id),
                ).rowcount
            )
        )
        return changed > 0

    async def remove_watch(self, subscriber_id: int, watch_id: int) -> bool:
        removed = await self._change(
            lambda connection: (
                connection.execute(
                    "DELETE FROM watch WHERE id = ? AND subscriber_id = ?", (watch_id, subscriber_id)
                ).rowcount
            )
        )
        return removed > 0

    async def remove_watches(self, subscriber_id: int) -> int:
        return await self._change(
            lambda connection: (
                connection.execute("DELETE FROM watch WHERE subscriber_id = ?", (subscriber_id,)).rowcount
            )
        )

    async def everything_of(self, chat: ChatRef) -> Mapping[str, Rows]:
        return await self._database.read(lambda connection: collect(connection, chat))

    async def count(self) -> Mapping[str, int]:
        return await self._database.read(_count)


def put_to_sleep(connection: sqlite3.Connection, subscriber_id: int, reason: str, now: datetime) -> None:
    """The chat refuses us: nothing is sent until it wakes; what was waiting is dropped, since it would be stale."""
    connection.execute(
        "UPDATE subscriber SET awake = 0, asleep_at = ?, asleep_reason = ? WHERE id = ? AND awake = 1",
        (to_ticks(now), reason, subscriber_id),
    )
    connection.execute(
        "UPDATE delivery SET state = 'dropped', error = ?, settled_at = ? WHERE subscriber_id = ? AND state = 'due'",
        (reason, to_ticks(now), subscriber_id),
    )


def move_chat(connection: sqlite3.Connection, chat_id: int, new_chat_id: int) -> None:
    """Give the subscribers of a chat its new id; where the new chat has one already, watches and deliveries join it."""
    rows = connection.execute("SELECT id, thread_id FROM subscriber WHERE chat_id = ?", (chat_id,)).fetchall()
    for subscriber_id, thread_id in rows:
        there = connection.execute(
            "SELECT id FROM subscriber WHERE chat_id = ? AND thread_id = ?", (new_chat_id, thread_id)
        ).fetchone()
        if there is None:
            connection.execute("UPDATE subscriber SET chat_id = ? WHERE id = ?", (new_chat_id, subscriber_id))
            continue
        while go_on(connection):  # what is still to be written for the old chat could not be found again
            pass
        for table in ("watch", "delivery"):
            connection.execute(
                f"UPDATE OR IGNORE {table} SET subscriber_id = ? WHERE subscriber_id = ?", (there[0], subscriber_id)
            )
        connection.execute("DELETE FROM subscriber WHERE id = ?", (subscriber_id,))


def _remember(
    connection: sqlite3.Connection, chat: ChatRef, kind: ChatKind, language: str, now: datetime
) -> Subscriber:
    year, week, _ = now.isocalendar()
    connection.execute(
        "INSERT INTO subscriber (chat_id, thread_id, kind, language, joined_week) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (chat_id, thread_id) DO UPDATE SET awake = 1, asleep_at = NULL, asleep_reason = NULL",
        (chat.chat_id, chat.thread_id or 0, kind, language, f"{year}-W{week:02}"),
    )
    subscriber = _find(connection, chat)
    if subscriber is None:
        raise AssertionError("a subscriber just written is there")
    return subscriber


def _find(connection: sqlite3.Connection, chat: ChatRef) -> Subscriber | None:
    row = connection.execute(
        f"SELECT {SUBSCRIBER_COLUMNS} FROM subscriber WHERE chat_id = ? AND thread_id = ?",
        (chat.chat_id, chat.thread_id or 0),
    ).fetchone()
    return subscriber_of(row) if row else None


def _forget(connection: sqlite3.Connection, chat: ChatRef) -> bool:
    removed = connection.execute(
        "DELETE FROM subscriber WHERE chat_id = ? AND thread_id = ?", (chat.chat_id, chat.thread_id or 0)
    )
    return removed.rowcount > 0


def _scrub(connection: sqlite3.Connection) -> None:
    # What was deleted still stands in the write-ahead log until it is emptied.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _watches(connection: sqlite3.Connection, subscriber_id: int) -> list[Watch]:
    rows = connection.execute(
        f"SELECT {WATCH_COLUMNS} FROM watch WHERE subscriber_id = ? ORDER BY id", (subscriber_id,)
    )
    return [watch_of(row) for row in rows]


def _all_watches(connection: sqlite3.Connection) -> list[Watch]:
    rows = connection.execute(
        f"SELECT {WATCH_COLUMNS} FROM watch JOIN subscriber ON subscriber.id = watch.subscriber_id"
        " WHERE subscriber.awake = 1 ORDER BY watch.urgent DESC, watch.id"
    )
    return [watch_of(row) for row in rows]


def _add_watch(connection: sqlite3.Connection, subscriber_id: int, rule: WatchRule) -> Watch:
    text = _rule_text(rule)
    connection.execute(
        "INSERT INTO watch (subscriber_id, rule) VALUES (?, ?) ON CONFLICT DO NOTHING", (subscriber_id, text)
    )
    row = connection.execute(
        f"SELECT {WATCH_COLUMNS} FROM watch WHERE subscriber_id = ? AND rule = ?", (subscriber_id, text)
    ).fetchone()
    return watch_of(row)


def _replace_rule(connection: sqlite3.Connection, subscriber_id: int, watch_id: int, rule: WatchRule) -> Watch | None:
    text = _rule_text(rule)
    changed = connection.execute(
        "UPDATE OR IGNORE watch SET rule = ? WHERE id = ? AND subscriber_id = ?", (text, watch_id, subscriber_id)
    )
    if not changed.rowcount:
        ended = connection.execute("DELETE FROM watch WHERE id = ? AND subscriber_id = ?", (watch_id, subscriber_id))
        if not ended.rowcount:
            return None
    row = connection.execute(
        f"SELECT {WATCH_COLUMNS} FROM watch WHERE subscriber_id = ? AND rule = ?", (subscriber_id, text)
    ).fetchone()
    return watch_of(row)


def _rule_text(rule: WatchRule) -> str:
    """One text for equal rules, whatever the order of their alternatives."""
    parts = {
        "person_id": rule.person_id,
        "topics": sorted(rule.topics),
        "places": sorted(rule.places),
        "outlets": sorted(rule.outlets),
        "words": list(rule.words),
        "minus": list(rule.minus),
        "languages": sorted(rule.languages),
        "not_people": sorted(rule.not_people),
        "not_topics": sorted(rule.not_topics),
        "not_outlets": sorted(rule.not_outlets),
    }
    return json.dumps({name: value for name, value in parts.items() if value}, ensure_ascii=False)


def _count(connection: sqlite3.Connection) -> dict[str, int]:
    numbers: Counter[str] = Counter()
    rows = connection.execute("SELECT kind, language, awake, count(*) FROM subscriber GROUP BY kind, language, awake")
    for kind, language, awake, number in rows:
        numbers["total"] += number
        numbers["awake" if awake else "asleep"] += number
        numbers[f"kind:{kind}"] += number
        numbers[f"language:{language}"] += number
    numbers["watching"] = connection.execute(
        "SELECT count(DISTINCT subscriber_id) FROM watch JOIN subscriber ON subscriber.id = subscriber_id WHERE awake"
    ).fetchone()[0]
    return dict(numbers)
