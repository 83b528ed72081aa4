from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.sqlite.open import SqliteStore, open_store
from tests.make import NO_TERMS


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with open_store(tmp_path / "jarchy.db", NO_TERMS) as opened:
        yield opened
