"""A database that is encrypted at rest: no byte of it readable, everything else as ever."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.console.checking import check_database
from bot.console.findings import State
from bot.console.machine import check_encryption
from bot.console.sealing import back_up_sealed, restore_sealed
from store.errors import BackupFailed, DatabaseUnavailable, StoreError
from store.sqlite import driver
from store.sqlite.backup import back_up, examine
from store.sqlite.open import open_store
from store.sqlite.restore import decrypt, encrypt, restore
from store.subscriber import ChatKind, ChatRef
from tests.console.conftest import Desk, fill
from tests.console.test_backup import damage
from tests.make import NO_TERMS, NOW, analysed

pytest.importorskip("sqlcipher3", reason="the extra `encrypted` is not installed")

KEY, OTHER = "ab" * 32, "CD" * 32


def read(path: Path, sql: str, key: str = KEY) -> list[tuple[object, ...]]:
    with closing(driver.connect(path, key)) as connection:
        return connection.execute(sql).fetchall()


def everything(path: Path, key: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, those of the search index among them, and the schema."""
    names = read(path, "SELECT name, sql FROM sqlite_master ORDER BY name", key)
    tables = [name for name, sql in names if str(sql).startswith("CREATE TABLE")]
    rows = {str(name): read(path, f'SELECT * FROM "{name}" ORDER BY 1, 2', key) for name in tables}
    return {"": names, "version": read(path, "PRAGMA user_version", key), **rows}


@pytest.fixture
def secret(archive: Path) -> Iterator[Path]:
    """The archive, encrypted."""
    _, kept = encrypt(archive, KEY)
    assert kept is not None
    kept.unlink()
    yield archive
    for path in archive.parent.glob("*.db*"):
        assert b"Court closes a newspaper" not in path.read_bytes()


def test_encrypting_loses_nothing_and_decrypting_brings_it_back(archive: Path) -> None:
    before = everything(archive, "")
    facts, kept = encrypt(archive, KEY)
    assert facts.entries == 3
    assert b"Court closes a newspaper" not in archive.read_bytes()
    assert everything(archive, KEY) == before
    assert kept is not None
    assert everything(kept, "") == before
    decrypt(archive, KEY)
    assert everything(archive, "") == before


async def test_the_store_works_on_it_and_still_deletes_for_real(tmp_path: Path) -> None:
    path = tmp_path / "jarchy.db"
    async with open_store(path, NO_TERMS, key=KEY) as store:
        await store.entries.import_entries([("e", "CPJ", analysed("Police detain a journalist"))], now=NOW)
        await store.subscribers.remember(ChatRef(7001), kind=ChatKind.PRIVATE, language="en", now=NOW)
        await store.subscribers.forget_chat(ChatRef(7001))
        pragmas = [f"PRAGMA {name}" for name in ("secure_delete", "journal_mode", "foreign_keys")]
        seen = await store.database.maintain(lambda c: [c.execute(pragma).fetchone()[0] for pragma in pragmas])
        assert seen == [1, "wal", 1]
        assert b"SQLite format" not in path.read_bytes() + path.with_name("jarchy.db-wal").read_bytes()
        await store.housekeeping.forget_old(now=NOW + timedelta(days=1))
        assert await store.housekeeping.find_damage() == ""
        await store.subscribers.remember(ChatRef(7002), kind=ChatKind.PRIVATE, language="en", now=NOW)
        assert await store.panic.wipe() == 1
        assert dict(await store.subscribers.count())["watching"] == 0
    assert read(path, "SELECT * FROM subscriber") == []


async def test_its_drivers_errors_are_ours(secret: Path) -> None:
    async with open_store(secret, NO_TERMS, key=KEY) as store:
        with closing(driver.connect(secret, KEY)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseUnavailable, match="locked"):
                await store.database.maintain(
                    lambda c: (c.execute("PRAGMA busy_timeout = 1"), c.execute("BEGIN IMMEDIATE"))
                )
    damage(secret)
    async with open_store(secret, NO_TERMS, key=KEY) as store:
        assert await store.housekeeping.find_damage()


@pytest.mark.parametrize(
    ("key", "said"), [("", "set DATABASE_KEY_FILE"), (OTHER, "cannot be opened with this key")], ids=["none", "other"]
)
async def test_without_its_key_it_stays_shut(secret: Path, tmp_path: Path, key: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        async with open_store(secret, NO_TERMS, key=key):
            pass
    with pytest.raises(BackupFailed, match=said):
        back_up(secret, tmp_path / "night.db", key=key)
    back_up(secret, tmp_path / "good.db", key=KEY)
    with pytest.raises(BackupFailed, match=said):
        restore(tmp_path / "good.db", secret, key)
    finding = check_database(secret, key)
    assert finding.state is State.WRONG
    assert said in finding.seen
    assert "DATABASE_KEY_FILE" in finding.mend
    assert len(read(secret, "SELECT * FROM entry")) == 3


async def test_a_key_for_what_is_not_encrypted_changes_nothing(archive: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="jarchy encrypt"):
        async with open_store(archive, NO_TERMS, key=KEY):
            pass
    assert len(read(archive, "SELECT * FROM entry", "")) == 3
    with pytest.raises(BackupFailed, match="not encrypted"):
        decrypt(archive, KEY)


def test_backups_stay_encrypted_and_old_plain_ones_become_so(secret: Path, tmp_path: Path) -> None:
    back_up(secret, tmp_path / "night.db", key=KEY)
    assert examine(tmp_path / "night.db", KEY).entries == 3
    facts, kept = restore(tmp_path / "night.db", secret, KEY)
    assert facts.entries == 3
    assert kept is not None
    decrypt(kept, KEY)
    restore(kept, secret, KEY)
    assert not driver.is_plain(secret)
    assert len(read(secret, "SELECT * FROM entry")) == 3
    for path in tmp_path.glob("jarchy.db.before*"):
        path.unlink()


def test_an_encrypted_backup_can_be_sealed_besides(secret: Path, tmp_path: Path) -> None:
    pyrage = pytest.importorskip("pyrage")
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(str(identity), encoding="utf-8")
    back_up_sealed(secret, tmp_path / "night.age", [str(identity.to_public())], key=KEY)
    facts, _ = restore_sealed(tmp_path / "night.age", secret, tmp_path / "key.txt", KEY)
    assert facts.entries == 3


def test_encryption_and_litestream_are_not_for_one_file(tmp_path: Path) -> None:
    database, config = tmp_path / "jarchy.db", tmp_path / "litestream.yml"
    assert check_encryption(database, config).state is State.GOOD
    config.write_text(f"dbs:\n  - path: {database}\n", encoding="utf-8")
    assert check_encryption(database, config).state is State.WRONG
    config.unlink()
    (tmp_path / ".jarchy.db-litestream").mkdir()
    finding = check_encryption(database, config)
    assert finding.state is State.WRONG
    assert "not both" in finding.mend


def test_without_the_extra_it_is_said_what_to_install(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    driver._cipher.cache_clear()
    try:
        with pytest.raises(BackupFailed, match=r"jarchy\[encrypted\]"):
            encrypt(archive, KEY)
        assert driver.errors() == (driver.KeyRefused, sqlite3.Error)
    finally:
        driver._cipher.cache_clear()


async def test_the_commands_on_an_encrypted_database(desk: Desk) -> None:
    await fill(desk.database, [("e", analysed("Court closes a newspaper"))])
    assert "openssl rand" in desk.refused("encrypt")
    (desk.folder / "key").write_text(f"{KEY}\n", encoding="utf-8")
    desk.settings["JARCHY_DATABASE_KEY_FILE"] = str(desk.folder / "key")
    assert "1 subscribers, encrypted" in desk.told("encrypt")
    assert "encrypted already" in desk.refused("encrypt")
    assert desk.rows("search", "--json", "newspaper")[0]["hits"]
    desk.told("migrate")
    assert desk.rows("feeds", "list", "--json")
    desk.settings["JARCHY_DATABASE_KEY_FILE"] = str(desk.folder / "nothing")
    told = desk.refused("search", "newspaper")
    assert told.startswith("jarchy: JARCHY_DATABASE_KEY_FILE")
    desk.settings.clear()
    assert "set DATABASE_KEY_FILE" in desk.refused("search", "newspaper")
