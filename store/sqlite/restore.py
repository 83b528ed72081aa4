"""Putting a backup in the database's place."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from store.errors import BackupFailed, DatabaseInUse
from store.sqlite.backup import SIDE_FILES, BackupFacts, copy_database, examine, remove, sync

KEPT = ".before-restore"


def restore(backup: Path, path: Path) -> tuple[BackupFacts, Path | None]:
    """Put a copy of `backup` at `path` in one step; gives what it holds and where the old database is kept.

    The backup is proved before anything is touched. Call it with the lock held (`hold_lock`). A kill at any moment
    leaves either the old database or the new one. Raises BackupFailed, and DatabaseInUse when another process has the
    old database open.
    """
    if backup.exists() and path.exists() and backup.samefile(path):
        raise BackupFailed(f"{backup} is the database itself: name a backup")
    facts = examine(backup)
    fresh = path.with_name(path.name + ".restoring")
    try:
        copy_database(backup, fresh)
        _give_to_owner(fresh, path if path.exists() else path.parent)
        kept = _set_aside(path) if path.exists() else None
        _remove_side_files(path)
        fresh.replace(path)
        sync(path)
    except (OSError, sqlite3.Error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise BackupFailed(f"{backup} cannot be put at {path}: {reason}") from error
    finally:
        remove(fresh)
    return facts, kept


def _set_aside(path: Path) -> Path:
    """Give the old database a second name, so that its own is never without a file."""
    whole = _close_log(path)
    kept = _free_name(path)
    if not whole:
        # What a damaged database has in its log cannot be brought into it: the log is kept beside it.
        for end in SIDE_FILES:
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(kept.with_name(kept.name + end))
    os.link(path, kept)
    return kept


def _close_log(path: Path) -> bool:
    """Bring the log into the file and end it; False where the file is too damaged for that."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=2.0)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            # Needs the file for itself, and so tells whether somebody else has it open.
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise DatabaseInUse(f"another process has {path} open: let it finish first") from error
        return False
    except sqlite3.DatabaseError:
        return False
    return True


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}{KEPT}{f'.{number}' if number > 1 else ''}") for number in range(1, 1_000_000))
    return next(name for name in names if not name.exists())


def _remove_side_files(path: Path) -> None:
    for end in SIDE_FILES:
        path.with_name(path.name + end).unlink(missing_ok=True)


def _give_to_owner(fresh: Path, of: Path) -> None:
    """What root restores must be readable for the user that runs the bot."""
    owner = of.stat()
    with suppress(PermissionError):
        os.chown(fresh, owner.st_uid, owner.st_gid)
