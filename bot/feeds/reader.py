"""Reading feeds over the network: fetched in turn, parsed and analysed in worker processes."""

from dataclasses import replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from bot.analysis.jobs import analyse_entries
from bot.feeds.document import Document, NotAFeed
from bot.feeds.fetched import Fetched, FetchRequest, FetchResult
from bot.feeds.reading import Reading, first_share, join, read_document
from bot.feeds.turns import Turns
from bot.feeds.worker import WorkerFailed, Workers
from store.feed import Feed, FeedKind

PAGES_OF_A_LISTING = 5
"""How many pages of a listing are read when it is polled for the first time."""


class Fetching(Protocol):
    """What fetches: `bot.feeds.fetching.Fetcher`, or what stands for the network in a test."""

    async def fetch(self, request: FetchRequest) -> FetchResult: ...


class Reader:
    """Fetches when it is a host's turn, and reads in the workers."""

    def __init__(self, fetcher: Fetching, workers: Workers, turns: Turns) -> None:
        self._fetcher = fetcher
        self._workers = workers
        self._turns = turns

    async def fetch(self, request: FetchRequest) -> FetchResult:
        """Fetch once it is this host's turn."""
        async with self._turns.turn(request.url):
            return await self._fetcher.fetch(request)

    async def read(
        self, feed: Feed, fetched: Fetched, *, seen: frozenset[str], now: datetime
    ) -> Reading | NotAFeed | WorkerFailed:
        """The document's entries, the unseen ones analysed; of a listing that is new to us also its next pages."""
        found = await self._read_page(feed, fetched, seen, now)
        first_poll = feed.state.first_polled_at is None
        if not isinstance(found, Reading) or feed.spec.kind is not FeedKind.LISTING or not first_poll:
            return found
        return join([found, *await self._read_on(feed, found, fetched.url_final, now)])

    async def _read_on(self, feed: Feed, first: Reading, url: str, now: datetime) -> list[Reading]:
        """The pages that follow, as far as they can be read and stand at the same host."""
        pages: list[Reading] = []
        read, following = {url}, first.next_page
        while following and following not in read and len(read) < PAGES_OF_A_LISTING:
            if urlsplit(following).hostname != urlsplit(url).hostname:
                break
            read.add(following)
            fetched = await self.fetch(FetchRequest(following, ca_file=feed.spec.ca_file))
            page = await self._read_page(feed, fetched, frozenset(), now) if isinstance(fetched, Fetched) else None
            if not isinstance(page, Reading):
                break
            pages.append(page)
            following = page.next_page
        return pages

    async def _read_page(
        self, feed: Feed, fetched: Fetched, seen: frozenset[str], now: datetime
    ) -> Reading | NotAFeed | WorkerFailed:
        document = Document(fetched.body, fetched.url_final, fetched.content_type, fetched.charset)
        found = await self._workers.run(read_document, document, feed.spec, seen, now)
        while isinstance(found, Reading) and found.waiting:
            share = first_share(found.waiting)
            more = await self._workers.run(analyse_entries, found.waiting[:share], feed.spec.country)
            if isinstance(more, WorkerFailed):
                return more
            found = replace(found, analysed=(*found.analysed, *more), waiting=found.waiting[share:])
        return found
