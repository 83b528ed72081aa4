"""`jarchy migrate`."""

import sqlite3
from contextlib import closing
from pathlib import Path

from store.sqlite.lock import hold_lock
from store.sqlite.migrate import migration_names, newest_version, read_migrations
from tests.console.conftest import Desk


def test_an_old_database_is_brought_up_to_date_and_told_by_what(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.database)) as connection:
        connection.executescript(f"{read_migrations()[0][1]}; PRAGMA user_version = 1;")
    told = desk.told("migrate")
    assert "was of version 1" in told
    assert [line.removeprefix("applied ") for line in told.splitlines()[1:]] == list(migration_names().values())[1:]
    assert desk.rows("migrate", "--json") == [{"database": str(desk.database), "from": newest_version(), "applied": []}]


def test_a_newer_database_is_left_alone(desk: Desk, archive: Path) -> None:
    with closing(sqlite3.connect(archive)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    assert "version 9999" in desk.refused("migrate")


def test_it_waits_for_no_running_bot(desk: Desk, archive: Path) -> None:
    with hold_lock(archive):
        assert "another process runs the bot" in desk.refused("migrate")
