"""`jarchy feeds …`: added feeds beside the catalogue's, and what an address would give."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import SystemClock
from bot.console.feed_list import FeedList, open_list
from bot.console.feed_table import describe
from bot.console.feed_trial import Trial, command_for, try_feed
from bot.errors import FeedRefused
from bot.feeds.guard import FetchRules, parse_allow
from bot.serving import serve_app
from config.settings import Settings, read_settings
from store.feed import FeedKind, FeedSpec
from tests.make import NOW
from tests.stories.conftest import Town, town
from tests.stories.test_first_day import until
from tests.stories.test_process import jarchy, started

__all__ = ["town"]

CATALOGUE = '[[feed]]\noutlet = "CPJ"\nurl = "https://cpj.org/feed/"\n'
RULES = FetchRules(allow=(parse_allow("127.0.0.0/8"),))
TITLES = ("Police detain a journalist in Bishkek", "Суд в Оше закрыл газету", "A recipe for bread")
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Our news</title>'
    + "".join(f"<item><title>{title}</title><link>/{at}</link></item>" for at, title in enumerate(TITLES))
    + "</channel></rss>"
)
LISTING = "<html><body>" + "".join(
    f"<article><h2><a href='/{at}'>{title}</a></h2><p>Some words.</p></article>" for at, title in enumerate(TITLES)
)
NAMING = (
    "<html><head><link rel='alternate' type='application/rss+xml' title='Comments' href='/comments/feed'>"
    "<link rel='alternate' type='application/rss+xml' title='News' href='/news/feed'></head><body>Hello</body></html>"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    catalogue = tmp_path / "feeds.toml"
    catalogue.write_text(CATALOGUE, encoding="utf-8")
    return read_settings(database_url=f"sqlite:///{tmp_path / 'jarchy.db'}", feeds_file=catalogue)


@asynccontextmanager
async def site(pages: dict[str, str]) -> AsyncIterator[str]:
    """The pages by their paths, served on loopback."""

    async def answer(request: Request) -> Response:
        page = pages.get(request.url.path)
        return Response(page, media_type="text/html") if page else Response("nothing here", status_code=404)

    async with serve_app(Starlette(routes=[Route("/{path:path}", answer)]), host="127.0.0.1", port=0) as url:
        yield url


async def attempt(url: str, **given: object) -> Trial:
    spec = FeedSpec(outlet="", url=url, **given)  # type: ignore[arg-type]  # fields are given by name
    return await try_feed(spec, rules=RULES, now=SystemClock().now)


async def addresses(known: FeedList) -> list[str]:
    return [feed.spec.url for feed in await known.all()]


async def test_a_feed_is_shown_with_what_it_is_about() -> None:
    async with site({"/feed": RSS}) as url:
        trial = await attempt(f"{url}/feed")
    assert (trial.title, trial.total) == ("Our news", 3)
    assert [entry.parsed.title for entry in trial.first] == list(TITLES)
    assert [entry.analysis.about for entry in trial.first] == ["primary", "primary", "none"]
    assert trial.first[0].analysis.civic
    assert trial.spec is not None
    assert trial.spec.outlet == "Our news"


@pytest.mark.parametrize(
    ("pages", "found", "kind"),
    [
        ({"/": NAMING, "/comments/feed": RSS, "/news/feed": RSS}, "/news/feed", FeedKind.SYNDICATION),
        ({"/": NAMING, "/comments/feed": RSS}, "/comments/feed", FeedKind.SYNDICATION),
        ({"/": "<html><body>Hello</body></html>", "/rss.xml": RSS}, "/rss.xml", FeedKind.SYNDICATION),
        ({"/": LISTING}, "/", FeedKind.LISTING),
    ],
)
async def test_of_a_page_the_best_that_can_be_polled_is_found(
    pages: dict[str, str], found: str, kind: FeedKind
) -> None:
    async with site(pages) as url:
        trial = await attempt(f"{url}/")
        assert trial.spec is not None
        assert trial.spec.url == url + found
        assert trial.spec.kind is kind
        assert trial.total == 3
        if kind is FeedKind.LISTING:
            assert "--item" in command_for(trial.spec)


async def test_where_nothing_is_found_the_reason_is_told() -> None:
    async with site({"/": "<html><body>Hello</body></html>"}) as url:
        assert "names no feed" in (await attempt(f"{url}/")).trouble
        assert "status 404" in (await attempt(f"{url}/nowhere")).trouble
        guarded = await try_feed(FeedSpec(outlet="", url=url), rules=FetchRules(), now=SystemClock().now)
    assert guarded.spec is None
    assert "JARCHY_FETCH_ALLOW" in guarded.mend


async def test_added_feeds_live_beside_the_catalogue(settings: Settings) -> None:
    async with open_list(settings, SystemClock()) as known:
        await known.add(FeedSpec(outlet="Ours", url="https://ours.example/feed"))
        assert await addresses(known) == ["https://cpj.org/feed/", "https://ours.example/feed"]
        with pytest.raises(FeedRefused, match="added before"):
            await known.add(FeedSpec(outlet="Ours", url="https://ours.example/feed"))
        with pytest.raises(FeedRefused, match="catalogue names"):
            await known.add(FeedSpec(outlet="CPJ", url="https://cpj.org/feed/"))
    async with open_list(settings, SystemClock()) as known:
        rows = [describe(feed, NOW) for feed in await known.all()]
    assert [row["from"] for row in rows] == ["catalogue", "admin"]
    due = await due_addresses(settings)
    assert due == ["https://cpj.org/feed/", "https://ours.example/feed"]


async def due_addresses(settings: Settings) -> list[str]:
    async with open_list(settings, SystemClock()) as known:
        due = await known.feeds.due(now=SystemClock().now(), limit=10)
        return sorted(feed.spec.url for feed in due)


async def test_the_catalogue_wins_for_the_same_address(settings: Settings) -> None:
    async with open_list(settings, SystemClock()) as known:
        await known.add(FeedSpec(outlet="Ours", url="https://ours.example/feed"))
    assert settings.feeds_file is not None
    settings.feeds_file.write_text(
        f'{CATALOGUE}[[feed]]\noutlet = "Theirs"\nurl = "https://ours.example/feed"\n', encoding="utf-8"
    )
    async with open_list(settings, SystemClock()) as known:
        feed = await known.find("https://ours.example/feed")
        assert (feed.spec.outlet, feed.added) == ("Theirs", False)


async def test_a_removed_feed_is_gone_and_may_come_back(settings: Settings) -> None:
    ours = FeedSpec(outlet="Ours", url="https://ours.example/feed")
    async with open_list(settings, SystemClock()) as known:
        await known.add(ours)
        await known.remove("ours")
        assert await addresses(known) == ["https://cpj.org/feed/"]
        assert "https://ours.example/feed" not in await due_addresses(settings)
        with pytest.raises(FeedRefused, match="no feed"):
            await known.find("Ours")
        await known.add(ours)
        assert ours.url in await addresses(known)
        with pytest.raises(FeedRefused, match="pause it"):
            await known.remove("CPJ")


async def test_a_pause_outlives_the_catalogue_and_a_restart(settings: Settings) -> None:
    async with open_list(settings, SystemClock()) as known:
        await known.pause("CPJ", paused=True)
    assert await due_addresses(settings) == []
    async with open_list(settings, SystemClock()) as known:
        row = describe(await known.find("1"), NOW)
        assert (row["health"], row["reason"], row["next_poll_at"]) == ("resting", "paused", None)
        await known.pause("1", paused=False)
    assert await due_addresses(settings) == ["https://cpj.org/feed/"]


async def told(town: Town, *words: str) -> str:
    async with jarchy(town, *words) as process:
        out, error = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode == 0, error.decode()
        return out.decode()


async def test_how_often_a_feed_is_asked_outlives_the_catalogue(settings: Settings) -> None:
    async with open_list(settings, SystemClock()) as known:
        await known.pace("CPJ", timedelta(hours=1))
    async with open_list(settings, SystemClock()) as known:
        assert (await known.find("CPJ")).spec.interval == timedelta(hours=1)
        await known.pace("CPJ", None)
        assert (await known.find("CPJ")).spec.interval is None
        with pytest.raises(FeedRefused):
            await known.pace("nobody's", None)


async def test_the_running_bot_notices_what_is_added_paused_and_removed(town: Town) -> None:
    polls: list[str] = []

    async def answer(request: Request) -> Response:
        polls.append(request.url.path)
        return Response(RSS, media_type="application/rss+xml")

    app = Starlette(routes=[Route("/{path:path}", answer)])
    async with serve_app(app, host="127.0.0.1", port=0) as url, jarchy(town, "run") as process:
        await started(town, process)
        await told(town, "feeds", "add", f"{url}/ours", "--outlet", "Ours")
        tried = len(polls)
        await until(lambda: len(polls) > tried + 1, within=30)
        rows = [json.loads(line) for line in (await told(town, "feeds", "list", "--json")).splitlines()]
        assert {row["outlet"]: row["from"] for row in rows}["Ours"] == "admin"
        assert {row["outlet"]: row["last_success_at"] for row in rows}["Ours"]
        await told(town, "feeds", "pause", "Ours")
        assert "resting" in await told(town, "feeds", "list")
        await told(town, "feeds", "remove", "Ours")
        assert process.returncode is None


async def test_a_list_of_feeds_goes_out_and_comes_in(town: Town) -> None:
    await told(town, "feeds", "add", "https://ours.example/feed?a=1&b=2", "--untested", "--outlet", "Ours & theirs")
    await told(town, "feeds", "export", "ours.opml")
    text = (town.folder / "ours.opml").read_text(encoding="utf-8")
    assert "a=1&amp;b=2" in text
    (town.folder / "jarchy.db").unlink()
    assert "1 added, 1 were there already" in await told(town, "feeds", "import", "ours.opml")
    assert await told(town, "feeds", "export") == text


async def test_an_address_is_tried_before_it_is_added(town: Town) -> None:
    async with site({"/": NAMING, "/news/feed": RSS}) as url:
        async with jarchy(town, "feeds", "add", f"{url}/") as process:
            _, error = await asyncio.wait_for(process.communicate(), 60)
            assert process.returncode == 1
            assert f"jarchy feeds add '{url}/news/feed'" in error.decode()
        row = json.loads(await told(town, "feeds", "test", f"{url}/", "--json"))
        assert row["url"] == f"{url}/news/feed"
        assert row["first"][0]["about"] == "primary"
        shown = await told(town, "feeds", "test", f"{url}/news/feed")
        assert "primary" in shown
