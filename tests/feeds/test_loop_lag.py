"""While documents that are heavy or hostile are polled, the event loop goes on."""

import asyncio
import gc
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
LAG_ALLOWED = 0.05


@asynccontextmanager
async def lags() -> AsyncIterator[list[float]]:
    """Seconds by which a task that only sleeps woke too late."""
    late: list[float] = []

    async def watch() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(TICK)
            late.append(time.perf_counter() - begun - TICK)

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
    """The first poll counts too, with all that is loaded for it. What the machine itself holds up is allowed for."""
    async with (
        serve(answering(make())) as site,
        open_desk(tmp_path, [FeedSpec("A", site.url())], time_limit=8) as desk,
    ):
        gc.collect()
        async with lags() as quiet:
            await asyncio.sleep(0.5)
        async with lags() as late:
            await desk.poll()
    assert len(late) > 50
    assert max(late) < LAG_ALLOWED + 3 * max(quiet)
