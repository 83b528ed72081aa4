"""Quality of telling which entries report one event: by pairs, and by what `import` makes of all entries together.

Pairs are those of one family (the same people, place or template); entries of other families are never one event. The
baseline takes entries of one language whose 5-grams are half the same. `held-out` and `fresh-e` are only counted here;
nobody tunes by them. `python -m tests.bench.incidents [--errors]` (errors of the others only).
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from datetime import time as clock_time
from itertools import combinations
from pathlib import Path

from bot.analysis.analysis import Lexicon, analyse, with_event
from bot.analysis.jobs import same_event
from bot.lexicon import load_lexicon
from store.entry import AnalysedEntry, ParsedEntry
from store.incident import SURE, EventTraits
from store.people.index import PersonIndex
from store.sqlite.open import SqliteStore, open_store
from store.text.folding import simplify

DATA = Path(__file__).parent.parent / "data" / "incidents"
PARTS = ("tuned", "held-out", "fresh-d", "fresh-f", "fresh-g", "fresh-e")
LOOKED_AT = ("tuned", "fresh-d", "fresh-f", "fresh-g")
NOW = datetime(2026, 1, 5, tzinfo=UTC)
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Report:
    """A labelled entry: `event` within `family` says what it reports."""

    id: str
    family: str
    event: str
    outlet: str
    entry: AnalysedEntry


@dataclass(slots=True)
class Score:
    """Pairs counted. `merged` counts pairs of one family taken for one event though they are not, `strange` of two."""

    found: int = 0
    missed: int = 0
    apart: int = 0
    merged: int = 0
    strange: int = 0

    @property
    def accuracy(self) -> float:
        return (self.found + self.apart) / max(1, self.found + self.missed + self.apart + self.merged)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + self.missed)


def read_reports(part: str, lexicon: Lexicon) -> list[Report]:
    lines = (DATA / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_report(json.loads(line), lexicon) for line in lines]


def score_pairs(reports: Sequence[Report], is_same: Callable[[Report, Report], bool]) -> tuple[Score, list[str]]:
    """The score over all pairs, and a line for each error."""
    score, errors = Score(), []
    for one, other in combinations(reports, 2):
        said = is_same(one, other)
        if one.family != other.family:
            score.strange += said
        elif one.event == other.event:
            score.found += said
            score.missed += not said
        else:
            score.apart += not said
            score.merged += said
        if said != ((one.family, one.event) == (other.family, other.event)):
            errors.append(f"{'merged' if said else 'missed'}: {one.id} {other.id}")
    return score, errors


def by_decision(reports: Sequence[Report], lexicon: Lexicon) -> Callable[[Report, Report], bool]:
    """The decision alone, with people linked as the store links them."""
    index = PersonIndex()
    for number, figure in enumerate(lexicon.names.figures):
        for spelling in (figure.name, *(name for names in figure.names.values() for name in names)):
            index.add(number, spelling, listed=True)
    traits = {report.id: _linked(report.entry.event, index) for report in reports}
    return lambda one, other: same_event(traits[one.id], traits[other.id]) >= SURE


def by_grams(one: Report, other: Report) -> bool:
    """The baseline: half of all 5-grams of both texts are common."""
    first, second = _grams(one), _grams(other)
    return len(first & second) >= HALF * len(first | second)


async def by_store(reports: Sequence[Report], lexicon: Lexicon) -> Callable[[Report, Report], bool]:
    """All of them imported into one database, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(Path(folder) / "bench.db", lexicon.terms) as store:
            await store.people.list_figures(lexicon.names.figures)
            incidents = await _import(store, reports)
    return lambda one, other: incidents[one.id] == incidents[other.id]


async def _import(store: SqliteStore, reports: Sequence[Report]) -> dict[str, int]:
    batch = [(report.id, report.outlet, report.entry) for report in reports]
    await store.entries.import_entries(batch, now=NOW, same_event=same_event)
    rows = await store.database.read(
        lambda connection: connection.execute("SELECT external_id, incident_id FROM entry").fetchall()
    )
    return dict(rows)


def _report(row: dict[str, str | None], lexicon: Lexicon) -> Report:
    title, text, day = str(row["title"]), str(row["text"]), row["published_at"]
    published_at = datetime.combine(date.fromisoformat(day), clock_time.min, UTC) if day else None
    parsed = ParsedEntry(guid=None, url=None, link=None, title=title, text=text, published_at=published_at)
    analysis = analyse(title, text, lexicon)
    entry = with_event(parsed, analysis, lexicon)
    return Report(str(row["id"]), str(row["family"]), str(row["event"]), str(row["outlet"]), entry)


def _linked(traits: EventTraits | None, index: PersonIndex) -> EventTraits:
    if traits is None:
        raise ValueError("a report without traits")
    ids: dict[str, str] = {}
    for name in traits.people:
        person_id = index.link(name)
        if person_id is None:
            person_id = len(index) + 10_000
        index.add(person_id, name, listed=False)
        ids[name] = str(person_id)
    return replace(
        traits, people=tuple(ids[name] for name in traits.people), subjects=tuple(ids[name] for name in traits.subjects)
    )


def _grams(report: Report) -> set[str]:
    parsed = report.entry.parsed
    letters = "".join(mark for mark in simplify(f"{parsed.title} {parsed.text}") if mark.isalnum())
    return {letters[at : at + 5] for at in range(len(letters) - 4)}


def _figures(part: str, lexicon: Lexicon, *, errors: bool) -> Iterator[str]:
    reports = read_reports(part, lexicon)
    ways = {
        "decision": by_decision(reports, lexicon),
        "import": asyncio.run(by_store(reports, lexicon)),
        "5-grams": by_grams,
    }
    for name, way in ways.items():
        score, wrong = score_pairs(reports, way)
        yield (
            f"{part:8} {name:8} | accuracy {score.accuracy:.3f} | same: {score.found} of {score.found + score.missed}"
            f" ({score.recall:.3f}) | different merged: {score.merged} of {score.merged + score.apart}"
            f" | strangers merged: {score.strange}"
        )
        if errors and name != "5-grams":
            yield from wrong


def _milliseconds(reports: Sequence[Report]) -> float:
    traits = [report.entry.event for report in reports if report.entry.event]
    started = time.perf_counter()
    for one, other in combinations(traits, 2):
        same_event(one, other)
    return (time.perf_counter() - started) * 1e3 / (len(traits) * (len(traits) - 1) / 2)


def main(arguments: list[str]) -> None:
    lexicon = load_lexicon()
    for part in PARTS:
        for line in _figures(part, lexicon, errors="--errors" in arguments and part in LOOKED_AT):
            print(line)  # noqa: T201 a report
    print(f"ms a comparison: {_milliseconds(read_reports('tuned', lexicon)):.3f}")  # noqa: T201 a report


if __name__ == "__main__":
    main(sys.argv[1:])
