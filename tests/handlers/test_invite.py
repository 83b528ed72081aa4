"""Open to all, or by invitation: links with a limit and an end."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from store.subscriber import ChatKind, ChatRef
from tests.handlers.talking import ADMIN, NOW, Chat, action_of, buttons_of, open_chat, text_of, written_in

CLOSED = "open to invited readers only"


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        yield reader.of(ADMIN)


async def close(owner: Chat) -> None:
    shown = await owner.write("/invite")
    assert "Everybody can talk" in text_of(shown)
    assert "Only the invited" in text_of(await owner.press(action_of(shown, "Only by invitation")))


async def link(owner: Chat, numbers: str = "2 7") -> str:
    """The start link's payload."""
    made = text_of(await owner.write(f"/invite {numbers}"))
    found = re.search(r"https://t\.me/JarchyBot\?start=(inv_\w+)", made)
    assert found
    assert len(found[1]) <= 64
    return found[1]


async def test_at_first_everybody_is_welcome(owner: Chat) -> None:
    assert "Hello" in text_of(await owner.of(1001).write("/start"))


async def test_the_uninvited_are_told_so_and_leave_no_trace(owner: Chat) -> None:
    await close(owner)
    stranger = owner.of(1001)
    for text in ("/start", "/latest", "Askarov", "/subscribe", "/start inv_guessed"):
        assert CLOSED in text_of(await stranger.write(text)) or "used up or over" in text_of(await stranger.write(text))
    assert CLOSED in text_of(await stranger.press("w:on"))
    assert (await owner.services.store.subscribers.count()).get("total", 0) == 0
    assert "What I store" in text_of(await stranger.write("/privacy"))


async def test_those_who_were_there_stay_and_admins_get_in(owner: Chat) -> None:
    await owner.of(1001).write("/start")
    await close(owner)
    assert CLOSED not in text_of(await owner.of(1001).write("/latest"))
    assert CLOSED not in text_of(await owner.write("/latest"))


async def test_a_link_lets_in_as_many_as_it_says(owner: Chat) -> None:
    await close(owner)
    payload = await link(owner, "2 7")
    for number in (1001, 1002):
        assert "Hello" in text_of(await owner.of(number).write(f"/start {payload}"))
        assert CLOSED not in text_of(await owner.of(number).write("/latest"))
    assert "used up or over" in text_of(await owner.of(1003).write(f"/start {payload}"))
    assert "Hello" in text_of(await owner.of(1001).write(f"/start {payload}"))


async def test_a_link_ends_with_its_day(owner: Chat) -> None:
    await close(owner)
    payload = await link(owner, "5 1")
    late = owner.of(1001).at(NOW + timedelta(days=1, seconds=1))
    assert "used up or over" in text_of(await late.write(f"/start {payload}"))


async def test_links_are_withdrawn_and_not_kept_in_clear(owner: Chat, tmp_path: Path) -> None:
    await close(owner)
    payload = await link(owner)
    assert payload.removeprefix("inv_").encode() not in written_in(tmp_path)
    shown = await owner.write("/invite")
    assert "2 places" in text_of(shown)
    withdrawn = await owner.press(action_of(shown, "Withdraw all invitations"))
    assert "places" not in text_of(withdrawn)
    assert "used up or over" in text_of(await owner.of(1001).write(f"/start {payload}"))


async def test_it_can_be_opened_again(owner: Chat) -> None:
    await close(owner)
    shown = await owner.write("/invite")
    assert [button.text for button in buttons_of(shown)] == ["Open it to all"]
    await owner.press("y:open")
    assert "Hello" in text_of(await owner.of(1001).write("/start"))


async def test_it_stays_closed_after_a_restart(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as reader:
        await close(reader.of(ADMIN))
    async with open_chat(tmp_path) as reader:
        assert CLOSED in text_of(await reader.write("/latest"))


async def test_a_group_is_invited_like_anybody(owner: Chat) -> None:
    await close(owner)
    payload = await link(owner)
    group = replace(owner.of(1001), ref=ChatRef(-100), kind=ChatKind.GROUP)
    assert CLOSED in text_of(await group.write("/latest"))
    assert "Hello" in text_of(await group.write(f"/start {payload}"))
    assert CLOSED not in text_of(await group.write("/latest"))


@pytest.mark.parametrize("typed", ["x", "0", "5000", "5 500", "1 2 3", "-1"])
async def test_odd_numbers_are_explained(owner: Chat, typed: str) -> None:
    assert "/invite 20 7" in text_of(await owner.write(f"/invite {typed}"))
