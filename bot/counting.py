"""Counting what becomes of what is sent, and how late the event loop is."""

import asyncio

from bot.clock import Clock
from bot.delivery.sender import Sender
from bot.metrics import Metrics
from handlers.call import Message
from store.delivery import Outcome, Priority
from store.subscriber import ChatRef

BEAT_SECONDS = 1.0


class CountingSender:
    """A sender as it is, each outcome counted."""

    def __init__(self, sender: Sender, metrics: Metrics) -> None:
        self._sender = sender
        self._metrics = metrics

    async def send(
        self,
        chat: ChatRef,
        message: Message,
        *,
        priority: Priority,
        plain: bool = False,
        attempts: int = 0,
        admitted: bool = False,
    ) -> Outcome:
        outcome = await self._sender.send(
            chat, message, priority=priority, plain=plain, attempts=attempts, admitted=admitted
        )
        self._metrics.deliveries.labels(priority.name.lower(), type(outcome).__name__.lower()).inc()
        return outcome

    async def probe(self) -> bool:
        return await self._sender.probe()


async def watch_lag(metrics: Metrics, clock: Clock, stop: asyncio.Event) -> None:
    """Until `stop`: once a second, how much later than asked for the loop came round."""
    stopping = asyncio.create_task(stop.wait())
    while not stop.is_set():
        begun = clock.monotonic()
        beat = asyncio.create_task(clock.sleep(BEAT_SECONDS))
        await asyncio.wait({beat, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if beat.done():
            metrics.loop_lag.observe(max(0.0, clock.monotonic() - begun - BEAT_SECONDS))
        beat.cancel()
    stopping.cancel()
