"""A newsroom's groups, topics and channel, and what its people pass on."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.simulator import actions
from bot.simulator.conversation import Conversation, SeenMessage
from bot.simulator.files import measure_picture
from bot.simulator.person import Channel, Person
from tests.make import parsed
from tests.stories.conftest import Town
from tests.stories.test_first_day import until

TEMIROV = "Police detain journalist Bolot Temirov in Bishkek"
CHESS = "A court in Osh fines the organisers of a rally at the chess club"


@pytest.fixture
def bakyt(town: Town) -> Person:
    return town.simulator.person("Bakyt", language_code="en")


async def publish(town: Town, title: str) -> None:
    await until(lambda: town.outlet.polls > 0)
    town.outlet.publish(parsed(title, published_at=datetime.now(UTC)))


def target(message: SeenMessage, label: str) -> str:
    return next(there for row in message.buttons for text, there in row if text == label)


def topics_with(chat: Conversation, title: str) -> list[int | None]:
    return [each.raw.get("message_thread_id") for each in chat.messages if title in each.text]


def press_in(town: Town, channel: Channel, label: str, *, by: Person, on: SeenMessage) -> None:
    """Somebody presses a button under a channel's post."""
    by.last_press = actions.press(town.simulator, by.user, channel.chat.messages[on.message_id], target(on, label))


async def test_in_a_group_its_admins_alone_change_watches_and_settings(town: Town, aida: Person, bakyt: Person) -> None:
    async with town.bot():
        group = town.simulator.group("Newsroom", members=(bakyt,), admins=(aida,))
        await group.adds_bot(aida)
        await group.hears("An admin of this group")
        for text in ("/subscribe", "/settings Europe/Paris", "/watches 1 protest", "/language ky", "/forgetme"):
            await group.says(text, by=bakyt)
            await group.hears("Only the admins of this group")
        await group.says("/subscribe", by=aida)
        await group.hears("will come here by themselves")
        await group.says("/settings Europe/Paris", by=aida)
        await group.hears("Paris")
        await group.says("/watches 1 protest", by=aida)
        await group.hears("I tell you about topic")
        await group.presses("Follow this instead", by=bakyt)
        assert "Only the admins" in await bakyt.answered()
        await group.presses("Follow this instead", by=aida)
        await group.hears("You now follow topic")
        await group.says("/watches", by=bakyt)
        await group.hears("1. topic")
        await group.presses("Change 1", by=bakyt)
        await group.hears("Your watch")
        await group.presses("Pause until I resume it", by=bakyt)
        assert "Only the admins" in await bakyt.answered()
        await group.presses("Pause until I resume it", by=aida)
        await group.hears("paused until you resume it")


async def test_each_topic_of_a_forum_has_watches_of_its_own(town: Town, aida: Person) -> None:
    async with town.bot(archive=()):
        forum = town.simulator.group("Newsroom", admins=(aida,), forum=True)
        await forum.adds_bot(aida)
        await forum.hears("An admin of this group")
        everything = await forum.opens_topic("Everything", aida)
        chess = await forum.opens_topic("Chess", aida)
        await forum.says("/subscribe", by=aida, topic=everything)
        await forum.hears("will come here by themselves")
        await forum.says('/watch "chess club"', by=aida, topic=chess)
        await forum.hears("I tell you about words: chess club")
        await forum.presses("Follow", by=aida)
        await forum.hears("You now follow words: chess club")
        await publish(town, TEMIROV)
        await forum.hears(TEMIROV, within=10)
        await publish(town, CHESS)
        await until(lambda: len(topics_with(forum, CHESS)) == 2)
    assert topics_with(forum, TEMIROV) == [everything]
    assert sorted(topics_with(forum, CHESS), key=str) == sorted([everything, chess], key=str)


async def test_an_anonymous_admin_follows_for_the_group(town: Town, aida: Person) -> None:
    async with town.bot(archive=()):
        group = town.simulator.group("Newsroom", admins=(aida,))
        await group.adds_bot(aida)
        await group.hears("An admin of this group")
        other = town.simulator.channel("Somebody's", admins=(aida,))
        await group.says_as_channel("/subscribe", other)
        await group.hears("Only the admins of this group")
        await group.says_anonymously("/subscribe")
        await group.hears("will come here by themselves")
        await publish(town, TEMIROV)
        await group.hears(TEMIROV, within=10)


async def test_a_channel_is_fed_and_its_readers_are_answered_in_private(
    town: Town, aida: Person, bakyt: Person
) -> None:
    async with town.bot(archive=()):
        channel = town.simulator.channel("News", admins=(aida,))
        await channel.adds_bot(aida)
        await channel.posts("/subscribe")
        subscribed = await channel.hears("will come here by themselves")
        await publish(town, TEMIROV)
        alert = await channel.hears(TEMIROV, within=10)
        posts = len(channel.chat.messages)
        for label in ("More", "Why?"):
            press_in(town, channel, label, by=bakyt, on=alert)
            await bakyt.answered()
        press_in(town, channel, "Show the latest", by=bakyt, on=subscribed)
        assert "Only the admins of this channel" in await bakyt.answered()
        press_in(town, channel, "Stop the updates", by=bakyt, on=subscribed)
        assert "Only the admins of this channel" in await bakyt.answered()
        assert len(channel.chat.messages) == posts
        assert not any(message.edited for message in channel.messages)
        press_in(town, channel, "Stop the updates", by=aida, on=subscribed)
        await channel.hears("No more updates will come here")


async def test_what_is_shared_opens_with_the_one_it_was_sent_to(town: Town, aida: Person, timur: Person) -> None:
    async with town.bot():
        await aida.says("/person Аскаров")
        card = await aida.hears("Azimjan Askarov")
        await timur.starts(payload_in(card))
        await timur.hears("Аскаров")
        await publish(town, TEMIROV)
        await aida.says("/subscribe")
        await aida.hears("")
        await publish(town, CHESS)
        await aida.hears(CHESS, within=10)
        await aida.presses("More")
        card = await aida.hears("Read by me")
        await timur.starts(payload_in(card))
        await timur.hears(CHESS)


def payload_in(card: SeenMessage) -> str:
    """What the link behind the share button hands to /start."""
    shared = parse_qs(urlsplit(target(card, "Share")).query)
    link = urlsplit(shared["url"][0])
    assert (link.netloc, link.path) == ("t.me", "/JarchyDemoBot")
    return parse_qs(link.query)["start"][0]


async def test_trends_are_a_picture_with_its_numbers(town: Town, aida: Person) -> None:
    async with town.bot(archive=()):
        await aida.says("/subscribe")
        await aida.hears("")
        await publish(town, TEMIROV)
        await aida.hears(TEMIROV, within=10)
        await aida.says("/trends")
        shown = await aida.hears("Incidents a month", within=20)
        assert shown.attachment == "photo"
        assert "All incidents: 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1" in shown.text
        kept = town.simulator.files.find(shown.raw["photo"][-1]["file_id"])
        assert kept is not None
        assert measure_picture(kept.content)
