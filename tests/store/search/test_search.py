"""What a reader finds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.entry import About, PersonMention
from store.search import SearchHit, Span
from store.sqlite.search import index_entry, rebuild_index, unindex_entry
from tests.store.search.archive import NOW, Archive, Sample, open_archive, shipped_terms
from tests.store.search.typing import typed_text

DIED = Sample("Аскаров умер в колонии", "Правозащитник Азимжан Аскаров скончался. Адвокат Аскарову не помог.")
DIED_ENGLISH = Sample("Askarov dies behind bars", "The rights defender had been ill.", "en")
DIED_KYRGYZ = Sample("Аскаровдун үй-бүлөсү арызданды", "Сот чечим чыгара элек.", "ky")
AGENTS = Sample("Foreign representatives law adopted", "Groups with grants must register.", "en", outlet="IPHR")
SNOW = Sample("В столице выпал снег", "Дороги чистят.", outlet="Kaktus.media", published_at=NOW - timedelta(days=400))


@pytest.fixture
def archive() -> Archive:
    filled = open_archive()
    for sample in (DIED, DIED_ENGLISH, DIED_KYRGYZ, AGENTS, SNOW):
        filled.add(sample)
    return filled


def marked(hit: SearchHit) -> tuple[list[str], list[str]]:
    def cut(text: str, spans: tuple[Span, ...]) -> list[str]:
        return [text[span.start : span.end] for span in spans]

    return cut(hit.entry.title, hit.title_spans), cut(hit.entry.text, hit.text_spans)


@pytest.mark.parametrize(
    "query", ["Аскаров", "askarov", "АСКАРОВ", "Аскарова", "Askarow", "Askraov", "fcrfhjd", "Аскaров", "Әскаров"]
)
def test_a_name_is_found_in_every_script_and_form(archive: Archive, query: str) -> None:
    assert set(archive.titles(query)) == {DIED.title, DIED_ENGLISH.title, DIED_KYRGYZ.title}


def test_the_words_found_are_marked_in_the_texts_own_letters(archive: Archive) -> None:
    hits = {hit.entry.title: hit for hit in archive.search("Askarov").hits}
    assert marked(hits[DIED.title]) == (["Аскаров"], ["Аскаров", "Аскарову"])
    assert marked(hits[DIED_KYRGYZ.title]) == (["Аскаровдун"], [])


def test_a_match_from_another_script_says_so(archive: Archive) -> None:
    via = {hit.entry.title: hit.via for hit in archive.search("Askarov").hits}
    assert via[DIED_ENGLISH.title] == ()
    assert via[DIED.title] == ("Аскаров",)


def test_a_concept_is_found_in_another_language(archive: Archive) -> None:
    hit = archive.search("закон об иностранных агентах").hits[0]
    assert hit.entry.title == AGENTS.title
    assert marked(hit)[0][:2] == ["Foreign", "representatives"]
    assert any("oreign representatives" in via for via in hit.via)


def test_a_phrase_must_stand_as_it_is(archive: Archive) -> None:
    archive.add(Sample("В колонии никто не умер", "Проверка закончена."))
    found = archive.titles('"умер в колонии"')
    assert found[0] == DIED.title
    assert "В колонии никто не умер" not in found


def test_a_phrase_may_stand_in_another_language(archive: Archive) -> None:
    assert DIED_ENGLISH.title in archive.titles('"умер в колонии"')


def test_a_short_name_of_a_place_is_found_in_all_its_cases(archive: Archive) -> None:
    archive.add(Sample("Ошто эл чогулду", language="ky"))
    archive.add(Sample("Митинг в Оше"))
    assert set(archive.titles("Ошто")) == set(archive.titles("Osh")) == {"Ошто эл чогулду", "Митинг в Оше"}


def test_a_phrase_that_stands_nowhere_is_looked_for_as_words(archive: Archive) -> None:
    assert archive.titles('"снег столице"') == [SNOW.title]


def test_excluded_words_do_not_stand_in_what_is_found(archive: Archive) -> None:
    assert DIED.title not in archive.titles("аскаров -адвокат")
    assert DIED.title not in archive.titles('аскаров -"не помог"')
    assert DIED.title in archive.titles('аскаров -"помог не"')


def test_only_excluded_words_list_the_rest_newest_first(archive: Archive) -> None:
    titles = archive.titles("-аскаров")
    assert titles == [AGENTS.title, SNOW.title]


def test_filters_alone_list_the_newest(archive: Archive) -> None:
    older = archive.add(Sample("Старое", published_at=NOW - timedelta(days=3)))
    page = archive.search("lang:ru")
    assert [hit.entry.title for hit in page.hits] == [DIED.title, "Старое", SNOW.title]
    assert page.total == 3
    assert archive.search("lang:ru", offset=1, limit=1).hits[0].entry.id == older


def test_filters_narrow_what_words_find(archive: Archive) -> None:
    assert archive.titles("аскаров lang:ky") == [DIED_KYRGYZ.title]
    assert archive.titles("снег from:2025") == []
    assert archive.titles("снег to:2025") == [SNOW.title]
    assert archive.titles("law outlet:iphr") == [AGENTS.title]
    assert archive.titles("law outlet:kaktus") == []


def test_days_begin_where_the_reader_is(archive: Archive) -> None:
    archive.add(Sample("Полночь", published_at=datetime(2025, 3, 4, 19, 0, tzinfo=UTC)))
    assert archive.titles("полночь from:2025-03-05") == []
    assert archive.titles("полночь to:2025-03-04") == ["Полночь"]


def test_a_place_holds_the_places_in_it(archive: Archive) -> None:
    places = shipped_terms().inside
    region = next(key for key, inside in places.items() if "osh" in inside and key != "osh")
    archive.add(Sample("Сход прошел спокойно", places=("osh",)))
    assert archive.titles(f"place:{region}") == ["Сход прошел спокойно"]
    assert archive.titles("place:osh") == ["Сход прошел спокойно"]


def test_a_place_named_in_a_query_finds_entries_about_it(archive: Archive) -> None:
    archive.add(Sample("Ошто митинг өттү", language="ky", places=("osh",)))
    assert archive.titles("Osh") == ["Ошто митинг өттү"]


def test_topics_narrow_to_entries_that_carry_them(archive: Archive) -> None:
    archive.add(Sample("Сход", topics=("protest",)))
    assert archive.titles("topic:protest") == ["Сход"]


def test_a_person_filter_goes_by_mentions_under_any_known_spelling(archive: Archive) -> None:
    mention = PersonMention("Рита Карасартова", "Риту Карасартову", 0, 16)
    archive.add(Sample("Риту Карасартову освободили", people=(mention,)))
    archive.add(Sample("Карасартова — фамилия"))
    assert archive.titles("person:Karasartova Rita") == ["Риту Карасартову освободили"]


def test_a_person_nobody_has_recorded_is_looked_for_in_the_texts(archive: Archive) -> None:
    assert set(archive.titles("person:Askarov")) == {DIED.title, DIED_ENGLISH.title, DIED_KYRGYZ.title}


def test_withdrawn_entries_are_never_found(archive: Archive) -> None:
    gone = archive.search("снег").hits[0].entry.id
    archive.connection.execute("UPDATE entry SET withdrawn_at = 1 WHERE id = ?", (gone,))
    assert archive.titles("снег") == []
    assert SNOW.title not in archive.titles("lang:ru")


def test_entries_about_other_things_come_last() -> None:
    archive = open_archive()
    archive.add(Sample("Митинг у парламента", about=About.NONE))
    archive.add(Sample("Митинг у театра", published_at=NOW - timedelta(days=9)))
    assert archive.titles("митинг") == ["Митинг у театра", "Митинг у парламента"]


def test_hyphens_and_spaces_in_names_do_not_matter() -> None:
    archive = open_archive()
    archive.add(Sample("Дело о водохранилище Кемпир-Абад"))
    for query in ("Кемпирабад", "Kempir Abad", "kempir-abad", "Kempirabad"):
        assert archive.titles(query) == ["Дело о водохранилище Кемпир-Абад"], query


def test_pages_follow_one_another() -> None:
    archive = open_archive()
    for number in range(25):
        archive.add(Sample(f"Митинг номер {number}", published_at=NOW - timedelta(hours=number)))
    pages = [archive.search("митинг", offset=offset, limit=10) for offset in (0, 10, 20)]
    ids = [hit.entry.id for page in pages for hit in page.hits]
    assert [page.total for page in pages] == [25, 25, 25]
    assert len(ids) == len(set(ids)) == 25


def test_nothing_found_offers_the_nearest_names_and_terms(archive: Archive) -> None:
    page = archive.search("Аскарбеков")
    assert page.hits == ()
    assert any("Аскаров" in offered for offered in page.suggestions)
    assert archive.search("митнгующи").suggestions


def test_an_empty_query_finds_nothing(archive: Archive) -> None:
    assert archive.search("").hits == ()
    assert archive.search("!?").hits == ()


def test_words_like_in_and_the_alone_do_not_make_a_hit(archive: Archive) -> None:
    assert archive.titles("в пустыне") == []


def test_time_that_runs_out_gives_what_is_known_and_says_so(archive: Archive) -> None:
    for number in range(300):
        archive.add(Sample(f"Митинг {number}", "слово " * 200))
    page = archive.search("митинг слово", seconds=0.0)
    assert not page.complete
    assert archive.search("митинг слово").complete


def test_the_connection_is_usable_after_time_ran_out(archive: Archive) -> None:
    archive.search("аскаров", seconds=0.0)
    assert not archive.connection.in_transaction
    assert archive.connection.execute("SELECT count(*) FROM entry").fetchone()[0] == 5


@given(typed_text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_query_is_an_error(archive: Archive, text: str) -> None:
    page = archive.search(text)
    assert len(page.hits) <= min(10, page.total)
    for hit in page.hits:
        assert all(0 <= span.start < span.end <= len(hit.entry.title) for span in hit.title_spans)
        assert all(0 <= span.start < span.end <= len(hit.entry.text) for span in hit.text_spans)


@given(
    st.lists(st.tuples(st.integers(1, 4), typed_text(), typed_text(), st.sampled_from(("en", "ru", "ky", "und", ""))))
)
@settings(deadline=None)
def test_the_index_stays_whole_whatever_is_put_in_and_taken_out(changes: list[tuple[int, str, str, str]]) -> None:
    archive = open_archive()
    for number in range(1, 5):
        archive.add(Sample(f"Запись {number}"))
    for entry_id, title, text, language in changes:
        unindex_entry(archive.connection, entry_id)
        index_entry(archive.connection, entry_id, title, text, language)
    check_index(archive)


def test_what_is_taken_out_is_found_no_more(archive: Archive) -> None:
    entry_id = archive.search("снег").hits[0].entry.id
    unindex_entry(archive.connection, entry_id, SNOW.title, SNOW.text, "ru")
    unindex_entry(archive.connection, entry_id)
    assert archive.titles("снег") == []
    check_index(archive)


def test_a_deleted_entry_leaves_the_index(archive: Archive) -> None:
    archive.connection.execute("PRAGMA foreign_keys = ON")
    archive.connection.execute("DELETE FROM entry WHERE id = 5")
    assert archive.titles("снег") == []
    check_index(archive)


def test_a_rebuilt_index_finds_the_same(archive: Archive) -> None:
    before = archive.titles("аскаров")
    archive.connection.execute("DELETE FROM search_entry WHERE id = 1")
    assert rebuild_index(archive.connection) == 5
    assert archive.titles("аскаров") == before
    check_index(archive)


def check_index(archive: Archive) -> None:
    archive.connection.execute("INSERT INTO search_fts (search_fts, rank) VALUES ('integrity-check', 1)")


def test_a_year_stands_for_what_was_published_in_it() -> None:
    archive = open_archive()
    archive.add(Sample("Выборы прошли спокойно", published_at=datetime(2020, 10, 5, tzinfo=UTC)))
    archive.add(Sample("Выборы отложены", published_at=datetime(2023, 10, 5, tzinfo=UTC)))
    assert archive.titles("выборы 2020") == ["Выборы прошли спокойно", "Выборы отложены"]
    assert archive.titles("выборы 2023")[0] == "Выборы отложены"


def test_the_entry_that_covers_more_of_the_query_comes_first() -> None:
    archive = open_archive()
    archive.add(Sample("Суд над журналистом в Оше", "Заседание перенесли."))
    archive.add(Sample("Суд идет", "Суд, суд и снова суд."))
    archive.add(Sample("Журналист уехал", "О суде ничего не известно."))
    assert archive.titles("суд журналист Ош")[0] == "Суд над журналистом в Оше"


def test_an_entry_in_the_querys_own_words_comes_before_its_translation() -> None:
    archive = open_archive()
    archive.add(Sample("Journalist detained", "Police said nothing.", "en"))
    archive.add(Sample("Журналист задержан", "Милиция молчит.", "ru"))
    assert archive.titles("журналист задержан") == ["Журналист задержан", "Journalist detained"]
    assert archive.titles("journalist detained") == ["Journalist detained", "Журналист задержан"]


def test_a_person_who_changed_her_name_is_found_under_both() -> None:
    archive = open_archive()
    archive.people.add(1, "Rita Karasartova", listed=True)
    archive.people.add(1, "Rita Rahman", listed=True)
    archive.add(Sample("Rita Rahman speaks at hearing", language="en"))
    hit = archive.search("Рита Карасартова").hits[0]
    assert hit.entry.title == "Rita Rahman speaks at hearing"
    assert hit.via == ("Rita Rahman",)


def test_two_senses_together_find_what_is_marked_with_their_topic() -> None:
    archive = open_archive()
    archive.add(Sample("Телеведущего увезли ночью", topics=("journalist-detained",)), "meant")
    archive.add(Sample("Журналисттер майрамдашты", language="ky"), "not meant")
    assert archive.titles("reporter jailed")[0] == "Телеведущего увезли ночью"


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("7 April events", "События 7 апреля: день памяти"),
        ("7-апрель", "События 7 апреля: день памяти"),
        ("osh events", "Ош коогалаңын эскерүү"),
        ("11 журналистов", "Court hears case of eleven journalists"),
        ("Narmatova law", "Чет элдик өкүлдөр мыйзамы кабыл алынды"),
    ],
)
def test_what_people_call_an_event_or_a_law(query: str, title: str) -> None:
    archive = open_archive()
    archive.add(Sample(title), "meant")
    archive.add(Sample("Погода на выходные"), "not meant")
    assert archive.titles(query) == [title]
