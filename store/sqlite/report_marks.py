"""Topics and places that an editor set in place of those found."""

import json
import sqlite3

TABLES = {"topics": ("entry_topic", "topic"), "places": ("entry_place", "place")}


def set_marks(connection: sqlite3.Connection, entry_id: int, column: str, keys: list[str]) -> None:
    """Give the entry these topics or places (`column` says which) and no others."""
    table, _ = TABLES[column]
    connection.execute(f"UPDATE entry SET {column} = ? WHERE id = ?", (json.dumps(keys), entry_id))
    connection.execute(f"DELETE FROM {table} WHERE entry_id = ?", (entry_id,))
    connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", [(key, entry_id) for key in keys])


def restore_marks(connection: sqlite3.Connection, entry_id: int) -> None:
    """After an entry was analysed anew: what an editor set stays."""
    row = connection.execute("SELECT set_topics, set_places FROM entry WHERE id = ?", (entry_id,)).fetchone()
    for column, stored in zip(TABLES, row, strict=True):
        if stored is not None:
            set_marks(connection, entry_id, column, json.loads(stored))
