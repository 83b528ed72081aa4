"""What owners are told, and how often."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

import pytest
from telegram.ext import ExtBot

from bot.alarms import Alarms
from bot.delivery.trouble import (
    ChatNeedsAdmin,
    StoreDamaged,
    StoreUnavailable,
    StoreWorksAgain,
    StormBegan,
    StormEnded,
)
from bot.delivery.weather import Symptom
from bot.simulator.faults import SENDING, FaultKind
from bot.simulator.person import Person
from handlers.languages import read_translations
from store.subscriber import ChatKind, ChatRef
from tests.clock import ManualClock
from tests.delivery.town import TOKEN, Town


@asynccontextmanager
async def watched(town: Town, clock: ManualClock, *owners: Person) -> AsyncIterator[Alarms]:
    bot: ExtBot[None] = ExtBot(TOKEN, base_url=f"{town.url}/bot")
    await bot.initialize()
    translations = read_translations(ZoneInfo("Asia/Bishkek"))
    alarms = Alarms(town.store, bot, translations, [owner.id for owner in owners], clock)
    stop = asyncio.Event()
    running = asyncio.create_task(alarms.run(stop))
    try:
        yield alarms
    finally:
        stop.set()
        await running
        await bot.shutdown()


async def owner_of(town: Town, name: str, language: str = "en") -> Person:
    person = town.simulator.person(name, started=True)
    await town.store.subscribers.remember(
        ChatRef(person.id), kind=ChatKind.PRIVATE, language=language, now=town.clock.now()
    )
    return person


async def hear(person: Person, clock: ManualClock, fragment: str) -> str:
    """What a person is told while time passes."""
    hearing = asyncio.create_task(person.hears(fragment))
    while not hearing.done():
        await clock.advance(1)
    return hearing.result().text


async def test_each_owner_who_has_started_the_bot_is_told_in_its_language(town: Town) -> None:
    clock = ManualClock()
    aida, timur = await owner_of(town, "Aida"), await owner_of(town, "Timur", "ru")
    stranger = town.simulator.person("Stranger", started=True)
    async with watched(town, clock, aida, timur, stranger) as alarms:
        alarms.hear(StormBegan(Symptom.SERVER_ERROR))
        await hear(aida, clock, "Telegram does not answer as it should")
        await hear(timur, clock, "Рассылка приостановлена")
    assert stranger.messages == []


async def test_many_chats_that_refuse_are_one_message_without_a_number_of_any(town: Town) -> None:
    clock = ManualClock()
    aida = await owner_of(town, "Aida")
    async with watched(town, clock, aida) as alarms:
        for subscriber_id in (11, 12, 13, 13):
            alarms.hear(ChatNeedsAdmin(subscriber_id, "no right to write"))
        heard = await hear(aida, clock, "3 groups or channels no longer let me write")
        assert "11" not in heard


async def test_a_trouble_that_comes_and_goes_is_told_once_an_hour(town: Town) -> None:
    clock = ManualClock()
    aida = await owner_of(town, "Aida")
    async with watched(town, clock, aida) as alarms:
        for trouble, told in ((StoreUnavailable("full"), "cannot be written"), (StoreWorksAgain(), "written again")):
            alarms.hear(trouble)
            await hear(aida, clock, told)
        for _ in range(20):
            alarms.hear(StoreUnavailable("full"))
            await clock.advance(6)
            alarms.hear(StoreWorksAgain())
            await clock.advance(6)
        alarms.hear(StoreDamaged("page 3"))
        await hear(aida, clock, "My database is damaged")
        assert len(aida.messages) == 3
        await clock.advance(3600)
        alarms.hear(StoreUnavailable("full"))
        await hear(aida, clock, "cannot be written")


async def test_what_is_over_before_it_could_be_told_is_told_as_over(town: Town) -> None:
    clock = ManualClock()
    aida = await owner_of(town, "Aida")
    async with watched(town, clock, aida) as alarms:
        alarms.hear(StormBegan(Symptom.SERVER_ERROR))
        alarms.hear(StormEnded(Symptom.SERVER_ERROR, 600.0))
        await hear(aida, clock, "after 10 minutes")
    assert len(aida.messages) == 1


async def test_what_cannot_be_told_is_told_later(town: Town) -> None:
    clock = ManualClock()
    aida = await owner_of(town, "Aida")
    town.simulator.faults.add(FaultKind.INTERNAL, method=SENDING, times=3)
    async with watched(town, clock, aida) as alarms:
        alarms.hear(StormBegan(Symptom.SERVER_ERROR))
        async with asyncio.timeout(10):
            while not aida.messages:
                await clock.advance(1)
    assert len(aida.messages) == 1


@pytest.mark.parametrize("kind", [FaultKind.BLOCKED, FaultKind.CHAT_NOT_FOUND])
async def test_an_owner_who_blocked_the_bot_keeps_nobody_waiting(town: Town, kind: FaultKind) -> None:
    clock = ManualClock()
    aida, timur = await owner_of(town, "Aida"), await owner_of(town, "Timur")
    town.simulator.faults.add(kind, chat_id=aida.id, method=SENDING)
    async with watched(town, clock, aida, timur) as alarms:
        alarms.hear(StoreUnavailable("full"))
        await hear(timur, clock, "My database cannot be written")
    assert aida.messages == []
