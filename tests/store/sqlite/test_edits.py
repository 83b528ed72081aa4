"""Editors merge, split, rename; withdraw, correct, join, separate; and each of it can be undone to the letter."""

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.delivery import NoticeKind, Sent
from store.edit import Edit, EditKind, ReportNote
from store.entry import Entry
from store.incident import EventTraits
from store.lexicon.names import Figure
from store.listing import LatestFilter
from store.matching import every_match
from store.sqlite.open import SqliteStore, open_store
from store.sqlite.people import SqlitePeople
from store.subscriber import Watch, WatchRule
from tests.make import NO_TERMS, NOW, analysed
from tests.store.sqlite.test_outbox import claim, reader, settle, tell

LATER = NOW + timedelta(hours=1)
CHYNARBEK, ALI = "Чынарбек Шабдан уулу", "Али Шабдан"


async def publish(store: SqliteStore, title: str, *people: str) -> int:
    text = f"{title}. {', '.join(people)}."
    await store.entries.import_entries([(title, "Test", analysed(title, people=people, text=text))], now=NOW)
    page = await store.entries.latest(LatestFilter(), offset=0, limit=50)
    return next(one.id for one in page.entries if one.external_id == title)


async def person(store: SqliteStore, name: str) -> int:
    found = (await store.people.look_up(name)).match
    assert found is not None, name
    return found.person_id


async def titles(store: SqliteStore, name: str) -> set[str]:
    page = await store.people.entries(await person(store, name), offset=0, limit=20)
    return {entry.title for entry in page.entries}


async def made(edit: Edit | None) -> Edit:
    assert edit is not None
    return edit


async def the_two(store: SqliteStore) -> tuple[int, int]:
    await publish(store, "One", CHYNARBEK)
    await publish(store, "Two", ALI)
    return await person(store, CHYNARBEK), await person(store, ALI)


async def state(store: SqliteStore) -> dict[str, list[tuple[object, ...]]]:
    """All that is stored of people, mentions, spellings and watches, and how they are found."""
    tables = ("person", "alias", "mention", "watch", "entry_topic", "entry_place")
    entries = "SELECT id, incident_id, withdrawn_at, right_title, note, set_topics, topics FROM entry"
    questions = {**{table: f"SELECT * FROM {table}" for table in tables}, "entry": entries}

    def read(base: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
        return {name: sorted(base.execute(question), key=repr) for name, question in questions.items()}

    rows = await store.database.read(read)
    rows["found"] = [(name, store.people.link(name), store.people.ids_of(name)) for name in (CHYNARBEK, ALI)]
    return rows


async def test_two_who_were_merged_are_found_as_one_and_undone_they_are_two(store: SqliteStore) -> None:
    goes, stays = await the_two(store)
    before = await state(store)
    edit = await made(await store.edits.merge(goes, stays, now=LATER))
    assert (edit.kind, edit.told) == (EditKind.MERGED, (CHYNARBEK, ALI))
    assert await titles(store, CHYNARBEK) == await titles(store, ALI) == {"One", "Two"}
    known = await store.people.get(goes)
    assert known is not None
    assert (known.id, known.name, set(known.ids)) == (stays, ALI, {goes, stays})
    assert set(known.aliases) == {CHYNARBEK, ALI}
    assert await store.edits.merge(stays, goes, now=LATER) is None
    assert await store.edits.undo(edit.id, now=LATER)
    assert await store.edits.undo(edit.id, now=LATER) is None
    assert await state(store) == before


async def test_later_entries_name_the_survivor_and_go_back_with_an_undo(store: SqliteStore) -> None:
    goes, stays = await the_two(store)
    edit = await made(await store.edits.merge(goes, stays, now=LATER))
    await publish(store, "Three", "Чынарбек Шабдан уулу")
    await publish(store, "Four", "Chynarbek Shabdan uulu")
    await publish(store, "Five", "Ali Shabdan")
    for people in (store.people, SqlitePeople(store.database)):
        await people.load()
        assert people.link("Chynarbek Shabdan uulu") == stays
    assert await titles(store, ALI) == {"One", "Two", "Three", "Four", "Five"}
    await store.edits.undo(edit.id, now=LATER)
    assert await titles(store, CHYNARBEK) == {"One", "Three", "Four"}
    assert await titles(store, ALI) == {"Two", "Five"}


async def test_watches_of_both_are_met_by_either_name_while_they_are_merged(store: SqliteStore) -> None:
    goes, stays = await the_two(store)
    entry = analysed("Freed", people=("Ali Shabdan",), text="Freed. Ali Shabdan.")
    watches = [Watch(1, 1, WatchRule(person_id=goes)), Watch(2, 2, WatchRule(person_id=stays))]

    def met() -> set[int]:
        found = every_match(watches, entry, outlet="Test", person_of=store.people.ids_of, now=NOW)
        return {match.watch_id for match in found}

    assert met() == {2}
    edit = await made(await store.edits.merge(goes, stays, now=LATER))
    assert met() == {1, 2}
    rule = WatchRule(person_id=goes)
    assert {one.title for one in await store.entries.meeting(rule, limit=9, now=NOW)} == {"One", "Two"}
    await store.edits.undo(edit.id, now=LATER)
    assert met() == {2}


async def test_a_chain_of_merges_may_be_undone_in_any_order(store: SqliteStore) -> None:
    one, two = await the_two(store)
    await publish(store, "Three", "Нурлан Асанов")
    three = await person(store, "Нурлан Асанов")
    first = await made(await store.edits.merge(one, two, now=LATER))
    second = await made(await store.edits.merge(two, three, now=LATER))
    assert await titles(store, CHYNARBEK) == {"One", "Two", "Three"}
    await store.edits.undo(first.id, now=LATER)
    assert await titles(store, CHYNARBEK) == {"One"}
    assert await titles(store, ALI) == {"Two", "Three"}
    await store.edits.undo(second.id, now=LATER)
    assert await titles(store, ALI) == {"Two"}


async def test_a_spelling_that_is_somebody_else_is_split_off_with_its_entries(store: SqliteStore) -> None:
    await publish(store, "One", "Нурлан Асанов")
    await publish(store, "Two", "Nurlan Asanov")
    both = await person(store, "Нурлан Асанов")
    edit = await made(await store.edits.split(both, "Nurlan Asanov", now=LATER))
    assert await titles(store, "Nurlan Asanov") == {"Two"}
    assert await titles(store, "Нурлан Асанов") == {"One"}
    await publish(store, "Three", "Nurlan Asanov")
    assert await titles(store, "Nurlan Asanov") == {"Two", "Three"}
    assert await store.edits.split(both, "Нурлан Асанов", now=LATER) is None, "the last spelling"
    await store.edits.undo(edit.id, now=LATER)
    assert await titles(store, "Nurlan Asanov") == await titles(store, "Нурлан Асанов") == {"One", "Two", "Three"}


async def test_a_namesake_in_one_entry_becomes_somebody_else_and_stays_so_when_it_is_edited(store: SqliteStore) -> None:
    await publish(store, "One", "Нурлан Асанов")
    other = await publish(store, "Two", "Нурлан Асанов")
    one = await person(store, "Нурлан Асанов")
    edit = await made(await store.edits.split_entry(one, other, now=LATER))
    assert edit.entry_id == other
    assert await titles(store, "Нурлан Асанов") == {"One"}
    await publish(store, "Two", "Нурлан Асанов")
    assert await titles(store, "Нурлан Асанов") == {"One"}
    await store.edits.undo(edit.id, now=LATER)
    assert await titles(store, "Нурлан Асанов") == {"One", "Two"}


async def test_a_name_is_changed_and_the_lexicon_does_not_change_it_back(store: SqliteStore) -> None:
    figure = Figure("rita-karasartova", {"en": ("Rita Karasartova", "Rita Rahman"), "ru": ("Рита Карасартова",)})
    await store.people.list_figures([figure])
    rita = await person(store, "Rita Karasartova")
    before = await state(store)
    edits = [
        await made(await store.edits.rename(rita, "Margarita Rahman", now=LATER)),
        await made(await store.edits.remove_alias(rita, "Rita Rahman", now=LATER)),
    ]
    await store.people.list_figures([figure, Figure("other", {"en": ("Somebody Else",)})])
    known = await store.people.get(rita)
    assert known is not None
    assert (known.name, set(known.aliases)) == (
        "Margarita Rahman",
        {"Margarita Rahman", "Rita Karasartova", "Рита Карасартова"},
    )
    for edit in edits:
        assert await store.edits.undo(edit.id, now=LATER)
    await store.database.write(lambda base: base.execute("DELETE FROM alias WHERE spelling = 'Somebody Else'"))
    await store.database.write(lambda base: base.execute("DELETE FROM person WHERE figure = 'other'"))
    after = await state(store)
    assert (after["alias"], after["person"]) == (before["alias"], before["person"])


async def test_an_alias_is_added_and_taken_away(store: SqliteStore) -> None:
    await publish(store, "One", ALI)
    ali = await person(store, ALI)
    edit = await made(await store.edits.add_alias(ali, CHYNARBEK, now=LATER))
    assert store.people.link("Chynarbek Shabdan uulu") == ali
    assert await store.edits.remove_alias(ali, ALI, now=LATER) is None, "an entry has it"
    assert [one.spelling for one in await store.edits.spellings(ali)] == [ALI, CHYNARBEK]
    await store.edits.undo(edit.id, now=LATER)
    assert store.people.link("Chynarbek Shabdan uulu") is None


async def entry(store: SqliteStore, entry_id: int) -> Entry:
    found = await store.entries.get(entry_id)
    assert found is not None
    return found


async def told(store: SqliteStore) -> list[dict[str, str] | None]:
    claimed = await claim(store, now=LATER)
    for each in claimed:
        await settle(store, each, Sent(11), now=LATER)
    return [each.notice.body for each in claimed if each.notice.kind is NoticeKind.CORRECTION]


async def test_what_is_withdrawn_is_shown_no_more_and_readers_are_told_both_times(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "A march in Osh")
    (got,) = await claim(store)
    await settle(store, got, Sent(11))
    edit = await made(await store.edits.retract([1], "a mix-up", now=LATER))
    assert await told(store) == [{"withdrawn": "a mix-up"}]
    gone = await entry(store, 1)
    assert (gone.retracted, gone.withdrawn_why, gone.withdrawn_at) == (True, "a mix-up", LATER)
    assert (await store.entries.latest(LatestFilter(), offset=0, limit=5)).total == 0
    assert await store.edits.undo(edit.id, now=LATER)
    assert await told(store) == [{"restored": ""}]
    assert (await store.entries.latest(LatestFilter(), offset=0, limit=5)).total == 1


async def test_what_a_person_is_withdrawn_from_is_counted_as_such(store: SqliteStore) -> None:
    one = await publish(store, "One", ALI)
    await publish(store, "Two", ALI)
    await store.edits.retract([one], "", now=LATER)
    page = await store.people.entries(await person(store, ALI), offset=0, limit=5)
    assert ([each.title for each in page.entries], page.total) == (["Two"], 1)
    assert [each.title for each in page.withdrawn] == ["One"]


async def test_a_note_stays_when_the_outlet_edits_and_goes_when_it_is_undone(store: SqliteStore) -> None:
    first = analysed("Protest in Talas", topics=("protest",), text="x")
    await store.entries.import_entries([("a", "Test", first)], now=NOW)
    before = await state(store)
    note = ReportNote("Protest in Naryn", "The outlet took one town for the other.", ("detention",), ("naryn",))
    edit = await made(await store.edits.correct(1, note, now=LATER))
    assert await store.edits.correct(1, note, now=LATER) is None
    await store.entries.import_entries([("a", "Test", first)], now=LATER)
    noted = await entry(store, 1)
    assert (noted.right_title, noted.note) == ("Protest in Naryn", "The outlet took one town for the other.")
    assert (noted.topics, noted.places) == (("detention",), ("naryn",))
    page = await store.entries.latest(LatestFilter(topics=frozenset({"detention"})), offset=0, limit=5)
    assert page.total == 1
    assert await store.edits.note_of(1) == note
    again = await made(await store.edits.correct(1, ReportNote("Protest in Naryn"), now=LATER))
    assert await store.edits.undo(edit.id, now=LATER) is None, "it has been corrected since"
    for each in (again, edit):
        assert await store.edits.undo(each.id, now=LATER)
    assert await state(store) == before


async def test_incidents_are_joined_and_parted_again(store: SqliteStore) -> None:
    for title in ("One", "Two", "Three"):
        await publish(store, title)
    one, two, three = [await entry(store, number) for number in (1, 2, 3)]
    before = await state(store)
    joined = await made(await store.edits.join(one.incident_id, two.incident_id, now=LATER))
    more = await made(await store.edits.join(three.incident_id, two.incident_id, now=LATER))
    assert len(await store.entries.reports(two.incident_id)) == 3
    apart = await made(await store.edits.separate(2, now=LATER))
    assert len(await store.entries.reports((await entry(store, 2)).incident_id)) == 1
    assert await store.edits.separate(2, now=LATER) is None
    for edit in (apart, more, joined):
        assert await store.edits.undo(edit.id, now=LATER)
    assert await state(store) == before


async def test_a_report_that_was_separated_does_not_come_back_by_itself(store: SqliteStore) -> None:
    def same(*_: object) -> float:
        return 1.0

    traits = EventTraits("en", NOW, people=("Ali Shabdan",))
    batch = [(key, key, replace(analysed(key), event=traits)) for key in ("a", "b")]
    await store.entries.import_entries(batch, now=NOW, same_event=same)
    assert (await entry(store, 1)).incident_id == (await entry(store, 2)).incident_id
    await store.edits.separate(2, now=LATER)
    await store.entries.import_entries(batch[1:], now=NOW, same_event=same)
    assert (await entry(store, 1)).incident_id != (await entry(store, 2)).incident_id


STEPS = st.lists(st.sampled_from(["merge", "split", "rename", "alias", "retract", "correct", "join"]), max_size=5)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_whatever_was_done_undone_backwards_all_is_as_before(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    async with open_store(tmp_path_factory.mktemp("store") / "jarchy.db", NO_TERMS) as store:
        one, two = await the_two(store)
        await publish(store, "Three", "Ali Shabdan")
        watching = await reader(store, 1)
        await store.subscribers.add_watch(watching.id, WatchRule(person_id=one), now=NOW)
        before = await shown(store)
        edits = []
        for place, step in enumerate(steps):
            edits.append(await edit_somehow(store, step, place, one, two))
        for edit in reversed(edits):
            assert edit is None or await store.edits.undo(edit.id, now=LATER)
        assert await shown(store) == before


async def edit_somehow(store: SqliteStore, step: str, place: int, one: int, two: int) -> Edit | None:
    edits = store.edits
    changes: dict[str, Callable[[], Awaitable[Edit | None]]] = {
        "merge": lambda: edits.merge(one, two, now=LATER),
        "split": lambda: edits.split(two, "Ali Shabdan", now=LATER),
        "rename": lambda: edits.rename(two, f"Имя {place}", now=LATER),
        "alias": lambda: edits.add_alias(one, f"Другое Имя{place}", now=LATER),
        "retract": lambda: edits.retract([1], "", now=LATER),
        "correct": lambda: edits.correct(2, ReportNote(note=str(place)), now=LATER),
        "join": lambda: edits.join(1, 2, now=LATER),
    }
    return await changes[step]()


async def shown(store: SqliteStore) -> object:
    """What readers see of people and incidents."""
    people = []
    for name in (CHYNARBEK, ALI, "Ali Shabdan"):
        person_id = await person(store, name)
        known = await store.people.get(person_id)
        assert known is not None
        page = await store.people.entries(person_id, offset=0, limit=9)
        people.append((known.id, known.name, known.aliases, [one.id for one in page.entries]))
    watches = [watch.rule for watch in await store.subscribers.all_watches()]
    entries = [await store.entries.get(number) for number in (1, 2, 3)]
    return people, watches, entries
