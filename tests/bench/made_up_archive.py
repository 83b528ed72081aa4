"""Made-up entries by the ten thousand, and queries of the kinds that people type."""

import random
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import log

from store.sqlite.search import index_entry
from tests.store.search.archive import Archive, judged_samples

LANGUAGES = ("en", "ru", "ky")
SYLLABLES = {
    "en": "pro-test-law-court-right-free-jour-nal-ist-po-lice-bish-kek-de-tain-ed-in-ing-ment-er-or-al-gov-par-lia",
    "ru": "про-тест-за-кон-суд-пра-во-сво-бо-да-жур-на-лист-ми-ли-ция-дер-жан-ный-ние-ова-ский-том-ках-ств-пре",
    "ky": "мый-зам-со-т-у-ку-к-эр-кин-дик-жур-на-лист-ми-ли-ция-кар-ма-л-ган-дар-дын-ды-өкм-өт-шай-лоо-түз-үн",
}
_ENDINGS = {"en": "s", "ru": "а", "ky": "а"}
_LETTERS = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщыэюяөүң "
_WORDS = 60_000
_REPEATS = 12
_FIRST_AT = 1_577_836_800_000_000
_APART = 30 * 60 * 1_000_000


class Writer:
    """Writes made-up news in the three languages, its words spread as in real text (Zipf)."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._words = {language: _make_words(language, rng) for language in LANGUAGES}
        self._weights = list(accumulate(1 / (rank + 8) for rank in range(_WORDS)))

    def write(self, language: str, count: int) -> str:
        return " ".join(self.rng.choices(self._words[language], cum_weights=self._weights, k=count))

    def write_any(self, count: int) -> str:
        return self.write(self.rng.choice(LANGUAGES), count)

    def pick(self, low: int, high: int) -> str:
        """A word of some language; the lower its rank the commoner."""
        return self._words[self.rng.choice(LANGUAGES)][self.rng.randrange(low, high)]

    def babble(self, size: int) -> str:
        return "".join(self.rng.choices(_LETTERS, k=size))

    def mistype(self, word: str) -> str:
        """The word with two neighbouring letters exchanged."""
        at = self.rng.randrange(max(1, len(word) - 1))
        return word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]


def _make_words(language: str, rng: random.Random) -> list[str]:
    """Made-up words, the commonest first; short ones are common."""
    syllables = SYLLABLES[language].split("-")
    words: dict[str, None] = {}
    while len(words) < _WORDS:
        size = 1 + min(5, int(log(len(words) + 2, 12)) + rng.randrange(2))
        words["".join(rng.choices(syllables, k=size)) + rng.choice(("", "", _ENDINGS[language]))] = None
    return list(words)


@dataclass(frozen=True, slots=True)
class Filling:
    """Milliseconds that indexing one entry took, its share of the commit included: on average, and 95 of a hundred."""

    mean: float
    p95: float


def fill(archive: Archive, writer: Writer, entries: int) -> Filling:
    """Put in `entries` made-up entries, ten a transaction, and then the judged ones."""
    spent: list[float] = []
    for first in range(1, entries + 1, 10):
        archive.connection.execute("BEGIN IMMEDIATE")
        batch = [_add(archive.connection, writer, number) for number in range(first, min(first + 10, entries + 1))]
        began = time.perf_counter()
        archive.connection.execute("COMMIT")
        committing = (time.perf_counter() - began) / len(batch)
        spent.extend((indexing + committing) * 1000 for indexing in batch)
    for key, sample in judged_samples():
        archive.add(sample, key)
    return Filling(sum(spent) / len(spent), sorted(spent)[int(len(spent) * 0.95)])


def _add(connection: sqlite3.Connection, writer: Writer, number: int) -> float:
    """Put in one entry; gives the seconds that indexing took."""
    language = LANGUAGES[number % 3]
    title, text = writer.write(language, 9).capitalize(), writer.write(language, writer.rng.randrange(30, 110))
    connection.execute("INSERT INTO incident VALUES (?, 0)", (number,))
    connection.execute(
        "INSERT INTO entry (id, origin, incident_id, outlet, title, text, title_key, content_hash, language, about, "
        "civic, read_at, sort_at) VALUES (?, 'feed', ?, ?, ?, ?, '', ?, ?, 'primary', 1, 0, ?)",
        (number, number, f"outlet{number % 20}", title, text, str(number), language, _FIRST_AT + number * _APART),
    )
    place = ("bishkek", "osh", "naryn")[number // 3 % 3]
    connection.execute("INSERT INTO entry_place VALUES (?, ?)", (place, number))
    began = time.perf_counter()
    index_entry(connection, number, title, text, language)
    return time.perf_counter() - began


def kinds_of_queries(writer: Writer) -> Iterator[tuple[str, list[str]]]:
    """Queries of each kind that people type, some of each."""
    pick, babble, some = writer.pick, writer.babble, range(_REPEATS)
    choose = writer.rng.choice
    yield "one common word", [pick(0, 20) for _ in some]
    yield "two common words", [f"{pick(0, 30)} {pick(0, 30)}" for _ in some]
    yield "five common words", [" ".join(pick(0, 50) for _ in range(5)) for _ in some]
    yield "a common and a rare word", [f"{pick(0, 20)} {pick(20_000, 50_000)}" for _ in some]
    yield "one rare word", [pick(20_000, 50_000) for _ in some]
    yield "three middling words", [" ".join(pick(200, 2000) for _ in range(3)) for _ in some]
    yield "names", ["Аскаров", "Azimjan Askarov", "Махабат Тажибек кызы", "Карасартованын", "Askraov", "fcrfhjd"] * 2
    yield "concepts", ["закон об иностранных агентах", "foreign agents law", "пытки в СИЗО", "чет элдик өкүлдөр"] * 3
    yield "typing errors", [writer.mistype(pick(500, 20_000)) for _ in some]
    yield "unknown words", [" ".join(babble(9).replace(" ", "q") for _ in range(6)) for _ in some]
    yield "a phrase of common words", [f'"{writer.write_any(2)}"' for _ in some]
    yield "wide filters and a common word", [f"{pick(0, 20)} place:osh lang:ru from:2024" for _ in some]
    yield "a narrow filter and a common word", [f"{pick(0, 20)} from:2025-09-01" for _ in some]
    filters = ("lang:ky", "place:osh", "from:2024-05 to:2024-06", "lang:en place:osh")
    yield "filters alone", [choose(filters) for _ in some]
    yield "a common word without another", [f"{pick(0, 20)} -{pick(0, 20)}" for _ in some]
    yield "400 two-letter words", [" ".join(babble(2) for _ in range(400)) for _ in some]
    yield "4,096 characters of nonsense", [babble(4096) for _ in some]
    yield "4,096 characters of text", [writer.write_any(700)[:4096] for _ in some]
