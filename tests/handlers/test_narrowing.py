"""Plain words become filters where they name a place, a topic or days, and stay words elsewhere."""

from datetime import datetime
from pathlib import Path
from typing import cast

import pytest

from bot.lexicon import load_lexicon
from handlers.languages import LANGUAGES
from handlers.narrowing import narrow
from handlers.services import Services
from store.query import Query
from store.query_parser import parse_query
from tests.handlers.talking import BISHKEK, NOW, open_chat


class Shipped:
    """As much of the services as narrowing needs, with the lexicon as it is shipped."""

    terms = load_lexicon().terms
    timezone = BISHKEK

    def clock(self) -> datetime:
        return NOW

    def parse_query(self, text: str, now: datetime) -> Query:
        return parse_query(text, now=now, timezone=BISHKEK, terms=self.terms, outlets=())


SHIPPED = cast("Services", Shipped())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("protest Osh", "topic:protest place:Osh"),
        ("протесты Ош", "topic:protest place:Osh"),
        ("протесты в Оше", "topic:protest place:Osh"),
        ("Ошто митинг", "place:Osh topic:protest"),
        ("Ошский", "Ошский"),
        ("in Bishkek", "in Bishkek"),
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


@pytest.mark.parametrize(
    ("typed", "language", "meant"),
    [
        ("arrests in Osh", "en", "topic:detained place:Osh"),
        ("задержания в Оше", "ru", "тема:Задержание место:Ош"),
        ("Ошто кармоо", "ky", "жер:Ош тема:кармалышы"),
        ("митинг", "ru", "тема:Протест"),
        ("пытки", "ru", 'тема:"Пытки и жестокое обращение"'),
        ("office raid", "en", 'topic:"Office raid"'),
        ("Чуйская область", "ru", 'место:"Чуйская область"'),
        ("только на русском", "ru", "язык:ru"),
        ("забастовка", "ru", "забастовка"),
        ("журналист", "ru", "журналист"),
        ("deportation", "en", "deportation"),
    ],
)
def test_the_shipped_words_mean_their_topics(typed: str, language: str, meant: str) -> None:
    assert narrow(typed, SHIPPED, language) == meant


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_and_place_is_read_back_from_its_name(language: str) -> None:
    terms = SHIPPED.terms
    for key in terms.topics:
        written = narrow(terms.topic_name(key, language), SHIPPED, language)
        assert SHIPPED.parse_query(written, NOW).topics == {key}, written
    for key in terms.places:
        name = terms.place_name(key, language)
        if not set(name) & set("«»") and key != "bishkek-ivs":  # whose Kyrgyz name is long and holds a detention
            assert key in SHIPPED.parse_query(narrow(name, SHIPPED, language), NOW).places, name
