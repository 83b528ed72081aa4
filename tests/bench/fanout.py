"""How long an alert for 100,000 readers takes to be written, and what answers wait for meanwhile.

Run with `python -m tests.bench.fanout`.
"""

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from store.entry import About, AnalysedEntry, Analysis
from store.sqlite.open import SqliteStore, open_store
from store.sqlite.outbox import enqueue_alert
from store.subscriber import ChatRef, Match
from tests.bench.delivery import say, settle_readers
from tests.make import NO_TERMS, parsed

READERS = 100_000
DIGEST_READERS = 30_000


async def prepare(store: SqliteStore) -> None:
    await store.database.write(lambda connection: settle_readers(connection, READERS))
    await store.database.write(
        lambda connection: connection.execute(
            f"UPDATE subscriber SET rhythm = 'daily', timezone = 'Asia/Bishkek' WHERE id <= {DIGEST_READERS}"
        )
    )
    analysed = AnalysedEntry(parsed("A march in Osh"), Analysis(language="en", about=About.PRIMARY, civic=True))
    await store.entries.import_entries([("e1", "Test", analysed)], now=datetime.now(UTC))


async def read_meanwhile(store: SqliteStore, stop: asyncio.Event) -> list[float]:
    """What readings of the store take while something is written."""
    waits = []
    while not stop.is_set():
        begun = time.perf_counter()
        await store.subscribers.find(ChatRef(500))
        waits.append(time.perf_counter() - begun)
        await asyncio.sleep(0.005)
    return waits


async def write_meanwhile(store: SqliteStore, stop: asyncio.Event) -> list[float]:
    """What a reader's setting takes while something else is written."""
    waits = []
    while not stop.is_set():
        begun = time.perf_counter()
        await store.subscribers.set_language(1, "ru")
        waits.append(time.perf_counter() - begun)
        await asyncio.sleep(0.005)
    return waits


async def spread(store: SqliteStore) -> None:
    while await store.outbox.spread():
        pass


async def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(Path(folder) / "bench.db", NO_TERMS) as store:
            await prepare(store)
            matches = [Match(0, number, "everything") for number in range(1, READERS + 1)]
            stop, now = asyncio.Event(), datetime.now(UTC)
            reading = asyncio.create_task(read_meanwhile(store, stop))
            writing = asyncio.create_task(write_meanwhile(store, stop))
            await asyncio.sleep(0.1)
            begun = time.perf_counter()
            number = await store.database.write(lambda connection: enqueue_alert(connection, 1, matches, now))
            first = time.perf_counter() - begun
            spreading = asyncio.create_task(spread(store))
            asked = time.perf_counter()
            await store.outbox.claim(now=now, lease=now - now, limit=100, courier="bench")
            claimed = time.perf_counter() - asked
            await spreading
            took = time.perf_counter() - begun
            stop.set()
            read, written = await reading, await writing
    say(f"An alert for {number} readers, {DIGEST_READERS} of them with digests:")
    say(f"  written in {took:.2f} s, the first of it in {first:.2f} s; a claim meanwhile took {1000 * claimed:.0f} ms")
    say(f"  readings meanwhile: {describe(read)}")
    say(f"  writings meanwhile: {describe(written)}")


def describe(waits: list[float]) -> str:
    ordered = sorted(waits)
    p95 = ordered[int(0.95 * len(ordered))]
    return f"95 % of {len(ordered)} within {1000 * p95:.0f} ms, at most {1000 * ordered[-1]:.0f} ms"


if __name__ == "__main__":
    asyncio.run(measure())
