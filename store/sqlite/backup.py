"""Backups: one file, complete as of one moment, made while the database is in use and proved before it has its name.

A copy of a file in use would lack what stands in the write-ahead log, or be torn; SQLite's own backup is neither. A
backup of an encrypted database is encrypted with the same key.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from store.errors import BackupFailed
from store.sqlite import driver
from store.sqlite.migrate import newest_version, version_of

_PAGES_A_STEP = 2_000
_BUSY_SECONDS = 10.0
SIDE_FILES = ("-wal", "-shm", "-journal")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a database file was found to hold."""

    version: int
    entries: int
    subscribers: int
    size: int


def back_up(
    source: Path, target: Path, *, key: str = "", force: bool = False, on_progress: Progress = lambda *_: None
) -> BackupFacts:
    """Copy the database at `source`, in use or not, to the new file `target`, and prove the copy.

    `on_progress` is told the pages done and the pages there are. Only the owner may read the file: it holds chat ids. A
    file that is there already is replaced only with `force`, and in one step. Raises BackupFailed.
    """
    if not source.is_file():
        raise BackupFailed(f"there is no database at {source}")
    refuse_target(source, target, force=force)
    partial = target.with_name(target.name + ".partial")
    with explained(f"the backup {target} cannot be made"):
        copy_database(source, partial, key, on_progress=on_progress)
        try:
            facts = examine(partial, key)
            put_in_place(partial, target, force=force)
        finally:
            remove(partial)
    return facts


def examine(path: Path, key: str = "") -> BackupFacts:
    """Read a database file from end to end. Raises BackupFailed when it is damaged, foreign or of a newer version."""
    if not path.is_file():
        raise BackupFailed(f"there is no file {path}")
    with explained(f"{path} is no backup that can be used"), closing(_open(path, key)) as connection:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise BackupFailed(f"{path} is damaged: {found.splitlines()[0]}")
        version = version_of(connection)
        _refuse_version(path, version)
        entries = connection.execute("SELECT count(*) FROM entry").fetchone()[0]
        subscribers = connection.execute("SELECT count(*) FROM subscriber").fetchone()[0]
        return BackupFacts(version, entries, subscribers, path.stat().st_size)


def copy_database(
    source: Path,
    target: Path,
    key: str = "",
    *,
    new_key: str | None = None,
    on_progress: Progress = lambda *_: None,
) -> None:
    """Write one state of `source` to `target`, a single file without a write-ahead log, safely on the disk.

    Both are encrypted with `key`, or neither where there is none; the copy with `new_key`, where that is given.
    """
    create(target)
    try:
        if new_key in {None, key}:
            _copy_pages(source, target, key, on_progress)
        else:
            driver.rewrite(source, target, key, new_key or "")
        sync(target)
    except BaseException:
        remove(target)
        raise


def _copy_pages(source: Path, target: Path, key: str, on_progress: Progress) -> None:
    with closing(_open(source, key)) as origin, closing(driver.connect(target, key)) as copy:
        # A read that stays open holds one state: what others write meanwhile neither shows nor makes it begin anew.
        origin.execute("BEGIN")
        origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
        origin.backup(
            copy, pages=_PAGES_A_STEP, progress=lambda _, left, total: on_progress(total - left, total), sleep=0
        )
        origin.execute("COMMIT")
        copy.execute("PRAGMA journal_mode = DELETE").fetchone()


def create(path: Path) -> None:
    """An empty file that only its owner may read, in the place of whatever was there."""
    remove(path)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def remove(path: Path) -> None:
    """Remove a database file and what stands beside it."""
    for name in (path, *(path.with_name(path.name + end) for end in SIDE_FILES)):
        name.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have a file, and its place in its folder, on the disk."""
    for name in (path, path.parent):
        handle = os.open(name, os.O_RDONLY)
        try:
            with suppress(OSError):  # some file systems cannot sync a folder
                os.fsync(handle)
        finally:
            os.close(handle)


def _open(path: Path, key: str) -> sqlite3.Connection:
    connection = driver.connect(path, key, create=False, timeout=_BUSY_SECONDS)
    connection.execute("PRAGMA query_only = ON")
    return connection


def refuse_target(source: Path, target: Path, *, force: bool) -> None:
    """Raise BackupFailed when a backup may not be written there."""
    in_use = {source.with_name(source.name + end) for end in ("", ".lock", *SIDE_FILES)}
    if target.resolve() in {path.resolve() for path in in_use}:
        raise BackupFailed(f"{target} belongs to the database itself: name another file")
    if target.is_dir():
        raise BackupFailed(f"{target} is a folder: name a file in it")
    if target.exists() and not force:
        raise BackupFailed(f"{target} is there already: name another file, or say --force")


def _refuse_version(path: Path, version: int) -> None:
    newest = newest_version()
    if version == 0:
        raise BackupFailed(f"{path} is not a database of this bot")
    if version > newest:
        raise BackupFailed(f"{path} is of version {version}, this program knows {newest}: use the newer program")


def put_in_place(partial: Path, target: Path, *, force: bool) -> None:
    """Give a finished file its name, safely on the disk. Raises FileExistsError where the name is taken."""
    try:
        if not force:
            os.link(partial, target)  # unlike a rename, refuses a file that came there meanwhile
    except FileExistsError:
        raise
    except OSError:  # a stick without second names for a file
        force = True
    if force:
        partial.replace(target)
    sync(target)


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Say in one line, as BackupFailed, why `what` is so."""
    try:
        yield
    except FileExistsError as error:
        raise BackupFailed(f"{what}: the file is there already") from error
    except OSError as error:
        raise BackupFailed(f"{what}: {error.strerror}") from error
    except driver.errors() as error:
        raise BackupFailed(f"{what}: {error}") from error
