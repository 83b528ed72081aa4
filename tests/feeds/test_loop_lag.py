"""While documents that are heavy or hostile are polled, the event loop goes on."""

import asyncio
import gc
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.feed import FeedSpec
from tests.feeds.desk import open_desk, rss
from tests.feeds.sites import answering, serve

NOW = datetime.now(UTC)
TICK = 0.002
# Seconds; measuring coverage makes all Python several times slower.
SLOWNESS = 1 if sys.gettrace() is None else 5
WORK_ALLOWED = 0.05 * SLOWNESS
LAG_ALLOWED = 1.0 * SLOWNESS


@asynccontextmanager
async def lags() -> AsyncIterator[list[tuple[float, float]]]:
    """For each turn of a task that only sleeps: seconds by which it woke too late, CPU seconds spent on the loop."""
    late: list[tuple[float, float]] = []

    async def watch() -> None:
        while True:
            begun, spent = time.perf_counter(), time.thread_time()
            await asyncio.sleep(TICK)
            late.append((time.perf_counter() - begun - TICK, time.thread_time() - spent))

    watching = asyncio.create_task(watch())
    try:
        yield late
    finally:
        watching.cancel()


def attributes() -> bytes:
    many = " ".join(f'a{number}="{number}"' for number in range(40_000))
    return f'<rss version="2.0"><channel><item {many}><title>x</title></item></channel></rss>'.encode()


def heavy() -> bytes:
    """A megabyte in 600 entries."""
    text = "Соттун чечими тууралуу кабар жана the court said that the hearing goes on. " * 24
    items = [(f"https://a.example/{n}", f"Report {n}", text, NOW - timedelta(hours=n)) for n in range(600)]
    return rss(*items)


def one_long_text() -> bytes:
    return rss(("https://a.example/1", "A long report", "word " * 800_000, NOW))


@pytest.mark.parametrize("make", [attributes, heavy, one_long_text])
async def test_the_event_loop_goes_on(tmp_path: Path, make: Callable[[], bytes]) -> None:
    """The first poll counts too, with all that is loaded for it. The loop's own work is bounded closely; how late it
    wakes beside threads that write is bounded loosely."""
    async with (
        serve(answering(make())) as site,
        open_desk(tmp_path, [FeedSpec("A", site.url())], time_limit=8) as desk,
    ):
        gc.collect()
        async with lags() as late:
            await desk.poll()
    assert len(late) > 50
    assert max(spent for _, spent in late) < WORK_ALLOWED
    assert max(lag for lag, _ in late) < LAG_ALLOWED
