"""Whether two entries report one event, asked of texts as outlets write them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis.analysis import Lexicon, analyse_entry
from bot.analysis.incidents import FURTHEST
from bot.analysis.jobs import own_lexicon, same_event
from store.entry import ParsedEntry
from store.incident import SURE, EventTraits
from store.text.folding import fold
from tests.bench.incidents import by_decision, by_grams, read_reports, score_pairs
from tests.make import NOW

DETAINED = (
    "Activist Nurlan Beysheev detained in Osh",
    "Police took the activist from his home. His lawyer was not let in.",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return own_lexicon()


def traits(title: str, text: str = "", *, at: datetime | None = NOW) -> EventTraits:
    """The traits, people as their folded names."""
    parsed = ParsedEntry(guid=None, url=None, link=None, title=title, text=text, published_at=at)
    event = analyse_entry(parsed, own_lexicon(), country="kg").event
    assert event is not None
    return replace(event, people=tuple(map(fold, event.people)), subjects=tuple(map(fold, event.subjects)))


def are_one(one: EventTraits, other: EventTraits) -> bool:
    assert same_event(one, other) == same_event(other, one)
    return same_event(one, other) >= SURE


def test_three_languages_tell_of_one_detention() -> None:
    english = traits(*DETAINED)
    russian = traits("В Оше задержан активист Нурлан Бейшеев", "Его увезли из дома, адвоката не пустили.")
    kyrgyz = traits("Ошто активист Нурлан Бейшеев кармалды", "Аны үйүнөн алып кетишти, адвокаты киргизилген жок.")
    assert are_one(english, russian)
    assert are_one(english, kyrgyz)
    assert are_one(russian, kyrgyz)


def test_the_same_person_sentenced_is_another_event() -> None:
    later = traits("Activist Nurlan Beysheev sentenced to three years", "A court in Osh found him guilty.")
    assert not are_one(traits(*DETAINED), later)


def test_the_same_person_released_is_another_event() -> None:
    released = traits("Activist Nurlan Beysheev released in Osh", "He had been detained at his home.")
    assert not are_one(traits(*DETAINED), released)


def test_the_same_detention_a_month_later_is_another() -> None:
    again = traits(*DETAINED, at=NOW + timedelta(days=30))
    assert not are_one(traits(*DETAINED), again)
    assert are_one(traits(*DETAINED), traits(*DETAINED, at=NOW + timedelta(days=1)))


TEMPLATE = "The district court of {place} fined {name} {sum} soms on {day} July for a post. The ruling can be appealed."


@pytest.mark.parametrize(
    "differing",
    [{"place": "Talas"}, {"name": "Timur Aliev"}, {"sum": "65,000"}, {"day": "3"}],
    ids=lambda it: next(iter(it)),
)
def test_a_template_with_one_word_changed_is_another_event(differing: dict[str, str]) -> None:
    first = {"place": "Naryn", "name": "Nurlan Beysheev", "sum": "20,000", "day": "2"}
    one, other = TEMPLATE.format(**first), TEMPLATE.format(**{**first, **differing})
    assert not are_one(traits("Court fines a blogger", one), traits("Court fines a blogger", other))
    assert are_one(traits("Court fines a blogger", one), traits("A blogger is fined by a court", one))


def test_two_copies_of_a_statement_are_one() -> None:
    text = (
        "The ombudsman's office said that a prisoner was beaten in colony No. 16 on 30 August. It turned to the"
        " prosecutor general and asks for an inquiry. The prisoner is in hospital."
    )
    assert are_one(
        traits("Ombudsman asks for an inquiry", text), traits("Beaten in colony", f"AKIpress - {text} More soon.")
    )


def test_a_round_up_swallows_no_event() -> None:
    digest = traits(
        "Weekly digest of civic space",
        "Activist Nurlan Beysheev was detained in Osh. A court fined the editor Aigul Asanova. A rally was banned.",
    )
    assert not are_one(traits(*DETAINED), digest)


def test_an_undated_report_needs_no_date_when_all_else_agrees() -> None:
    assert are_one(traits(*DETAINED, at=None), traits("В Оше задержан активист Нурлан Бейшеев"))


def test_a_namesake_is_another_person() -> None:
    other = traits("Activist Aibek Beysheev detained in Osh", "Police took him at a rally.")
    assert not are_one(traits(*DETAINED), other)


def test_a_bare_surname_may_be_the_person_named_in_full() -> None:
    assert are_one(traits(*DETAINED), traits("Бейшеев задержан в Оше", "Активиста увезли из дома."))


@settings(deadline=None)
@given(st.text(max_size=120), st.text(max_size=120))
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    assert 0.0 <= same_event(traits(one), traits(one, other)) <= 1.0


def test_nothing_is_compared_beyond_its_time() -> None:
    near, far = traits(*DETAINED), traits(*DETAINED, at=NOW + FURTHEST + timedelta(seconds=1))
    assert same_event(near, far) == 0.0


@pytest.mark.parametrize("part", ["tuned", "held-out"])
def test_labelled_pairs(part: str, lexicon: Lexicon) -> None:
    reports = read_reports(part, lexicon)
    score, errors = score_pairs(reports, by_decision(reports, lexicon))
    baseline, _ = score_pairs(reports, by_grams)
    assert score.recall >= 0.95, errors
    assert score.accuracy >= 0.97, errors
    assert score.merged <= 2, errors
    assert score.strange == 0, errors
    assert baseline.accuracy < score.accuracy - 0.2


def test_short_reports_across_languages(lexicon: Lexicon) -> None:
    reports = read_reports("fresh-f", lexicon)
    score, errors = score_pairs(reports, by_decision(reports, lexicon))
    assert score.recall >= 0.9, errors
    assert score.accuracy >= 0.95, errors
    assert score.strange == 0, errors
