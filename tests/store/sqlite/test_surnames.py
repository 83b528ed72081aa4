"""A surname alone, or with initials: whom it names, and who is told of it when."""

from datetime import timedelta

import pytest

from bot.audience import Audience
from store.delivery import ClaimedDelivery, NoticeKind
from store.entry import AnalysedEntry
from store.lexicon.names import Figure
from store.sqlite.open import SqliteStore
from store.subscriber import WatchRule
from store.timing import Rhythm, Timing
from tests.make import NOW
from tests.store.sqlite.test_incidents import Wire, report
from tests.store.sqlite.test_outbox import claim

FIGURES = [
    Figure("rita-karasartova", {"en": ("Rita Karasartova",), "ru": ("Рита Карасартова",)}),
    Figure("iskender-matraimov", {"en": ("Iskender Matraimov",), "ru": ("Искендер Матраимов",)}),
    Figure("raimbek-matraimov", {"en": ("Raimbek Matraimov",), "ru": ("Райымбек Матраимов",)}),
]
ALONE = ("Карасартова осталась под стражей", "Суд в Бишкеке отказал адвокатам. Правозащитница Карасартова не согласна.")
INITIAL = ("Суд в Бишкеке оставил под стражей Р. Карасартову", "Правозащитница Р. Карасартова не согласна с судом.")
IN_FULL = ("Рита Карасартова осталась под стражей", "Правозащитница Карасартова не согласна с решением суда.")


class Desk(Wire):
    """As `Wire`, with watches possibly met."""

    async def reads(self, outlet: str, *entries: AnalysedEntry, tell: bool = True) -> int:
        audience = await Audience(self.store).of(entries, outlet=outlet, now=self.now)
        return await self.takes_in(outlet, entries, audience, tell=tell)


@pytest.fixture
async def wire(store: SqliteStore) -> Desk:
    await store.people.list_figures(FIGURES)
    return Desk(store)


async def rita(store: SqliteStore) -> int:
    found = store.people.link("Rita Karasartova")
    assert found is not None
    return found


def alerts(claimed: list[ClaimedDelivery]) -> list[tuple[str, str]]:
    return [(each.reason_kind, each.reason_value) for each in claimed if each.notice.kind is NoticeKind.ALERT]


async def people_count(store: SqliteStore) -> int:
    return int(await store.database.read(lambda base: base.execute("SELECT count(*) FROM person").fetchone()[0]))


async def test_a_surname_alone_waits_for_the_next_digest_even_of_those_told_at_once(wire: Desk) -> None:
    await wire.reader(1, WatchRule(person_id=await rita(wire.store)))
    assert await wire.reads("A", report(*ALONE)) == 1
    assert await claim(wire.store, now=NOW + timedelta(minutes=5)) == []
    later = await claim(wire.store, now=NOW + timedelta(days=1))
    assert alerts(later) == [("possibly", "Карасартова")]


async def test_of_who_reads_digests_it_comes_in_the_next_one_also_when_the_hour_is_changed(wire: Desk) -> None:
    reader = await wire.reader(1, WatchRule(person_id=await rita(wire.store)))
    await wire.reads("A", report(*ALONE))
    await wire.store.subscribers.set_timing(reader, Timing(Rhythm.HOURLY), now=NOW)
    assert alerts(await claim(wire.store, now=NOW + timedelta(hours=1))) == [("possibly", "Карасартова")]


async def test_named_in_full_the_alert_comes_at_once_and_once(wire: Desk) -> None:
    await wire.reader(1, WatchRule(person_id=await rita(wire.store)))
    await wire.reads("A", report(*IN_FULL))
    assert alerts(await claim(wire.store, now=NOW)) == [("person", "Рита Карасартова")]


async def test_who_follows_everything_is_told_at_once(wire: Desk) -> None:
    await wire.reader(1, WatchRule(person_id=await rita(wire.store)), WatchRule())
    await wire.reads("A", report(*ALONE))
    assert alerts(await claim(wire.store, now=NOW)) == [("everything", "")]


async def test_a_report_with_the_full_name_is_told_though_the_surname_alone_waits(wire: Desk) -> None:
    await wire.reader(1, WatchRule(person_id=await rita(wire.store)))
    await wire.reads("A", report(*ALONE))
    await wire.reads("B", report(*IN_FULL))
    assert alerts(await claim(wire.store, now=NOW + timedelta(hours=1))) == [("person", "Рита Карасартова")]


async def test_a_name_with_initials_makes_no_new_person(wire: Desk) -> None:
    before = await people_count(wire.store)
    await wire.reads("A", report(*INITIAL))
    assert await people_count(wire.store) == before
    assert (await wire.store.people.entries(await rita(wire.store), offset=0, limit=5)).total == 0


async def test_initials_are_read_by_the_full_name_in_another_report_of_the_incident(wire: Desk) -> None:
    text = "Его увезли из дома в четверг, адвоката Нурбека Токтакунова не пустили."
    await wire.reads("A", report("В Оше задержан активист Н. Бейшеев", text))
    await wire.reads("B", report("В Оше задержан активист Нурлан Бейшеев", text))
    assert len(await wire.store.entries.reports(1)) == 2, "one incident"
    nurlan = wire.store.people.link("Нурлан Бейшеев")
    assert nurlan is not None
    assert (await wire.store.people.entries(nurlan, offset=0, limit=5)).total == 2


async def test_of_figures_with_one_surname_the_most_named_comes_first_and_else_the_first_listed(wire: Desk) -> None:
    people = wire.store.people
    found = await people.look_up("Матраимов")
    assert found.match is not None
    assert found.match.name == "Iskender Matraimov"
    await people.list_figures([FIGURES[0], FIGURES[2], FIGURES[1]])
    found = await people.look_up("Матраимов")
    assert found.match is not None
    assert found.match.name == "Raimbek Matraimov"
    await wire.reads("A", report("Искендер Матраимов вышел на свободу", "Суд в Оше освободил экс-депутата."))
    found = await people.look_up("Матраимов")
    assert found.match is not None
    assert found.match.name == "Iskender Matraimov"


async def test_a_surname_in_news_of_other_things_waits_for_nobody(wire: Desk) -> None:
    await wire.reader(1, WatchRule(person_id=await rita(wire.store)))
    assert await wire.reads("A", report("Погода в Бишкеке", "Синоптик Карасартова обещает дождь.")) == 0
