"""Connections to one SQLite file: one writer, a few readers, each with a thread of its own.

Work is handed over as a function of a raw connection and runs whole in that connection's thread. So a transaction
cannot be split by a cancelled caller, and no two tasks share one.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

import aiosqlite

from store.errors import DatabaseUnavailable
from store.sqlite import driver

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

BUSY_SECONDS = 5.0
READERS = 3
_OPERATOR_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOTADB,
    }
)


class Database:
    """Open with `open_database`. All errors an operator can mend come as `DatabaseUnavailable`."""

    def __init__(self, path: Path, writer: aiosqlite.Connection, readers: list[aiosqlite.Connection]) -> None:
        self.path = path
        self._writer = writer
        self._idle: asyncio.LifoQueue[aiosqlite.Connection] = asyncio.LifoQueue()
        for reader in readers:
            self._idle.put_nowait(reader)

    async def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction: committed when it returns, rolled back when it raises."""
        return await _run(self._writer, lambda connection: _in_transaction(connection, work))

    async def read(self, work: Work[T]) -> T:
        """Run `work` on a reader; it sees one state of the database for as long as one statement runs."""
        reader = await self._idle.get()
        running = asyncio.ensure_future(_run(reader, work))
        running.add_done_callback(lambda _: self._idle.put_nowait(reader))
        return await asyncio.shield(running)

    async def maintain(self, work: Work[T]) -> T:
        """Run `work` on the writer outside a transaction (checkpoint, backup, pragma)."""
        return await _run(self._writer, work)


@asynccontextmanager
async def open_database(path: Path, *, key: str = "", readers: int = READERS) -> AsyncIterator[Database]:
    """Connect to the file at `path`, made when it is missing, encrypted with `key`. Raises DatabaseUnavailable."""
    connections: list[aiosqlite.Connection] = []
    try:
        connections.append(await _connect(path, key, read_only=False))
        for _ in range(readers):
            connections.append(await _connect(path, key, read_only=True))  # noqa: PERF401 (closed below also when one fails)
        yield Database(path, connections[0], connections[1:])
    finally:
        for connection in reversed(connections):
            await connection.close()


async def _connect(path: Path, key: str, *, read_only: bool) -> aiosqlite.Connection:
    def connect() -> sqlite3.Connection:
        return driver.connect(path, key, timeout=BUSY_SECONDS, cached_statements=256)

    connection = aiosqlite.Connection(connect, iter_chunk_size=64)
    try:
        with _operator_errors(path):
            await connection
    except BaseException:
        # Its thread still has something to say to the loop, which may close as soon as this is heard of.
        await asyncio.to_thread(connection._thread.join, BUSY_SECONDS)  # noqa: SLF001 (aiosqlite has no public way)
        raise
    try:
        with _operator_errors(path):
            for pragma in _pragmas(read_only=read_only):
                await connection.execute_fetchall(pragma)
    except BaseException:
        await connection.close()
        raise
    return connection


def _pragmas(*, read_only: bool) -> Iterator[str]:
    yield "PRAGMA foreign_keys = ON"
    yield "PRAGMA temp_store = MEMORY"
    yield "PRAGMA cache_size = -8000"
    if read_only:
        yield "PRAGMA query_only = ON"
        return
    yield "PRAGMA journal_mode = WAL"
    yield "PRAGMA synchronous = FULL"
    yield "PRAGMA secure_delete = ON"
    yield "PRAGMA journal_size_limit = 67108864"


async def _run(connection: aiosqlite.Connection, work: Work[T]) -> T:
    # aiosqlite offers no public way to run a whole function in its thread; statement by statement costs a hop each
    # and lets a cancelled caller leave a transaction open.
    with _operator_errors(None):
        return await connection._execute(work, connection._conn)  # type: ignore[no-any-return,no-untyped-call]  # noqa: SLF001


def _in_transaction(connection: sqlite3.Connection, work: Work[T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


@contextmanager
def _operator_errors(path: Path | None) -> Iterator[None]:
    try:
        yield
    except driver.errors() as error:
        if driver.code_of(error) not in _OPERATOR_CODES:
            raise
        where = f" {path}" if path else ""
        raise DatabaseUnavailable(f"the database{where} cannot be used: {error}") from error
