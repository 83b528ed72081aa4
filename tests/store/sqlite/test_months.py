"""Incidents counted by month."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from store.entry import About, AnalysedEntry
from store.incident import EventTraits
from store.sqlite.open import SqliteStore, open_store
from tests.make import NO_TERMS, NOW, analysed


def at(*when: int, title: str = "", **given: object) -> AnalysedEntry:
    moment = datetime(*when, tzinfo=UTC)  # type: ignore[misc, arg-type]  # year, month, day and perhaps hour
    return analysed(title or f"Of {moment}", published_at=moment, **given)  # type: ignore[arg-type]  # given by name


async def counted(store: SqliteStore, entries: Sequence[AnalysedEntry]) -> dict[str, tuple[int, dict[str, int]]]:
    await store.entries.import_entries([(entry.parsed.title, "Kloop", entry) for entry in entries], now=NOW)
    counts = await store.entries.count_by_month(first=date(2025, 11, 20), last=date(2026, 1, 5))
    return {count.month.isoformat()[:7]: (count.incidents, dict(count.topics)) for count in counts}


async def test_every_month_is_there_with_its_incidents_by_topic(store: SqliteStore) -> None:
    found = await counted(
        store,
        [
            at(2025, 11, 1, topics=("protest",)),
            at(2025, 11, 30, topics=("protest", "fine")),
            at(2026, 1, 4),
            at(2025, 10, 31),
            at(2026, 2, 1),
            at(2026, 1, 3, civic=False),
            at(2026, 1, 2, about=About.PASSING),
        ],
    )
    assert found == {"2025-11": (2, {"protest": 2, "fine": 1}), "2025-12": (0, {}), "2026-01": (1, {})}


async def test_what_is_withdrawn_does_not_count(store: SqliteStore) -> None:
    await counted(store, [at(2025, 12, 1, topics=("fine",))])
    (entry,) = await store.archive.page(after=0, limit=5)
    await store.entries.withdraw(entry.id, "", now=NOW)
    assert (await counted(store, []))["2025-12"] == (0, {})


async def test_a_month_begins_by_the_clock_of_the_bot(tmp_path: Path) -> None:
    async with open_store(tmp_path / "jarchy.db", NO_TERMS, timezone=ZoneInfo("Asia/Bishkek")) as store:
        found = await counted(store, [at(2025, 11, 30, 19, topics=("fine",)), at(2025, 10, 31, 17)])
    assert (found["2025-11"][0], found["2025-12"]) == (0, (1, {"fine": 1}))


async def test_an_incident_that_goes_on_counts_once_in_the_month_it_began(store: SqliteStore) -> None:
    reports = [
        at(2025, 11, 30, title="One", topics=("fine",)),
        at(2025, 12, 1, title="Two", topics=("fine", "protest")),
    ]
    people = ("Bolot Temirov",)
    traits = [EventTraits("en", entry.parsed.published_at, people=people, subjects=people) for entry in reports]
    batch = [
        (entry.parsed.title, "Kloop", AnalysedEntry(entry.parsed, entry.analysis, trait))
        for entry, trait in zip(reports, traits, strict=True)
    ]
    await store.entries.import_entries(batch, now=NOW, same_event=lambda *_: True)
    counts = await store.entries.count_by_month(first=date(2025, 11, 1), last=date(2025, 12, 1))
    assert [(count.incidents, dict(count.topics)) for count in counts] == [(1, {"fine": 1, "protest": 1}), (0, {})]
