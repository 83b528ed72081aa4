"""The courier's side of the outbox: claims, marks and settles in groups, and waits for a database that fails."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from bot.clock import Clock
from bot.delivery.batches import Batcher
from bot.delivery.trouble import StoreUnavailable, StoreWorksAgain, Trouble
from store.delivery import ClaimedDelivery, Outcome
from store.errors import DatabaseUnavailable
from store.protocols import Outbox

_log = structlog.get_logger()

T = TypeVar("T")
Settled = tuple[ClaimedDelivery, Outcome]

LEASE = timedelta(minutes=10)
SETTLE_DELAY = 0.05
SETTLE_SIZE = 500
"""Outcomes are settled every 50 ms, or as soon as there are 500."""

PAUSE = 1.0
"""Seconds until a database that could not be used is tried again."""


class Ledger:
    """Waits, once a second, while the database cannot be used (full, locked), and tells of it once each time.

    Any other error passes through. `lost` is why something could not be written before the end, if so.
    """

    def __init__(self, outbox: Outbox, *, clock: Clock, on_trouble: Callable[[Trouble], None], name: str) -> None:
        self._outbox = outbox
        self._clock = clock
        self._on_trouble = on_trouble
        self._name = name
        self._marks: Batcher[int] = Batcher(self._mark_all, clock=clock)
        self._outcomes: Batcher[Settled] = Batcher(self._settle_all, clock=clock, delay=SETTLE_DELAY, size=SETTLE_SIZE)
        self._failing = False
        self._closing = False
        self.lost: DatabaseUnavailable | None = None

    async def claim(self, limit: int) -> list[ClaimedDelivery]:
        """What is due, at most `limit`; nothing, after a pause, when the database fails."""
        try:
            claimed = await self._outbox.claim(now=self._clock.now(), lease=LEASE, limit=limit, courier=self._name)
        except DatabaseUnavailable as error:
            self._note_failure(error)
            await self._clock.sleep(PAUSE)
            return []
        self._note_success()
        return claimed

    async def next_due_at(self) -> datetime | None:
        try:
            return await self._outbox.next_due_at()
        except DatabaseUnavailable:
            return None

    async def spread(self) -> bool:
        """Write a part of what a large audience is to get; False when nothing is left."""
        return await self._keep_trying(self._outbox.spread)

    async def forgive(self) -> None:
        """Let what failed while nobody was answered begin to count anew."""
        await self._keep_trying(self._outbox.forgive)

    async def mark(self, delivery_id: int) -> None:
        """Return when it is committed that this delivery is being handed over."""
        await self._marks.add(delivery_id)

    async def settle(self, settled: Settled) -> None:
        """Return when the outcome is committed; it will be even if the caller is cancelled."""
        await self._outcomes.add(settled)

    async def close(self, seconds: float) -> None:
        """Return when everything is written, or has failed once more after that many seconds."""
        draining = {asyncio.create_task(self._marks.drain()), asyncio.create_task(self._outcomes.drain())}
        await wait_within(draining, seconds, self._clock)
        self._closing = True
        await asyncio.gather(*draining)

    async def _mark_all(self, ids: list[int]) -> None:
        await self._keep_trying(lambda: self._outbox.mark_sending(ids, now=self._clock.now()))

    async def _settle_all(self, outcomes: list[Settled]) -> None:
        await self._keep_trying(lambda: self._outbox.settle(outcomes, now=self._clock.now()))

    async def _keep_trying(self, work: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                result = await work()
            except DatabaseUnavailable as error:
                self._note_failure(error)
                if self._closing:
                    self.lost = error
                    raise
                await self._clock.sleep(PAUSE)
            else:
                self._note_success()
                return result

    def _note_failure(self, error: DatabaseUnavailable) -> None:
        if not self._failing:
            self._failing = True
            _log.error("outbox cannot be written", error=str(error))
            self._on_trouble(StoreUnavailable(str(error)))

    def _note_success(self) -> None:
        if self._failing:
            self._failing = False
            _log.warning("outbox can be written again")
            self._on_trouble(StoreWorksAgain())


async def wait_within(tasks: Collection[asyncio.Task[None]], seconds: float, clock: Clock) -> None:
    """Wait until all tasks are done, or for `seconds`."""
    if not tasks or seconds <= 0:
        return
    timer = asyncio.create_task(clock.sleep(seconds))
    together = asyncio.ensure_future(asyncio.wait(set(tasks)))
    await asyncio.wait({timer, together}, return_when=asyncio.FIRST_COMPLETED)
    timer.cancel()
    together.cancel()
