"""A chat that writes far too much: admins learn a handle, ban it, and lift the ban; the chat's number is not kept."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.call import Reply
from handlers.commands.bans import flood_notice
from handlers.floods import MOST_AN_HOUR, Floods
from tests.handlers.talking import ADMIN, NOW, Chat, action_of, open_chat, text_of, written_in

LOUD = 5_512_345_678


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        yield reader.of(ADMIN)


async def notice(owner: Chat, chat_id: int = LOUD) -> Reply:
    notes = await flood_notice(chat_id, owner.services)
    return Reply(messages=tuple(note.message for note in notes))


async def test_admins_are_told_of_a_handle_and_not_of_the_chat(owner: Chat) -> None:
    reply = await notice(owner)
    assert "writes far too much" in text_of(reply)
    assert str(LOUD) not in text_of(reply) + action_of(reply, "Ignore it from now on")
    assert (await notice(owner)).messages == ()


async def test_a_banned_chat_is_known_by_a_hash_alone(owner: Chat, tmp_path: Path) -> None:
    await owner.of(LOUD).write("/subscribe")
    reply = await notice(owner)
    said = text_of(await owner.press(action_of(reply, "Ignore it from now on")))
    assert "is ignored from now on" in said
    bans = owner.services.store.bans
    assert bans.holds(LOUD)
    assert not bans.holds(LOUD + 1)
    assert (await owner.services.store.subscribers.count()).get("total", 0) == 0
    assert str(LOUD).encode() not in written_in(tmp_path)
    assert LOUD.to_bytes(6, "big") not in written_in(tmp_path)


async def test_a_ban_is_lifted_and_outlasts_a_restart(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as reader:
        owner = reader.of(ADMIN)
        await owner.press(action_of(await notice(owner), "Ignore it from now on"))
        (handle,) = await owner.services.store.bans.handles()
    async with open_chat(tmp_path) as reader:
        owner = reader.of(ADMIN)
        assert owner.services.store.bans.holds(LOUD)
        listed = await owner.write("/bans")
        assert "1 chat is ignored" in text_of(listed)
        assert "No chat is ignored" in text_of(await owner.press(action_of(listed, f"Lift {handle}")))
        assert not owner.services.store.bans.holds(LOUD)


async def test_after_a_restart_a_handle_leads_nowhere(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as reader:
        press = action_of(await notice(reader.of(ADMIN)), "Ignore it from now on")
    async with open_chat(tmp_path) as reader:
        assert "do not remember" in text_of(await reader.of(ADMIN).press(press))
        assert not reader.services.store.bans.holds(LOUD)


async def test_an_owner_cannot_be_banned(owner: Chat) -> None:
    owner.services.floods.note(ADMIN, "abc123", NOW)
    assert "no longer works" in text_of(await owner.press("j:ban:abc123"))


def test_a_crowd_of_floods_is_not_told_one_by_one() -> None:
    floods = Floods()
    told = [floods.note(chat, f"h{chat}", NOW) for chat in range(50)]
    assert told.count(True) == MOST_AN_HOUR
    assert floods.note(99, "h99", NOW + timedelta(hours=1))


def test_a_flood_that_goes_on_is_told_again_after_an_hour() -> None:
    floods = Floods()
    assert floods.note(1, "a", NOW)
    assert not floods.note(1, "b", NOW + timedelta(minutes=59))
    assert floods.note(1, "c", NOW + timedelta(minutes=60))
    assert (floods.chat_of("a"), floods.chat_of("b"), floods.chat_of("c")) == (1, None, 1)
