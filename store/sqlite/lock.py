"""One process at a time runs the bot on a database."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import DatabaseInUse, DatabaseUnavailable


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Hold the lock that stands beside the database at `path`; it ends with the process, however that ends.

    Raises DatabaseInUse when another process holds it, DatabaseUnavailable when the lock file cannot be written.
    """
    lock = path.with_name(path.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("a")
    except OSError as error:
        raise DatabaseUnavailable(f"the folder {path.parent} cannot be written: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise DatabaseInUse(f"another process runs the bot on {path}: stop it first") from error
        yield
