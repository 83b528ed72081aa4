"""The poller: due feeds are polled, each in its time. It sends nothing itself."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.audience import Audience
from bot.clock import Clock
from bot.feeds.pages import PageReader
from bot.feeds.polling import Polling, PollReport
from bot.feeds.reader import Fetching, Reader
from bot.feeds.turns import HOST_PAUSE, Turns
from bot.feeds.worker import Workers
from bot.metrics import Metrics
from store.errors import DatabaseUnavailable
from store.feed import Feed
from store.protocols import Store

__all__ = ["PollReport", "Poller"]

STORE_PAUSE = 20.0
"""Seconds until a feed is asked again whose poll could not be stored."""
LONGEST_IDLE = 5.0
DUE_AT_ONCE = 1000

_log = structlog.get_logger(__name__)


class Poller:
    """Polls the store's feeds; at most 8 fetches at once, 2 a host.

    `interval` is the default one, `host_pause` lies between two requests to one host, both in seconds.
    """

    def __init__(
        self,
        *,
        store: Store,
        fetcher: Fetching,
        workers: Workers,
        audience: Audience,
        clock: Clock,
        rng: random.Random,
        interval: float,
        metrics: Metrics,
        host_pause: float = HOST_PAUSE,
    ) -> None:
        reader = Reader(fetcher, workers, Turns(clock, pause=host_pause))
        self._polling = Polling(
            store=store, reader=reader, audience=audience, clock=clock, rng=rng, interval=timedelta(seconds=interval)
        )
        self._pages = PageReader(
            store=store, reader=reader, workers=workers, audience=audience, clock=clock, metrics=metrics
        )
        self._feeds = store.feeds
        self._clock = clock
        self._metrics = metrics
        self._polled: set[int] = set()
        self._wake = asyncio.Event()
        self._idle_until: datetime | None = None

    async def run(self, stop: asyncio.Event, *, on_deliveries: Callable[[], None]) -> None:
        """Poll what is due until `stop`; what is being polled then is left, to be polled again after the next start."""
        stopping = asyncio.create_task(stop.wait())
        tasks: set[asyncio.Task[None]] = set()
        ended: list[asyncio.Task[None]] = []

        def note_end(task: asyncio.Task[None]) -> None:
            tasks.discard(task)
            ended.append(task)
            if not task.cancelled() and task.exception():
                self._wake.set()

        try:
            while not stop.is_set():
                self._wake.clear()
                for feed in await self._due_if_any():
                    task = asyncio.create_task(self._poll_one(feed, on_deliveries))
                    tasks.add(task)
                    task.add_done_callback(note_end)
                await self._idle(stopping)
                while ended:
                    ended.pop().result()
        finally:
            stopping.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def poll_due(self, on_report: Callable[[PollReport], None]) -> list[PollReport]:
        """Poll each due feed once."""

        async def poll(feed: Feed) -> PollReport:
            try:
                report = await self.poll(feed)
                deliveries = await self._read_pages(report)
            finally:
                self._polled.discard(feed.id)
            report = replace(report, intake=replace(report.intake, deliveries=report.intake.deliveries + deliveries))
            on_report(report)
            return report

        return list(await asyncio.gather(*(poll(feed) for feed in await self._due())))

    async def poll(self, feed: Feed) -> PollReport:
        """Poll one feed now, whatever its schedule says, and take in what it brings."""
        report = await self._polling.poll(feed)
        outcome = "failed" if report.trouble else "unchanged" if report.unchanged else "read"
        self._metrics.polls.labels(outcome).inc()
        for decision in ("new", "edited", "adopted"):
            self._metrics.entries.labels(decision).inc(getattr(report.intake, decision))
        return report

    async def _poll_one(self, feed: Feed, on_deliveries: Callable[[], None]) -> None:
        try:
            report = await self.poll(feed)
            if report.intake.deliveries:
                on_deliveries()
            if await self._read_pages(report):
                on_deliveries()
        except DatabaseUnavailable as error:
            # What was read is not lost: the feed is still due, and is asked again once there may be room.
            _log.warning("feed.not_stored", feed=feed.id, error=str(error))
            await self._clock.sleep(STORE_PAUSE)
        finally:
            self._polled.discard(feed.id)
        if self._idle_until is None or report.state.next_poll_at < self._idle_until:
            self._wake.set()

    async def _read_pages(self, report: PollReport) -> int:
        """The pages of entries that said too little; gives the deliveries that followed."""
        return 0 if report.trouble else await self._pages.read_for(replace(report.feed, state=report.state))

    async def _due_if_any(self) -> list[Feed]:
        """None while the database cannot be read."""
        try:
            return await self._due()
        except DatabaseUnavailable as error:
            _log.warning("feeds.not_read", error=str(error))
            return []

    async def _due(self) -> list[Feed]:
        feeds = await self._feeds.due(now=self._clock.now(), limit=DUE_AT_ONCE + len(self._polled))
        fresh = [feed for feed in feeds if feed.id not in self._polled]
        self._polled |= {feed.id for feed in fresh}
        return fresh

    async def _idle(self, stopping: asyncio.Task[bool]) -> None:
        """Until the next feed is due, or a poll ended that comes again sooner or should never have ended so."""
        now = self._clock.now()
        try:
            next_at = await self._feeds.next_due_at(after=now)
        except DatabaseUnavailable:
            next_at = None
        ahead = (next_at - now).total_seconds() if next_at else LONGEST_IDLE
        seconds = min(LONGEST_IDLE, max(0.05, ahead))
        self._idle_until = now + timedelta(seconds=seconds)
        pauses = {asyncio.create_task(self._clock.sleep(seconds)), asyncio.create_task(self._wake.wait())}
        try:
            await asyncio.wait({*pauses, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pause in pauses:
                pause.cancel()
