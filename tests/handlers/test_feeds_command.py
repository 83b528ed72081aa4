"""/feeds: how each feed is, and pausing one."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.languages import LANGUAGES
from handlers.views.feeds import feed_news
from handlers.views.text import measure
from store.admin import Role
from store.feed import FeedSpec, FeedState
from tests.handlers.talking import ADMIN, NOW, Chat, action_of, buttons_of, open_chat, text_of


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        specs = [FeedSpec(f"Outlet {n:02}", f"https://example.org/{n}", enabled=n != 11) for n in range(1, 12)]
        await reader.services.store.feeds.sync(specs, now=NOW)
        ill = (await reader.services.store.feeds.all())[4]
        state = FeedState(next_poll_at=NOW, failures=4, last_error="404 <not> found")
        await reader.services.store.feeds.save_state(ill.id, state)
        yield reader.of(ADMIN)


async def test_the_ill_come_first_with_their_reason(owner: Chat) -> None:
    reply = await owner.write("/feeds")
    lines = text_of(reply).splitlines()
    assert lines[0] == "11 feeds"
    assert lines[1] == "1. 🔴 Outlet 05 · 404 <not> found"
    second = await owner.press(action_of(reply, "More »"))
    assert "11. ⚪ Outlet 11" in text_of(second)
    assert [button.text for button in buttons_of(second)] == ["Pause 9", "Pause 10", "« Back"]


async def test_a_paused_feed_is_not_polled_until_it_goes_on_even_after_a_new_catalogue(owner: Chat) -> None:
    feeds = owner.services.store.feeds
    reply = await owner.write("/feeds")
    paused = await owner.press(action_of(reply, "Pause 1"))
    assert "Outlet 05 · paused" in text_of(await owner.press("v:page:8"))
    assert paused.edit
    later = NOW + timedelta(days=1)
    await feeds.sync([feed.spec for feed in await feeds.all()], now=later)
    assert "Outlet 05" not in {feed.spec.outlet for feed in await feeds.due(now=later, limit=99)}
    last = await owner.press("v:page:8")
    await owner.press(next(b.action for b in buttons_of(last) if b.text.startswith("Resume") and b.action))
    assert "Outlet 05" in {feed.spec.outlet for feed in await feeds.due(now=later, limit=99)}
    deeds = [(line.deed, line.detail) for line in await owner.services.store.admins.audit(limit=2)]
    assert deeds == [("feed resumed", "Outlet 05"), ("feed paused", "Outlet 05")]


async def test_an_editor_looks_and_changes_nothing(owner: Chat) -> None:
    await owner.services.store.admins.grant(9, Role.EDITOR, by=ADMIN, now=NOW)
    editor = owner.of(9)
    assert [button.text for button in buttons_of(await editor.write("/feeds"))] == ["More »"]
    assert "no longer works" in text_of(await editor.press("v:pause:0:1"))
    assert not any(feed.paused for feed in await owner.services.store.feeds.all())


@pytest.mark.parametrize("action", ["v:pause:0:999", "v:odd:0", "v:page:x", "v:pause:0"])
async def test_an_odd_button_does_nothing(owner: Chat, action: str) -> None:
    assert "no longer works" in text_of(await owner.press(action))


@pytest.mark.parametrize("language", LANGUAGES)
def test_news_of_many_feeds_are_one_message(owner: Chat, language: str) -> None:
    words = owner.services.words.for_language(language)
    news = feed_news([(f"Outlet <{n}> " + "x" * 300, "ill", "y" * 400) for n in range(40)], words)
    assert measure(news.text) < 4096
    assert "25" in news.text
