"""An operator's desk: a folder with a database in it, and the command line."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from store.entry import AnalysedEntry
from store.sqlite.open import open_store
from store.subscriber import ChatKind, ChatRef
from tests.make import NO_TERMS, NOW, analysed

TOKEN = "7000000001:token-for-tests"


@dataclass
class Desk:
    """Commands run in `folder`, on the database there; `settings` are given to them besides."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "jarchy.db"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JARCHY_")}
        own = {"JARCHY_DATABASE_URL": f"sqlite:///{self.database}", "COLUMNS": "200"}
        return {**kept, **own, **self.settings}

    def run(self, *words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """What `jarchy WORDS` says."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            env=self.environment,
            cwd=self.folder,
            input=given,
            capture_output=True,
            timeout=100,
            check=False,
        )

    def told(self, *words: str, given: bytes = b"") -> str:
        """Standard output of a command that went well."""
        done = self.run(*words, given=given)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def rows(self, *words: str) -> list[dict[str, Any]]:
        """The same, of a command that prints JSON Lines."""
        return [json.loads(line) for line in self.told(*words).splitlines()]

    def refused(self, *words: str) -> str:
        """The one line of a command that could not do its work."""
        done = self.run(*words)
        assert done.returncode == 1
        line = done.stderr.decode().strip()
        assert "\n" not in line
        return line


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def fill(path: Path, entries: Sequence[tuple[str, AnalysedEntry]], *, subscribers: int = 1) -> None:
    """Entries under their ids, and some subscribers."""
    async with open_store(path, NO_TERMS) as store:
        await store.entries.import_entries([(name, "CPJ", entry) for name, entry in entries], now=NOW)
        for number in range(subscribers):
            await store.subscribers.remember(ChatRef(7001 + number), kind=ChatKind.PRIVATE, language="en", now=NOW)


@pytest.fixture
def archive(desk: Desk) -> Path:
    """The desk's database with three entries and one subscriber."""
    titles = ("Police detain a journalist in Bishkek", "Court closes a newspaper", "A rally is broken up in Osh")
    asyncio.run(fill(desk.database, [(f"e{place}", analysed(title)) for place, title in enumerate(titles)]))
    return desk.database
