"""/trends: a picture with its numbers, or the numbers alone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.chart import Chart, Panel
from handlers.languages import LANGUAGES
from handlers.views.text import plain, units
from tests.handlers.talking import ADMIN, Chat, open_chat, publish, text_of, written


@dataclass
class Easel:
    """Takes down what was to be drawn."""

    charts: list[Chart] = field(default_factory=list)

    async def draw(self, chart: Chart) -> bytes | None:
        self.charts.append(chart)
        return b"picture"


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        yield reader


async def fill(chat: Chat) -> None:
    await publish(
        chat,
        written("A march", topics=("protest",), published_at=datetime(2025, 12, 1, tzinfo=UTC)),
        written("Another march", topics=("protest",), published_at=datetime(2025, 12, 2, tzinfo=UTC)),
        written("An arrest", topics=("detention",), published_at=datetime(2026, 1, 2, tzinfo=UTC)),
        written("Long ago", topics=("detention",), published_at=datetime(2025, 1, 31, tzinfo=UTC)),
    )


async def test_the_picture_shows_twelve_months_and_the_caption_all_its_numbers(chat: Chat) -> None:
    await fill(chat)
    easel = Easel()
    chat.services = replace(chat.services, draw_chart=easel.draw)
    (message,) = (await chat.write("/trends")).messages
    (chart,) = easel.charts
    assert chart.months[0] == "Feb"
    assert chart.months[-1] == "Jan"
    assert chart.panels == (
        Panel("All incidents", (0,) * 10 + (2, 1)),
        Panel("Protest", (0,) * 10 + (2, 0)),
        Panel("Detention", (0,) * 11 + (1,)),
    )
    assert message.attachment is not None
    assert (message.attachment.kind, message.attachment.content) == ("photo", b"picture")
    caption = plain(message.text)
    for panel in chart.panels:
        assert f"{panel.title}: {', '.join(map(str, panel.numbers))}" in caption
    assert "not over yet" in caption
    assert chart.title in caption


async def test_one_topic_stands_beside_the_whole(chat: Chat) -> None:
    await fill(chat)
    easel = Easel()
    chat.services = replace(chat.services, draw_chart=easel.draw)
    for text in ("/trends protest", "/trends митинг", "/trends topic:protest"):
        await chat.write(text)
    assert [[panel.title for panel in chart.panels] for chart in easel.charts] == [["All incidents", "Protest"]] * 3
    assert "no topic called qwerty" in text_of(await chat.write("/trends qwerty"))
    assert len(easel.charts) == 3


async def test_without_a_picture_the_numbers_come_as_text_and_an_admin_learns_how(chat: Chat) -> None:
    await fill(chat)
    reply = await chat.write("/trends")
    assert "Protest: 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0" in text_of(reply)
    assert reply.messages[0].attachment is None
    assert ".[charts]" not in text_of(reply)
    assert ".[charts]" in text_of(await chat.of(ADMIN).write("/trends"))


async def test_an_empty_archive_says_so(chat: Chat) -> None:
    assert text_of(await chat.write("/trends")) == "I know of no incidents in these months."


async def test_another_year_is_shown_by_its_number(chat: Chat) -> None:
    await publish(chat, written("A march", topics=("protest",), published_at=datetime(2020, 10, 5, tzinfo=UTC)))
    assert "Another year: /trends 2020" in text_of(await chat.write("/trends"))
    easel = Easel()
    chat.services = replace(chat.services, draw_chart=easel.draw)
    shown = text_of(await chat.write("/trends 2020"))
    (chart,) = easel.charts
    assert (chart.months[0], chart.months[-1]) == ("Jan", "Dec")
    assert chart.panels[0].numbers == (0,) * 9 + (1, 0, 0)
    assert chart.unfinished == ""
    assert "not over" not in shown
    await chat.write("/trends protest 2020")
    assert [panel.title for panel in easel.charts[-1].panels] == ["All incidents", "Protest"]
    await publish(chat, written("A trial", published_at=datetime(2026, 1, 3, tzinfo=UTC)))
    await chat.write("/trends 2026")
    assert easel.charts[-1].months == ("Jan",)
    assert easel.charts[-1].unfinished
    assert "/trends 2026" in text_of(await chat.write("/trends from:2012 to:2014"))


async def test_the_picture_speaks_the_readers_language_and_its_caption_fits(chat: Chat) -> None:
    await fill(chat)
    easel = Easel()
    chat.services = replace(chat.services, draw_chart=easel.draw)
    for language in LANGUAGES:
        chat.language_code = language
        (message,) = (await chat.write("/trends")).messages
        assert units(plain(message.text)) <= 1024
    assert len({chart.title for chart in easel.charts}) == 3
    assert len({chart.panels[1].title for chart in easel.charts}) == 3
    assert len({chart.unfinished for chart in easel.charts}) == 3
    assert {chart.panels[0].numbers for chart in easel.charts} == {(0,) * 10 + (2, 1)}
