"""How late the event loop is."""

import asyncio

from bot.clock import Clock
from bot.metrics import Metrics

BEAT_SECONDS = 1.0


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
