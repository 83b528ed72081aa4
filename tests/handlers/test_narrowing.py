"""Plain words become filters where they name a place, a topic or days, and stay words elsewhere."""

from pathlib import Path

import pytest

from handlers.narrowing import narrow
from tests.handlers.talking import open_chat


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("protest Osh", "topic:protest place:osh"),
        ("протесты Ош", "topic:protest place:osh"),
        ("detentions week", "topic:detention from:2025-12-29"),
        ("2020", "from:2020 to:2020"),
        ("Temirov", "Temirov"),
        ("press", "press"),
        ("topic:protest Osh", "topic:protest Osh"),
        ('"foreign agents" Osh', '"foreign agents" Osh'),
        ("protest -Osh", "protest -Osh"),
        ("", ""),
    ],
)
async def test_words_are_narrowed(tmp_path: Path, typed: str, meant: str) -> None:
    async with open_chat(tmp_path) as chat:
        assert narrow(typed, chat.services) == meant
