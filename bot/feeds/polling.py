"""One poll of one feed: fetched, read, taken in, and what that teaches kept."""

import asyncio
import hashlib
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.analysis.jobs import same_event
from bot.audience import Audience
from bot.clock import Clock
from bot.feeds.document import NotAFeed
from bot.feeds.fetched import Fetched, FetchRequest, NotModified
from bot.feeds.reader import Reader
from bot.feeds.reading import Reading
from bot.feeds.redesign import Redesigned, fingerprint, judging
from bot.feeds.schedule import PollFailed, PollOutcome, PollSucceeded, PollUnchanged, address_of, plan_next_poll
from bot.feeds.statebook import StateBook
from bot.feeds.worker import WorkerFailed
from store.feed import Feed, FeedState
from store.intake import Intake
from store.protocols import Store

IN_HAND = 16
"""Feeds between the beginning of their fetch and the end of their reading: so many bodies are in memory at most."""
NOTHING = Intake()

_REDESIGNED = "the page looks quite unlike before: check its selectors, or resume it to have it read as it is"
_HASHED_AT_ONCE = 256 * 1024

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PollReport:
    """What came of polling one feed, for people: `trouble` is empty when all went well."""

    feed: Feed
    state: FeedState
    entries: int = 0
    intake: Intake = NOTHING
    trouble: str = ""
    unchanged: bool = False


class Polling:
    """Polls feeds, each when told to; at most 16 are in hand at once. `interval` is the default one."""

    def __init__(
        self,
        *,
        store: Store,
        reader: Reader,
        audience: Audience,
        clock: Clock,
        rng: random.Random,
        interval: timedelta,
    ) -> None:
        self._store = store
        self._reader = reader
        self._audience = audience
        self._clock = clock
        self._rng = rng
        self._interval = interval
        self._states = StateBook(store.feeds)
        self._in_hand = asyncio.Semaphore(IN_HAND)

    async def poll(self, feed: Feed) -> PollReport:
        """Poll one feed now, whatever its schedule says, and take in what it brings."""
        state = feed.state
        request = FetchRequest(
            address_of(feed), etag=state.etag, last_modified=state.last_modified, ca_file=feed.spec.ca_file
        )
        async with self._in_hand:
            result = await self._reader.fetch(request)
            if isinstance(result, Fetched):
                return await self._read(feed, result)
        if isinstance(result, NotModified):
            return await self._note_unchanged(feed, result, body_read=False)
        return await self._note_failure(
            feed, PollFailed(result.detail, retry_after=result.retry_after, status=result.status)
        )

    async def _read(self, feed: Feed, fetched: Fetched) -> PollReport:
        now, body_hash = self._clock.now(), await _hash(fetched.body)
        if body_hash == feed.state.body_hash:
            await self._store.feeds.mark_last_shown_again(feed.id, now=now)
            return await self._note_unchanged(feed, fetched, body_read=True)
        seen = await self._store.feeds.seen(feed.id, now=now)
        reading = await self._reader.read(feed, fetched, seen=seen.hashes, now=now)
        if isinstance(reading, NotAFeed | WorkerFailed):
            return await self._note_failure(feed, PollFailed(reading.detail))
        if seen.hashes and not reading.shown:
            return await self._note_failure(feed, PollFailed("it shows no entries any more", emptied=True))
        if still_shown := seen.stale.intersection(reading.shown):
            await self._store.feeds.mark_shown(feed.id, still_shown, now=now)
        outcome = _outcome(feed, fetched, reading, body_hash)
        if not reading.analysed:
            return await self._keep(feed, reading, outcome)
        try:
            return await self._take_in(feed, reading, seen.hashes, outcome)
        except Redesigned:
            return await self._note_failure(feed, PollFailed(_REDESIGNED))

    async def _take_in(self, feed: Feed, reading: Reading, seen: frozenset[str], outcome: PollSucceeded) -> PollReport:
        now = self._clock.now()
        intake = await self._store.entries.take_in(
            feed,
            reading.analysed,
            judge=judging(feed, reading, seen, now),
            audience=await self._audience.of(reading.analysed, outlet=feed.spec.outlet, now=now),
            state=(state := self._plan(feed, outcome, now)),
            now=now,
            same_event=same_event,
        )
        _log_reading(feed, reading, intake)
        if not intake.new:
            # What looked new was an edit, or known from elsewhere: that is no sign of life.
            report = await self._keep(feed, reading, replace(outcome, new=False))
            return replace(report, intake=intake)
        return PollReport(feed, state, entries=len(reading.shown), intake=intake)

    async def _keep(self, feed: Feed, reading: Reading, outcome: PollOutcome) -> PollReport:
        state = self._plan(feed, outcome, self._clock.now())
        await self._states.save(feed.id, state)
        return PollReport(feed, state, entries=len(reading.shown))

    async def _note_unchanged(self, feed: Feed, result: Fetched | NotModified, *, body_read: bool) -> PollReport:
        outcome = PollUnchanged(
            etag=result.etag,
            last_modified=result.last_modified,
            max_age=result.max_age,
            permanent_url=result.permanent_url,
            body_read=body_read,
        )
        state = self._plan(feed, outcome, self._clock.now())
        await self._states.save(feed.id, state)
        return PollReport(feed, state, unchanged=True)

    async def _note_failure(self, feed: Feed, outcome: PollFailed) -> PollReport:
        state = self._plan(feed, outcome, self._clock.now())
        await self._states.save(feed.id, state)
        _log.warning("feed.failed", feed=feed.id, outlet=feed.spec.outlet, reason=outcome.detail)
        return PollReport(feed, state, trouble=outcome.detail)

    def _plan(self, feed: Feed, outcome: PollOutcome, now: datetime) -> FeedState:
        return plan_next_poll(feed, outcome, now=now, rng=self._rng, default_interval=self._interval)


async def _hash(body: bytes) -> str:
    """Of a large body in a thread, so that the event loop goes on."""
    if len(body) > _HASHED_AT_ONCE:
        return await asyncio.to_thread(lambda: hashlib.sha256(body).hexdigest())
    return hashlib.sha256(body).hexdigest()


def _outcome(feed: Feed, fetched: Fetched, reading: Reading, body_hash: str) -> PollSucceeded:
    note = f"it shows too much: its {reading.dropped} oldest entries are left out" if reading.dropped else None
    return PollSucceeded(
        new=bool(reading.analysed),
        published=reading.published,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        body_hash=body_hash,
        max_age=fetched.max_age,
        ttl=reading.ttl,
        permanent_url=fetched.permanent_url,
        fingerprint=fingerprint(feed.spec, reading.fingerprint),
        note=note,
    )


def _log_reading(feed: Feed, reading: Reading, intake: Intake) -> None:
    if reading.dropped:
        _log.warning("feed.too_long", feed=feed.id, outlet=feed.spec.outlet, left_out=reading.dropped)
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
