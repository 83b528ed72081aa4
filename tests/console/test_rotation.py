"""Backups of each day in one folder, and how long they stay."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.console.rotation import delete_old, name_of_day
from store.errors import BackupFailed
from tests.console.conftest import Desk

TODAY = date(2026, 1, 20)


def test_what_is_too_old_goes_and_nothing_else(tmp_path: Path) -> None:
    young = ["jarchy-2026-01-07.db", "jarchy-2026-01-20.db", "jarchy-2026-02-30.db", "jarchy-2025-01-01.db.keep", "x"]
    old = ["jarchy-2025-12-31.db.age", "jarchy-2026-01-06.db"]
    for name in (*young, *old):
        (tmp_path / name).touch()
    assert [path.name for path in delete_old(tmp_path, TODAY, 14)] == old
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(young)


def test_the_folder_must_be_one(tmp_path: Path) -> None:
    assert name_of_day(tmp_path, TODAY, sealed=True) == tmp_path / "jarchy-2026-01-20.db.age"
    with pytest.raises(BackupFailed, match="is no folder"):
        name_of_day(tmp_path / "none", TODAY, sealed=False)


def test_each_night_replaces_the_days_backup_and_deletes_by_the_setting(desk: Desk, archive: Path) -> None:
    (desk.folder / "jarchy-2020-01-01.db").touch()
    desk.settings["JARCHY_BACKUP_DAYS"] = "3"
    (first,) = desk.rows("backup", "--daily", "--json", ".")
    assert first["deleted"] == ["jarchy-2020-01-01.db"]
    today = datetime.now(UTC).date()
    assert f"jarchy-{today}.db: 3 entries" in desk.told("backup", "--daily", ".")
