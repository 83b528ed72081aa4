"""A day of sixty feeds in some seconds: what is asked of each is what a careful person would have allowed."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

from bot.feeds.fetched import FailureKind, Fetched, FetchFailed, FetchRequest, FetchResult, NotModified
from bot.feeds.health import Condition, health
from store.feed import FeedSpec
from tests.clock import ManualClock
from tests.feeds.desk import Desk, open_desk, rss

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
INTERVAL = 15 * MINUTE
KINDS = ("steady", "quiet", "broken", "busy", "resting", "gone", "moved", "flaky", "slow", "nameless")
OUTAGE = (6 * HOUR, 9 * HOUR)


@dataclass
class Web:
    """Ten kinds of feeds, six of each, on twenty hosts; it notes who was asked when."""

    clock: ManualClock
    asked: defaultdict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    at_once: int = 0
    most_at_once: int = 0
    begun: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.begun = self.clock.now()

    async def fetch(self, request: FetchRequest) -> FetchResult:
        self.asked[request.url].append(self.clock.now())
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.clock.sleep(0.2)
        self.at_once -= 1
        kind = urlsplit(request.url).path.split("/")[1]
        answer: Callable[[FetchRequest], FetchResult] = getattr(self, f"_{kind}")
        return answer(request)

    def _steady(self, request: FetchRequest) -> FetchResult:
        """Something new each hour."""
        return self._news(request, every=HOUR)

    def _slow(self, request: FetchRequest) -> FetchResult:
        """Asks to be left alone for forty minutes."""
        return self._news(request, every=HOUR, max_age=40 * MINUTE)

    def _quiet(self, request: FetchRequest) -> FetchResult:
        """Fell silent a month ago."""
        if request.etag:
            return NotModified(request.etag, None, request.url)
        return self._page(request, [self.begun - 30 * DAY - n * HOUR for n in range(10)])

    def _broken(self, _: FetchRequest) -> FetchResult:
        return FetchFailed(FailureKind.STATUS, "status 500", status=500)

    def _nameless(self, _: FetchRequest) -> FetchResult:
        return FetchFailed(FailureKind.DNS, "the host's name has no address")

    def _busy(self, _: FetchRequest) -> FetchResult:
        return FetchFailed(FailureKind.STATUS, "status 429", retry_after=3 * HOUR, status=429)

    def _gone(self, _: FetchRequest) -> FetchResult:
        return FetchFailed(FailureKind.STATUS, "status 410", status=410)

    def _resting(self, request: FetchRequest) -> FetchResult:
        """Always the same body, no validators."""
        return self._page(request, [self.begun - n * DAY for n in range(5)], etag=None)

    def _moved(self, request: FetchRequest) -> FetchResult:
        return self._news(request, every=2 * HOUR, permanent_url=request.url.removesuffix("/new") + "/new")

    def _flaky(self, request: FetchRequest) -> FetchResult:
        """Down for three hours, then well again."""
        if OUTAGE[0] <= self.clock.now() - self.begun < OUTAGE[1]:
            return FetchFailed(FailureKind.CONNECT, "the server cannot be reached")
        return self._news(request, every=HOUR)

    def _news(
        self,
        request: FetchRequest,
        *,
        every: timedelta,
        max_age: timedelta | None = None,
        permanent_url: str | None = None,
    ) -> FetchResult:
        number = (self.clock.now() - self.begun) // every
        if request.etag == str(number):
            return NotModified(request.etag, None, request.url, permanent_url, max_age)
        dates = [self.begun + (number - n) * every for n in range(8)]
        return self._page(request, dates, etag=str(number), max_age=max_age, permanent_url=permanent_url)

    def _page(
        self,
        request: FetchRequest,
        dates: Sequence[datetime],
        *,
        etag: str | None = "1",
        max_age: timedelta | None = None,
        permanent_url: str | None = None,
    ) -> Fetched:
        path = urlsplit(request.url).path.removesuffix("/new")
        items = [
            (f"https://n.example{path}/{when:%j%H}", f"Weather of {when:%j, %H}{path}", "", when) for when in dates
        ]
        return Fetched(rss(*items), "application/rss+xml", None, etag, None, request.url, permanent_url, max_age)


async def live(desk: Desk, clock: ManualClock, until: datetime) -> None:
    """Poll whatever is due whenever it is due; the clock goes on while somebody waits for it."""
    while (next_at := await desk.store.feeds.next_due_at()) is not None and next_at < until:
        await clock.advance(max(0.0, (next_at - clock.now()).total_seconds()) + 30)
        polling = asyncio.create_task(desk.poller.poll_due(lambda _: None))
        while not (await asyncio.wait({polling}, timeout=0.004))[0]:
            await clock.advance(0.2)
        await polling


async def test_a_day(tmp_path: Path) -> None:
    clock = ManualClock()
    web = Web(clock)
    specs = [
        FeedSpec(f"Outlet {n}", f"https://host{n % 20}.example/{KINDS[n % 10]}/{n}", interval=INTERVAL)
        for n in range(60)
    ]
    async with open_desk(tmp_path, specs, clock=clock, fetcher=lambda _: web, host_pause=1.0) as desk:
        await live(desk, clock, clock.now() + DAY)
        feeds = {feed.spec.url: feed for feed in await desk.store.feeds.all()}
        conditions = {url: health(feed, clock.now()).condition for url, feed in feeds.items()}

    def of(kind: str, *, new: bool = False) -> list[list[datetime]]:
        return [times for url, times in web.asked.items() if f"/{kind}/" in url and url.endswith("/new") == new]

    assert web.most_at_once <= 8
    check_hosts(web)
    for kind in KINDS:
        assert len(of(kind)) == 6
        assert all(gap >= INTERVAL - MINUTE for times in of(kind) for gap in gaps(times)), kind
    for kind in ("steady", "quiet", "resting", "slow"):
        assert all(gap <= 2.3 * HOUR for times in of(kind) for gap in gaps(times)), kind
        assert all(20 <= len(times) <= 100 for times in of(kind)), kind
    assert all(gap >= 39 * MINUTE for times in of("slow") for gap in gaps(times))
    assert all(gap >= 3 * HOUR - MINUTE for times in of("busy") for gap in gaps(times))
    for kind in ("broken", "nameless"):
        assert all(5 <= len(times) <= 9 for times in of(kind))
        assert all(later > earlier for times in of(kind) for earlier, later in pairwise(gaps(times)))
    assert all(len(times) == 1 for times in of("gone"))
    assert all(len(times) == 3 for times in of("moved"))
    assert all(len(times) > 10 for times in of("moved", new=True))
    check_outage(web, of("flaky"))
    expected = {
        "steady": Condition.WELL,
        "quiet": Condition.SILENT,
        "broken": Condition.ILL,
        "nameless": Condition.ILL,
        "busy": Condition.ILL,
        "gone": Condition.RESTING,
        "moved": Condition.WELL,
        "flaky": Condition.WELL,
    }
    for url, condition in conditions.items():
        kind = urlsplit(url).path.split("/")[1]
        assert condition is expected.get(kind, condition), url


def gaps(times: Sequence[datetime]) -> list[timedelta]:
    return [later - earlier for earlier, later in pairwise(times)]


def check_hosts(web: Web) -> None:
    """No host was asked twice within a second, though its feeds were due together."""
    hosts: defaultdict[str, list[datetime]] = defaultdict(list)
    for url, times in web.asked.items():
        hosts[urlsplit(url).netloc].extend(times)
    assert len(hosts) == 20
    for times in hosts.values():
        assert min(gaps(sorted(times))) >= timedelta(seconds=0.9)


def check_outage(web: Web, flaky: Sequence[Sequence[datetime]]) -> None:
    """A server that is down is asked ever more rarely, and is read again within hours of its return."""
    down, up = web.begun + OUTAGE[0], web.begun + OUTAGE[1]
    for times in flaky:
        assert 2 <= sum(down <= when < up for when in times) <= 6
        assert any(up <= when < up + 5 * HOUR for when in times)
