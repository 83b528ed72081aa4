"""/feeds: how each feed is, pausing one, how often it is asked, adding one and taking it away again."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.languages import LANGUAGES
from handlers.trial import FeedTrial
from handlers.views.feeds import feed_news
from handlers.views.text import measure
from store.admin import Role
from store.entry import About, AnalysedEntry
from store.feed import Feed, FeedSpec, FeedState
from store.intake import Decision, Known, Verdict
from store.subscriber import Match
from store.undecided import Examined
from tests.handlers.talking import ADMIN, NOW, Chat, action_of, buttons_of, open_chat, text_of
from tests.make import analysed


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
    assert [button.text for button in buttons_of(second)] == ["9", "10", "11", "« Back"]


async def test_a_paused_feed_is_not_polled_until_it_goes_on_even_after_a_new_catalogue(owner: Chat) -> None:
    feeds = owner.services.store.feeds
    opened = await owner.press(action_of(await owner.write("/feeds"), "1"))
    assert "https://example.org/5" in text_of(opened)
    paused = await owner.press(action_of(opened, "Pause"))
    assert "⚪ paused" in text_of(paused)
    assert "Outlet 05 · paused" in text_of(await owner.press("v:page:8"))
    later = NOW + timedelta(days=1)
    await feeds.sync([feed.spec for feed in await feeds.all()], now=later)
    assert "Outlet 05" not in {feed.spec.outlet for feed in await feeds.due(now=later, limit=99)}
    await owner.press(action_of(paused, "Resume"))
    assert "Outlet 05" in {feed.spec.outlet for feed in await feeds.due(now=later, limit=99)}
    deeds = [(line.deed, line.detail) for line in await owner.services.store.admins.audit(limit=2)]
    assert deeds == [("feed resumed", "Outlet 05"), ("feed paused", "Outlet 05")]


async def test_an_editor_looks_and_changes_nothing(owner: Chat) -> None:
    await owner.services.store.admins.grant(9, Role.EDITOR, by=ADMIN, now=NOW)
    editor = owner.of(9)
    opened = await editor.press(action_of(await editor.write("/feeds"), "1"))
    assert [button.text for button in buttons_of(opened)] == ["« All feeds"]
    for action in ("v:pause:1", "v:every:1:900", "v:drop:1", "v:gone:1", "v:add:0"):
        assert "no longer works" in text_of(await editor.press(action))
    assert "11 feeds" in text_of(await editor.write("/feeds add https://example.org/new"))
    assert not any(feed.paused for feed in await owner.services.store.feeds.all())


@pytest.mark.parametrize(
    "action", ["v:pause:999", "v:odd:0", "v:page:x", "v:pause:0:1", "v:every:1", "v:every:1:7", "v:add:0", "v:gone:1"]
)
async def test_an_odd_button_does_nothing(owner: Chat, action: str) -> None:
    assert "no longer works" in text_of(await owner.press(action))


@pytest.mark.parametrize("language", LANGUAGES)
def test_news_of_many_feeds_are_one_message(owner: Chat, language: str) -> None:
    words = owner.services.words.for_language(language)
    news = feed_news([(f"Outlet <{n}> " + "x" * 300, "ill", "y" * 400) for n in range(40)], words)
    assert measure(news.text) < 4096
    assert "25" in news.text


async def test_how_often_a_feed_is_asked_outlives_a_new_catalogue(owner: Chat) -> None:
    feeds = owner.services.store.feeds
    catalogue = [feed.spec for feed in await feeds.all()]
    opened = await owner.press(action_of(await owner.write("/feeds"), "2"))
    slower = await owner.press(action_of(opened, "15 minutes"))
    assert "at most every 15 minutes" in text_of(slower)
    await feeds.sync(catalogue, now=NOW)
    assert [feed.spec.interval for feed in await feeds.due(now=NOW, limit=99)].count(timedelta(minutes=15)) == 1
    usual = await owner.press(action_of(slower, "As often as usual"))
    assert "as often as the settings say" in text_of(usual)
    assert {feed.spec.interval for feed in await feeds.all()} == {None}


@pytest.fixture
def finder(owner: Chat) -> Chat:
    """The owner, of a bot for which every address leads to the feed of one page."""

    async def try_feed(url: str, outlet: str) -> FeedTrial:
        if "nothing" in url:
            return FeedTrial(trouble="status 404")
        spec = FeedSpec(outlet or "Kaktus <Media>", "https://kaktus.example.org/rss")
        return FeedTrial(spec, 12, (("A rally in Osh", True), ("Football", False)))

    learnt = Outlets()
    return replace(owner, services=replace(owner.services, try_feed=try_feed, learn_outlets=learnt.learn))


class Outlets:
    def __init__(self) -> None:
        self.names: set[str] = set()

    def learn(self, feeds: Iterable[Feed]) -> None:
        self.names = {feed.spec.outlet for feed in feeds}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_feed_is_added_from_its_preview_and_taken_away_again(finder: Chat, language: str) -> None:
    speaker = replace(finder, language_code=language)
    preview = await speaker.write("/feeds add https://kaktus.example.org/ ")
    said = text_of(preview)
    assert said.splitlines()[:2] == ["Kaktus <Media>", "https://kaktus.example.org/rss"]
    assert "● A rally in Osh\n○ Football" in said
    assert not [feed for feed in await speaker.services.store.feeds.all() if feed.added]
    (yes, _) = buttons_of(preview)
    opened = await speaker.press(yes.action or "", under=preview.messages[0])
    (added,) = [feed for feed in await speaker.services.store.feeds.all() if feed.added]
    assert added.spec.outlet == "Kaktus <Media>"
    assert isinstance(speaker.services.learn_outlets.__self__, Outlets)  # type: ignore[attr-defined]
    assert "Kaktus <Media>" in speaker.services.learn_outlets.__self__.names  # type: ignore[attr-defined]
    assert len((await speaker.write("/feeds add https://kaktus.example.org/")).messages[0].buttons) == 0
    asked = await speaker.press(f"v:drop:{added.id}")
    assert "Kaktus <Media>" in text_of(await speaker.press(buttons_of(asked)[0].action or ""))
    assert not [feed for feed in await speaker.services.store.feeds.all() if feed.added]
    deeds = [line.deed for line in await speaker.services.store.admins.audit(limit=2)]
    assert deeds == ["feed removed", "feed added"]
    assert opened.edit


async def test_what_cannot_be_polled_is_said_with_its_reason(finder: Chat) -> None:
    assert "status 404" in text_of(await finder.write("/feeds add https://example.org/nothing"))
    for address in ("", "kaktus", "javascript:alert(1)", "file:///etc/passwd"):
        assert "Which address?" in text_of(await finder.write(f"/feeds add {address}"))
    named = await finder.write("/feeds add https://example.org/ Our own <name>")
    assert text_of(named).startswith("Our own <name>\n")


def all_new(entries: Sequence[AnalysedEntry], _: Known) -> list[Verdict]:
    return [Verdict(Decision.NEW) for _ in entries]


async def test_how_many_entries_wait_for_their_pages_is_seen(owner: Chat) -> None:
    store = owner.services.store
    spec = FeedSpec("Short news", "https://short.example/feed", read_pages=True)
    await store.feeds.add(spec, now=NOW)
    feed = (await store.feeds.all())[-1]
    brought = [analysed(f"Teaser {n}", about=About.NONE) for n in range(3)]
    audience: list[list[Match]] = [[], [], []]
    await store.entries.take_in(feed, brought, judge=all_new, audience=audience, state=feed.state, now=NOW)
    entries = await store.undecided.unexamined(feed.id, since=NOW, limit=9)
    await store.undecided.examine(
        [Examined(entry.id, tell=True, waits=place > 0) for place, entry in enumerate(entries)], now=NOW
    )
    assert await store.feeds.undecided() == {feed.id: 2}
    said = "2 updates wait for their own pages to be read"
    assert said in text_of(await owner.press("v:page:8"))
    assert said in text_of(await owner.press(f"v:one:{feed.id}"))
    assert said in text_of(await owner.write("/stats"))
