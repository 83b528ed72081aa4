"""Forgetting in time, and noticing what other processes wrote."""

import asyncio
from collections.abc import Callable

import structlog

from bot.clock import Clock
from store.errors import DatabaseUnavailable
from store.protocols import Store

NOTICE_SECONDS = 20.0
FORGET_SECONDS = 3600.0

_log = structlog.get_logger(__name__)


async def keep_house(store: Store, clock: Clock, stop: asyncio.Event, *, on_changes: Callable[[], None]) -> None:
    """Until `stop`: forget once an hour, look for changes three times a minute. `on_changes` is told of them."""
    forgotten_at = -FORGET_SECONDS
    while not stop.is_set():
        try:
            if clock.monotonic() - forgotten_at >= FORGET_SECONDS:
                await store.housekeeping.forget_old(now=clock.now())
                forgotten_at = clock.monotonic()
            if await store.housekeeping.notice_changes():
                on_changes()
        except DatabaseUnavailable as error:
            _log.warning("housekeeping.failed", error=str(error))
        await _pause(clock, stop)


async def _pause(clock: Clock, stop: asyncio.Event) -> None:
    tasks = {asyncio.create_task(clock.sleep(NOTICE_SECONDS)), asyncio.create_task(stop.wait())}
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
