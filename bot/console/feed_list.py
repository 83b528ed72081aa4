"""The stored feeds, as the commands that change them see them."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import FeedRefused
from bot.feeds.catalogue import read_specs
from config.settings import Settings
from store.errors import DatabaseInUse
from store.feed import Feed, FeedSpec
from store.protocols import Feeds
from store.sqlite.lock import hold_lock
from store.sqlite.open import open_feeds


@dataclass(frozen=True, slots=True)
class FeedList:
    """What may be done with feeds beside a running bot, which sees it at its next look."""

    feeds: Feeds
    clock: Clock
    catalogue: frozenset[str]

    async def all(self) -> list[Feed]:
        return await self.feeds.all()

    async def undecided(self) -> Mapping[int, int]:
        """How many entries of each feed wait for their own page."""
        return await self.feeds.undecided()

    async def find(self, words: str) -> Feed:
        """The feed of an address, a number, or an outlet that has one feed. Raises FeedRefused."""
        feeds = await self.feeds.all()
        found = [feed for feed in feeds if words in (feed.spec.url, str(feed.id))]
        found = found or [feed for feed in feeds if feed.spec.outlet.casefold() == words.casefold()]
        if not found:
            raise FeedRefused(f"there is no feed {words}: see `jarchy feeds list`")
        if len(found) > 1:
            raise FeedRefused(f"{words} has {len(found)} feeds: name one by its number")
        return found[0]

    async def add(self, spec: FeedSpec) -> None:
        """Raises FeedRefused when it is there already."""
        if spec.url in self.catalogue:
            raise FeedRefused(f"the catalogue names {spec.url} already")
        if not await self.feeds.add(spec, now=self.clock.now()):
            raise FeedRefused(f"{spec.url} was added before")

    async def add_all(self, specs: Iterable[FeedSpec]) -> int:
        """Add those that are not there yet; gives how many."""
        added = 0
        for spec in specs:
            with suppress(FeedRefused):
                await self.add(spec)
                added += 1
        return added

    async def remove(self, words: str) -> Feed:
        """Raises FeedRefused for what the catalogue names."""
        feed = await self.find(words)
        if not await self.feeds.remove(feed.id):
            raise FeedRefused(
                f"the catalogue names {feed.spec.url}: pause it, or take it out of the catalogue in JARCHY_FEEDS_FILE"
            )
        return feed

    async def pause(self, words: str, *, paused: bool) -> Feed:
        feed = await self.find(words)
        await self.feeds.pause(feed.id, paused=paused, now=self.clock.now())
        return feed

    async def pace(self, words: str, interval: timedelta | None) -> Feed:
        """Raises FeedRefused when no feed is meant."""
        feed = await self.find(words)
        await self.feeds.set_interval(feed.id, interval)
        return feed

    @property
    def now(self) -> datetime:
        return self.clock.now()


@asynccontextmanager
async def open_list(settings: Settings, clock: Clock) -> AsyncIterator[FeedList]:
    """The database's feeds, the catalogue's among them. Raises StoreError, CatalogueError."""
    specs = read_specs(settings.feeds_file)
    async with open_feeds(settings.database_path, key=settings.read_database_key()) as feeds:
        # A running bot has done this with its own catalogue.
        with suppress(DatabaseInUse), hold_lock(settings.database_path):
            await feeds.sync(specs, now=clock.now())
        yield FeedList(feeds, clock, frozenset(spec.url for spec in specs))
