"""An entry's own page, where the feed told too little to see what the entry is about."""

from dataclasses import replace

import structlog

from bot.analysis.jobs import same_event
from bot.audience import Audience
from bot.clock import Clock
from bot.feeds.document import Document
from bot.feeds.fetched import Fetched, FetchRequest
from bot.feeds.judgement import worth_telling
from bot.feeds.reader import Reader
from bot.feeds.undecided import TRIED_FOR, decide_by_page, find_undecided, next_try
from bot.feeds.worker import WorkerFailed, Workers
from bot.metrics import Metrics
from store.entry import AnalysedEntry, Entry
from store.feed import Feed
from store.protocols import Store
from store.undecided import Examined, Undecided

PAGES_A_POLL = 3
EXAMINED_A_POLL = 200

_log = structlog.get_logger(__name__)


class PageReader:
    """Decides entries by their pages: a few after each poll of a feed, each page until it could be read, for a day."""

    def __init__(
        self, *, store: Store, reader: Reader, workers: Workers, audience: Audience, clock: Clock, metrics: Metrics
    ) -> None:
        self._store = store
        self._reader = reader
        self._workers = workers
        self._audience = audience
        self._clock = clock
        self._metrics = metrics

    async def read_for(self, feed: Feed) -> int:
        """Look at what a feed's polls brought and read the pages that are due; gives how many deliveries followed."""
        if not feed.spec.read_pages or feed.spec.country is not None:
            return 0
        await self._examine(feed)
        waiting = await self._store.undecided.waiting(feed.id, now=self._clock.now(), limit=PAGES_A_POLL)
        deliveries = 0
        for undecided in waiting:
            deliveries += await self._decide(feed, undecided)
        self._metrics.undecided.set(await self._store.undecided.count())
        return deliveries

    async def _examine(self, feed: Feed) -> None:
        """Pick out what is undecided. Entries themselves say what was not examined yet, so none is lost in a crash."""
        now = self._clock.now()
        entries = await self._store.undecided.unexamined(feed.id, since=now - TRIED_FOR, limit=EXAMINED_A_POLL)
        if not entries:
            return
        waits = await self._workers.run(find_undecided, entries)
        if isinstance(waits, WorkerFailed):
            return
        await self._store.undecided.examine(
            [
                Examined(
                    entry.id,
                    tell=worth_telling(
                        entry.published_at,
                        first_poll=_at_first(feed, entry),
                        backdated=False,
                        now=entry.read_at,
                    ),
                    waits=undecided,
                )
                for entry, undecided in zip(entries, waits, strict=True)
            ],
            now=now,
        )

    async def _decide(self, feed: Feed, undecided: Undecided) -> int:
        entry = undecided.entry
        found = await self._read(feed, entry)
        now = self._clock.now()
        if found is None:
            until = next_try(undecided.since, undecided.tries + 1, now)
            await self._store.undecided.postpone(entry.id, until=until)
            _log.info("page.unread", feed=feed.id, entry=entry.id, tries=undecided.tries + 1, given_up=until is None)
            return 0
        found = _dated(feed, entry, found)
        matches = (await self._audience.of([found], outlet=entry.outlet, now=now))[0] if undecided.tell else []
        deliveries = await self._store.undecided.decide(entry, found, told=matches, now=now, same_event=same_event)
        _log.info("page.read", feed=feed.id, entry=entry.id, about=found.analysis.about, deliveries=deliveries)
        return deliveries

    async def _read(self, feed: Feed, entry: Entry) -> AnalysedEntry | None:
        fetched = await self._reader.fetch(FetchRequest(entry.url or "", ca_file=feed.spec.ca_file))
        if not isinstance(fetched, Fetched):
            return None
        document = Document(fetched.body, fetched.url_final, fetched.content_type, fetched.charset)
        found = await self._workers.run(decide_by_page, document, entry, feed.spec.language)
        return None if isinstance(found, WorkerFailed) else found


def _dated(feed: Feed, entry: Entry, found: AnalysedEntry) -> AnalysedEntry:
    """As at a poll: what came without a date is news of the time it was read, unless that was the first poll."""
    if found.event is None or found.event.published_at is not None or _at_first(feed, entry):
        return found
    return replace(found, event=replace(found.event, published_at=entry.read_at))


def _at_first(feed: Feed, entry: Entry) -> bool:
    begun_at = feed.state.first_polled_at
    return begun_at is None or entry.read_at <= begun_at
