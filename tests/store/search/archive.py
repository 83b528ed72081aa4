"""A database with entries to search in, and the labelled set."""

import csv
import json
import sqlite3
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.analysis.term_lexicon import build_term_lexicon
from config.lexicon.terms import read_terms
from store.entry import About, AnalysedEntry, Analysis, Origin, ParsedEntry, PersonMention
from store.lexicon.terms import TermLexicon
from store.people.index import PersonIndex
from store.query_parser import parse_query
from store.search import SearchPage
from store.search_terms import SearchTerms, prepare_terms
from store.sqlite.migrate import migrate
from store.sqlite.search import search_entries
from store.sqlite.writing import Placing, write_entry
from tests.bench.persons import mentions_in_order

DATA = Path(__file__).parents[2] / "data" / "search"
NOW = datetime(2025, 11, 25, 12, 0, tzinfo=UTC)
FRESH_PARTS = {"queries-fresh": "fresh-a", "queries-fresh-d": "fresh-d", "queries-fresh-e": "fresh-e"}
OUTLETS = ("24.kg", "Azattyk", "CPJ", "Factcheck.kg", "IPHR", "Kaktus.media", "Kloop", "Human Rights Watch")


@dataclass(frozen=True, slots=True)
class Sample:
    """What is put into the database."""

    title: str
    text: str = ""
    language: str = "ru"
    outlet: str = "24.kg"
    published_at: datetime | None = NOW
    places: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    about: About = About.PRIMARY
    people: tuple[PersonMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A query with the grades (1 to 3) of the entries that answer it."""

    query: str
    grades: Mapping[str, int]


@dataclass(slots=True, weakref_slot=True)
class Archive:
    """A database in memory or in a file, closed when nobody holds it any more."""

    connection: sqlite3.Connection
    people: PersonIndex = field(default_factory=PersonIndex)
    keys: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        weakref.finalize(self, self.connection.close)

    def add(self, sample: Sample, key: str = "") -> int:
        parsed = ParsedEntry(
            guid=None, url=None, link=None, title=sample.title, text=sample.text, published_at=sample.published_at
        )
        analysis = Analysis(
            language=sample.language,
            about=sample.about,
            civic=True,
            topics=sample.topics,
            places=sample.places,
            people=sample.people,
        )
        placing = Placing(Origin.IMPORT, sample.outlet, external_id=key or None)
        entry_id = write_entry(self.connection, self.people, AnalysedEntry(parsed, analysis), placing, NOW)
        self.keys[entry_id] = key
        return entry_id

    def search(self, text: str, *, offset: int = 0, limit: int = 10, seconds: float = 30.0) -> SearchPage:
        query = parse_query(text, now=NOW, timezone=UTC, terms=shipped_lexicon(), outlets=OUTLETS)
        return search_entries(
            self.connection,
            query,
            shipped_terms(),
            spellings_of=self.people.spellings,
            offset=offset,
            limit=limit,
            seconds=seconds,
        )

    def titles(self, text: str) -> list[str]:
        return [hit.entry.title for hit in self.search(text).hits]


@cache
def shipped_lexicon() -> TermLexicon:
    return build_term_lexicon(read_terms())


@cache
def shipped_terms() -> SearchTerms:
    return prepare_terms(shipped_lexicon())


def open_archive(path: str = ":memory:", people: PersonIndex | None = None) -> Archive:
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection)
    return Archive(connection, people or PersonIndex())


def judged_samples() -> Iterable[tuple[str, Sample]]:
    for line in (DATA / "entries.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield (
            row["id"],
            Sample(
                title=row["title"],
                text=row["text"],
                language=row["language"],
                outlet=row["outlet"],
                published_at=_day(row["published_at"]),
                places=tuple(row["places"]),
                topics=tuple(row["topics"]),
            ),
        )


def fresh_samples(part: str = "fresh-a") -> Iterable[tuple[str, Sample]]:
    """The labelled texts of one part as an archive; `queries-fresh.tsv` is judged on `fresh-a`, `-d` on `fresh-d`."""
    for line in (DATA.parent / "texts" / f"{part}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield (
            row["id"],
            Sample(
                title=row["title"],
                text=row["text"],
                language=row["language"],
                outlet=row.get("outlet", OUTLETS[0]),
                published_at=_day(row["published_at"]) if "published_at" in row else NOW,
                places=tuple(row["places"]),
                topics=tuple(row["topics"]),
                about=About(row["about"]),
                people=tuple(mentions_in_order(f"{row['title']}\n{row['text']}", row.get("people", ()))),
            ),
        )


def samples_of(queries: str) -> Iterable[tuple[str, Sample]]:
    """What the queries of `queries`.tsv are judged on."""
    part = FRESH_PARTS.get(queries)
    return fresh_samples(part) if part else judged_samples()


def judged_queries(name: str) -> list[Judged]:
    """The queries of `name`.tsv; a grade given to an event counts for all its entries."""
    keys = [key for key, _ in samples_of(name)]
    with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [Judged(row["query"], _grades(row["judgements"], keys)) for row in rows]


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _grades(text: str, keys: Iterable[str]) -> dict[str, int]:
    grades: dict[str, int] = {}
    for part in text.split():
        name, grade = part.rsplit(":", 1)
        meant = [key for key in keys if name in (key, key.rsplit(".", 1)[0])]
        if not meant:
            raise ValueError(f"no entry is called {name}")
        grades.update((key, int(grade)) for key in meant if int(grade) > grades.get(key, 0))
    return grades
