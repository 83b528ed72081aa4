"""Days and numbers as outlets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.event_dates import find_days, find_numbers
from bot.analysis.jobs import own_lexicon

EVENTS = own_lexicon().terms.events


@pytest.mark.parametrize(
    "text",
    [
        "on 25 July in a colony",
        "on July 25, 2020",
        "the 25th of July",
        "утром 25 июля 2020 года",
        "25-июлда түрмөдө",
        "2020-07-25",
        "25.07.2020",
    ],
)
def test_a_day_is_found_however_it_is_written(text: str) -> None:
    assert find_days(text, EVENTS) == {"07-25"}


def test_what_is_no_day_is_none() -> None:
    assert find_days("40 July, 25 people, article 278 and May be", EVENTS) == frozenset()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("fined 100,000 soms", {"100000"}),
        ("штраф в 100 тысяч сомов", {"100000"}),
        ("100 миң сом айып", {"100000"}),
        ("5 миллионов сомов", {"5000000"}),
        ("six years in prison", {"6"}),
        ("приговорили к шести годам", {"6"}),
        ("алты жылга кесилди", {"6"}),
        ("колония № 16", {"16"}),
        ("on 25 July 2020", set()),
        ("all twenty-two defendants", {"22"}),
        ("оправдали двадцать двух человек", {"22"}),
        ("жыйырма эки адам акталды", {"22"}),
        ("он беш суткага камалды", {"15"}),
        ("он сказал, что один из них", set()),
        ("three hundred and forty people", {"340"}),
        ("двести тысяч сомов", {"200000"}),
        ("two or three men", {"2", "3"}),
        ("fined two, three", {"2", "3"}),
    ],
)
def test_numbers_are_equal_in_every_language(text: str, numbers: set[str]) -> None:
    assert find_numbers(text, EVENTS) == numbers


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(day[:2] <= "12" and day[3:] <= "31" for day in find_days(text, EVENTS))
    assert all(isinstance(number, str) for number in find_numbers(text, EVENTS))
