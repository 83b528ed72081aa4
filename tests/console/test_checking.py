"""`jarchy check`, with everything well and with one thing after the other wrong."""

import asyncio
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram import Bot

from bot.clock import SystemClock
from bot.console.checking import check_all, check_database
from bot.console.findings import Finding, State
from bot.console.machine import check_temporary_folder
from store.errors import DatabaseUnavailable
from store.sqlite.file_system import mount_of, refuse_share
from store.sqlite.lock import hold_lock
from store.sqlite.open import open_store
from tests.make import NO_TERMS, parsed
from tests.stories.conftest import TOKEN, Town, town
from tests.stories.test_first_day import until
from tests.stories.test_process import jarchy

__all__ = ["town"]

MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/export /srv/share nfs4 rw 0 0
//box/office /mnt/office\\040files cifs rw 0 0
aida@host: /home/aida/far fuse.sshfs rw 0 0
tmpfs /srv/share/local tmpfs rw 0 0
server:/two /twice nfs rw 0 0
/dev/vdb /twice ext4 rw 0 0
"""


async def look(town: Town, **changed: object) -> dict[str, Finding]:
    settings = town.settings.model_copy(update=changed)
    return {finding.what: finding async for finding in check_all(settings, now=SystemClock().now)}


async def test_where_all_is_well_it_says_so_and_changes_nothing(town: Town) -> None:
    town.outlet.publish(parsed(published_at=datetime.now(UTC)))
    found = await look(town)
    assert {finding.state for finding in found.values()} == {State.GOOD}
    assert found["feed CIVICUS Monitor"].seen == "1 entries, the newest 0 days old"
    assert sorted(path.name for path in town.folder.iterdir()) == ["feeds.toml"]


async def test_a_database_that_is_there_is_read_through(town: Town) -> None:
    path = town.settings.database_path
    async with open_store(path, NO_TERMS):
        assert "whole" in check_database(path).seen
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xa5" * 4096 * 4)
    assert check_database(path).state is State.WRONG


async def test_a_newer_database_and_an_older_one_are_told_apart(town: Town) -> None:
    path = town.settings.database_path
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 9999")
    assert "version 9999" in check_database(path).seen
    connection.execute("PRAGMA user_version = 1")
    assert check_database(path).state is State.DOUBTFUL
    connection.close()


def test_a_folder_that_cannot_be_written_is_named() -> None:
    assert "/proc cannot be written" in check_database(Path("/proc/none/jarchy.db")).seen


async def test_a_wrong_token_a_dead_api_and_a_token_that_lacks_are_told_with_a_remedy(town: Town) -> None:
    refused = await look(town, bot_token=type(town.settings.bot_token)("7000000001:not-the-right-one"))  # type: ignore[misc]  # a SecretStr
    assert "is refused" in refused["Telegram"].seen
    dead = await look(town, api_url="http://127.0.0.1:1")
    assert "cannot be reached" in dead["Telegram"].seen
    assert TOKEN not in dead["Telegram"].seen
    assert "BotFather" in (await look(town, bot_token=None))["token"].mend


async def test_a_webhook_that_somebody_set_and_one_that_fails_are_told(town: Town) -> None:
    async with Bot(TOKEN, base_url=town.served.base_url) as bot:
        await bot.set_webhook("http://127.0.0.1:1/hook")
        finding = (await look(town))["Telegram"]
        assert finding.state is State.DOUBTFUL
        assert "another address" in finding.seen
        await town.simulator.person("Aida").says("hello")
        await until(lambda: town.simulator.webhook.last_error != "")
        finding = (await look(town, webhook_url="http://127.0.0.1:1/hook"))["Telegram"]
        assert "Telegram says: Connection failed" in finding.seen


async def test_a_feed_that_gives_none_is_told_with_its_reason_and_a_remedy(town: Town) -> None:
    town.outlet.status = 503
    finding = (await look(town))["feed CIVICUS Monitor"]
    assert (finding.state, finding.mend) != (State.GOOD, "")
    assert "status 503" in finding.seen
    town.catalogue = town.catalogue.replace("/feed", "/")
    assert "status 404" in (await look(town))["feed CIVICUS Monitor"].seen


async def test_while_the_bot_runs_its_own_port_is_no_trouble(town: Town) -> None:
    with hold_lock(town.settings.database_path):
        taken = town.served.url.removeprefix("http://")
        assert (await look(town, http_bind=taken))["health and metrics"].state is State.GOOD
    assert "cannot be used" in (await look(town, http_bind=taken))["health and metrics"].seen


async def test_a_temporary_folder_without_room_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/dev/full/nowhere")
    finding = check_temporary_folder()
    assert finding.state is State.WRONG
    assert "TMPDIR" in finding.mend


async def test_the_command_ends_with_one_when_something_is_wrong(town: Town) -> None:
    town.outlet.publish(parsed(published_at=datetime.now(UTC)))
    async with jarchy(town, "check", "--json", JARCHY_ADMINS="5") as process:
        told, _ = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode == 0
        assert {json.loads(line)["state"] for line in told.splitlines()} == {"good"}
    town.outlet.status = 500
    async with jarchy(town, "check") as process:
        told, _ = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode == 1
        assert TOKEN not in told.decode()
    async with jarchy(town, "check", "--json", JARCHY_POLL_INTERVAL="never") as process:
        told, _ = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode == 1
        assert json.loads(told)["what"] == "settings"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/share/jarchy.db", "nfs4"),
        ("/mnt/office files/jarchy.db", "cifs"),
        ("/home/aida/far/deep/jarchy.db", "fuse.sshfs"),
        ("/srv/share/local/jarchy.db", None),
        ("/srv/shared/jarchy.db", None),
        ("/twice/jarchy.db", None),
        ("/var/lib/jarchy.db", None),
    ],
)
def test_a_network_share_is_known_by_its_mount(path: str, kind: str | None) -> None:
    mount = mount_of(Path(path), MOUNTS)
    assert mount is not None
    assert mount.is_share == (kind is not None)
    assert kind in (None, mount.kind)


async def test_a_database_on_a_share_is_refused_by_check_and_when_opened(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/x {tmp_path} nfs rw 0 0\n", encoding="utf-8")
    with pytest.raises(DatabaseUnavailable, match=r"network share \(nfs at"):
        refuse_share(tmp_path / "jarchy.db", mounts)
    with pytest.raises(DatabaseUnavailable, match="disk of this machine"):
        async with open_store(tmp_path / "jarchy.db", NO_TERMS, mounts=mounts):
            pass
    assert not (tmp_path / "jarchy.db").exists()
