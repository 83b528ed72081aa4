"""The bot as an operator runs it: a process that starts, ends, is killed, and says what is wrong."""

import asyncio
import os
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.simulator.person import Person
from tests.make import parsed
from tests.stories.conftest import TOKEN, Town
from tests.stories.test_first_day import until

JARCHY = [sys.executable, "-m", "bot"]


def environment(town: Town, **given: str) -> dict[str, str]:
    town.settings  # noqa: B018 (writes the catalogue)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JARCHY_")}
    return {
        **kept,
        "JARCHY_BOT_TOKEN": TOKEN,
        "JARCHY_API_URL": town.served.url,
        "JARCHY_DATABASE_URL": f"sqlite:///{town.folder / 'jarchy.db'}",
        "JARCHY_FEEDS_FILE": str(town.folder / "feeds.toml"),
        "JARCHY_FETCH_ALLOW": "127.0.0.0/8",
        "JARCHY_HTTP_BIND": "127.0.0.1:0",
        "JARCHY_POLL_INTERVAL": "1",
        **given,
    }


@asynccontextmanager
async def jarchy(town: Town, *words: str, **given: str) -> AsyncIterator[Process]:
    """The command, running in the town's folder; killed at the end of the block if it still runs."""
    town.simulator.polls.begun.clear()
    process = await asyncio.create_subprocess_exec(
        *JARCHY, *words, env=environment(town, **given), cwd=town.folder, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def started(town: Town, process: Process) -> None:
    """Until the bot asks for updates."""
    await until(lambda: process.returncode is not None or town.simulator.polls.begun.is_set(), within=60)
    assert process.returncode is None, (await process.communicate())[1].decode()


async def fails(town: Town, **given: str) -> str:
    """What `jarchy run` says when it cannot run."""
    async with jarchy(town, "run", **given) as process:
        _, said = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 1
        line = said.decode().strip()
        assert "\n" not in line
        assert TOKEN not in line
        return line


async def test_sigterm_ends_it_within_five_seconds(town: Town) -> None:
    async with jarchy(town, "run") as process:
        await started(town, process)
        asked_at = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 5) == 0
        assert time.monotonic() - asked_at < 5


async def test_killed_it_starts_again_and_tells_what_came_meanwhile(town: Town, aida: Person) -> None:
    async with jarchy(town, "run") as process:
        await started(town, process)
        await aida.says("/subscribe")
        await aida.hears("", within=10)
        await until(lambda: town.outlet.polls > 1)
        process.kill()
        await process.wait()
    town.outlet.publish(parsed("Police detain journalist Bolot Temirov in Bishkek", published_at=datetime.now(UTC)))
    async with jarchy(town, "run"):
        await aida.hears("Police detain journalist Bolot Temirov", within=60)


async def test_a_second_bot_on_the_same_database_is_refused(town: Town) -> None:
    async with jarchy(town, "run") as process:
        await started(town, process)
        assert "another process runs the bot" in await fails(town)


async def test_the_command_line_works_beside_the_running_bot(town: Town, aida: Person) -> None:
    async with jarchy(town, "run") as process:
        await started(town, process)
        (town.folder / "more.jsonl").write_text(
            '{"id": "x1", "title": "Обыск у правозащитницы в Оше", "text": "В Оше обыскали дом правозащитницы."}\n',
            encoding="utf-8",
        )
        async with jarchy(town, "import", "more.jsonl") as importing:
            _, said = await asyncio.wait_for(importing.communicate(), 60)
            assert said.decode().strip().endswith("1 stored, 0 bad")
        await aida.says("/search обыск Ош")
        await aida.hears("Обыск у правозащитницы в Оше", within=10)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"JARCHY_BOT_TOKEN": "7000000001:not-the-right-one"}, "JARCHY_BOT_TOKEN is refused"),
        ({"JARCHY_BOT_TOKEN": ""}, "JARCHY_BOT_TOKEN is not set"),
        ({"JARCHY_API_URL": "http://127.0.0.1:1"}, "http://127.0.0.1:1 cannot be reached"),
        ({"JARCHY_FEEDS_FILE": "nowhere.toml"}, "nowhere.toml cannot be read"),
        ({"JARCHY_FETCH_ALLOW": "10.0.0.0/99"}, "JARCHY_FETCH_ALLOW is wrong"),
        ({"JARCHY_DATABASE_URL": "sqlite:////proc/none/jarchy.db"}, "the folder /proc/none cannot be written"),
        ({"JARCHY_DATABASE_URL": "sqlite:////proc/jarchy.db"}, "the folder /proc cannot be written"),
    ],
)
async def test_what_is_wrong_outside_is_told_in_one_line(town: Town, given: dict[str, str], said: str) -> None:
    assert said in await fails(town, **given)


async def test_malformed_toml_is_told_with_its_line(town: Town) -> None:
    town.catalogue = "[[feed\n"
    assert "not valid TOML" in await fails(town)


async def test_a_port_in_use_is_told(town: Town) -> None:
    assert "cannot be used: Address already in use" in await fails(
        town, JARCHY_HTTP_BIND=town.served.url.removeprefix("http://")
    )


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(town: Town) -> None:
    path = town.folder / "jarchy.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 9999")
    connection.close()
    assert "version 9999" in await fails(town)


async def test_the_tour_plays_to_its_end(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(*JARCHY, "demo", "--tour", cwd=tmp_path, stdout=PIPE, stderr=PIPE)
    told, said = await asyncio.wait_for(process.communicate(), 100)
    assert process.returncode == 0, said.decode()
    assert "Azimjan Askarov" in told.decode()
    assert "demonstration" in told.decode()
