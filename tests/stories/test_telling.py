"""What becomes of an alert once it was told, and of readers who want to be told later."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from bot.app import Base
from bot.simulator.faults import FaultKind
from bot.simulator.person import Person
from bot.simulator.server import serve
from bot.simulator.simulator import Simulator
from store.entry import ParsedEntry
from store.listing import LatestFilter
from store.subscriber import ChatRef
from store.timing import Timing
from tests.delivery.town import HastyClock
from tests.make import parsed
from tests.stories.conftest import ADMIN_ID, Town
from tests.stories.test_first_day import until

ARREST = "Police detain journalist Bolot Temirov in Bishkek"


def news(title: str = ARREST) -> ParsedEntry:
    return parsed(title, published_at=datetime.now(UTC))


@asynccontextmanager
async def subscribed(town: Town, reader: Person) -> AsyncIterator[Base]:
    """The bot, with one reader of everything."""
    async with town.bot(archive=()) as base:
        await reader.starts()
        await reader.says("/subscribe")
        await reader.hears("New updates about civic space")
        await until(lambda: town.outlet.polls > 1)
        yield base


async def told_of(base: Base) -> int:
    page = await base.store.entries.latest(LatestFilter(), offset=0, limit=1)
    return page.entries[0].id


async def settled(base: Base) -> None:
    """Until the store knows what arrived; nobody asks within milliseconds."""
    async with asyncio.timeout(10):
        while (await base.store.outbox.depth()).claimed:
            pass


def retitle(town: Town, title: str) -> None:
    town.outlet.published[0] = replace(town.outlet.published[0], title=title)


async def test_an_alert_whose_title_changed_is_edited_and_says_what_it_was(town: Town, aida: Person) -> None:
    async with subscribed(town, aida):
        town.outlet.publish(news())
        first = await aida.hears(ARREST)
        retitle(town, "Police question and release journalist Bolot Temirov in Bishkek")
        corrected = await aida.hears("Before: Police detain", within=10)
        assert corrected.edited
        assert corrected.message_id == first.message_id
        assert "question and release" in corrected.text
    assert sum(ARREST in message.text for message in aida.messages) == 1


async def test_where_the_alert_cannot_be_edited_the_correction_answers(town: Town, aida: Person) -> None:
    async with subscribed(town, aida):
        town.outlet.publish(news())
        first = await aida.hears(ARREST)
        del aida.chat.messages[first.message_id]
        retitle(town, "Police question and release journalist Bolot Temirov in Bishkek")
        corrected = await aida.hears("Before: Police detain", within=10)
        assert corrected.message_id != first.message_id


async def test_a_withdrawn_entry_is_told_as_withdrawn_to_those_who_were_told_of_it(
    town: Town, aida: Person, timur: Person
) -> None:
    async with subscribed(town, aida) as base:
        town.outlet.publish(news())
        first = await aida.hears(ARREST)
        await timur.starts()
        await timur.says("/subscribe")
        await timur.hears("")
        assert await base.store.entries.withdraw(await told_of(base), "a mix-up of names", now=datetime.now(UTC))
        withdrawn = await aida.hears("no longer stands by this update", within=10)
        assert (withdrawn.message_id, "a mix-up of names" in withdrawn.text) == (first.message_id, True)
    assert not any("a mix-up of names" in message.text for message in timur.messages)


async def test_what_waited_for_a_reader_comes_as_one_digest_and_can_be_explained(town: Town, aida: Person) -> None:
    async with subscribed(town, aida) as base:
        subscriber = await base.store.subscribers.find(ChatRef(aida.id))
        assert subscriber is not None
        silence = Timing(silent_until=datetime.now(UTC) + timedelta(seconds=6))
        await base.store.subscribers.set_timing(subscriber.id, silence, now=datetime.now(UTC))
        town.outlet.publish(replace(news(), published_at=datetime.now(UTC) - timedelta(hours=1)))
        town.outlet.publish(news("Court in Osh fines the organisers of a peaceful rally"))
        digest = await aida.hears("2 updates that waited for you", within=20)
        assert digest.text.index("detain") < digest.text.index("Court in Osh")
        await settled(base)
        await aida.says("/why", reply_to=digest)
        why = await aida.hears("You follow everything about Kyrgyzstan")
        assert "Court in Osh" in why.text
        assert ARREST in why.text
    assert sum("detain" in message.text for message in aida.messages) == 2


async def test_why_names_the_watch_and_the_passage(town: Town, aida: Person) -> None:
    async with town.bot(archive=()) as base:
        await aida.starts()
        await aida.says('/watch "house arrest"')
        await aida.hears("Watch:")
        await aida.presses("Follow")
        await until(lambda: town.outlet.polls > 1)
        text = "Journalist Bolot Temirov was detained in Bishkek. A court put him under house arrest on Friday."
        town.outlet.publish(parsed(ARREST, text=text, published_at=datetime.now(UTC)))
        alert = await aida.hears("You follow these words", within=10)
        await settled(base)
        await aida.says("/why", reply_to=alert)
        why = await aida.hears("Your watch")
        assert "A court put him under house arrest on Friday." in why.text
        await aida.presses("Why?", on=alert)
        await aida.hears("A court put him under house arrest on Friday.")


async def test_hours_are_chosen_with_buttons(town: Town, aida: Person) -> None:
    async with town.bot(archive=()) as base:
        await aida.starts()
        await aida.says("/settings")
        await aida.hears("Alerts come at once")
        for button, told in (
            ("When alerts come", "Quiet hours: none"),
            ("Weekly", "Alerts come every week"),
            ("18:00", "18:00"),
            ("Fri", "Friday, 18:00"),
            ("Quiet 22–7", "Quiet hours: 22:00-7:00"),
            ("Time zone", "Choose a time zone"),
            ("Berlin", "Europe/Berlin"),
            ("Pause for 7 days", "Paused until"),
            ("End the pause", "Friday, 18:00"),
            ("Back", "Settings of this chat"),
        ):
            await aida.presses(button)
            await aida.hears(told)
        await aida.says("/settings asia/tashkent")
        await aida.hears("Asia/Tashkent")
        found = await base.store.subscribers.find(ChatRef(aida.id))
        assert found is not None
        timing = found.timing
        assert (timing.rhythm, timing.weekday, timing.hour, timing.timezone) == ("weekly", 4, 18, "Asia/Tashkent")


async def test_while_the_token_is_refused_feeds_are_read_and_all_is_sent_afterwards(town: Town, aida: Person) -> None:
    clock = HastyClock(30.0)
    async with town.bot(archive=(), clock=clock):
        await aida.starts()
        await aida.says("/subscribe")
        await aida.hears("New updates about civic space")
        await until(lambda: town.outlet.polls > 1)
        town.simulator.faults.add(FaultKind.UNAUTHORIZED)
        town.outlet.publish(parsed(ARREST, published_at=clock.now()))
        polls = town.outlet.polls
        await until(lambda: town.outlet.polls > polls + 2)
        assert not any(ARREST in message.text for message in aida.messages)
        town.simulator.faults.clear()
        await aida.hears(ARREST, within=20)


OTHER_TOKEN = "7000000002:another-token-for-tests"


async def test_another_bots_token_holds_all_sending_until_an_owner_agrees(town: Town, aida: Person) -> None:
    async with subscribed(town, aida):
        pass
    other = Simulator(token=OTHER_TOKEN, clock=town.simulator.clock)
    owner = other.person("Owner", user_id=ADMIN_ID)
    again, stranger = other.person("Aida", user_id=aida.id), other.person("Timur")
    async with serve(other) as served:
        settings = town.settings.model_copy(update={"api_url": served.url, "bot_token": SecretStr(OTHER_TOKEN)})
        async with town.bot(archive=(), settings=settings) as base:
            await owner.starts()
            told = await owner.hears("I am another bot than the one whose data this is")
            assert "Press Start".lower() in told.text.lower()
            await again.starts()
            await again.hears("Jarchy")
            polls = town.outlet.polls
            town.outlet.publish(news())
            await until(lambda: town.outlet.polls > polls + 2)
            assert not any(ARREST in message.text for message in again.messages)
            await stranger.starts()
            greeting = await stranger.hears("Jarchy")
            await stranger.sends_data("o:go", on=greeting)
            await stranger.hears("This button is from another time")
            await owner.presses("Go on with this bot")
            await owner.hears("I go on")
            await again.hears(ARREST, within=10)
            subscriber = await base.store.subscribers.find(ChatRef(aida.id))
            assert subscriber is not None
            assert len(await base.store.subscribers.watches(subscriber.id)) == 1
        async with town.bot(archive=(), settings=settings):
            await owner.says("/help")
            await owner.hears("/")
    assert sum("I am another bot" in message.text for message in owner.messages) == 0
