"""An entry that says too little is decided by its own page."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.feeds.fetched import Fetched, FetchFailed, FetchRequest
from bot.feeds.undecided import next_try
from store.entry import About
from store.feed import FeedSpec
from tests.clock import ManualClock
from tests.feeds.desk import Desk, open_desk, rss
from tests.feeds.sites import Handler, Request, serve, write

TITLE = "New restrictive law adopted despite warnings by rights groups"
TEASER = "Lawmakers adopted the bill in its third reading on Thursday."
ABROAD = "Court in Kazakhstan fines a newspaper"
ARTICLE = f"""<!doctype html><html><head><title>{TITLE}</title></head><body><nav><a href="/">Home</a></nav><article>
<h1>{TITLE}</h1><p>The parliament of Kyrgyzstan adopted a law on foreign representatives on Thursday, in its third
reading, although human rights defenders and journalists in Bishkek had warned that it would silence civil society.</p>
<p>Non-governmental organisations that receive grants must register with the Ministry of Justice in Bishkek. Activists
who protested outside the parliament were detained by the police and taken to the Pervomaisky district department.</p>
</article></body></html>""".encode()


def site_of(feed: list[bytes], pages: dict[str, bytes]) -> Handler:
    async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
        body = feed[0] if request.path == "/feed" else pages.get(request.path)
        write(writer, body or b"", status=503 if body is None else 200, headers={"Content-Type": "text/html"})

    return handle


async def texts(desk: Desk) -> dict[str, tuple[About, bool]]:
    return {entry.title: (entry.about, entry.civic) for entry in await desk.entries()}


async def test_the_page_decides_and_the_reader_is_told(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    feed, pages = [rss()], {"/law": ARTICLE}
    async with (
        serve(site_of(feed, pages)) as site,
        open_desk(tmp_path, [FeedSpec("CIVICUS", site.url(), read_pages=True)]) as desk,
    ):
        await desk.poll(pages=True)
        feed[0] = rss((site.url("/law"), TITLE, TEASER, now), (site.url("/kz"), ABROAD, "A fine.", now))
        await desk.poll(pages=True)
        assert await texts(desk) == {TITLE: (About.PRIMARY, True), ABROAD: (About.NONE, False)}
        assert await desk.deliveries() == 1
        assert [request.path for request in site.requests] == ["/feed", "/feed", "/law"]
        decided = next(entry for entry in await desk.entries() if entry.title == TITLE)
        assert (decided.text, decided.country, decided.edited_at) == (TEASER, "kg", None)
        await desk.poll(pages=True)
        assert len(site.requests) == 4
        feed[0] = feed[0].replace(b"third reading", b"third and last reading")
        await desk.poll(pages=True)
        assert (await texts(desk))[TITLE] == (About.PRIMARY, True)
        assert await desk.deliveries() == 1


async def test_feeds_of_a_country_and_feeds_without_the_switch_read_no_pages(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    feed, pages = [rss()], {"/law": ARTICLE}
    async with serve(site_of(feed, pages)) as site:
        feed[0] = rss((site.url("/law"), TITLE, TEASER, now))
        for name, spec in {
            "off": FeedSpec("A", site.url()),
            "fixed": FeedSpec("A", site.url(), read_pages=True, country="kg"),
        }.items():
            async with open_desk(tmp_path / name, [spec]) as desk:
                await desk.poll(pages=True)
                assert await desk.store.undecided.count() == 0
        assert {request.path for request in site.requests} == {"/feed"}


async def test_what_the_first_poll_finds_old_is_decided_but_no_news(tmp_path: Path) -> None:
    old = datetime.now(UTC) - timedelta(days=3)
    feed, pages = [rss()], {"/law": ARTICLE}
    async with serve(site_of(feed, pages)) as site:
        feed[0] = rss((site.url("/law"), TITLE, TEASER, old))
        async with open_desk(tmp_path, [FeedSpec("CIVICUS", site.url(), read_pages=True)]) as desk:
            await desk.poll(pages=True)
            assert await texts(desk) == {TITLE: (About.PRIMARY, True)}
            assert await desk.deliveries() == 0


class Web:
    """A feed, and pages that cannot be read."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.body = rss()
        self.page: bytes | None = None
        self.tried: list[datetime] = []

    def at(self, _: Clock) -> "Web":
        return self

    async def fetch(self, request: FetchRequest) -> Fetched | FetchFailed:
        if request.url.endswith("/feed"):
            return Fetched(self.body, "application/rss+xml", None, None, None, request.url)
        self.tried.append(self.clock.now())
        if self.page is None:
            return Fetched(b"<html><p>Just a moment...</p></html>", "text/html", None, None, None, request.url)
        return Fetched(self.page, "text/html", None, None, None, request.url)


async def test_a_page_that_fails_is_tried_ever_more_rarely_for_a_day(tmp_path: Path) -> None:
    clock = ManualClock()
    web = Web(clock)
    spec = FeedSpec("CIVICUS", "https://monitor.example/feed", read_pages=True)
    async with open_desk(tmp_path, [spec], clock=clock, fetcher=lambda _: web) as desk:
        await desk.poll(pages=True)
        web.body = rss(("https://monitor.example/law", TITLE, TEASER, clock.now()))
        for _ in range(2 * 24 * 4):
            await desk.poll(pages=True)
            waiting = await desk.store.undecided.count()
            age = clock.now() - web.tried[0]
            assert waiting or age > timedelta(hours=10)
            assert not (waiting and age > timedelta(days=1))
            assert desk.metrics.registry.get_sample_value("jarchy_entries_undecided") == waiting
            await clock.advance(900)
        gaps = [later - earlier for earlier, later in zip(web.tried, web.tried[1:], strict=False)]
        assert 6 <= len(web.tried) <= 12
        assert gaps == sorted(gaps)
        assert [about for about, _ in (await texts(desk)).values()] == [About.NONE]


async def test_a_page_that_can_be_read_later_decides_then(tmp_path: Path) -> None:
    clock = ManualClock()
    web = Web(clock)
    spec = FeedSpec("CIVICUS", "https://monitor.example/feed", read_pages=True)
    async with open_desk(tmp_path, [spec], clock=clock, fetcher=lambda _: web) as desk:
        await desk.poll(pages=True)
        web.body = rss(("https://monitor.example/law", TITLE, TEASER, clock.now()))
        await desk.poll(pages=True)
        assert (await desk.deliveries(), await desk.store.undecided.count()) == (0, 1)
        web.page = ARTICLE
        await clock.advance(600)
        await desk.poll(pages=True)
        assert (await desk.deliveries(), await desk.store.undecided.count()) == (1, 0)


async def test_what_was_taken_in_before_a_crash_is_still_looked_at(tmp_path: Path) -> None:
    clock = ManualClock()
    web = Web(clock)
    web.page = ARTICLE
    spec = FeedSpec("CIVICUS", "https://monitor.example/feed", read_pages=True)
    async with open_desk(tmp_path, [spec], clock=clock, fetcher=lambda _: web) as desk:
        await desk.poll()
        web.body = rss(("https://monitor.example/law", TITLE, TEASER, clock.now()))
        await desk.poll()
    async with open_desk(tmp_path, [spec], clock=clock, fetcher=lambda _: web) as desk:
        await desk.poll(pages=True)
        assert await texts(desk) == {TITLE: (About.PRIMARY, True)}
        assert await desk.deliveries() == 1


async def test_only_a_few_pages_are_read_after_each_poll(tmp_path: Path) -> None:
    clock = ManualClock()
    web = Web(clock)
    items = [(f"https://monitor.example/{n}", f"{TITLE} {n}", TEASER, clock.now()) for n in range(8)]
    web.body = rss(*items)
    spec = FeedSpec("CIVICUS", "https://monitor.example/feed", read_pages=True)
    async with open_desk(tmp_path, [spec], clock=clock, fetcher=lambda _: web) as desk:
        await desk.poll(pages=True)
        assert (len(web.tried), await desk.store.undecided.count()) == (3, 8)
        await desk.poll(pages=True)
        assert len(web.tried) == 6


def test_the_last_try_is_within_a_day_of_the_first() -> None:
    since = datetime(2026, 1, 5, tzinfo=UTC)
    at: datetime | None = since
    tries = 0
    while at is not None:
        last, tries = at, tries + 1
        at = next_try(since, tries, last)
    assert timedelta(hours=10) < last - since <= timedelta(days=1)


OLD = "Weather of the week in the mountains"


async def test_what_was_news_when_it_came_is_news_when_its_page_decides(tmp_path: Path) -> None:
    """Dated long ago and put above known entries is a late publication; below them it has only slid in."""
    clock = ManualClock()
    for place, told in (("above", 1), ("below", 0)):
        web = Web(clock)
        long_ago, known_at = clock.now() - timedelta(days=60), clock.now() - timedelta(days=30)
        known = [
            (f"https://monitor.example/{n}", f"{OLD} {n}", "Snow.", known_at - n * timedelta(days=1)) for n in (1, 2)
        ]
        late = ("https://monitor.example/law", TITLE, TEASER, long_ago)
        spec = FeedSpec("CIVICUS", "https://monitor.example/feed", read_pages=True)
        async with open_desk(tmp_path / place, [spec], clock=clock, fetcher=web.at) as desk:
            web.body = rss(*known)
            await desk.poll()
            web.body = rss(late, *known) if place == "above" else rss(*known, late)
            await desk.poll(pages=True)
            assert await desk.deliveries() == 0
            web.page = ARTICLE
            await clock.advance(3600)
            await desk.poll(pages=True)
            assert (await texts(desk))[TITLE] == (About.PRIMARY, True)
            assert await desk.deliveries() == told, place


async def test_an_undated_entry_is_of_the_day_on_which_it_was_read(tmp_path: Path) -> None:
    """So it joins what another outlet told these days, and not what one told half a year ago."""
    clock = ManualClock()
    teaser = "Rustam Vekilov was detained by officers of the security service after a search, his lawyer said."
    for age, incidents in ((timedelta(hours=3), 1), (timedelta(days=180), 2)):
        web = Web(clock)
        web.page = ARTICLE.replace(b"Activists", f"{teaser} Activists".encode())
        other = "https://other.example/1"
        specs = [
            FeedSpec("CIVICUS", "https://monitor.example/feed", read_pages=True),
            FeedSpec("Other", f"{other}/feed"),
        ]
        async with open_desk(tmp_path / str(age.days), specs, clock=clock, fetcher=web.at) as desk:
            ours, theirs = await desk.store.feeds.all()
            await desk.poller.poll(ours)
            web.body = rss(
                (other, "Kyrgyzstan: Rustam Vekilov detained", f"{teaser} Bishkek waits.", clock.now() - age)
            )
            await desk.poller.poll(theirs)
            await clock.advance(60)
            web.body = rss(("https://monitor.example/1", "Rustam Vekilov detained after search", teaser, None))
            ours = next(feed for feed in await desk.store.feeds.all() if feed.id == ours.id)
            await desk.poller._read_pages(await desk.poller.poll(ours))
            entries = await desk.entries()
            assert [entry.about for entry in entries] == [About.PRIMARY] * 2
            assert len({entry.incident_id for entry in entries}) == incidents, age
