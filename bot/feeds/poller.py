"""The poller: due feeds are fetched, read, analysed and taken in. It sends nothing itself."""

import asyncio
import hashlib
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import structlog

from bot.analysis.incidents import same_event
from bot.analysis.jobs import analyse_entries
from bot.audience import Audience
from bot.clock import Clock
from bot.feeds.fetched import Fetched, FetchFailed, FetchRequest, NotModified
from bot.feeds.fetching import Fetcher
from bot.feeds.judgement import Occasion, drop_repeats, judge_entries, shared_links
from bot.feeds.parsing import Document, NotAFeed, ParsedFeed, parse
from bot.feeds.schedule import PollFailed, PollOutcome, PollSucceeded, PollUnchanged, address_of, plan_next_poll
from bot.feeds.worker import WorkerFailed, Workers
from bot.metrics import Metrics
from store.entry import AnalysedEntry, ParsedEntry
from store.feed import Feed, FeedState
from store.identity import item_hash
from store.intake import Intake
from store.protocols import Store

FETCHES_AT_ONCE = 8
FETCHES_A_HOST = 2
ANALYSED_AT_ONCE = 40
"""Entries a worker analyses in one job, so that no job nears its time limit."""
LONGEST_IDLE = 5.0
NOTHING = Intake()

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PollReport:
    """What came of polling one feed, for people: `trouble` is empty when all went well."""

    feed: Feed
    entries: int = 0
    intake: Intake = NOTHING
    trouble: str = ""
    unchanged: bool = False


class Poller:
    """Polls the store's feeds; at most 8 fetches at once, 2 a host. `interval` is the default one, in seconds."""

    def __init__(
        self,
        *,
        store: Store,
        fetcher: Fetcher,
        workers: Workers,
        audience: Audience,
        clock: Clock,
        rng: random.Random,
        interval: float,
        metrics: Metrics,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._workers = workers
        self._audience = audience
        self._clock = clock
        self._rng = rng
        self._interval = timedelta(seconds=interval)
        self._metrics = metrics
        self._places = asyncio.Semaphore(FETCHES_AT_ONCE)
        self._host_places: defaultdict[str, asyncio.Semaphore] = defaultdict(partial(asyncio.Semaphore, FETCHES_A_HOST))
        self._polled: set[int] = set()
        # Feeds of one outlet are taken in one after the other, so that each sees what the other brought.
        self._intake = asyncio.Lock()

    async def run(self, stop: asyncio.Event, *, on_deliveries: Callable[[], None]) -> None:
        """Poll what is due until `stop`; what is being polled then is left, to be polled again after the next start."""
        stopping = asyncio.create_task(stop.wait())
        tasks: set[asyncio.Task[None]] = set()
        try:
            while not stop.is_set():
                for feed in await self._due():
                    task = asyncio.create_task(self._poll_one(feed, on_deliveries))
                    tasks.add(task)
                await self._wait(tasks, stopping)
                for task in [task for task in tasks if task.done()]:
                    tasks.remove(task)
                    task.result()
        finally:
            stopping.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def poll_due(self, on_report: Callable[[PollReport], None]) -> list[PollReport]:
        """Poll each due feed once."""
        feeds = await self._due()

        async def poll(feed: Feed) -> PollReport:
            report = await self.poll(feed)
            on_report(report)
            return report

        return list(await asyncio.gather(*(poll(feed) for feed in feeds)))

    async def poll(self, feed: Feed) -> PollReport:
        """Poll one feed now, whatever its schedule says, and take in what it brings."""
        address = address_of(feed)
        async with self._places, self._host_places[urlsplit(address).hostname or ""]:
            result = await self._fetcher.fetch(
                FetchRequest(address, etag=feed.state.etag, last_modified=feed.state.last_modified)
            )
        match result:
            case Fetched():
                report = await self._read(feed, result)
            case NotModified():
                report = await self._note_unchanged(feed, result, body_read=False)
            case FetchFailed():
                report = await self._note_failure(
                    feed, PollFailed(result.detail, retry_after=result.retry_after, status=result.status)
                )
        self._count(report)
        return report

    async def _poll_one(self, feed: Feed, on_deliveries: Callable[[], None]) -> None:
        try:
            report = await self.poll(feed)
        finally:
            self._polled.discard(feed.id)
        if report.intake.deliveries:
            on_deliveries()

    async def _due(self) -> list[Feed]:
        feeds = await self._store.feeds.due(now=self._clock.now(), limit=1000)
        fresh = [feed for feed in feeds if feed.id not in self._polled]
        self._polled |= {feed.id for feed in fresh}
        return fresh

    async def _wait(self, tasks: set[asyncio.Task[None]], stopping: asyncio.Task[bool]) -> None:
        """Until something ends, or the next feed is due."""
        next_at = await self._store.feeds.next_due_at()
        ahead = (next_at - self._clock.now()).total_seconds() if next_at else LONGEST_IDLE
        pause = asyncio.create_task(self._clock.sleep(min(LONGEST_IDLE, max(0.05, ahead))))
        try:
            await asyncio.wait({*tasks, stopping, pause}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            pause.cancel()

    async def _read(self, feed: Feed, fetched: Fetched) -> PollReport:
        body_hash = hashlib.sha256(fetched.body).hexdigest()
        if body_hash == feed.state.body_hash:
            return await self._note_unchanged(feed, fetched, body_read=True)
        document = Document(fetched.body, fetched.url_final, fetched.content_type, fetched.charset)
        parsed = await self._workers.run(parse, document, feed.spec, self._clock.now())
        if isinstance(parsed, NotAFeed | WorkerFailed):
            return await self._note_failure(feed, PollFailed(parsed.detail))
        return await self._take_in(feed, fetched, parsed, body_hash)

    async def _take_in(self, feed: Feed, fetched: Fetched, parsed: ParsedFeed, body_hash: str) -> PollReport:
        entries = drop_repeats(parsed.entries)
        unseen = await self._store.entries.unseen(feed, entries, now=self._clock.now())
        analysed = await self._analyse(unseen, feed)
        if isinstance(analysed, WorkerFailed):
            return await self._note_failure(feed, PollFailed(analysed.detail))
        now = self._clock.now()
        audience = await self._audience.of(analysed, outlet=feed.spec.outlet, now=now)
        new_hashes = {item_hash(entry) for entry in unseen}
        hashes = tuple(item_hash(entry) for entry in entries)
        occasion = Occasion(
            feed=feed,
            document=hashes,
            seen=frozenset(hashes) - new_hashes,
            newest_first=parsed.newest_first,
            shared_links=shared_links(entries),
            now=now,
        )
        outcome = PollSucceeded(
            new=bool(unseen),
            published=tuple(entry.published_at for entry in entries if entry.published_at),
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            body_hash=body_hash,
            max_age=fetched.max_age,
            ttl=parsed.ttl,
            permanent_url=fetched.permanent_url,
        )
        async with self._intake:
            intake = await self._store.entries.take_in(
                feed,
                analysed,
                judge=partial(judge_entries, occasion),
                audience=audience,
                state=self._plan(feed, outcome),
                now=now,
                same_event=same_event,
            )
        if intake.new or intake.edited or intake.adopted:
            _log.info(
                "feed.read",
                feed=feed.id,
                outlet=feed.spec.outlet,
                new=intake.new,
                edited=intake.edited,
                adopted=intake.adopted,
                told=intake.told,
                deliveries=intake.deliveries,
            )
        return PollReport(feed, entries=len(entries), intake=intake)

    async def _analyse(self, entries: Sequence[ParsedEntry], feed: Feed) -> list[AnalysedEntry] | WorkerFailed:
        analysed: list[AnalysedEntry] = []
        for at in range(0, len(entries), ANALYSED_AT_ONCE):
            batch = [self._placed(entry, feed) for entry in entries[at : at + ANALYSED_AT_ONCE]]
            found = await self._workers.run(analyse_entries, batch, feed.spec.country)
            if isinstance(found, WorkerFailed):
                return found
            analysed.extend(found)
        return analysed

    @staticmethod
    def _placed(entry: ParsedEntry, feed: Feed) -> ParsedEntry:
        return replace(entry, country=entry.country or feed.spec.country)

    async def _note_unchanged(self, feed: Feed, result: Fetched | NotModified, *, body_read: bool) -> PollReport:
        outcome = PollUnchanged(
            etag=result.etag,
            last_modified=result.last_modified,
            max_age=result.max_age,
            permanent_url=result.permanent_url,
            body_read=body_read,
        )
        await self._store.feeds.save_state(feed.id, self._plan(feed, outcome))
        return PollReport(feed, unchanged=True)

    async def _note_failure(self, feed: Feed, outcome: PollFailed) -> PollReport:
        await self._store.feeds.save_state(feed.id, self._plan(feed, outcome))
        _log.warning("feed.failed", feed=feed.id, outlet=feed.spec.outlet, reason=outcome.detail)
        return PollReport(feed, trouble=outcome.detail)

    def _plan(self, feed: Feed, outcome: PollOutcome) -> FeedState:
        return plan_next_poll(feed, outcome, now=self._clock.now(), rng=self._rng, default_interval=self._interval)

    def _count(self, report: PollReport) -> None:
        outcome = "failed" if report.trouble else "unchanged" if report.unchanged else "read"
        self._metrics.polls.labels(outcome).inc()
        for decision in ("new", "edited", "adopted"):
            self._metrics.entries.labels(decision).inc(getattr(report.intake, decision))
