"""While documents that are heavy or hostile are polled, the event loop goes on."""

import asyncio
import gc
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
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
ALLOWED = 0.05 * SLOWNESS
QUEUES = 5
"""How often over the loop may wait for the machine: for a core, and for threads that hold the interpreter and wait for
one themselves."""
_SLEEPER = f"""
import sys, threading, time
worst, done = 0.0, threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
print(flush=True)
while not done.is_set():
    begun = time.perf_counter()
    time.sleep({TICK})
    worst = max(worst, time.perf_counter() - begun - {TICK})
print(worst)
"""


@dataclass
class Lags:
    """For each turn of a task that only sleeps: seconds by which it woke too late, CPU seconds spent on the loop.

    `busy` is by how much a process that only sleeps woke too late meanwhile: that much is the machine's doing.
    """

    late: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)
    busy: float = 0.0


@asynccontextmanager
async def lags() -> AsyncIterator[Lags]:
    found = Lags()

    async def watch() -> None:
        while True:
            begun, spent = time.perf_counter(), time.thread_time()
            await asyncio.sleep(TICK)
            found.late.append(time.perf_counter() - begun - TICK)
            found.spent.append(time.thread_time() - spent)

    pipe = asyncio.subprocess.PIPE
    sleeper = await asyncio.create_subprocess_exec(sys.executable, "-c", _SLEEPER, stdin=pipe, stdout=pipe)
    assert sleeper.stdout is not None
    await sleeper.stdout.readline()
    gc.collect()
    watching = asyncio.create_task(watch())
    try:
        yield found
    finally:
        watching.cancel()
        said, _ = await sleeper.communicate(b"")
        found.busy = float(said)


def attributes() -> bytes:
    many = " ".join(f'a{number}="{number}"' for number in range(40_000))
    return f'<rss version="2.0"><channel><item {many}><title>x</title></item></channel></rss>'.encode()


def heavy() -> bytes:
    """Two megabytes in 600 entries, one in ten about Kyrgyzstan."""
    far = "Городской совет Осло обсудил, как расширить дорогу вдоль реки, и поблагодарил жителей за письма. " * 20
    near = "Бишкекте соттун чечими тууралуу кабар тарады, активист Айда Асанова камакта калды. " * 20
    items = [
        (f"https://a.example/{n}", f"Report {n}", f"{n} {far if n % 10 else near}", NOW - timedelta(hours=n))
        for n in range(600)
    ]
    return rss(*items)


def one_long_text() -> bytes:
    return rss(("https://a.example/1", "A long report", "word " * 800_000, NOW))


@pytest.mark.parametrize(("make", "new"), [(attributes, 0), (heavy, 600), (one_long_text, 1)])
async def test_the_event_loop_goes_on(tmp_path: Path, make: Callable[[], bytes], new: int) -> None:
    """The first poll counts too, with all that is loaded for it."""
    async with (
        serve(answering(make())) as site,
        open_desk(tmp_path, [FeedSpec("A", site.url())], time_limit=20 if new else 4) as desk,
        lags() as lag,
    ):
        report = await desk.poll()
    assert report.intake.new == new
    assert len(lag.late) > 50
    assert max(lag.spent) < ALLOWED
    assert max(lag.late) < ALLOWED + QUEUES * lag.busy
