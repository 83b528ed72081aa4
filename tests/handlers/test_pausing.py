"""Pauses whose end the reader writes: of everything, and of one watch."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers.languages import LANGUAGES
from store.subscriber import ChatKind, Subscriber
from tests.handlers.talking import NOW, Chat, action_of, open_chat, text_of

MIDNIGHT = datetime(2026, 1, 23, 18, 0, tzinfo=UTC)  # the 24th begins in Bishkek


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        yield reader


async def known(chat: Chat) -> Subscriber:
    found = await chat.services.store.subscribers.find(chat.ref)
    assert found is not None
    return found


@pytest.mark.parametrize("typed", ["2026-01-24", "24 января", "24-январга чейин", "until 24 January"])
async def test_all_is_silent_until_the_day_that_was_written(chat: Chat, typed: str) -> None:
    reply = await chat.write(f"/pause {typed}")
    assert "Paused until Jan 24, 2026, 00:00" in text_of(reply)
    assert (await known(chat)).timing.silent_until == MIDNIGHT
    assert "Paused until Jan 24" in text_of(await chat.write("/pause"))
    await chat.press(action_of(reply, "End the pause"))
    assert (await known(chat)).timing.silent_until is None


async def test_a_length_of_time_begins_now_and_off_ends_it(chat: Chat) -> None:
    await chat.write("/pause 3 days")
    assert (await known(chat)).timing.silent_until == NOW + timedelta(days=3)
    assert "The pause is over" in text_of(await chat.write("/pause off"))
    assert (await known(chat)).timing.silent_until is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [("osh", "cannot read"), ("2020-01-01", "has passed"), ("2030-01-01", "a year at most"), ("", "Until when")],
)
async def test_what_is_no_end_of_a_pause_is_answered_with_an_example(chat: Chat, typed: str, said: str) -> None:
    reply = text_of(await chat.write(f"/pause {typed}"))
    assert said in reply
    assert "/pause 25 January" in reply
    assert await chat.services.store.subscribers.find(chat.ref) is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_example_works_as_it_is_written(chat: Chat, language: str) -> None:
    await chat.write(f"/language {language}")
    explained = text_of(await chat.write("/pause"))
    line = next(line for line in explained.splitlines() if "/pause" in line)
    for example in (
        line.partition("/pause ")[2].replace(" or ", "\n").replace(" или ", "\n").replace(" же ", "\n").split("\n")
    ):
        await chat.write(f"/pause {example.removeprefix('/pause ')}")
        assert (await known(chat)).timing.silent_until is not None, example
        await chat.write("/pause off")


async def test_one_watch_is_paused_until_the_day_that_was_written(chat: Chat) -> None:
    await chat.write("/subscribe")
    opened = text_of(await chat.write("/watches 1"))
    assert "/watches 1 pause 25 January" in opened
    for verb in ("pause", "пауза", "тыныгуу"):
        assert "paused until Jan 24, 2026" in text_of(await chat.write(f"/watches 1 {verb} 24 января"))
    assert (await known(chat)).timing.silent_until is None
    assert "has passed" in text_of(await chat.write("/watches 1 pause 2020-01-01"))
    assert "cannot read" in text_of(await chat.write("/watches 1 pause osh"))


async def test_in_a_group_only_its_admins_pause_and_everybody_may_ask(chat: Chat) -> None:
    group = Chat(chat.services, chat.ref, ChatKind.GROUP, chat_admin=False)
    assert "Only the admins" in text_of(await group.write("/pause 3 days"))
    assert "Until when" in text_of(await group.write("/pause"))
    assert await chat.services.store.subscribers.find(chat.ref) is None
