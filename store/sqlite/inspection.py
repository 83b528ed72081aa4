"""Looking at a database without changing it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from store.sqlite import driver
from store.sqlite.migrate import newest_version, version_of


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was seen. `trouble` is a short line, empty when all is well; `locked` where it is the key that is wrong."""

    version: int
    newest: int
    trouble: str = ""
    locked: bool = False


def inspect(path: Path, key: str = "") -> Inspection:
    """Open the database at `path`, read it through (`quick_check`) and see whether it takes writes."""
    newest = newest_version()
    try:
        with closing(driver.connect(path, key, create=False)) as connection:
            version = version_of(connection)
            return Inspection(version, newest, _trouble(connection, version, newest))
    except driver.errors() as error:
        return Inspection(0, newest, str(error).removeprefix(f"{path} "), locked=isinstance(error, driver.KeyRefused))


def _trouble(connection: sqlite3.Connection, version: int, newest: int) -> str:
    if version > newest:
        return f"it is of version {version}, this program knows {newest}"
    found: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        return f"it is damaged: {found.splitlines()[-1]}"
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")
    return ""
