"""What a poll brought: new or known, told or not, on the real store."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.feeds.judgement import Occasion, drop_repeats, judge_entries, shared_links
from store.entry import About, AnalysedEntry, Period
from store.feed import Feed, FeedState
from store.identity import item_hash
from store.intake import Intake
from store.listing import LatestFilter
from store.sqlite.open import SqliteStore, open_store
from store.subscriber import Match
from tests.make import NO_TERMS, NOW, analysed, parsed, spec

LONG = "A court in Bishkek heard the case of a blogger for the third time and adjourned it until spring."


class Newsroom:
    """One feed, polled again and again."""

    def __init__(self, store: SqliteStore, feed: Feed) -> None:
        self.store = store
        self.feed = feed
        self.now = NOW

    async def polls(self, *entries: AnalysedEntry, newest_first: bool = True) -> Intake:
        """Read a document with these entries, in this order; an hour passes before the next one."""
        kept = drop_repeats([entry.parsed for entry in entries])
        document = [next(entry for entry in entries if entry.parsed is one) for one in kept]
        seen = await self.store.feeds.seen(self.feed.id, now=self.now)
        hashes = tuple(item_hash(one) for one in kept)
        still_shown = seen.stale.intersection(hashes)
        await self.store.feeds.mark_shown(self.feed.id, still_shown, now=self.now)
        occasion = Occasion(
            feed=self.feed,
            document=hashes,
            seen=seen.hashes.intersection(hashes),
            newest_first=newest_first,
            shared_links=shared_links(kept),
            now=self.now,
        )
        new = [entry for entry in document if item_hash(entry.parsed) not in seen.hashes]
        state = FeedState(next_poll_at=self.now, first_polled_at=self.feed.state.first_polled_at or self.now)
        intake = await self.store.entries.take_in(
            self.feed,
            new,
            judge=partial(judge_entries, occasion),
            audience=[[Match(1, 1, "everything")] for _ in new],
            state=state,
            now=self.now,
        )
        self.feed = Feed(self.feed.id, self.feed.spec, state)
        self.now += timedelta(hours=1)
        return intake

    async def titles(self) -> list[str]:
        page = await self.store.entries.latest(LatestFilter(), offset=0, limit=100)
        return [entry.title for entry in page.entries]


async def open_newsroom(store: SqliteStore, **given: object) -> Newsroom:
    await store.feeds.sync([spec(**given)], now=NOW)  # type: ignore[arg-type]  # fields are given by name
    return Newsroom(store, (await store.feeds.all())[0])


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with open_store(tmp_path / "jarchy.db", NO_TERMS) as opened:
        yield opened


@pytest.fixture
async def newsroom(store: SqliteStore) -> Newsroom:
    return await open_newsroom(store)


def days_old(title: str, days: float, **given: object) -> AnalysedEntry:
    return analysed(title, published_at=NOW - timedelta(days=days), **given)  # type: ignore[arg-type]


async def test_the_first_poll_tells_only_what_is_dated_within_a_day(newsroom: Newsroom) -> None:
    intake = await newsroom.polls(days_old("Fresh", 0.5), days_old("Old", 2), analysed("Undated", published_at=None))
    assert (intake.new, intake.told) == (3, 1)


async def test_later_an_undated_entry_is_told_wherever_it_stands(newsroom: Newsroom) -> None:
    await newsroom.polls(analysed("One", published_at=None))
    intake = await newsroom.polls(analysed("One", published_at=None), analysed("Two", published_at=None))
    assert (intake.new, intake.told) == (1, 1)


async def test_a_back_dated_publication_on_top_is_told(newsroom: Newsroom) -> None:
    await newsroom.polls(days_old("Known", 20))
    intake = await newsroom.polls(days_old("Back-dated", 30), days_old("Known", 20))
    assert (intake.new, intake.told) == (1, 1)


async def test_an_old_one_that_slides_in_from_below_is_stored_and_not_told(newsroom: Newsroom) -> None:
    await newsroom.polls(days_old("Gone", 1), days_old("Known", 20))
    intake = await newsroom.polls(days_old("Known", 20), days_old("Slid", 30))
    assert (intake.new, intake.told) == (1, 0)


async def test_an_old_one_on_top_of_an_unordered_feed_is_not_told(newsroom: Newsroom) -> None:
    await newsroom.polls(days_old("Known", 20))
    intake = await newsroom.polls(days_old("Old", 30), days_old("Known", 20), newest_first=False)
    assert (intake.new, intake.told) == (1, 0)


async def test_the_same_document_brings_nothing_twice(newsroom: Newsroom) -> None:
    await newsroom.polls(analysed("One"), analysed("Two"))
    assert (await newsroom.polls(analysed("One"), analysed("Two"))).new == 0


async def test_an_edited_entry_is_edited_and_not_told_again(newsroom: Newsroom) -> None:
    await newsroom.polls(analysed("Blogger detained", guid="1", link="n.org/1"))
    intake = await newsroom.polls(analysed("Blogger detained, then freed", guid="1", link="n.org/1"))
    assert (intake.new, intake.edited, intake.told) == (0, 1, 0)
    page = await newsroom.store.entries.latest(LatestFilter(), offset=0, limit=10)
    (entry,) = page.entries
    assert entry.title == "Blogger detained, then freed"
    assert entry.edited_at is not None


async def test_other_spaces_and_quotes_are_no_edit(newsroom: Newsroom) -> None:
    await newsroom.polls(analysed('The "verdict" stands', guid="1", text=LONG))
    intake = await newsroom.polls(analysed("The «verdict»  stands!", guid="1", text=LONG.upper()))
    assert (intake.new, intake.edited) == (0, 0)


async def test_a_guid_that_changes_at_each_fetch_is_the_same_entry(newsroom: Newsroom) -> None:
    await newsroom.polls(analysed("One", guid="a"))
    assert (await newsroom.polls(analysed("One", guid="b"))).new == 0


async def test_an_edited_headline_that_changes_the_id_is_an_edit(newsroom: Newsroom) -> None:
    await newsroom.polls(analysed("Blogger detained", guid="a", link="n.org/x", text=LONG))
    intake = await newsroom.polls(analysed("Blogger is detained in Osh", guid="b", link="n.org/x", text=LONG))
    assert (intake.new, intake.edited) == (0, 1)


async def test_a_site_that_changes_all_ids_and_addresses_brings_nothing_new(newsroom: Newsroom) -> None:
    old = [analysed(f"Report number {n} from the court", guid=f"a{n}", link=f"old.org/{n}") for n in range(5)]
    new = [analysed(f"Report number {n} from the court", guid=f"b{n}", link=f"new.org/{n}") for n in range(5)]
    await newsroom.polls(*old)
    assert (await newsroom.polls(*new)).new == 0


async def test_one_id_for_two_reports_is_two_entries(newsroom: Newsroom) -> None:
    await newsroom.polls(analysed("March in Osh", guid="1", link="n.org/osh", text="Hundreds marched on the square."))
    intake = await newsroom.polls(
        analysed("Editor fined in Naryn", guid="1", link="n.org/naryn", text="A court imposed a fine upon an editor.")
    )
    assert intake.new == 1


async def test_an_address_that_several_share_identifies_none(newsroom: Newsroom) -> None:
    intake = await newsroom.polls(
        analysed("One", guid=None, link="n.org/page"), analysed("Two", guid=None, link="n.org/page")
    )
    assert intake.new == 2
    again = await newsroom.polls(
        analysed("One", guid=None, link="n.org/page"),
        analysed("Two", guid=None, link="n.org/page"),
        analysed("Three", guid=None, link="n.org/page"),
    )
    assert again.new == 1


async def test_a_template_with_another_date_is_another_report(newsroom: Newsroom) -> None:
    text = "The association asks all members to come to the weekly gathering on the main square."
    await newsroom.polls(days_old("Weekly gathering", 14, guid="1", link="n.org/1", text=text))
    intake = await newsroom.polls(days_old("Weekly gathering", 0.1, guid="2", link="n.org/2", text=text))
    assert (intake.new, intake.told) == (1, 1)


async def test_the_same_story_at_two_addresses_of_an_outlet_is_one_entry(store: SqliteStore) -> None:
    await store.feeds.sync([spec(), spec(url="https://news.example.org/other")], now=NOW)
    first, second = await store.feeds.all()
    await Newsroom(store, first).polls(analysed("A verdict", guid="1", link="n.org/a", text=LONG))
    intake = await Newsroom(store, second).polls(analysed("A verdict", guid="x", link="n.org/b", text=LONG))
    assert intake.new == 0


async def test_another_outlets_report_with_the_same_address_is_another_entry(store: SqliteStore) -> None:
    await store.feeds.sync([spec(), spec("IPHR", "https://iphr.example.org/feed")], now=NOW)
    first, second = await store.feeds.all()
    await Newsroom(store, first).polls(analysed("A verdict", text=LONG))
    assert (await Newsroom(store, second).polls(analysed("A verdict", text=LONG))).new == 1


async def archive(store: SqliteStore) -> None:
    entry = analysed(
        "Civic space under pressure",
        guid="archive-1",
        link="monitor.example.org/kg",
        published_at=None,
        text="Retold in other words.",
        country="kg",
        period=Period(NOW.date() - timedelta(days=90), NOW.date() - timedelta(days=1)),
    )
    await store.entries.add_archive([entry], outlet="CIVICUS Monitor", now=NOW)


@pytest.mark.parametrize("outlet", ["CIVICUS Monitor", "Somebody else"])
async def test_a_feed_takes_an_archive_entry_over_without_telling(store: SqliteStore, outlet: str) -> None:
    await archive(store)
    newsroom = await open_newsroom(store, outlet=outlet, country="kg")
    intake = await newsroom.polls(analysed("CIVIC SPACE UNDER PRESSURE", published_at=None, text=LONG))
    assert (intake.new, intake.adopted, intake.told) == (0, 1, 0)
    (entry,) = (await store.entries.latest(LatestFilter(), offset=0, limit=10)).entries
    assert (entry.outlet, entry.text) == (outlet, LONG)
    assert entry.period is not None


async def test_feed_page_and_archive_are_one_entry_together(store: SqliteStore) -> None:
    await archive(store)
    await store.feeds.sync(
        [spec(country="kg"), spec("Page of the monitor", "https://news.example.org/page", country="kg")], now=NOW
    )
    for each in await store.feeds.all():
        await Newsroom(store, each).polls(analysed("Civic space under pressure", published_at=None, text=LONG))
    assert len((await store.entries.latest(LatestFilter(), offset=0, limit=10)).entries) == 1


async def test_a_story_of_another_country_takes_no_archive_entry_over(store: SqliteStore) -> None:
    await archive(store)
    newsroom = await open_newsroom(store)
    intake = await newsroom.polls(analysed("Civic space under pressure", about=About.NONE, text=LONG))
    assert (intake.new, intake.adopted) == (1, 0)


def test_an_item_that_a_document_repeats_is_read_once() -> None:
    one, two = parsed("One"), parsed("Two")
    assert drop_repeats([one, two, one]) == [one, two]


def test_items_of_one_address_with_other_titles_are_no_repeats() -> None:
    entries: Sequence = [parsed("One", guid=None, link="n.org/p"), parsed("Two", guid=None, link="n.org/p")]  # type: ignore[type-arg]
    assert drop_repeats(entries) == list(entries)


async def test_the_sites_own_address_and_a_constant_id_identify_no_report(newsroom: Newsroom) -> None:
    same = {"guid": "news", "url": "https://news.example.org/", "link": "https://news.example.org"}
    await newsroom.polls(
        days_old("Court frees a journalist", 0.5, text="The judge read it out in the morning.", **same)
    )
    intake = await newsroom.polls(days_old("Law on media signed", 0.1, text="It takes effect in spring.", **same))
    assert (intake.new, intake.edited, intake.told) == (1, 0, 1)
    intake = await newsroom.polls(days_old("Law on media signed", 0.1, text="It takes effect in early spring.", **same))
    assert (intake.new, intake.edited) == (0, 1)


async def test_short_undated_titles_of_a_site_that_changes_all_addresses_are_no_news(newsroom: Newsroom) -> None:
    titles = [f"Court rules {day}" for day in ("Monday", "Tuesday", "Wednesday", "Friday")]
    bare: dict[str, Any] = {"published_at": None, "text": ""}
    await newsroom.polls(*(analysed(title, **bare) for title in titles))
    moved = [
        analysed(
            title, guid=f"new {n}", url=f"https://news.example.org/en/{n}", link=f"news.example.org/en/{n}", **bare
        )
        for n, title in enumerate([*titles, "Something new"])
    ]
    intake = await newsroom.polls(*moved)
    assert (intake.new, intake.told) == (1, 1)


async def test_one_short_title_that_comes_again_at_another_address_is_another_report(newsroom: Newsroom) -> None:
    await newsroom.polls(analysed("Court rules", published_at=None, text=""), days_old("Known", 1))
    again = analysed("Court rules", published_at=None, text="", guid="2", url="https://a.example/2", link="a.example/2")
    intake = await newsroom.polls(again, days_old("Known", 1))
    assert (intake.new, intake.told) == (1, 1)
