"""Titles in capitals become sentences; other titles stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.titles import present_title


@pytest.mark.parametrize(
    ("title", "presented"),
    [
        ("CIVIL SOCIETY UNDER PRESSURE: NEW THREATS", "Civil society under pressure: new threats"),
        ("NGO LAW SIGNED IN KYRGYZSTAN. UN IS CONCERNED", "NGO law signed in Kyrgyzstan. UN is concerned"),
        ("ЖУРНАЛИСТ ЗАДЕРЖАН В БИШКЕКЕ: МВД МОЛЧИТ", "Журналист задержан в Бишкеке: МВД молчит"),
        ("ӨКМӨТТҮК ЭМЕС УЮМДАР КЫРГЫЗСТАНДА", "Өкмөттүк эмес уюмдар Кыргызстанда"),
        ("COVID-19 RESPONSE", "COVID-19 response"),
        ("«СВОБОДА СЛОВА»", "«Свобода слова»"),
        ("ПРОТЕСТЫ", "Протесты"),
        ("HRW", "HRW"),
        ("ОБСЕ", "ОБСЕ"),
        ("Already a sentence about the UN", "Already a sentence about the UN"),
        ("2020", "2020"),
        ("吉尔吉斯斯坦", "吉尔吉斯斯坦"),
        ("", ""),
    ],
)
def test_capitals_are_set_as_a_sentence(title: str, presented: str) -> None:
    assert present_title(title) == presented


def test_names_are_written_as_the_text_writes_them() -> None:
    text = (
        "On Monday the court freed Bolot Temirov. Reporters of PolitKlinika waited. The court said that Temirov may go."
    )
    assert present_title("COURT FREES BOLOT TEMIROV OF POLITKLINIKA", text) == (
        "Court frees Bolot Temirov of PolitKlinika"
    )


def test_a_word_that_only_opens_sentences_in_the_text_is_no_name() -> None:
    assert present_title("NEW PROTESTS HELD", "Protests went on. Protests were peaceful.") == "New protests held"


@given(st.text(max_size=60), st.text(max_size=60))
def test_letters_stay_the_same_but_for_case(title: str, text: str) -> None:
    presented = present_title(title, text)
    assert present_title(presented, text) == presented
    if title.isascii():
        assert presented.casefold() == title.casefold()
