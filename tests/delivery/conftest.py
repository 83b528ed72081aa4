"""A town for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.delivery.town import Town, build_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with build_town(tmp_path) as built:
        yield built
