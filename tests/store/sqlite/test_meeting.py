"""What a watch would have brought is what it would bring."""

import pytest

from store.entry import About, AnalysedEntry
from store.matching import would_match
from store.sqlite.open import SqliteStore
from store.subscriber import UNTIL_RESUMED, ChatKind, ChatRef, WatchRule
from tests.make import NOW, analysed

ENTRIES = (
    analysed("Journalists march in Osh", topics=("protest",), places=("osh",)),
    analysed("A journalist is fined", text="The agents of the court came.", topics=("fine",)),
    analysed("Bolot Temirov leaves prison", people=("Bolot Temirov",), topics=("fine", "protest")),
    analysed("Bolot Temirov wins at chess", people=("Bolot Temirov",), about=About.NONE, civic=False),
    analysed("A foreign agent law", text="The law on foreign agents passes.", about=About.PASSING),
    analysed("Үйдө тинтүү", text="Журналисттердин үйүндө тинтүү болду.", language="ky"),
    analysed("A journalist plays football", civic=False),
)


async def fill(store: SqliteStore) -> dict[str, AnalysedEntry]:
    outlets = ("24.kg", "Kloop")
    batch = [(entry.parsed.title, outlets[place % 2], entry) for place, entry in enumerate(ENTRIES)]
    await store.entries.import_entries(batch, now=NOW)
    return {entry.parsed.title: entry for entry in ENTRIES}


@pytest.mark.parametrize(
    "rule",
    [
        WatchRule(),
        WatchRule(topics=frozenset({"protest", "fine"})),
        WatchRule(topics=frozenset({"protest"}), places=frozenset({"osh"})),
        WatchRule(outlets=frozenset({"24.kg"})),
        WatchRule(words=("journalists",)),
        WatchRule(words=("foreign agents",)),
        WatchRule(words=("agents foreign",)),
        WatchRule(words=("үй",)),
        WatchRule(words=("журналист", "тинтүү")),
        WatchRule(words=("!",)),
        WatchRule(words=("journalist",), minus=("agent",)),
        WatchRule(person_id=1),
        WatchRule(person_id=1, topics=frozenset({"fine"})),
        WatchRule(languages=frozenset({"ky"})),
        WatchRule(topics=frozenset({"protest"}), languages=frozenset({"en", "ru"})),
        WatchRule(not_people=frozenset({1})),
        WatchRule(not_topics=frozenset({"protest"})),
        WatchRule(not_outlets=frozenset({"24.kg"})),
    ],
)
async def test_the_preview_holds_what_the_rule_takes_and_nothing_else(store: SqliteStore, rule: WatchRule) -> None:
    await fill(store)
    found = await store.entries.meeting(rule, limit=50, now=NOW)
    every = {entry.title: entry for entry in (await store.archive.page(after=0, limit=50))}
    wanted = {
        entry.parsed.title
        for entry in ENTRIES
        if would_match(rule, entry, outlet=every[entry.parsed.title].outlet, person_of=store.people.ids_of, now=NOW)
    }
    assert {entry.title for entry in found} == wanted
    assert [entry.id for entry in found] == sorted((entry.id for entry in found), reverse=True)


async def test_what_is_withdrawn_is_not_promised(store: SqliteStore) -> None:
    await fill(store)
    (entry,) = await store.entries.meeting(WatchRule(topics=frozenset({"protest"})), limit=1, now=NOW)
    await store.entries.withdraw(entry.id, "", now=NOW)
    assert entry not in await store.entries.meeting(WatchRule(), limit=50, now=NOW)


async def test_a_watch_is_paused_resumed_and_follows_something_else(store: SqliteStore) -> None:
    reader = await store.subscribers.remember(ChatRef(1), kind=ChatKind.PRIVATE, language="en", now=NOW)
    one = await store.subscribers.add_watch(reader.id, WatchRule(words=("one",)), now=NOW)
    two = await store.subscribers.add_watch(reader.id, WatchRule(words=("two",)), now=NOW)
    assert await store.subscribers.pause_watch(reader.id, one.id, until=UNTIL_RESUMED)
    assert (await store.subscribers.watches(reader.id))[0].paused_until == UNTIL_RESUMED
    assert not await store.subscribers.pause_watch(reader.id + 1, one.id, until=None)
    changed = await store.subscribers.replace_rule(reader.id, one.id, WatchRule(words=("three",)))
    assert changed is not None
    assert (changed.id, changed.paused_until) == (one.id, UNTIL_RESUMED)
    assert await store.subscribers.replace_rule(reader.id, one.id, WatchRule(words=("two",))) == two
    assert await store.subscribers.watches(reader.id) == [two]
    assert await store.subscribers.replace_rule(reader.id + 1, two.id, WatchRule()) is None
