"""Migrations: numbered SQL files, only ever appended, applied in order of their numbers."""

import sqlite3
from importlib import resources

from store.errors import NewerDatabase

MIGRATIONS = "store.sqlite.migrations"


def read_migrations() -> list[tuple[int, str]]:
    """All migrations, as (number, SQL), in order."""
    files = [file for file in resources.files(MIGRATIONS).iterdir() if file.name.endswith(".sql")]
    return sorted((int(file.name.split("_")[0]), file.read_text(encoding="utf-8")) for file in files)


def newest_version() -> int:
    """The version that this program brings a file to."""
    return read_migrations()[-1][0]


def migration_names() -> dict[int, str]:
    """What each migration is called, by its number."""
    files = [file.name for file in resources.files(MIGRATIONS).iterdir() if file.name.endswith(".sql")]
    return {int(name.split("_")[0]): name.removesuffix(".sql") for name in sorted(files)}


def version_of(connection: sqlite3.Connection) -> int:
    """The number of the newest migration applied to this file, 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> int:
    """Bring the file up to date, each migration in a transaction of its own; gives how many were applied.

    Raises NewerDatabase when the file was written by a newer version; nothing is changed then.
    """
    migrations = read_migrations()
    newest = migrations[-1][0]
    version = version_of(connection)
    if version > newest:
        raise NewerDatabase(
            f"the database is of version {version}, this program knows {newest}: use the newer program or a backup"
        )
    pending = [(number, sql) for number, sql in migrations if number > version]
    for number, sql in pending:
        _apply(connection, number, sql)
    return len(pending)


def _apply(connection: sqlite3.Connection, number: int, sql: str) -> None:
    connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
