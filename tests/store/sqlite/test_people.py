"""People in the store: listed, named in entries, found again."""

from datetime import timedelta

from store.lexicon.names import Figure
from store.listing import LatestFilter
from store.person import MatchKind
from store.sqlite.open import SqliteStore
from store.sqlite.people import SqlitePeople
from tests.make import NOW, analysed

ASKAROV = Figure("azimjan-askarov", {"en": ("Azimjan Askarov", "Azimjon Askarov"), "ru": ("Азимжан Аскаров",)})
RITA = Figure("rita-karasartova", {"en": ("Rita Karasartova", "Margarita Rahman"), "ru": ("Рита Карасартова",)})


async def store_entry(store: SqliteStore, title: str, *people: str, days_ago: int = 0, text: str = "") -> int:
    """The stored entry's id."""
    entry = analysed(title, people=people, published_at=NOW - timedelta(days=days_ago), text=text or title)
    await store.entries.import_entries([(title, "Test", entry)], now=NOW)
    page = await store.entries.latest(LatestFilter(), offset=0, limit=50)
    return next(one.id for one in page.entries if one.title == title)


async def test_entries_in_two_scripts_name_one_person(store: SqliteStore) -> None:
    await store.people.list_figures([ASKAROV])
    first = await store_entry(store, "Azimzhan Askarov dies in prison", "Azimzhan Askarov", days_ago=2)
    second = await store_entry(store, "Аскаров Азимжан: год спустя", "Аскаров Азимжан", days_ago=1)
    match = (await store.people.look_up("Азимжана Аскарова")).match
    assert match is not None
    page = await store.people.entries(match.person_id, offset=0, limit=10)
    assert [entry.id for entry in page.entries] == [second, first]
    person = await store.people.get(match.person_id)
    assert person is not None
    assert person.name == "Azimjan Askarov"
    assert {"Azimzhan Askarov", "Аскаров Азимжан"} <= set(person.aliases)


async def test_somebody_new_is_found_after_the_entry_and_after_a_restart(store: SqliteStore) -> None:
    await store_entry(store, "Нурлан Асанов задержан", "Нурлан Асанов")
    for people in (store.people, SqlitePeople(store.database)):
        await people.load()
        found = await people.look_up("Nurlan Asanov")
        assert found.match is not None
        assert (found.match.name, found.match.kind) == ("Нурлан Асанов", MatchKind.VARIANT)


async def test_the_canonical_name_is_shown_though_another_sorts_before_it(store: SqliteStore) -> None:
    await store.people.list_figures([RITA])
    await store.people.load()
    found = await store.people.look_up("Маргарита Рахман")
    assert found.match is not None
    assert found.match.name == "Rita Karasartova"
    assert store.people.spellings("Margarita Rahman")[0] == "Rita Karasartova"


async def test_somebody_named_before_becomes_the_figure(store: SqliteStore) -> None:
    await store_entry(store, "Азимжан Аскаров: приговор", "Азимжан Аскаров")
    await store.people.list_figures([ASKAROV])
    found = await store.people.look_up("Azimjon Askarov")
    assert found.match is not None
    assert found.match.name == "Azimjan Askarov"
    assert (await store.people.entries(found.match.person_id, offset=0, limit=5)).total == 1


async def test_a_mention_comes_with_its_sentence(store: SqliteStore) -> None:
    text = "The court sat on Monday. Rita Karasartova was acquitted. Others were not."
    entry_id = await store_entry(store, "Verdict", "Rita Karasartova", text=text)
    match = (await store.people.look_up("Карасартова")).match
    assert match is not None
    mentions = await store.people.mentions(match.person_id, [entry_id])
    assert [(mention.surface, mention.sentence) for mention in mentions] == [
        ("Rita Karasartova", "Rita Karasartova was acquitted.")
    ]


async def test_a_known_given_name_is_no_typing_error(store: SqliteStore) -> None:
    await store_entry(store, "Темирлан Султанбеков в суде", "Темирлан Султанбеков")
    careful = SqlitePeople(store.database, known_names=frozenset({"temirjan"}))
    await careful.load()
    assert (await store.people.look_up("Темиржан Султанбеков")).match is not None
    assert (await careful.look_up("Темиржан Султанбеков")).match is None
