"""Entries of one event share an incident; who is told of a further report of it."""

import sqlite3
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.analysis.analysis import analyse_entry
from bot.analysis.jobs import own_lexicon, same_event
from store.entry import AnalysedEntry, Entry
from store.feed import Feed
from store.identity import content_hash
from store.incident import EventTraits
from store.intake import Decision, Known, Verdict
from store.listing import LatestFilter
from store.matching import every_match
from store.sqlite.open import SqliteStore
from store.subscriber import ChatKind, ChatRef, Match, WatchRule
from tests.make import NOW, parsed, spec

ENGLISH = ("Activist Nurlan Beysheev detained in Osh", "Police took him from his home. The lawyer was not let in.")
RUSSIAN = ("В Оше задержан активист Нурлан Бейшеев", "Его увезли из дома, адвоката не пустили.")
KYRGYZ = ("Ошто активист Нурлан Бейшеев кармалды", "Аны үйүнөн алып кетишти.")
ELSEWHERE = ("Residents of Talas rally for water", "Some 200 people came to the square.")


def report(title: str, text: str, *, at: datetime | None = NOW, guid: str | None = None) -> AnalysedEntry:
    link = f"n.org/{abs(hash(guid or title))}"
    entry = parsed(title, text=text, published_at=at, guid=guid or title, url=f"https://{link}", link=link)
    return analyse_entry(entry, own_lexicon(), country="kg")


class Wire:
    """Outlets whose feeds bring reports, and readers who wait."""

    def __init__(self, store: SqliteStore) -> None:
        self.store = store
        self.now = NOW

    async def reads(self, outlet: str, *entries: AnalysedEntry, tell: bool = True) -> int:
        """What the outlet's feed brings now; the same id again is an edit. Gives how many deliveries followed."""
        watches = await self.store.subscribers.all_watches()
        audience = [
            every_match(watches, entry, outlet=outlet, person_of=self.store.people.ids_of, now=self.now)
            for entry in entries
        ]
        return await self.takes_in(outlet, entries, audience, tell=tell)

    async def takes_in(
        self, outlet: str, entries: Sequence[AnalysedEntry], audience: Sequence[Sequence[Match]], *, tell: bool
    ) -> int:
        feed = await self._feed(outlet)

        def judge(brought: Sequence[AnalysedEntry], known: Known) -> list[Verdict]:
            return [_judge(entry, known, tell=tell) for entry in brought]

        intake = await self.store.entries.take_in(
            feed, entries, judge=judge, audience=audience, state=feed.state, now=self.now, same_event=same_event
        )
        self.now += timedelta(hours=1)
        return intake.deliveries

    async def _feed(self, outlet: str) -> Feed:
        feeds = {feed.spec.outlet: feed for feed in await self.store.feeds.all()}
        if outlet not in feeds:
            specs = [*(feed.spec for feed in feeds.values()), spec(outlet, f"https://{outlet}.example.org/feed")]
            await self.store.feeds.sync(specs, now=NOW)
            feeds = {feed.spec.outlet: feed for feed in await self.store.feeds.all()}
        return feeds[outlet]

    async def reader(self, chat_id: int, *rules: WatchRule) -> int:
        subscriber = await self.store.subscribers.remember(
            ChatRef(chat_id), kind=ChatKind.PRIVATE, language="en", now=NOW
        )
        for rule in rules or (WatchRule(),):
            await self.store.subscribers.add_watch(subscriber.id, rule, now=NOW)
        return subscriber.id

    async def latest(self, wanted: LatestFilter | None = None) -> list[str]:
        page = await self.store.entries.latest(wanted or LatestFilter(), offset=0, limit=100)
        assert page.total == len(page.entries)
        return [entry.title for entry in page.entries]

    async def incidents(self) -> dict[str, int]:
        rows = await self.store.database.read(
            lambda connection: connection.execute("SELECT title, incident_id FROM entry").fetchall()
        )
        return dict(rows)


def _judge(entry: AnalysedEntry, known: Known, *, tell: bool) -> Verdict:
    there: tuple[Entry, ...] = known.by_guid.get(entry.parsed.guid or "", ())
    if not there:
        return Verdict(Decision.NEW, tell=tell)
    same = content_hash(entry.parsed.title, entry.parsed.text) == content_hash(there[0].title, there[0].text)
    return Verdict(Decision.SAME if same else Decision.EDIT, there[0].id)


@pytest.fixture
def wire(store: SqliteStore) -> Wire:
    return Wire(store)


async def test_reports_in_three_languages_are_one_incident_shown_once(wire: Wire) -> None:
    await wire.reads("CPJ", report(*ENGLISH))
    await wire.reads("Kloop", report(*RUSSIAN, at=NOW + timedelta(hours=3)))
    await wire.reads("Azattyk", report(*KYRGYZ, at=NOW + timedelta(hours=1)))
    await wire.reads("Kloop", report(*ELSEWHERE, at=NOW - timedelta(days=1)))
    assert await wire.latest() == [RUSSIAN[0], ELSEWHERE[0]]
    (newest, _) = (await wire.store.entries.latest(LatestFilter(), offset=0, limit=2)).entries
    reports = await wire.store.entries.reports(newest.incident_id)
    assert [entry.outlet for entry in reports] == ["Kloop", "Azattyk", "CPJ"]


async def test_an_outlet_that_reports_again_is_told_however_alike_it_reads(wire: Wire) -> None:
    await wire.reader(1)
    text = "A journalist was detained in Bishkek on Monday."
    assert await wire.reads("24.kg", report("Kyrgyz journalist Aibek detained", text)) == 1
    assert await wire.reads("24.kg", report("Kyrgyz journalist Nurlan detained", text)) == 1
    assert len(set((await wire.incidents()).values())) == 2


async def test_a_narrower_list_leads_with_the_newest_entry_that_is_wanted(wire: Wire) -> None:
    await wire.reads("CPJ", report(*ENGLISH))
    await wire.reads("Kloop", report(*RUSSIAN, at=NOW + timedelta(days=2)))
    assert await wire.latest(LatestFilter(until=NOW + timedelta(days=1))) == [ENGLISH[0]]
    assert await wire.latest(LatestFilter(places=frozenset({"osh"}))) == [RUSSIAN[0]]


async def test_what_no_decision_compares_stays_apart(wire: Wire) -> None:
    entries = [("a", "CPJ", report(*ENGLISH)), ("b", "Kloop", report(*RUSSIAN))]
    await wire.store.entries.import_entries(entries, now=NOW)
    assert len(set((await wire.incidents()).values())) == 2


async def test_imported_entries_share_an_incident_and_stay_entries(wire: Wire) -> None:
    entries = [("a", "CPJ", report(*ENGLISH)), ("b", "Kloop", report(*RUSSIAN)), ("c", "Kloop", report(*ELSEWHERE))]
    stored = await wire.store.entries.import_entries(entries, now=NOW, same_event=same_event)
    found = await wire.incidents()
    assert stored == len(found) == 3
    assert found[ENGLISH[0]] == found[RUSSIAN[0]] != found[ELSEWHERE[0]]


async def test_the_same_text_years_later_is_another_incident(wire: Wire) -> None:
    entries = [("a", "CPJ", report(*ENGLISH)), ("b", "Kloop", report(*RUSSIAN, at=NOW + timedelta(days=400)))]
    await wire.store.entries.import_entries(entries, now=NOW, same_event=same_event)
    assert len(set((await wire.incidents()).values())) == 2


async def test_an_entry_that_is_edited_into_an_event_joins_it_while_alone(wire: Wire) -> None:
    await wire.reads("CPJ", report(*ENGLISH))
    await wire.reads("Kloop", report("Новости Оша", "Подробности позже.", guid="1"))
    assert len(set((await wire.incidents()).values())) == 2
    await wire.reads("Kloop", report(*RUSSIAN, guid="1"))
    assert len(set((await wire.incidents()).values())) == 1
    await wire.reads("Kloop", report(*ELSEWHERE, guid="1"))
    assert len(set((await wire.incidents()).values())) == 1


async def test_who_has_had_an_incident_is_not_told_again(wire: Wire) -> None:
    await wire.reader(1)
    assert await wire.reads("CPJ", report(*ENGLISH)) == 1
    assert await wire.reads("Kloop", report(*RUSSIAN)) == 0
    await wire.reader(2)
    assert await wire.reads("Azattyk", report(*KYRGYZ)) == 1


@pytest.mark.parametrize(
    "more",
    [
        "Вместе с ним увезли юриста Тимура Алиева.",
        "Ему предъявили обвинение в разжигании розни.",
        "Вечером его отпустили.",
        "В изоляторе он скончался.",
    ],
    ids=["person", "charge", "release", "death"],
)
async def test_news_of_an_incident_is_told_again(wire: Wire, more: str) -> None:
    await wire.reader(1)
    await wire.reads("CPJ", report(*ENGLISH))
    title, text = RUSSIAN
    assert await wire.reads("Kloop", report(title, f"{text} {more}")) == 1
    assert len(await wire.latest()) == 1


async def test_a_watch_met_for_the_first_time_is_told_whoever_has_had_the_incident(wire: Wire) -> None:
    await wire.reader(1, WatchRule(), WatchRule(words=("адвоката",)))
    await wire.reader(2, WatchRule(), WatchRule(words=("поле",)))
    assert await wire.reads("CPJ", report(*ENGLISH)) == 2
    assert await wire.reads("Kloop", report(*RUSSIAN)) == 1
    claimed = await wire.store.outbox.claim(now=wire.now, lease=timedelta(minutes=5), limit=10, courier="test")
    assert {delivery.subscriber.chat.chat_id for delivery in claimed} == {1, 2}
    assert await wire.reads("Azattyk", report(*RUSSIAN, guid="copy")) == 0


async def test_an_old_report_that_is_not_worth_telling_is_told_to_nobody(wire: Wire) -> None:
    await wire.reader(1)
    assert await wire.reads("CPJ", report(*ENGLISH), tell=False) == 0
    assert await wire.reads("Kloop", report(*RUSSIAN)) == 1


async def test_an_edit_that_names_a_watched_person_is_told_to_who_has_not_had_it(wire: Wire) -> None:
    await wire.reads("Kloop", report("Обыск у юриста в Оше", "Юриста увезли на допрос.", guid="1"), tell=False)
    await wire.store.entries.import_entries([("x", "Old", report(*ENGLISH, at=NOW - timedelta(days=90)))], now=NOW)
    person_id = wire.store.people.link("Nurlan Beysheev")
    await wire.reader(1, WatchRule(person_id=person_id))
    await wire.reader(2)
    named = report("Обыск у юриста в Оше", "Юриста Нурлана Бейшеева увезли на допрос.", guid="1")
    assert await wire.reads("Kloop", named) == 1
    again = report("Обыск у юриста в Оше", "Юриста Нурлана Бейшеева увезли на допрос, сообщил коллега.", guid="1")
    assert await wire.reads("Kloop", again) == 0


async def test_an_edit_is_not_pushed_to_who_has_had_the_incident(wire: Wire) -> None:
    await wire.reader(1, WatchRule(), WatchRule(words=("больница",)))
    assert await wire.reads("Kloop", report(*RUSSIAN, guid="1")) == 1
    assert await wire.reads("Kloop", report(RUSSIAN[0], "Его увезли в больница.", guid="1")) == 0


async def test_round_ups_and_other_kinds_of_event_stay_apart(wire: Wire) -> None:
    await wire.reads("CPJ", report(*ENGLISH))
    await wire.reads(
        "Digest",
        report("Weekly digest", f"{ENGLISH[0]}. A court in Naryn fined the editor Aigul Asanova. A rally was banned."),
        report("Activist Nurlan Beysheev released in Osh", "He had been detained at his home."),
    )
    assert len(await wire.latest()) == 3


async def test_placing_an_entry_stays_quick_beside_many_alike(store: SqliteStore) -> None:
    """Famous people and common deeds have many entries; only some are looked at."""
    batch = [(f"{n}", "Kloop", _numbered(n)) for n in range(400)]
    await store.entries.import_entries(batch, now=NOW, same_event=same_event)
    compared = 0

    def counting(one: EventTraits, other: EventTraits) -> float:
        nonlocal compared
        compared += 1
        return same_event(one, other)

    started = time.perf_counter()
    await store.entries.import_entries([("last", "CPJ", report(*ENGLISH))], now=NOW, same_event=counting)
    assert time.perf_counter() - started < 0.2
    assert 0 < compared <= 24


def _numbered(number: int) -> AnalysedEntry:
    entry = report(f"Activist Nurlan Beysheev detained in Osh {number} times", f"Case {number} of the same kind.")
    return replace(entry, parsed=replace(entry.parsed, published_at=NOW + timedelta(minutes=number)))


async def test_forgetting_an_entry_forgets_its_traits(wire: Wire) -> None:
    await wire.reads("CPJ", report(*ENGLISH))

    def delete(connection: sqlite3.Connection) -> int:
        connection.execute("DELETE FROM entry")
        return int(connection.execute("SELECT (SELECT count(*) FROM event) + count(*) FROM event_key").fetchone()[0])

    assert await wire.store.database.write(delete) == 0
