"""The door between python-telegram-bot and the handlers, over HTTP to a strict Bot API on this machine."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import structlog
from telegram.ext import ExtBot

from bot.clock import SystemClock
from bot.simulator.faults import Fault, FaultKind
from bot.simulator.journal import Bell
from bot.simulator.server import serve
from bot.simulator.simulator import Simulator
from handlers.door import handle
from handlers.services import Services
from store.query import Query
from store.subscriber import ChatRef
from tests.handlers.talking import ADMIN, Chat, open_chat, publish, written

TOKEN = "7000000001:test"


@dataclass
class House:
    """A bot that answers, the simulator it lives in, and the services it answers from."""

    simulator: Simulator
    bot: ExtBot[None]
    chat: Chat
    typing_after: float = 5.0
    handled: Bell = field(default_factory=Bell)

    @property
    def services(self) -> Services:
        return self.chat.services

    async def answer_all(self) -> None:
        """Take updates and answer each, for ever."""
        offset = 0
        while True:
            for update in await self.bot.get_updates(offset=offset, timeout=5, allowed_updates=ALLOWED):
                offset = update.update_id + 1
                await handle(update, self.bot, self.services, typing_after=self.typing_after)
                self.handled.ring()

    async def until(self, state: Callable[[], Awaitable[bool]]) -> None:
        """Wait until it is so, looking after each update."""
        async with asyncio.timeout(5):
            ring = self.handled.listen()
            while not await state():
                await ring
                ring = self.handled.listen()

    async def is_awake(self, chat_id: int) -> bool:
        known = await self.services.store.subscribers.find(ChatRef(chat_id))
        return known is not None and known.awake

    async def is_asleep(self, chat_id: int) -> bool:
        return not await self.is_awake(chat_id)

    async def has_answered(self) -> bool:
        return self.simulator.unanswered() == []


ALLOWED = ["message", "edited_message", "channel_post", "callback_query", "inline_query", "my_chat_member"]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_chat(tmp_path) as chat:
        simulator = Simulator(token=TOKEN, clock=SystemClock())
        async with serve(simulator) as served, answering(simulator, served.base_url, chat) as house:
            yield house
            await house.until(house.has_answered)
        assert simulator.violations == []


@asynccontextmanager
async def answering(simulator: Simulator, base_url: str, chat: Chat) -> AsyncIterator[House]:
    async with ExtBot(TOKEN, base_url=base_url) as bot:
        house = House(simulator, bot, chat)
        task = asyncio.create_task(house.answer_all())
        try:
            yield house
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_a_reader_starts_asks_and_turns_pages(house: House) -> None:
    await publish(house.chat, *(written(f"Report <{n}> & more", url=None) for n in range(12)))
    aida = house.simulator.person("Aida", language_code="en")
    await aida.starts()
    await aida.hears("I am Jarchy")
    await aida.says("/latest")
    first = await aida.hears("The latest updates, 1 to 10 of 12")
    assert "Report <11> & more" in first.text
    await aida.presses("More")
    second = await aida.hears("11 to 12 of 12")
    assert second.edited
    assert second.message_id == first.message_id


async def test_the_same_page_pressed_twice_is_no_error(house: House) -> None:
    await publish(house.chat, *(written(f"Report {n}", url=None) for n in range(3)))
    aida = house.simulator.person("Aida")
    await aida.says("/latest")
    shown = await aida.hears("Report 2")
    await aida.sends_data("l:0:10", on=shown)
    assert await aida.answered() == ""
    await aida.says("/help")
    await aida.hears("What you can ask me")


async def test_a_search_is_paged_from_its_own_first_line(house: House) -> None:
    await publish(house.chat, *(written(f"Verdict {n}", "In Osh.", url=None) for n in range(8)))
    aida = house.simulator.person("Aida")
    await aida.says("verdict")
    await aida.hears("Search: verdict")
    await aida.presses("More")
    assert "6. Verdict" in (await aida.hears("Search: verdict")).text


async def test_the_language_is_told_back_at_the_button(house: House) -> None:
    aida = house.simulator.person("Aida", language_code="ky")
    await aida.starts()
    await aida.hears("Саламатсызбы")
    await aida.presses("Русский")
    assert await aida.answered() == "Русский"
    assert (await aida.hears("Здравствуйте")).edited


async def test_blocking_puts_to_sleep_and_returning_wakes(house: House) -> None:
    aida = house.simulator.person("Aida")
    await aida.says("/subscribe")
    await aida.hears("Done")
    await aida.blocks()
    await house.until(lambda: house.is_asleep(aida.id))
    await aida.unblocks()
    await house.until(lambda: house.is_awake(aida.id))


async def test_in_a_group_its_admins_alone_change_settings(house: House) -> None:
    aida, bakyt = house.simulator.person("Aida"), house.simulator.person("Bakyt")
    group = house.simulator.group("Newsroom", members=(bakyt,), admins=(aida,))
    await group.adds_bot(aida)
    await group.hears("An admin of this group can have updates sent here")
    await group.says("/subscribe", by=bakyt)
    await group.hears("Only the admins")
    await group.says("/subscribe@JarchyDemoBot", by=aida)
    await group.hears("will come here by themselves")
    await group.presses("Stop the updates", by=bakyt)
    assert "Only the admins" in await bakyt.answered()
    await group.presses("Stop the updates", by=aida)
    await group.hears("No more updates")


async def test_an_anonymous_admin_is_an_admin(house: House) -> None:
    aida = house.simulator.person("Aida")
    group = house.simulator.group("Newsroom", admins=(aida,))
    await group.adds_bot(aida)
    await group.hears("An admin")
    await group.says_anonymously("/subscribe")
    await group.hears("will come here by themselves")


async def test_a_forum_topic_is_answered_in_the_topic(house: House) -> None:
    aida = house.simulator.person("Aida")
    group = house.simulator.group("Newsroom", admins=(aida,), forum=True)
    await group.adds_bot(aida)
    await group.hears("An admin")
    topic = await group.opens_topic("Alerts", aida)
    await group.says("/subscribe", by=aida, topic=topic)
    heard = await group.hears("will come here by themselves")
    assert heard.raw["message_thread_id"] == topic
    assert await house.services.store.subscribers.find(ChatRef(group.chat_id, topic))
    assert await house.services.store.subscribers.find(ChatRef(group.chat_id)) is None


async def test_a_channel_is_fed_by_its_admin(house: House) -> None:
    aida = house.simulator.person("Aida")
    channel = house.simulator.channel("News", admins=(aida,))
    await channel.adds_bot(aida)
    await channel.posts("/subscribe")
    await channel.hears("will come here by themselves")


async def test_a_group_that_becomes_a_supergroup_keeps_its_subscription(house: House) -> None:
    aida = house.simulator.person("Aida")
    group = house.simulator.group("Newsroom", admins=(aida,), kind="group")
    await group.adds_bot(aida)
    await group.hears("An admin")
    await group.says("/subscribe", by=aida)
    await group.hears("will come here by themselves")
    grown = await group.upgrades(aida)
    await house.until(lambda: house.is_awake(grown.chat_id))


async def test_photos_and_voices_get_a_pointer(house: House) -> None:
    aida = house.simulator.person("Aida")
    for kind in ("photo", "voice", "sticker", "document"):
        await aida.sends(kind)
        await aida.hears("I can only read text")


async def test_an_edited_command_is_not_answered_again(house: House) -> None:
    aida = house.simulator.person("Aida")
    message = await aida.says("/privacy")
    await aida.hears("What I store")
    await aida.edits(message, "/help")
    await aida.says("/language")
    await aida.hears("Which language")
    assert len(aida.messages) == 2


async def test_too_many_commands_get_one_polite_pause(house: House) -> None:
    aida, bakyt = house.simulator.person("Aida"), house.simulator.person("Bakyt")
    for _ in range(25):
        await aida.says("/privacy")
    await aida.hears("give me a minute")
    await bakyt.says("/privacy")
    await bakyt.hears("What I store")
    assert len(aida.messages) == 21


async def test_a_pressed_button_is_answered_even_while_paused(house: House) -> None:
    aida = house.simulator.person("Aida")
    await aida.says("/subscribe")
    await aida.hears("Done")
    for _ in range(20):
        await aida.says("/privacy")
    await aida.hears("give me a minute")
    await aida.presses("Stop the updates")
    await aida.answered()


async def test_a_tampered_button_is_answered_kindly(house: House) -> None:
    aida = house.simulator.person("Aida")
    await aida.says("/subscribe")
    shown = await aida.hears("Done")
    await aida.sends_data("p:drop table:1", on=shown)
    await aida.hears("no longer works")
    await aida.answered()


async def test_what_breaks_is_told_in_one_line_and_logged_without_what_was_asked(house: House) -> None:
    def broken(text: str, now: object) -> Query:
        raise RuntimeError(f"no parser for {text}")

    house.chat.services = replace(house.services, parse_query=broken)
    aida = house.simulator.person("Aida", language_code="ru")
    with structlog.testing.capture_logs() as logs:
        await aida.says("secret words")
        heard = await aida.hears("У меня что-то сломалось")
        await aida.says("/help")
        await aida.hears("О чём меня можно спросить")
    number = re.search(r"\((\w+)\)", heard.text)
    assert number
    assert [log["error_id"] for log in logs if log["event"] == "answer_failed"] == [number.group(1)]
    assert "secret" not in repr(logs)
    assert str(aida.id) not in repr(logs)


async def test_a_slow_answer_shows_typing_first(house: House) -> None:
    house.typing_after = 0
    aida = house.simulator.person("Aida")
    await aida.says("/privacy")
    await aida.hears("What I store")
    assert house.simulator.calls.get("sendChatAction", 0) >= 1


async def test_a_chat_that_refuses_the_answer_is_put_to_sleep(house: House) -> None:
    aida = house.simulator.person("Aida")
    await aida.says("/subscribe")
    await aida.hears("Done")
    await aida.says("/privacy")
    await aida.deletes_account()
    await house.until(lambda: house.is_asleep(aida.id))


async def test_a_search_is_saved_as_a_file(house: House) -> None:
    await publish(house.chat, written("Verdict", "In Osh.", url=None))
    aida = house.simulator.person("Aida")
    await aida.says("/export verdict")
    await aida.hears("In which form")
    await aida.presses("CSV")
    assert (await aida.hears("1 update")).attachment == "jarchy.csv"


async def test_inline_offers_people_and_entries(house: House) -> None:
    entry = written(
        "Rights <defender> dies", "Azimjan Askarov died.", people=["Azimjan Askarov"], url="https://example.org/a"
    )
    await publish(house.chat, entry)
    aida = house.simulator.person("Aida")
    results = await aida.asks_inline("Azimjan Askarov")
    assert [result["title"] for result in results] == ["Azimjan Askarov", "Rights <defender> dies"]
    assert results[1]["description"] == "Example Monitor · Dec 1, 2025"
    assert [result["title"] for result in await aida.asks_inline("")] == ["Rights <defender> dies"]
    assert await aida.asks_inline("xyzzyq") == []


async def test_where_the_line_is_down_no_second_message_follows(house: House) -> None:
    aida = house.simulator.person("Aida")
    house.simulator.faults.add(Fault(FaultKind.BAD_GATEWAY), method="sendMessage", times=1)
    await aida.says("/privacy")
    await aida.says("/language")
    await aida.hears("Which language")
    assert len(aida.messages) == 1


NASTY_TITLES = (
    "<b>Bold</b> & <script>alert(1)</script>",
    "&lt;i&gt; &amp;amp; &nbsp; &#60;",
    "\u202eturned\u202c round \u2067\u05e9\u2069",
    "x" * 4000,
    "слово " * 700,
    "🇰🇬👨\u200d👩\u200d👧" * 600,
    "@name /command #tag https://example.org/?a=1&b=<2>",
    "   ",
)


async def test_whatever_outlets_write_the_answers_stand(house: House) -> None:
    addresses = ("https://example.org/?" + "a&" * 400, "javascript:alert(1)", "http://", None)
    await publish(
        house.chat,
        *(
            written(f"{title} Osh", f"{title} Osh", url=addresses[place % len(addresses)])
            for place, title in enumerate(NASTY_TITLES)
        ),
    )
    aida = house.simulator.person("Aida")
    for command in (
        "/start",
        "/latest",
        "/search Osh",
        "/export <b>&",
        "/person <b>x</b> & y",
        "/<b>",
        "/watch <i> Osh",
    ):
        await aida.says(command)
    for fragment in ("I am Jarchy", "The latest", "Search: Osh", "In which form", "I know nobody", "Search: /<b>"):
        await aida.hears(fragment)
    await aida.hears("Watch: <i> place:Osh")


async def test_a_group_start_stores_nothing_for_a_member(house: House) -> None:
    aida, bakyt = house.simulator.person("Aida"), house.simulator.person("Bakyt")
    group = house.simulator.group("Newsroom", members=(bakyt,), admins=(aida,))
    await group.adds_bot(aida)
    await group.hears("An admin")
    await group.says("/start@JarchyDemoBot", by=bakyt)
    await group.hears("I am Jarchy")
    assert await house.services.store.subscribers.find(ChatRef(group.chat_id)) is None


async def test_an_answer_in_a_topic_that_was_deleted_goes_to_the_group(house: House) -> None:
    aida = house.simulator.person("Aida")
    group = house.simulator.group("Newsroom", admins=(aida,), forum=True)
    await group.adds_bot(aida)
    await group.hears("An admin")
    topic = await group.opens_topic("Alerts", aida)
    house.simulator.faults.add(FaultKind.TOPIC_DELETED, method="sendMessage", times=1)
    await group.says("/privacy@JarchyDemoBot", by=aida, topic=topic)
    assert "message_thread_id" not in (await group.hears("What I store")).raw


async def test_an_answer_follows_a_group_that_has_moved(house: House) -> None:
    aida = house.simulator.person("Aida")
    group = house.simulator.group("Newsroom", admins=(aida,))
    await group.adds_bot(aida)
    await group.hears("An admin")
    house.simulator.faults.add(Fault(FaultKind.MIGRATED, migrate_to=group.chat_id), method="sendMessage", times=1)
    await group.says("/privacy@JarchyDemoBot", by=aida)
    await group.hears("What I store")


async def test_typing_that_cannot_be_shown_holds_nothing_up(house: House) -> None:
    house.typing_after = 0
    house.simulator.faults.add(FaultKind.INTERNAL, method="sendChatAction")
    aida = house.simulator.person("Aida")
    await aida.says("/privacy")
    await aida.hears("What I store")


async def test_an_admin_broadcasts(house: House) -> None:
    aida = house.simulator.person("Aida")
    await aida.says("/subscribe")
    await aida.hears("Done")
    admin = house.simulator.person("Admin", user_id=ADMIN)
    await admin.says("/broadcast Meeting <tomorrow> & coffee\n\nat 9")
    await admin.hears("Everyone · 1 chat")
    await admin.presses("Send it")
    await admin.hears("Being sent.")
    assert (await house.services.store.outbox.depth()).due == 1
