from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from handlers.languages import LANGUAGES, Words, choose_language, read_translations
from store.entry import Period

BISHKEK = ZoneInfo("Asia/Bishkek")
TRANSLATIONS = read_translations(BISHKEK)
NOW = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)


def words(language: str) -> Words:
    return TRANSLATIONS.for_language(language)


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        ("en", 1, "1 update found"),
        ("en", 2, "2 updates found"),
        ("ru", 1, "Найдена 1 публикация"),
        ("ru", 3, "Найдены 3 публикации"),
        ("ru", 11, "Найдено 11 публикаций"),
        ("ru", 21, "Найдена 21 публикация"),
        ("ky", 1, "1 кабар табылды"),
        ("ky", 5, "5 кабар табылды"),
    ],
)
def test_plurals_follow_the_language(language: str, n: int, said: str) -> None:
    assert words(language).say_many("{n} update found", "{n} updates found", n=n) == said


def test_an_argument_is_escaped_and_markup_is_kept() -> None:
    said = words("en").say("I know nobody whose name is written {name}.", name="<b>A & B</b>")
    assert said == "I know nobody whose name is written &lt;b&gt;A &amp; B&lt;/b&gt;."
    assert "<b>" in words("en").say("I know nobody whose name is written {name}.", name=Markup("<b>A</b>"))


@given(st.text(), st.sampled_from(LANGUAGES))
def test_no_argument_breaks_a_sentence(value: str, language: str) -> None:
    said = words(language).say("Search: {query}", query=value)
    assert isinstance(said, Markup)
    assert said.unescape().endswith(value)
    assert "<" not in said
    assert ">" not in said


def test_an_unknown_language_is_spoken_to_in_english() -> None:
    assert words("xx").language == "en"


@pytest.mark.parametrize(
    ("code", "chosen"),
    [("ru", "ru"), ("ru-RU", "ru"), ("ky_KG", "ky"), ("EN-gb", "en"), ("uz", "ky"), (None, "ky"), ("", "ky")],
)
def test_a_new_chat_begins_in_telegrams_language_or_the_default(code: str | None, chosen: str) -> None:
    assert choose_language(code, "ky") == chosen


@pytest.mark.parametrize(
    ("language", "said"), [("en", "5 minutes ago"), ("ru", "5 минут назад"), ("ky", "5 мүнөт мурун")]
)
def test_ages_are_told_in_words(language: str, said: str) -> None:
    assert words(language).age(NOW - timedelta(minutes=5), NOW) == said


def test_an_old_or_future_time_is_told_as_a_date() -> None:
    assert words("en").age(NOW - timedelta(days=300), NOW) == "Mar 11, 2025"
    assert words("en").age(NOW + timedelta(days=2), NOW) == "Jan 7, 2026"
    assert words("en").age(NOW - timedelta(seconds=5), NOW) == "just now"


def test_days_are_those_of_the_bots_time_zone() -> None:
    assert words("en").date(datetime(2026, 1, 4, 19, 0, tzinfo=UTC)) == "Jan 5, 2026"
    assert words("en").moment(datetime(2026, 1, 4, 19, 0, tzinfo=UTC)) == "Jan 5, 2026, 01:00"


def thin(text: str) -> str:
    return text.replace("\u2009", " ")


@pytest.mark.parametrize(
    ("start", "end", "english"),
    [
        (date(2021, 1, 1), date(2021, 4, 30), "Jan – Apr 2021"),
        (date(2020, 10, 1), date(2021, 1, 31), "Oct 2020 – Jan 2021"),
        (date(2020, 10, 1), date(2020, 10, 31), "Oct 2020"),
        (date(2018, 8, 15), date(2018, 12, 15), "Aug 15 – Dec 15, 2018"),
    ],
)
def test_periods_are_told_in_months_where_they_are_whole(start: date, end: date, english: str) -> None:
    assert thin(words("en").period(Period(start, end))) == english


def test_periods_are_told_in_the_readers_language() -> None:
    period = Period(date(2021, 1, 1), date(2021, 4, 30))
    assert "янв" in words("ru").period(period)
    assert "2021-ж" in words("ky").period(period)


@pytest.mark.parametrize(
    ("language", "code", "said"),
    [
        ("en", "ru", "in Russian"),
        ("ru", "ky", "на кыргызском"),
        ("ky", "en", "англисче"),
        ("ru", "uz", "язык: узбекский"),
    ],
)
def test_another_language_is_named(language: str, code: str, said: str) -> None:
    assert words(language).in_language(code) == said


def test_an_undetermined_language_is_not_named() -> None:
    assert words("en").in_language("und") == ""
