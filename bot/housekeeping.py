"""Forgetting in time, noticing what other processes wrote, that the clock was set, that the file is damaged."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.delivery.trouble import StoreDamaged, Trouble
from store.errors import DatabaseUnavailable
from store.protocols import Store

NOTICE_SECONDS = 20.0
HOUR = 3600.0
LEAST_JUMP = timedelta(minutes=1)
"""What the clock may drift, or be set by, without anything being planned anew."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class ClockWatch:
    """Compares the hour with time that only grows."""

    now: datetime
    monotonic: float

    def jump(self, now: datetime, monotonic: float) -> timedelta | None:
        """By how much the clock was set since it was last asked; None where that is nothing to speak of."""
        jumped = (now - self.now) - timedelta(seconds=monotonic - self.monotonic)
        if abs(jumped) <= LEAST_JUMP:
            return None
        self.now, self.monotonic = now, monotonic
        return jumped


@dataclass(slots=True)
class House:
    """`on_changes` is told when something is due earlier than was known, `on_trouble` when the file is damaged."""

    store: Store
    clock: Clock
    on_changes: Callable[[], None]
    on_trouble: Callable[[Trouble], None] = lambda _: None
    _hour_began: float = field(default=-HOUR, init=False)

    async def keep(self, stop: asyncio.Event) -> None:
        """Until `stop`: the hourly duties once an hour, the others three times a minute."""
        watch = ClockWatch(self.clock.now(), self.clock.monotonic())
        while not stop.is_set():
            try:
                await self._heed_clock(watch)
                if await self.store.housekeeping.notice_changes():
                    self.on_changes()
                if self.clock.monotonic() - self._hour_began >= HOUR:
                    self._hour_began = self.clock.monotonic()
                    await self._do_hourly()
            except DatabaseUnavailable as error:
                _log.warning("housekeeping.failed", error=str(error))
            await _pause(self.clock, stop)

    async def _heed_clock(self, watch: ClockWatch) -> None:
        jumped = watch.jump(self.clock.now(), self.clock.monotonic())
        if jumped is None:
            return
        _log.warning("clock.was_set", seconds=round(jumped.total_seconds()))
        await self.store.housekeeping.shift_schedules(by=jumped, now=self.clock.now())
        self.on_changes()

    async def _do_hourly(self) -> None:
        damage = await self.store.housekeeping.find_damage()
        if damage:
            _log.error("database.damaged", found=damage)
            self.on_trouble(StoreDamaged(damage))
            return
        await self.store.housekeeping.forget_old(now=self.clock.now())


async def _pause(clock: Clock, stop: asyncio.Event) -> None:
    tasks = {asyncio.create_task(clock.sleep(NOTICE_SECONDS)), asyncio.create_task(stop.wait())}
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
