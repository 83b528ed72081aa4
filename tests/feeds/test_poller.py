"""What a poll teaches, and what it asks of the hosts."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.feeds.fetched import Fetched, FetchRequest
from bot.feeds.health import Condition, health
from store.feed import FeedKind, FeedSpec, Selectors
from tests.clock import ManualClock
from tests.feeds.desk import open_desk, rss
from tests.feeds.sites import Handler, Request, answering, serve, write

DETAINED = "Police in Bishkek detained the journalist after a search of the newsroom, her lawyer said."


def shown(pages: dict[str, bytes]) -> Handler:
    """A handler that gives each path its page, whatever it is just then."""

    async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
        body = pages.get(request.path)
        write(writer, body or b"", status=200 if body is not None else 404)

    return handle


def page(*items: str, following: str = "", shape: str = "article") -> bytes:
    links = "".join(
        f'<{shape} class="news"><h2><a href="/{re.sub(r"[^a-z0-9]+", "-", title.lower())}">{title}</a></h2></{shape}>'
        for title in items
    )
    more = f'<a class="next" href="{following}">Older</a>' if following else ""
    return f"<!doctype html><html><body>{links}{more}</body></html>".encode()


URL = "https://a.example/feed"
LISTING = Selectors(item=".news", title="h2", link="h2 a", next_page="a.next")


async def test_an_edit_is_no_sign_of_life(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    pages = {"/feed": rss(("https://a.example/1", "Journalist detained", DETAINED, now - timedelta(hours=1)))}
    async with serve(shown(pages)) as site, open_desk(tmp_path, [FeedSpec("A", site.url())]) as desk:
        await desk.poll()
        spoke_at = (await desk.feed()).state.last_new_at
        pages["/feed"] = pages["/feed"].replace(b"her lawyer said", b"her two lawyers said")
        report = await desk.poll()
        assert (report.intake.new, report.intake.edited) == (0, 1)
        assert (await desk.feed()).state.last_new_at == spoke_at
        assert report.state == (await desk.feed()).state


async def test_a_new_entry_reaches_who_follows_everything_and_is_read_once(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    pages = {"/feed": rss()}
    async with serve(shown(pages)) as site, open_desk(tmp_path, [FeedSpec("A", site.url())]) as desk:
        await desk.poll()
        pages["/feed"] = rss(("https://a.example/1", "Journalist detained", DETAINED, now))
        assert (await desk.poll()).intake.deliveries == 1
        pages["/feed"] += b"<!-- another build -->"
        report = await desk.poll()
        assert (report.intake.new, report.entries) == (0, 1)
        assert (await desk.poll()).unchanged


async def test_too_long_a_feed_is_told_to_admins(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    items = [(f"https://a.example/{n}", f"Match number {n}", "", now - timedelta(hours=n)) for n in range(2003)]
    async with serve(answering(rss(*items))) as site, open_desk(tmp_path, [FeedSpec("A", site.url())]) as desk:
        report = await desk.poll()
        assert report.entries == report.intake.new == 2000
        assert "3 oldest" in health(await desk.feed(), now).note


async def test_a_listing_is_read_some_pages_back_at_first_and_then_no_more(tmp_path: Path) -> None:
    pages = {f"/{n}": page(f"Report {n}", f"Report {n + 1}", following=f"/{n + 1}") for n in range(1, 9)}
    async with serve(shown(pages)) as site:
        spec = FeedSpec("A", site.url("/1"), kind=FeedKind.LISTING, selectors=LISTING)
        async with open_desk(tmp_path, [spec]) as desk:
            await desk.poll()
            assert [request.path for request in site.requests] == ["/1", "/2", "/3", "/4", "/5"]
            assert sorted(entry.title for entry in await desk.entries()) == [f"Report {n}" for n in range(1, 7)]
            pages["/1"] = page("Report 0", "Report 1", following="/2")
            assert (await desk.poll()).intake.new == 1
            assert len(site.requests) == 6


async def test_pages_that_lead_elsewhere_or_in_a_circle_or_nowhere_end_the_reading(tmp_path: Path) -> None:
    pages = {"/1": page("One", following="/2"), "/2": page("Two", following="/1")}
    async with serve(shown(pages)) as site:
        spec = FeedSpec("A", site.url("/1"), kind=FeedKind.LISTING, selectors=LISTING)
        async with open_desk(tmp_path / "circle", [spec]) as desk:
            assert (await desk.poll()).intake.new == 2
        pages["/1"] = page("One", following=site.url("/2", host="127.0.0.2"))
        async with open_desk(tmp_path / "elsewhere", [spec]) as desk:
            assert (await desk.poll()).intake.new == 1
        pages["/1"] = page("One", following="/missing")
        async with open_desk(tmp_path / "nowhere", [spec]) as desk:
            assert (await desk.poll()).trouble == ""


async def test_a_redesigned_listing_is_a_failure_until_somebody_looked(tmp_path: Path) -> None:
    pages = {"/": page("Report 1", "Report 2")}
    menu = b'<!doctype html><body><ul class="menu">' + b"".join(
        f'<li class="news entry-{n}{n}"><b><h2><a href="/topic/{n}">Topic {n}</a></h2></b></li>'.encode()
        for n in range(5)
    )
    async with serve(shown(pages)) as site:
        spec = FeedSpec("A", site.url("/"), kind=FeedKind.LISTING, selectors=LISTING)
        async with open_desk(tmp_path, [spec]) as desk:
            await desk.poll()
            pages["/"] = menu
            report = await desk.poll()
            assert "unlike before" in report.trouble
            assert len(await desk.entries()) == 2
            state = (await desk.feed()).state
            assert (state.failures, state.last_error) == (1, report.trouble)
            pages["/"] = page("Report 2", "Report 3", shape="section")
            assert (await desk.poll()).intake.new == 1
            pages["/"] = menu
            wider = FeedSpec("A", site.url("/"), kind=FeedKind.LISTING, selectors=Selectors(item="li.news", title="h2"))
            await desk.store.feeds.sync([wider], now=datetime.now(UTC))
            intake = (await desk.poll()).intake
            assert (intake.new, intake.told) == (5, 0)


async def test_a_redesigned_listing_is_read_as_it_is_once_an_admin_resumes_it(tmp_path: Path) -> None:
    """What it shows then is not told as news, and what it shows later is."""
    pages = {"/": page("Report 1", "Report 2")}
    async with serve(shown(pages)) as site:
        spec = FeedSpec("A", site.url("/"), kind=FeedKind.LISTING, selectors=LISTING, country="kg")
        async with open_desk(tmp_path, [spec]) as desk:
            await desk.poll()
            pages["/"] = page(*(f"Journalist detained in Osh {n}" for n in range(3)), shape="li").replace(
                b'<li class="news">', b'<li class="news wide card"><b>New</b>'
            )
            for _ in range(4):
                assert "resume it" in (await desk.poll()).trouble
            feed, now = await desk.feed(), datetime.now(UTC)
            assert feed.state.next_poll_at > now + timedelta(minutes=30)
            await desk.store.feeds.pause(feed.id, paused=False, now=now)
            assert (await desk.feed()).state.next_poll_at == now
            intake = (await desk.poll()).intake
            assert (intake.new, intake.told) == (3, 0)
            assert (await desk.feed()).state.failures == 0
            pages["/"] = pages["/"].replace(
                b"<body>",
                b'<body><li class="news wide card"><h2><a href="/x">Journalist detained in Talas</a></h2></li>',
            )
            intake = (await desk.poll()).intake
            assert (intake.new, intake.told) == (1, 1)


async def test_a_listing_whose_selectors_find_nothing_has_failed(tmp_path: Path) -> None:
    async with serve(answering(page())) as site:
        spec = FeedSpec("A", site.url("/"), kind=FeedKind.LISTING, selectors=LISTING)
        async with open_desk(tmp_path, [spec]) as desk:
            assert "selectors find no items" in (await desk.poll()).trouble


async def test_feeds_of_one_host_are_asked_one_after_the_other(tmp_path: Path) -> None:
    """All are due at once; the pause between two requests is kept even so, and other hosts do not wait."""
    asked: dict[str, list[float]] = {}
    clock = SystemClock()

    async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
        asked.setdefault(request.headers["host"].partition(":")[0], []).append(clock.monotonic())
        write(writer, rss())

    async with serve(handle) as site:
        crowd = [FeedSpec("A", site.url(f"/{n}")) for n in range(5)]
        other = FeedSpec("B", site.url("/", host="localhost"))
        async with open_desk(tmp_path, [*crowd, other], host_pause=0.2) as desk:
            reports = await desk.poller.poll_due(lambda _: None)
    assert len(reports) == 6
    times = asked["127.0.0.1"]
    assert len(times) == 5
    assert times[-1] - times[0] >= 0.75
    assert asked["localhost"][0] < times[2]


async def test_the_running_poller_ends_with_its_stop_and_polls_again_in_time(tmp_path: Path) -> None:
    polled = asyncio.Event()

    async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
        write(writer, rss(), headers={"ETag": '"1"'}, status=304 if "if-none-match" in request.headers else 200)
        if len(site.requests) == 3:
            polled.set()

    async with serve(handle) as site, open_desk(tmp_path, [FeedSpec("A", site.url())], interval=0.3) as desk:
        stop = asyncio.Event()
        running = asyncio.create_task(desk.poller.run(stop, on_deliveries=lambda: None))
        async with asyncio.timeout(20):
            await polled.wait()
            stop.set()
            await running
        assert (await desk.feed()).state.failures == 0


class SamePage:
    """A feed that never changes and gives no validators."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def fetch(self, request: FetchRequest) -> Fetched:
        return Fetched(self.body, "application/rss+xml", None, None, None, request.url)


async def test_what_an_unchanging_feed_shows_is_not_forgotten(tmp_path: Path) -> None:
    clock = ManualClock()
    web = SamePage(rss(("https://a.example/1", "Report", "", None), ("https://a.example/2", "Other report", "", None)))
    async with open_desk(tmp_path, [FeedSpec("A", URL)], clock=clock, fetcher=lambda _: web) as desk:
        await desk.poll()
        for _ in range(80):
            await clock.advance(12 * 3600)
            await desk.poll()
            await desk.store.housekeeping.forget_old(now=clock.now())
        assert len((await desk.store.feeds.seen((await desk.feed()).id, now=clock.now())).hashes) == 2


async def test_what_a_changing_feed_shows_still_is_not_forgotten(tmp_path: Path) -> None:
    clock = ManualClock()
    kept = ("https://a.example/1", "Report that stays on top", "", None)
    web = SamePage(rss(kept))
    async with open_desk(tmp_path, [FeedSpec("A", URL)], clock=clock, fetcher=lambda _: web) as desk:
        await desk.poll()
        for day in range(40):
            await clock.advance(24 * 3600 + 1)
            web.body = rss(kept, (f"https://a.example/day/{day}", f"Report of day {day}", "", None))
            assert (await desk.poll()).intake.new == 1
            await desk.store.housekeeping.forget_old(now=clock.now())
        assert 25 < len((await desk.store.feeds.seen((await desk.feed()).id, now=clock.now())).hashes) < 35


async def test_a_feed_that_shows_nothing_any_more_is_ill_and_asked_as_often_as_before(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    full = rss(*((f"https://a.example/{n}", f"Report {n}", "", now - timedelta(minutes=n)) for n in range(3)))
    pages = {"/feed": rss()}
    async with serve(shown(pages)) as site, open_desk(tmp_path, [FeedSpec("A", site.url())]) as desk:
        assert (await desk.poll()).trouble == ""
        pages["/feed"] = full
        await desk.poll()
        pages["/feed"] = rss()
        for _ in range(8):
            report = await desk.poll()
            assert report.trouble == "it shows no entries any more"
            assert report.state.next_poll_at < datetime.now(UTC) + timedelta(minutes=7)
        assert health(await desk.feed(), now).condition is Condition.ILL
        pages["/feed"] = full
        await desk.poll()
        assert health(await desk.feed(), now).condition is Condition.WELL
