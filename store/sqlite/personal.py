"""What is stored of one chat, found by the schema itself so that no table is forgotten."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from store.sqlite.times import from_ticks
from store.subscriber import ChatRef

Rows = list[dict[str, Any]]
_CHAT_COLUMNS = ("user_id", "created_by", "confirmed_by")
_FIRST_TICK = 10**12  # microseconds: twelve days after the epoch
_CHAT_TEXTS = ("who", "whom")


def tables_of_readers(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """The tables that hold something of a subscriber, with their columns: `subscriber`, and all that refer to it."""
    return {
        table: _columns(connection, table)
        for table in _tables(connection)
        if table == "subscriber" or _reference(connection, table)
    }


def collect(connection: sqlite3.Connection, chat: ChatRef) -> dict[str, Rows]:
    """Each row that is about the chat, by table; of an admin also what is kept of an admin."""
    row = connection.execute(
        "SELECT id FROM subscriber WHERE chat_id = ? AND thread_id = ?", (chat.chat_id, chat.thread_id or 0)
    ).fetchone()
    found: dict[str, Rows] = {}
    for table in _tables(connection):
        for condition, value in _conditions(connection, table, chat.chat_id, row[0] if row else None):
            rows = _rows(connection, f"SELECT * FROM {table} WHERE {condition}", value)
            if rows:
                found.setdefault(table, []).extend(rows)
    return found


def _conditions(
    connection: sqlite3.Connection, table: str, chat_id: int, subscriber_id: int | None
) -> Iterator[tuple[str, object]]:
    columns = _columns(connection, table)
    if subscriber_id is not None:
        if table == "subscriber":
            yield "id = ?", subscriber_id
        elif reference := _reference(connection, table):
            yield f"{reference} = ?", subscriber_id
    for names, value in ((_CHAT_COLUMNS, chat_id), (_CHAT_TEXTS, str(chat_id))):
        present = [name for name in names if name in columns]
        if present:
            yield f"? IN ({', '.join(present)})", value


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
        " ORDER BY name"
    )
    return [row[0] for row in rows]


def _columns(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    return tuple(row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,)))


def _reference(connection: sqlite3.Connection, table: str) -> str | None:
    row = connection.execute(
        """SELECT "from" FROM pragma_foreign_key_list(?) WHERE "table" = 'subscriber'""", (table,)
    ).fetchone()
    return row[0] if row else None


def _rows(connection: sqlite3.Connection, sql: str, value: object) -> Rows:
    cursor = connection.execute(sql, (value,))
    names = [column[0] for column in cursor.description]
    return [{name: _readable(name, value) for name, value in zip(names, row, strict=True)} for row in cursor]


def _readable(name: str, value: object) -> object:
    """Times as ISO 8601; an hour of the day, which may be called `_until` too, is no time."""
    is_time = name.endswith(("_at", "_until", "_since")) and isinstance(value, int) and value > _FIRST_TICK
    return from_ticks(value).isoformat() if is_time and isinstance(value, int) else value
