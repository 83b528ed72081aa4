"""The periodic updates: each sums up its own months and is an incident of its own."""

from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest

from bot.analysis.analysis import analyse_entry
from bot.analysis.jobs import own_lexicon, same_event
from bot.archive import parse_row
from bot.feeds.parsing import Document, ParsedFeed, parse
from config.archive import read_archive
from store.entry import ParsedEntry
from store.incident import SURE, EventTraits
from tests.make import NOW, spec

SEED = Path(__file__).parents[4] / "shared" / "seed" / "kyrgyzstan-updates.atom.xml"


def traits_of(entries: list[ParsedEntry]) -> list[EventTraits]:
    found = [analyse_entry(entry, own_lexicon(), country="kg").event for entry in entries]
    return [event for event in found if event is not None]


def test_archive_updates_are_ten_events() -> None:
    traits = traits_of([parse_row(row) for row in read_archive()])
    assert len(traits) == 10
    assert all(same_event(one, other) < SURE for one, other in combinations(traits, 2))


@pytest.mark.skipif(not SEED.exists(), reason="the user's document is not beside this project")
def test_the_users_updates_are_ten_events_without_dates_too() -> None:
    feed = parse(Document(SEED.read_bytes(), "https://updates.example.org/feed", "application/atom+xml"), spec(), NOW)
    assert isinstance(feed, ParsedFeed)
    traits = traits_of(list(feed.entries))
    assert len(traits) == 10
    assert [(one.words, other.words) for one, other in combinations(traits, 2) if same_event(one, other) >= SURE] == []


def test_a_report_of_one_event_is_not_swallowed_by_an_update() -> None:
    updates = traits_of([parse_row(row) for row in read_archive()])
    death = ParsedEntry(
        guid=None,
        url=None,
        link=None,
        title="Azimjan Askarov dies in prison",
        text="The human rights defender died of pneumonia on 25 July 2020.",
        published_at=datetime(2020, 7, 25, tzinfo=UTC),
    )
    (report,) = traits_of([death])
    assert all(same_event(report, update) < SURE for update in updates)
