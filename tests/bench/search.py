"""How well and how fast searches are answered: run `python -m tests.bench.search` (quality, then speed).

`--quality` and `--speed` run one of the two; `--misses` shows the tuned queries that fall short. The judged set is
tests/data/search; a part is held out: its figures are printed, its misses never. Beside them, in the same run, plain
FTS5 (unicode61, words OR-ed, bm25) and `LIKE`. Speed is measured on a generated archive (`--entries`, 100,000).
"""

import argparse
import math
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from store.sqlite.search import index_entry
from tests.bench.names import build_index
from tests.store.search.archive import Archive, Judged, Sample, judged_queries, judged_samples, open_archive

Answer = Callable[[str], Sequence[str]]

_SEED = 7
_WORDS = 60_000
_REPEATS = 12
_FIRST_AT = 1_577_836_800_000_000
_APART = 30 * 60 * 1_000_000


def dcg(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def ndcg(found: Sequence[str], judged: Judged) -> float:
    """nDCG@10 with exponential gain."""
    ideal = dcg(sorted(judged.grades.values(), reverse=True)[:10])
    return dcg([judged.grades.get(key, 0) for key in found[:10]]) / ideal if ideal else 1.0


@dataclass(slots=True)
class Baselines:
    """Plain FTS5 and LIKE over titles and texts."""

    connection: sqlite3.Connection

    @classmethod
    def fill(cls, archive: Archive) -> "Baselines":
        archive.connection.executescript(
            "CREATE VIRTUAL TABLE temp.plain USING fts5 (title, text, tokenize = 'unicode61');"
            "INSERT INTO temp.plain (rowid, title, text) SELECT id, title, text FROM entry;"
        )
        return cls(archive.connection)

    def fts5(self, query: str) -> list[int]:
        words = " OR ".join('"' + word.replace('"', "") + '"' for word in query.replace("\0", "").split())
        rows = self.connection.execute(
            "SELECT rowid FROM temp.plain WHERE plain MATCH ? ORDER BY rank LIMIT 10", (words or '""',)
        )
        return [row[0] for row in rows]

    def like(self, query: str) -> list[int]:
        rows = self.connection.execute(
            "SELECT id FROM entry WHERE title LIKE ? OR text LIKE ? ORDER BY sort_at DESC LIMIT 10", (f"%{query}%",) * 2
        )
        return [row[0] for row in rows]


def measure_quality(*, misses: bool) -> None:
    archive = open_archive(people=build_index()[0])
    for key, sample in judged_samples():
        archive.add(sample, key)
    baselines = Baselines.fill(archive)
    answers: dict[str, Answer] = {
        "ours": lambda query: [archive.keys[hit.entry.id] for hit in archive.search(query).hits],
        "FTS5": lambda query: [archive.keys[found] for found in baselines.fts5(query)],
        "LIKE": lambda query: [archive.keys[found] for found in baselines.like(query)],
    }
    for name in ("queries-held-out", "queries"):
        judged = judged_queries(name)
        figures = {
            label: statistics.mean(ndcg(ask(one.query), one) for one in judged) for label, ask in answers.items()
        }
        print(f"nDCG@10 {name} ({len(judged)}):", *(f"{label} {value:.3f}" for label, value in figures.items()))  # noqa: T201
        if misses and name == "queries":
            _show_misses(judged, answers["ours"])


def _show_misses(judged: Sequence[Judged], ask: Answer) -> None:
    for one in judged:
        found = ask(one.query)
        value = ndcg(found, one)
        if value < 0.95:
            shown = " ".join(f"{key}:{one.grades.get(key, 0)}" for key in found)
            missed = " ".join(key for key in one.grades if key not in found)
            print(f"  {value:.2f} {one.query} -> {shown} | missed: {missed}")  # noqa: T201


SYLLABLES = {
    "en": (
        "pro test law court right free jour nal ist po lice bish kek de tain ed in ing ment er or al gov par lia".split()
    ),
    "ru": (
        "про тест за кон суд пра во сво бо да жур на лист ми ли ция за дер жан ный ние ова ский том ках ств пре".split()
    ),
    "ky": (
        "мый зам со т у ку к эр кин дик жур на лист ми ли ция кар ма л ган дар дын ды өкм өт шай лоо түз үн".split()
    ),
}


def make_words(language: str, count: int, rng: random.Random) -> list[str]:
    """Made-up words, the commonest first; short ones are common."""
    words: dict[str, None] = {}
    while len(words) < count:
        size = 1 + min(5, int(math.log(len(words) + 2, 12)) + rng.randrange(2))
        words[
            "".join(rng.choices(SYLLABLES[language], k=size)) + rng.choice(("", "", "s" if language == "en" else "а"))
        ] = None
    return list(words)


@dataclass(slots=True)
class Writer:
    """Writes made-up news of the three languages, words spread as in real text (Zipf)."""

    rng: random.Random
    words: dict[str, list[str]]
    weights: list[float]

    @classmethod
    def make(cls, rng: random.Random) -> "Writer":
        words = {language: make_words(language, _WORDS, rng) for language in SYLLABLES}
        return cls(rng, words, list(accumulate(1 / (rank + 8) for rank in range(_WORDS))))

    def write(self, language: str, count: int) -> str:
        return " ".join(self.rng.choices(self.words[language], cum_weights=self.weights, k=count))


def fill(archive: Archive, writer: Writer, entries: int) -> float:
    """Put in `entries` made-up entries and the judged ones, ten a transaction; gives milliseconds of indexing an entry."""
    spent = 0.0
    connection = archive.connection
    for number in range(1, entries + 1):
        language = ("en", "ru", "ky")[number % 3]
        title, text = writer.write(language, 9).capitalize(), writer.write(language, writer.rng.randrange(30, 110))
        if number % 10 == 1:
            connection.execute("BEGIN IMMEDIATE")
        _insert(connection, number, language, title, text)
        began = time.perf_counter()
        index_entry(connection, number, title, text, language)
        spent += time.perf_counter() - began
        if number % 10 == 0 or number == entries:
            began = time.perf_counter()
            connection.execute("COMMIT")
            spent += time.perf_counter() - began
    for key, sample in judged_samples():
        archive.add(sample, key)
    return spent / entries * 1000


def _insert(connection: sqlite3.Connection, number: int, language: str, title: str, text: str) -> None:
    connection.execute("INSERT INTO incident VALUES (?, 0)", (number,))
    connection.execute(
        "INSERT INTO entry (id, origin, incident_id, outlet, title, text, title_key, content_hash, language, about, "
        "civic, read_at, sort_at) VALUES (?, 'feed', ?, ?, ?, ?, '', ?, ?, 'primary', 1, 0, ?)",
        (number, number, f"outlet{number % 20}", title, text, str(number), language, _FIRST_AT + number * _APART),
    )
    connection.execute("INSERT INTO entry_place VALUES (?, ?)", (("bishkek", "osh", "naryn")[number % 3], number))


def kinds_of_queries(writer: Writer) -> Iterator[tuple[str, list[str]]]:
    """Queries of each kind that people type, some of each."""
    rng = writer.rng
    words = writer.words
    any_language = lambda: rng.choice(tuple(words))  # noqa: E731 (said thrice below)
    pick = lambda low, high: words[any_language()][rng.randrange(low, high)]  # noqa: E731 (said often below)
    letters = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщыэюяөүң "
    nonsense = lambda size: "".join(rng.choices(letters, k=size))  # noqa: E731 (said thrice below)

    def many(make: Callable[[], str]) -> list[str]:
        return [make() for _ in range(_REPEATS)]

    yield "one common word", many(lambda: pick(0, 20))
    yield "two common words", many(lambda: f"{pick(0, 30)} {pick(0, 30)}")
    yield "five common words", many(lambda: " ".join(pick(0, 50) for _ in range(5)))
    yield "common and rare", many(lambda: f"{pick(0, 20)} {pick(20_000, 50_000)}")
    yield "one rare word", many(lambda: pick(20_000, 50_000))
    yield "middling words", many(lambda: " ".join(pick(200, 2000) for _ in range(3)))
    yield "names", ["Аскаров", "Azimjan Askarov", "Махабат Тажибек кызы", "Карасартованын", "Askraov", "fcrfhjd"] * 2
    yield "concepts", ["закон об иностранных агентах", "foreign agents law", "пытки в СИЗО", "чет элдик өкүлдөр"] * 3
    yield "typing errors", many(lambda: _mistype(pick(500, 20_000), rng))
    yield "unknown words", many(lambda: " ".join(nonsense(9).replace(" ", "q") for _ in range(6)))
    yield "phrase of common words", many(lambda: '"' + writer.write(any_language(), 2) + '"')
    yield "filters and a common word", many(lambda: f"{pick(0, 20)} place:osh lang:ru from:2024")
    yield "a narrow filter and a common word", many(lambda: f"{pick(0, 20)} from:2025-09-01")
    yield (
        "filters alone",
        many(lambda: rng.choice(("lang:ky", "place:osh", "from:2024-05 to:2024-06", "lang:en place:osh"))),
    )
    yield "without", many(lambda: f"{pick(0, 20)} -{pick(0, 20)}")
    yield "many two-letter words", many(lambda: " ".join(nonsense(2) for _ in range(400)))
    yield "4,096 characters of nonsense", many(lambda: nonsense(4096))
    yield "4,096 characters of text", many(lambda: writer.write(any_language(), 700)[:4096])


def _mistype(word: str, rng: random.Random) -> str:
    at = rng.randrange(max(1, len(word) - 1))
    return word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :] + ("q" if len(word) < 4 else "")


def measure_speed(entries: int, *, baselines: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = open_archive(str(Path(folder) / "search.db"), people=build_index()[0])
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -8000"):
            archive.connection.execute(f"PRAGMA {pragma}")
        writer = Writer.make(random.Random(_SEED))
        indexing = fill(archive, writer, entries)
        size = (Path(folder) / "search.db").stat().st_size / 1e6
        print(f"{entries} entries: {indexing:.2f} ms of indexing an entry, file {size:.0f} MB")  # noqa: T201
        plain = Baselines.fill(archive) if baselines else None
        for kind, queries in kinds_of_queries(writer):
            ours = _time(lambda query: archive.search(query, seconds=1.0), queries)
            beside = (
                f"   FTS5 {_time(plain.fts5, queries):8.1f}   LIKE {_time(plain.like, queries[:2]):8.1f}"
                if plain
                else ""
            )
            print(f"  p95 {ours:6.1f} ms  {kind:34}{beside}")  # noqa: T201
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB, with the writer of the made-up entries")  # noqa: T201


def _time(ask: Callable[[str], object], queries: Sequence[str]) -> float:
    spent = []
    for query in queries:
        began = time.perf_counter()
        ask(query)
        spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)[int(len(spent) * 0.95)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quality", action="store_true")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--no-baselines", action="store_true")
    chosen = parser.parse_args()
    if chosen.quality or not chosen.speed:
        measure_quality(misses=chosen.misses)
    if chosen.speed or not chosen.quality:
        measure_speed(chosen.entries, baselines=not chosen.no_baselines)


if __name__ == "__main__":
    main()
