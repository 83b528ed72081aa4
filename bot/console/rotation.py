"""Backups named by their day in one folder, of which the old ones go: they hold what readers have had deleted since."""

import re
from datetime import date, timedelta
from pathlib import Path

from store.errors import BackupFailed

_NAME = re.compile(r"jarchy-(\d{4}-\d{2}-\d{2})\.db(?:\.age)?")


def name_of_day(folder: Path, day: date, *, sealed: bool) -> Path:
    """The backup of a day. Raises BackupFailed when `folder` is none."""
    if not folder.is_dir():
        raise BackupFailed(f"{folder} is no folder: with --daily name the folder that backups are kept in")
    return folder / f"jarchy-{day.isoformat()}.db{'.age' if sealed else ''}"


def delete_old(folder: Path, today: date, days: int) -> list[Path]:
    """Delete the backups that are `days` old or older; gives which. Other files are left alone."""
    old = [path for path in sorted(folder.iterdir()) if _is_older(path.name, today - timedelta(days=days))]
    for path in old:
        try:
            path.unlink()
        except OSError as error:
            raise BackupFailed(f"the old backup {path} cannot be deleted: {error.strerror}") from error
    return old


def _is_older(name: str, than: date) -> bool:
    named = _NAME.fullmatch(name)
    try:
        return named is not None and date.fromisoformat(named[1]) <= than
    except ValueError:
        return False
