from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from store.query import Query, Term
from store.query_parser import LONGEST_WORD, MOST_TERMS, parse_query
from tests.store.search.archive import OUTLETS, shipped_lexicon
from tests.store.search.typing import typed_text

WEDNESDAY = datetime(2025, 11, 19, 20, 0, tzinfo=UTC)


def parse(text: str, *, now: datetime = WEDNESDAY) -> Query:
    return parse_query(text, now=now, timezone=ZoneInfo("Asia/Bishkek"), terms=shipped_lexicon(), outlets=OUTLETS)


def words(text: str) -> list[str]:
    return [" ".join(term.words) for term in parse(text).terms]


def test_words_are_terms_of_their_own() -> None:
    assert words("Аскаров, prison!") == ["Аскаров", "prison"]


@pytest.mark.parametrize(
    "text", ['"умер в колонии"', "«умер в колонии»", "“умер в колонии”", "„умер в колонии“", '"умер в колонии']
)
def test_a_quoted_run_of_words_is_a_phrase(text: str) -> None:
    assert parse(text).terms == (Term(("умер", "в", "колонии")),)
    assert parse(text).terms[0].phrase


def test_a_minus_before_a_word_or_phrase_excludes_it() -> None:
    query = parse('протест -Бишкек -"белый дом" онлайн-митинг')
    assert [term.words for term in query.minus] == [("Бишкек",), ("белый", "дом")]
    assert [term.words for term in query.terms] == [("протест",), ("онлайн",), ("митинг",)]


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("from:2024", date(2024, 1, 1), None),
        ("to:2024", None, date(2024, 12, 31)),
        ("from:2024-05 to:2024-06", date(2024, 5, 1), date(2024, 6, 30)),
        ("from:2024-05-03", date(2024, 5, 3), None),
        ("from: 03.05.2024", date(2024, 5, 3), None),
        ("from:last week to:last week", date(2025, 11, 10), date(2025, 11, 16)),
        ("с:вчера", date(2025, 11, 19), None),
        ("from:today", date(2025, 11, 20), None),
        ('от:"на прошлой неделе"', date(2025, 11, 10), None),
        ("баштап:бүгүн", date(2025, 11, 20), None),
        ("from:былтыр", date(2024, 1, 1), None),
        ("from:прошлый месяц to:прошлый месяц", date(2025, 10, 1), date(2025, 10, 31)),
        ("from:2025 to:2024-02", date(2024, 2, 29), date(2025, 1, 1)),
    ],
)
def test_dates_are_read_in_three_languages(text: str, since: date | None, until: date | None) -> None:
    query = parse(text)
    assert (query.since, query.until) == (since, until)
    assert query.terms == ()


@pytest.mark.parametrize("text", ["from:2024-13", "from:31.02.2024", "from:someday", "to:0000"])
def test_a_date_that_cannot_be_is_looked_for_as_a_word(text: str) -> None:
    query = parse(text)
    assert query.since is None
    assert query.until is None
    assert query.terms


@pytest.mark.parametrize("text", ["topic:protest", "тема:протест", "topic:Protests", "тема: протесты"])
def test_a_topic_is_matched_loosely(text: str) -> None:
    assert "protest" in parse(text).topics


@pytest.mark.parametrize("text", ["place:osh", "место:Ош", "жер:Ош"])
def test_a_place_is_known_in_three_languages(text: str) -> None:
    assert "osh" in parse(text).places


@pytest.mark.parametrize("text", ["place:Jalal Abad protest", "место:Джалал-Абад protest", "place:jalalabad protest"])
def test_a_place_of_two_words_needs_no_quotes(text: str) -> None:
    query = parse(text)
    assert any("jalal" in place for place in query.places)
    assert [term.words for term in query.terms] == [("protest",)]


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("outlet:kloop", "Kloop"),
        ("издание:азаттык", "Azattyk"),
        ("outlet:24.kg", "24.kg"),
        ("outlet:human", "Human Rights Watch"),
    ],
)
def test_an_outlet_is_found_by_part_of_its_name(text: str, outlet: str) -> None:
    assert parse(text).outlets == (outlet,)


@pytest.mark.parametrize(
    ("text", "language"), [("lang:ky", "ky"), ("язык:русский", "ru"), ("тил:англисче", "en"), ("lang:uz", "uz")]
)
def test_a_language_goes_by_name_or_code(text: str, language: str) -> None:
    assert parse(text).languages == {language}


def test_a_person_may_have_several_capitalised_names() -> None:
    query = parse("person:Азимжан Аскаров умер")
    assert query.people == ("Азимжан Аскаров",)
    assert [term.words for term in query.terms] == [("умер",)]


def test_unknown_filters_are_plain_words() -> None:
    assert words("colour:blue place:Атлантида") == ["colour", "blue", "Атлантида"]


def test_letters_that_only_look_right_are_put_right() -> None:
    assert words("Аскaров") == ["Аскаров"]


@pytest.mark.parametrize(("typed", "meant"), [("fcrfhjd", "аскаров"), (";fgfhjd", "жапаров"), ("фылфкщм", "askarov")])
def test_the_other_keyboard_layout_is_kept_in_mind(typed: str, meant: str) -> None:
    assert parse(typed).terms[0].other_layout == meant


def test_a_query_is_bounded() -> None:
    query = parse("б" * 500 + " " + " ".join(f"слово{number}" for number in range(200)))
    assert len(query.terms) == MOST_TERMS
    assert len(query.terms[0].words[0]) == LONGEST_WORD


def test_nothing_typed_is_an_empty_query() -> None:
    assert parse("  \u00a0 ") == Query("")


@given(typed_text())
def test_no_text_is_an_error(text: str) -> None:
    query = parse(text)
    assert len(query.terms) <= MOST_TERMS
    assert all(word for term in (*query.terms, *query.minus) for word in term.words)
