"""A bound on the time that a search may take."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from store.sqlite.driver import code_of

_STEPS = 2000

Elapsed = Callable[[], float]
"""Seconds of a clock that only goes forward."""


class Deadline:
    """A block in which statements stop when time is up, and the block with them; nothing is raised for that.

    `passed` tells that time is up, `interrupted` that the block was cut short.
    """

    def __init__(self, connection: sqlite3.Connection, seconds: float, elapsed: Elapsed = time.monotonic) -> None:
        self._connection = connection
        self._elapsed = elapsed
        self._end = elapsed() + seconds
        self.interrupted = False

    @property
    def passed(self) -> bool:
        return self._elapsed() >= self._end

    def __enter__(self) -> "Deadline":
        self._connection.set_progress_handler(lambda: int(self.passed), _STEPS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self._connection.set_progress_handler(None, 0)
        if code_of(error) == sqlite3.SQLITE_INTERRUPT:
            self.interrupted = True
        return self.interrupted and error is not None


@contextmanager
def one_state(connection: sqlite3.Connection) -> Iterator[None]:
    """Statements inside see one state of the database."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
