"""How fast a thousand feeds are fetched, read and stored, and how fast it is seen that nothing changed.

Run with `python -m tests.bench.feeds`. The feeds come from a process of their own. lemon24/reader is measured on the
same server where JARCHY_BENCH_READER names a Python that has it.
"""

import asyncio
import gc
import json
import logging
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import structlog

from bot.analysis.jobs import own_lexicon, prepare_worker
from bot.audience import Audience
from bot.clock import SystemClock
from bot.feeds.fetching import Fetcher
from bot.feeds.guard import FetchRules, parse_allow
from bot.feeds.poller import Poller
from bot.feeds.worker import Workers
from bot.metrics import Metrics
from store.feed import FeedSpec
from store.sqlite.open import open_store
from tests.bench.feed_town import ENTRIES, FEEDS, address_of, feed_town

READER = "JARCHY_BENCH_READER"
ROUNDS = 100
_READER_SCRIPT = """
import json, resource, sys, time
from reader import make_reader
urls = json.load(sys.stdin)
reader = make_reader(sys.argv[1])
for url in urls:
    reader.add_feed(url)
figures = []
for _ in range(2):
    begun, cpu = time.perf_counter(), time.process_time()
    reader.update_feeds(scheduled=False, workers=int(sys.argv[2]))
    figures.append((time.perf_counter() - begun, time.process_time() - cpu))
print(json.dumps([figures, reader.get_entry_counts().total, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


class JumpingClock(SystemClock):
    """The system's clock, put forward so that all feeds are due again."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.ahead


@dataclass
class Stopwatch:
    """Seconds on the wall, and of CPU in this process and in the workers."""

    wall: float = 0.0
    cpu: float = 0.0

    @contextmanager
    def running(self, pids: tuple[int, ...]) -> Iterator[None]:
        begun, cpu = time.perf_counter(), cpu_of(pids)
        yield
        self.wall, self.cpu = time.perf_counter() - begun, cpu_of(pids) - cpu


def cpu_of(pids: tuple[int, ...]) -> float:
    """CPU seconds of this process and of others."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int) -> float:
    """Resident memory in MiB."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def measure_jarchy(port: int, folder: Path, rounds: int) -> None:
    clock, rng = JumpingClock(), random.Random(1)
    rules = FetchRules((parse_allow("127.0.0.0/8"),))
    async with (
        open_store(folder / "jarchy.db", own_lexicon().terms) as store,
        Fetcher(now=clock.now, rules=rules) as fetcher,
        Workers(size=2, setup=prepare_worker) as workers,
    ):
        await asyncio.gather(workers.run(os.getpid), workers.run(os.getpid))
        specs = [FeedSpec(f"Outlet {number}", address_of(number, port)) for number in range(FEEDS)]
        await store.feeds.sync(specs, now=clock.now())
        poller = Poller(
            store=store,
            fetcher=fetcher,
            workers=workers,
            audience=Audience(store),
            clock=clock,
            rng=rng,
            interval=300,
            metrics=Metrics(),
        )
        pids = workers.processes
        watch = Stopwatch()
        with watch.running(pids):
            reports = await poller.poll_due(lambda _: None)
        entries = sum(report.intake.new for report in reports)
        _check(len(reports) == FEEDS and entries == FEEDS * ENTRIES, "not all feeds were read")
        say_rates("jarchy, first poll, analysed", watch, entries)
        before = [memory_of(pid) for pid in (os.getpid(), *pids)]
        await _rest(poller, clock, pids, rounds, before)


async def _rest(poller: Poller, clock: JumpingClock, pids: tuple[int, ...], rounds: int, before: list[float]) -> None:
    for number in range(rounds):
        clock.ahead += timedelta(hours=2, minutes=10)
        watch = Stopwatch()
        with watch.running(pids):
            reports = await poller.poll_due(lambda _: None)
        _check(len(reports) == FEEDS and all(report.unchanged for report in reports), "something changed")
        if number == 0:
            say_rates("jarchy, nothing changed (304)", watch, 0)
    gc.collect()
    after = [memory_of(pid) for pid in (os.getpid(), *pids)]
    pairs = ", ".join(f"{one:.0f} → {other:.0f}" for one, other in zip(before, after, strict=True))
    say(f"  memory in MiB of poller and workers, after the first poll → after {rounds} rounds: {pairs}")


def measure_reader(python: str, port: int, folder: Path, workers: int) -> None:
    urls = json.dumps([address_of(number, port) for number in range(FEEDS)])
    done = subprocess.run(
        [python, "-c", _READER_SCRIPT, str(folder / f"reader{workers}.db"), str(workers)],
        input=urls,
        capture_output=True,
        text=True,
        check=True,
    )
    figures, entries, memory = json.loads(done.stdout.splitlines()[-1])
    for name, (wall, cpu) in zip(("first poll", "nothing changed (304)"), figures, strict=True):
        say_rates(f"reader, {workers} threads, {name}", Stopwatch(wall, cpu), entries if name == "first poll" else 0)
    say(f"  reader's memory at its highest: {memory:.0f} MiB")


def say_rates(name: str, watch: Stopwatch, entries: int) -> None:
    rate = f"{entries / watch.wall:8.0f} entries/s" if entries else " " * 18
    cpu = 1000 * watch.cpu / FEEDS
    say(f"  {name:<44} {FEEDS / watch.wall:7.0f} feeds/s {rate} {cpu:7.2f} ms CPU a poll")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _check(held: bool, words: str) -> None:
    if not held:
        raise SystemExit(words)


def main() -> None:
    """Print the figures; a few minutes. An argument gives another number of rounds than 100."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(65_536, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    python = os.environ.get(READER, sys.executable if find_spec("reader") else "")
    for words, about_home in (("one entry in ten", 10), ("every entry", 1)):
        say(f"{FEEDS} feeds of {ENTRIES} entries, {words} about Kyrgyzstan:")
        with tempfile.TemporaryDirectory() as folder, feed_town(about_home=about_home) as port:
            asyncio.run(measure_jarchy(port, Path(folder), rounds if about_home == 10 else 1))
            for workers in (1, 8) if python and about_home == 10 else ():
                measure_reader(python, port, Path(folder), workers)
    if not python:
        say(f"  reader: not measured; `make bench` installs it, or {READER} names a Python that has it")


if __name__ == "__main__":
    main()
