"""How well and how fast searches are answered: run `python -m tests.bench.search` (quality, then speed).

`--quality` and `--speed` run one of the two; `--misses` shows the tuned queries that fall short. The judged set is
tests/data/search; a part is held out: its figures are printed, its misses never. Beside them, in the same run, plain
FTS5 (unicode61, words OR-ed, bm25) and `LIKE`. Speed is measured on a generated archive (`--entries`, 100,000) in a
file; times are of the wall and of the processor, which differ on a busy machine.
"""

import argparse
import math
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.made_up_archive import Writer, fill, kinds_of_queries
from tests.bench.names import build_index
from tests.store.search.archive import (
    FRESH_PARTS,
    Archive,
    Judged,
    Sample,
    judged_queries,
    judged_samples,
    open_archive,
    samples_of,
)

Answer = Callable[[str], Sequence[str]]

_SEED = 7
HELD_OUT = ("queries-held-out", "queries-fresh-e")


def dcg(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def ndcg(found: Sequence[str], judged: Judged) -> float:
    """nDCG@10 with exponential gain."""
    ideal = dcg(sorted(judged.grades.values(), reverse=True)[:10])
    return dcg([judged.grades.get(key, 0) for key in found[:10]]) / ideal if ideal else 1.0


@dataclass(frozen=True, slots=True)
class Baselines:
    """Plain FTS5 and LIKE over titles and texts."""

    connection: sqlite3.Connection

    @classmethod
    def fill(cls, archive: Archive) -> "Baselines":
        archive.connection.executescript(
            "CREATE VIRTUAL TABLE plain USING fts5 (title, text, tokenize = 'unicode61');"
            "INSERT INTO plain (rowid, title, text) SELECT id, title, text FROM entry;"
        )
        return cls(archive.connection)

    def fts5(self, query: str) -> list[int]:
        words = " OR ".join('"' + word.replace('"', "") + '"' for word in query.replace("\0", "").split())
        rows = self.connection.execute(
            "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT 10", (words or '""',)
        )
        return [row[0] for row in rows]

    def like(self, query: str) -> list[int]:
        rows = self.connection.execute(
            "SELECT id FROM entry WHERE title LIKE ? OR text LIKE ? ORDER BY sort_at DESC LIMIT 10", (f"%{query}%",) * 2
        )
        return [row[0] for row in rows]


def measure_quality(*, misses: bool) -> None:
    _measure(judged_samples(), ("queries-held-out", "queries"), misses="queries" if misses else "")
    for queries in FRESH_PARTS:
        shown = misses and queries not in HELD_OUT
        _measure(samples_of(queries), (queries,), misses=queries if shown else "")


def _measure(samples: Iterable[tuple[str, Sample]], names: Sequence[str], *, misses: str) -> None:
    archive = open_archive(people=build_index()[0])
    for key, sample in samples:
        archive.add(sample, key)
    baselines = Baselines.fill(archive)
    answers: dict[str, Answer] = {
        "ours": lambda query: [archive.keys[hit.entry.id] for hit in archive.search(query).hits],
        "FTS5": lambda query: [archive.keys[found] for found in baselines.fts5(query)],
        "LIKE": lambda query: [archive.keys[found] for found in baselines.like(query)],
    }
    for name in names:
        judged = judged_queries(name)
        figures = {
            label: statistics.mean(ndcg(ask(one.query), one) for one in judged) for label, ask in answers.items()
        }
        shown = "  ".join(f"{label} {value:.3f}" for label, value in figures.items())
        _say(f"nDCG@10 of {len(judged)} {name}: {shown}")
        if name == misses:
            _show_misses(judged, answers["ours"])


def _show_misses(judged: Sequence[Judged], ask: Answer) -> None:
    for one in judged:
        found = ask(one.query)
        value = ndcg(found, one)
        if value < 0.95:
            shown = " ".join(f"{key}:{one.grades.get(key, 0)}" for key in found)
            missed = " ".join(key for key in one.grades if key not in found)
            _say(f"  {value:.2f} {one.query} -> {shown} | missed: {missed}")


def measure_speed(entries: int, *, beside: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "search.db"
        archive = open_archive(str(file), people=build_index()[0])
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -8000"):
            archive.connection.execute(f"PRAGMA {pragma}")
        writer = Writer(random.Random(_SEED))
        filling = fill(archive, writer, entries)
        archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _say(
            f"{entries} entries, {file.stat().st_size / 1e6:.0f} MB; indexing one took {filling.mean:.2f} ms, ", end=""
        )
        _say(f"p95 {filling.p95:.2f} ms; peak memory {_peak_memory():.0f} MB, the writer of made-up entries included")
        baselines = Baselines.fill(archive) if beside else None
        archive.search("warm up")
        for kind, queries in kinds_of_queries(writer):
            ours = _time(archive.search, queries)
            _say(f"  p95 {ours.wall:6.1f} ms (processor {ours.processor:6.1f})  {kind:34}", end="")
            if baselines:
                _say(f"  FTS5 {_time(baselines.fts5, queries).wall:8.1f}", end="")
                _say(f"  LIKE {_time(baselines.like, queries[:2]).wall:8.1f}", end="")
            _say("")


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds within which 95 of a hundred queries were answered."""

    wall: float
    processor: float


def _time(ask: Callable[[str], object], queries: Sequence[str]) -> Spent:
    wall, processor = [], []
    for query in queries:
        began, began_processor = time.perf_counter(), time.thread_time()
        ask(query)
        wall.append((time.perf_counter() - began) * 1000)
        processor.append((time.thread_time() - began_processor) * 1000)
    place = int(len(queries) * 0.95)
    return Spent(sorted(wall)[place], sorted(processor)[place])


def _peak_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say(text: str, end: str = "\n") -> None:
    print(text, end=end, flush=True)  # noqa: T201 (a bench tells its figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quality", action="store_true")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--alone", action="store_true", help="leave FTS5 and LIKE out of the speed part")
    chosen = parser.parse_args()
    if chosen.quality or not chosen.speed:
        measure_quality(misses=chosen.misses)
    if chosen.speed or not chosen.quality:
        measure_speed(chosen.entries, beside=not chosen.alone)


if __name__ == "__main__":
    main()
