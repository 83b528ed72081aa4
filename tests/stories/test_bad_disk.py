"""The disk is full, fails, or the file is locked by somebody else: the bot waits, says so, and goes on."""

import os
import resource
import sqlite3
import subprocess
from asyncio.subprocess import Process
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.simulator.person import Person
from tests.make import parsed
from tests.stories.conftest import ADMIN_ID, Town
from tests.stories.test_first_day import until
from tests.stories.test_process import jarchy, started

ARREST = "Police detain journalist Bolot Temirov in Bishkek"
WAITS_FOR = 5.0  # seconds in which the disk goes bad


@contextmanager
def failing(process: Process, _: Path) -> Iterator[None]:
    """Every write fails, as on a disk that dies."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    yield
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def locked(_: Process, database: Path) -> Iterator[None]:
    """Another process writes, for very long."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=20)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


@contextmanager
def full(_: Process, database: Path) -> Iterator[None]:
    ballast = database.with_name("ballast")
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    yield
    ballast.unlink()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, which can be filled."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode:
        pytest.skip("no right to mount a small file system here")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def read(database: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def tell_later(database: Path) -> None:
    """What is told to readers waits."""
    change(database, "UPDATE subscriber SET silent_until = ?", in_ticks(timedelta(days=1)))


def tell_soon(database: Path) -> None:
    """What waits is due when the disk has gone bad."""
    change(database, "UPDATE delivery SET due_at = ? WHERE state = 'due'", in_ticks(timedelta(seconds=WAITS_FOR)))


def in_ticks(time: timedelta) -> int:
    return int((datetime.now(UTC) + time).timestamp() * 1_000_000)


def change(database: Path, sql: str, value: int) -> None:
    connection = sqlite3.connect(database, timeout=20)
    with connection:
        connection.execute(sql, (value,))
    connection.close()


@pytest.mark.parametrize("trouble", [failing, locked, full])
async def test_a_bad_disk_is_waited_for(
    town: Town, aida: Person, trouble: object, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue("small_disk") if trouble is full else town.folder
    database = folder / "jarchy.db"
    owner = town.simulator.person("Owner", user_id=ADMIN_ID)
    given = {"JARCHY_DATABASE_URL": f"sqlite:///{database}", "JARCHY_ADMINS": str(ADMIN_ID)}
    async with jarchy(town, "run", **given) as process:
        await started(town, process)
        await owner.starts()
        await owner.hears("Jarchy")
        await aida.says("/subscribe")
        await aida.hears("New updates about civic space", within=10)
        await until(lambda: town.outlet.polls > 1)
        tell_later(database)
        town.outlet.publish(parsed(ARREST, published_at=datetime.now(UTC)))
        await until(lambda: bool(read(database, "SELECT 1 FROM delivery")), within=30)
        tell_soon(database)
        with trouble(process, database):  # type: ignore[operator]  # one of those above
            await owner.hears("My database cannot be written", within=60)
            await aida.says("/search Askarov")
            await aida.hears("Azimjan Askarov", within=5)
            assert not any(ARREST in message.text for message in aida.messages)
        await aida.hears(ARREST, within=30)
        await owner.hears("My database can be written again", within=30)
        assert process.returncode is None
    assert sum(ARREST in message.text for message in aida.messages) == 1
    assert read(database, "PRAGMA integrity_check") == [("ok",)]
