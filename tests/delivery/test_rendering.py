"""Alerts in their readers' words: written once for those who are told together, anew for those who come later."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rendering import Renderer
from handlers.languages import read_translations
from store.delivery import ClaimedDelivery
from store.lexicon.terms import TermLexicon
from tests.delivery.town import Town

TRANSLATIONS = read_translations(ZoneInfo("Asia/Bishkek"))


@pytest.fixture
def renderer(town: Town) -> Renderer:
    return Renderer(town.store, TRANSLATIONS, TermLexicon({}, {}, {}), town.clock)


async def claim(town: Town, limit: int) -> list[ClaimedDelivery]:
    return await town.store.outbox.claim(now=town.clock.now(), lease=timedelta(minutes=10), limit=limit, courier="test")


async def words(renderer: Renderer, delivery: ClaimedDelivery) -> str:
    message = await renderer.render(delivery)
    assert message is not None
    return str(message.text)


async def rename(town: Town, title: str) -> None:
    await town.store.database.write(lambda connection: connection.execute("UPDATE entry SET title = ?", (title,)))


async def test_who_is_claimed_together_is_told_the_same_and_who_comes_later_the_new_words(
    town: Town, renderer: Renderer
) -> None:
    await town.alert(await town.settle_readers(3))
    first, second = await claim(town, 2)
    told = await words(renderer, first)
    assert "Entry 1" in told
    await rename(town, "Another title")
    assert await words(renderer, second) == told
    (third,) = await claim(town, 1)
    assert "Another title" in await words(renderer, third)


async def test_each_reader_is_told_in_its_language_and_form(town: Town, renderer: Renderer) -> None:
    plain, russian, discreet = await town.settle_readers(3)
    await town.store.subscribers.set_language(russian.id, "ru")
    await town.store.subscribers.set_delivery(discreet.id, discreet=True, previews=True)
    await town.alert([plain, russian, discreet])
    told = {delivery.subscriber.id: await words(renderer, delivery) for delivery in await claim(town, 3)}
    assert len(set(told.values())) == 3
    assert "Entry 1" not in told[discreet.id]
