"""Writing in groups: what comes together, or while an earlier group is written, is written together."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.clock import Clock

T = TypeVar("T")


class _Batch(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []
        self.full = asyncio.Event()
        self.done = asyncio.Event()
        self.error: Exception | None = None


class Batcher(Generic[T]):
    """Gathers items for `delay` seconds or until there are `size`, one group being written at a time.

    Once added, an item is written even when the one who added it is cancelled.
    """

    def __init__(
        self, write: Callable[[list[T]], Awaitable[None]], *, clock: Clock, delay: float = 0.0, size: int = 50
    ) -> None:
        self._write = write
        self._clock = clock
        self._delay = delay
        self._size = size
        self._open: _Batch[T] | None = None
        self._writer = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def add(self, item: T) -> None:
        """Return when `item` is written; raises what writing its group raised."""
        batch = self._open
        if batch is None:
            batch = self._open = _Batch()
            task = asyncio.create_task(self._carry_out(batch), name="batch")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        batch.items.append(item)
        if len(batch.items) >= self._size:
            batch.full.set()
        await batch.done.wait()
        if batch.error is not None:
            raise batch.error

    async def drain(self) -> None:
        """Return when everything added so far is written or has failed."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _carry_out(self, batch: _Batch[T]) -> None:
        if self._delay:
            await self._gather(batch)
        async with self._writer:
            if self._open is batch:
                self._open = None
            try:
                await self._write(batch.items)
            except Exception as error:  # noqa: BLE001 - handed on to everybody who waits for this group
                batch.error = error
            finally:
                batch.done.set()

    async def _gather(self, batch: _Batch[T]) -> None:
        timer = asyncio.ensure_future(self._clock.sleep(self._delay))
        full = asyncio.ensure_future(batch.full.wait())
        await asyncio.wait({timer, full}, return_when=asyncio.FIRST_COMPLETED)
        timer.cancel()
        full.cancel()
