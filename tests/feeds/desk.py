"""The poller at work: a store, workers, feeds served on loopback, and a reader who follows everything."""

import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from bot.analysis.jobs import own_lexicon, prepare_worker
from bot.audience import Audience
from bot.clock import Clock, SystemClock
from bot.feeds.fetching import Fetcher
from bot.feeds.guard import FetchRules, parse_allow
from bot.feeds.poller import Poller, PollReport
from bot.feeds.reader import Fetching
from bot.feeds.worker import TIME_LIMIT, Workers
from bot.metrics import Metrics
from store.entry import Entry
from store.feed import Feed, FeedSpec
from store.sqlite.open import SqliteStore, open_store
from store.subscriber import ChatKind, ChatRef, WatchRule

LOOPBACK = FetchRules((parse_allow("127.0.0.0/8"),))


@dataclass(frozen=True, slots=True)
class Desk:
    """What the tests look at."""

    store: SqliteStore
    poller: Poller
    workers: Workers
    clock: Clock
    metrics: Metrics

    async def feed(self) -> Feed:
        (feed,) = await self.store.feeds.all()
        return feed

    async def poll(self, *, pages: bool = False) -> PollReport:
        """Poll the one feed now; with `pages` also what its entries' pages tell."""
        feed = await self.feed()
        report = await self.poller.poll(feed)
        if pages:
            await self.poller._read_pages(report)
        return report

    async def entries(self) -> list[Entry]:
        """All entries, as they were stored."""
        ids = await self.store.database.read(lambda connection: connection.execute("SELECT id FROM entry").fetchall())
        return [entry for (number,) in ids if (entry := await self.store.entries.get(number))]

    async def deliveries(self) -> int:
        return (await self.store.outbox.depth()).due


@asynccontextmanager
async def open_desk(
    folder: Path,
    specs: Sequence[FeedSpec],
    *,
    clock: Clock | None = None,
    fetcher: Callable[[Clock], Fetching] | None = None,
    host_pause: float = 0.0,
    workers: int = 1,
    interval: float = 300.0,
    time_limit: float = TIME_LIMIT,
) -> AsyncIterator[Desk]:
    clock, metrics = clock or SystemClock(), Metrics()
    async with (
        open_store(folder / "jarchy.db", own_lexicon().terms) as store,
        Fetcher(now=clock.now, rules=LOOPBACK) as real,
        Workers(size=workers, setup=prepare_worker, time_limit=time_limit) as pool,
    ):
        await store.feeds.sync(specs, now=clock.now())
        reader = await store.subscribers.remember(ChatRef(1), kind=ChatKind.PRIVATE, language="en", now=clock.now())
        await store.subscribers.add_watch(reader.id, WatchRule(), now=clock.now())
        poller = Poller(
            store=store,
            fetcher=fetcher(clock) if fetcher else real,
            workers=pool,
            audience=Audience(store),
            clock=clock,
            rng=random.Random(1),
            interval=interval,
            metrics=metrics,
            host_pause=host_pause,
        )
        yield Desk(store, poller, pool, clock, metrics)


def rss(*items: tuple[str, str, str, datetime | None]) -> bytes:
    """An RSS document of (address, title, text, date)."""
    parts = [
        f"<item><guid>{escape(url)}</guid><link>{escape(url)}</link><title>{escape(title)}</title>"
        f"<description>{escape(text)}</description>"
        + (f"<pubDate>{format_datetime(when)}</pubDate>" if when else "")
        + "</item>"
        for url, title, text, when in items
    ]
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{"".join(parts)}</channel></rss>'.encode()
    )
