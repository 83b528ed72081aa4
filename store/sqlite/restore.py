"""Putting another file in the database's place: a backup, or the database itself encrypted or decrypted."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from store.errors import BackupFailed, DatabaseInUse
from store.sqlite import driver
from store.sqlite.backup import SIDE_FILES, BackupFacts, copy_database, examine, explained, remove, sync

BEFORE_RESTORE = ".before-restore"
BEFORE_ENCRYPTION = ".before-encryption"
BEFORE_DECRYPTION = ".before-decryption"


def restore(backup: Path, path: Path, key: str = "") -> tuple[BackupFacts, Path | None]:
    """Put a copy of `backup` at `path` in one step; gives what it holds and where the old database is kept.

    Where a `key` is given the new database is encrypted with it, whether the backup was or not. The backup is proved
    before anything is touched. Call it with the lock held (`hold_lock`). A kill at any moment leaves either the old
    database or the new one. Raises BackupFailed, and DatabaseInUse when another process has the old database open.
    """
    if backup.exists() and path.exists() and backup.samefile(path):
        raise BackupFailed(f"{backup} is the database itself: name a backup")
    return _replace(path, backup, "" if driver.is_plain(backup) else key, key, kept_as=BEFORE_RESTORE)


def encrypt(path: Path, key: str) -> tuple[BackupFacts, Path | None]:
    """Encrypt the database at `path`, as `restore` does; the one that anybody can read is kept, and to be deleted."""
    if path.is_file() and not driver.is_plain(path):
        examine(path, key)
        raise BackupFailed(f"{path} is encrypted already, with this key")
    return _replace(path, path, "", key, kept_as=BEFORE_ENCRYPTION)


def decrypt(path: Path, key: str) -> tuple[BackupFacts, Path | None]:
    """Undo what `encrypt` did, on the same terms."""
    if driver.is_plain(path):
        raise BackupFailed(f"{path} is not encrypted")
    return _replace(path, path, key, "", kept_as=BEFORE_DECRYPTION)


def _replace(path: Path, source: Path, key: str, new_key: str, *, kept_as: str) -> tuple[BackupFacts, Path | None]:
    """`key` is the source's, `new_key` that of the database to be."""
    facts = examine(source, key)
    fresh = path.with_name(path.name + ".restoring")
    with explained(f"{source} cannot be put at {path}"):
        try:
            copy_database(source, fresh, key, new_key=new_key)
            if new_key != key:
                facts = examine(fresh, new_key)
            _give_to_owner(fresh, path if path.exists() else path.parent)
            kept = _set_aside(path, key if path == source else new_key, kept_as) if path.exists() else None
            _remove_side_files(path)
            fresh.replace(path)
            sync(path)
        finally:
            remove(fresh)
    return facts, kept


def _set_aside(path: Path, key: str, kept_as: str) -> Path:
    """Give the old database a second name, so that its own is never without a file."""
    whole = _close_log(path, "" if driver.is_plain(path) else key)
    kept = _free_name(path, kept_as)
    if not whole:
        # What a damaged database has in its log cannot be brought into it: the log is kept beside it.
        for end in SIDE_FILES:
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(kept.with_name(kept.name + end))
    os.link(path, kept)
    return kept


def _close_log(path: Path, key: str) -> bool:
    """Bring the log into the file and end it; False where the file is too damaged for that."""
    try:
        with closing(driver.connect(path, key, create=False, timeout=2.0)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            # Needs the file for itself, and so tells whether somebody else has it open.
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except driver.errors() as error:
        if driver.code_of(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise DatabaseInUse(f"another process has {path} open: let it finish first") from error
        return False
    return True


def _free_name(path: Path, kept_as: str) -> Path:
    names = (
        path.with_name(f"{path.name}{kept_as}{f'.{number}' if number > 1 else ''}") for number in range(1, 1_000_000)
    )
    return next(name for name in names if not name.exists())


def _remove_side_files(path: Path) -> None:
    for end in SIDE_FILES:
        path.with_name(path.name + end).unlink(missing_ok=True)


def _give_to_owner(fresh: Path, of: Path) -> None:
    """What root restores must be readable for the user that runs the bot."""
    owner = of.stat()
    with suppress(PermissionError):
        os.chown(fresh, owner.st_uid, owner.st_gid)
