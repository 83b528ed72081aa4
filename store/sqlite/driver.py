"""The two drivers of a file: Python's own, and SQLCipher's (extra `encrypted`) for one that is encrypted at rest.

A key is 64 hexadecimal digits, "" for a file that is not encrypted. It is used as it is: nothing weak is stretched.
"""

import sqlite3
from contextlib import closing
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from store.errors import DatabaseUnavailable

_PLAIN_HEADER = b"SQLite format 3\x00"  # sqlite.org/fileformat.html, "The Database Header"


class KeyRefused(DatabaseUnavailable):
    """The file is encrypted and there is no key, the key is another's, or there is a key and it is not encrypted."""


def connect(
    path: Path, key: str = "", *, create: bool = True, timeout: float = 5.0, cached_statements: int = 128
) -> sqlite3.Connection:
    """A connection without transactions of its own making; `timeout` in seconds. Raises `errors()`."""
    driver = _driver_for(key)
    connection: sqlite3.Connection = driver.connect(
        f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}",
        uri=True,
        isolation_level=None,
        timeout=timeout,
        cached_statements=cached_statements,
    )
    _unlock(connection, path, key)
    return connection


def rewrite(source: Path, target: Path, key: str, new_key: str) -> None:
    """Write what `source` holds to the empty file `target` under another key, where either may be "" but not both.

    SQLite's own backup copies pages, which a key changes; here rows are copied, with their numbers. Raises `errors()`.
    """
    with closing(_driver_for(key or new_key).connect(str(source), isolation_level=None)) as connection:
        _unlock(connection, source, key)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(target), f"x'{new_key}'" if new_key else ""))
        connection.execute("SELECT sqlcipher_export('fresh')").fetchone()
        connection.execute(f"PRAGMA fresh.user_version = {version}")
        connection.execute("DETACH DATABASE fresh")


def is_plain(path: Path) -> bool:
    """Whether there is a database that anybody can read.

    Never ask while this process has the file open: closing any handle of a file drops all locks that the process holds
    on it, and then another process may take the log of a running bot away (sqlite.org/howtocorrupt.html, 2.2).
    """
    try:
        with path.open("rb") as file:
            return file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER
    except OSError:
        return False


def errors() -> tuple[type[Exception], ...]:
    """All that opening and using a file may raise: KeyRefused, and the errors of either driver."""
    cipher = _cipher()
    return (KeyRefused, sqlite3.Error, cipher.Error) if cipher else (KeyRefused, sqlite3.Error)


def code_of(error: BaseException | None) -> int:
    """SQLite's primary result code, 0 for what is no error of a driver."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _driver_for(key: str) -> Any:
    if not key:
        return sqlite3
    cipher = _cipher()
    if cipher is None:
        raise KeyRefused("a database key is set, which needs sqlcipher3: install jarchy[encrypted]")
    return cipher


@cache
def _cipher() -> Any:
    try:
        return import_module("sqlcipher3.dbapi2")
    except ImportError:
        return None


def _unlock(connection: sqlite3.Connection, path: Path, key: str) -> None:
    """Have the driver itself read the file's beginning; what else may be wrong with a plain one its first use says."""
    try:
        if key:
            connection.execute("PRAGMA cipher_log_level = NONE")  # what it says on stderr is said here in one line
            connection.execute(f"PRAGMA key = \"x'{key}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except errors() as error:
        if code_of(error) == sqlite3.SQLITE_NOTADB:
            connection.close()
            raise KeyRefused(_words_for(path, key)) from error
        if key:
            connection.close()
            raise
    except BaseException:
        connection.close()
        raise


def _words_for(path: Path, key: str) -> str:
    if not key:
        return f"{path} is encrypted, or damaged, or no database: set DATABASE_KEY_FILE if it is encrypted"
    if is_plain(path):
        return f"{path} is not encrypted, though a key is set: `jarchy encrypt` encrypts it"
    return f"{path} cannot be opened with this key: it is another file's, or the file is damaged"
