"""How far an entry is about Kyrgyzstan, and the quick look before that."""

import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.analysis.analysis import Lexicon, analyse
from bot.analysis.places import find_places
from bot.analysis.relevance import country_gate, judge_relevance
from bot.lexicon import load_lexicon
from store.entry import About
from store.lexicon.terms import TermLexicon
from tests.bench.terms import accuracy, is_let_in_right, judge_all, primary_f1, read_labelled

SEED = Path(__file__).parents[4] / "shared" / "seed" / "kyrgyzstan-updates.atom.xml"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def judge(title: str, text: str, language: str, country: str | None, terms: TermLexicon) -> About:
    return judge_relevance(title, text, language, country, (), (), terms, lambda _: False)


@pytest.mark.parametrize(
    ("title", "text", "country", "about"),
    [
        ("Kyrgyzstan: editor sentenced", "", None, About.PRIMARY),
        ("Editor sentenced", "A court jailed the editor.", "kg", About.PRIMARY),
        ("Editor sentenced", "A court jailed the editor.", None, About.NONE),
        ("Kazakhstan votes", "Polls opened in Astana and Almaty.", "kg", About.NONE),
        ("Kazakhstan votes", "Polls opened in Astana. Kyrgyzstan sent observers.", None, About.PASSING),
        ("Leaders meet", "Those of Kazakhstan, Kyrgyzstan, Tajikistan and Uzbekistan met.", None, About.PASSING),
        ("Turkey and the bird", "A turkey is a bird.", None, About.NONE),
        ("GKNB searches newsroom", "", None, About.PRIMARY),
    ],
)
def test_relevance(title: str, text: str, country: str | None, about: About, terms: TermLexicon) -> None:
    assert judge(title, text, "en", country, terms) == about


def test_a_kyrgyz_text_is_about_kyrgyzstan_unless_it_names_others(terms: TermLexicon) -> None:
    assert judge("Сот өкүм чыгарды", "Журналист беш жылга кесилди.", "ky", None, terms) == About.PRIMARY
    assert judge("Казакстанда сот өкүм чыгарды", "Астанада журналист кесилди.", "ky", None, terms) == About.NONE


@pytest.mark.parametrize(
    "text",
    [
        "Суд по делу блогера перенесли, дела объединят.",
        "Индивидуальный подход и коренной житель.",
        "Кубанычбек прыгнул с трамплина.",
        "В баке нет воды.",
    ],
)
def test_words_that_begin_like_a_country_are_none(text: str, terms: TermLexicon) -> None:
    assert judge("Новость", text, "ru", "kg", terms) == About.PRIMARY
    assert judge("В Бишкеке новость", text, "ru", None, terms) == About.PRIMARY


def test_to_bring_in_is_not_kyrgyz(terms: TermLexicon) -> None:
    text = "Казакстанда мыйзамга өзгөртүү киргизилди, Астанада товар киргизүүгө уруксат берилди."
    assert judge("Казакстандын жаңы эрежеси", text, "ky", None, terms) == About.NONE


def test_adjectives_in_small_letters_name_their_country(terms: TermLexicon) -> None:
    assert judge("Новые правила", "казахстанские и узбекские власти договорились", "ru", "kg", terms) == About.NONE
    assert judge("Новые правила", "об этом сообщили кыргызские власти", "ru", None, terms) == About.PRIMARY


def test_people_known_in_kyrgyzstan_show_it(lexicon: Lexicon) -> None:
    assert analyse("Азимжан Аскаров умер", "Правозащитник скончался.", lexicon).about == About.PRIMARY


@pytest.mark.skipif(not SEED.exists(), reason="the seed of updates is not beside this checkout")
@pytest.mark.parametrize("country", ["kg", None])
def test_every_update_of_the_seed_is_primary_and_civic(country: str | None, lexicon: Lexicon) -> None:
    entries = ET.parse(SEED).getroot().findall(f"{ATOM}entry")
    assert len(entries) == 10
    for entry in entries:
        title = entry.findtext(f"{ATOM}title") or ""
        text = entry.findtext(f"{ATOM}summary") or entry.findtext(f"{ATOM}content") or ""
        found = analyse(title, text, lexicon, country=country)
        assert (found.language, found.about, found.civic) == ("en", About.PRIMARY, True), title


@pytest.mark.parametrize("part", ["tuned", "held-out"])
def test_labelled_texts(part: str, lexicon: Lexicon) -> None:
    judged = judge_all(read_labelled(part), lexicon)
    assert primary_f1(judged) >= 0.97
    assert accuracy(judged, is_let_in_right) == 1.0


def test_the_gate_lets_in_whatever_the_judge_would(terms: TermLexicon) -> None:
    kept_out = [
        place.key
        for place in terms.places.values()
        for name in place.names.values()
        if not place.common and not country_gate("", f"News from {name}.", None, terms)
    ]
    assert kept_out == []


WORDS = st.sampled_from(
    ["Ош", "Оше", "Osh", "Кыргызстандагы", "kyrgyz", "Жапаровдун", "СИЗО", "ГКНБ", "Победы", "площадь", "Нарыном",
     "court", "Kazakhstan", "Москве", "Токтогул", "айыл", "өкмөтү", "Kloop", "Кара", "Балта", "Кара-Балтада",
     ",", ".", "Азаттык"]
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(WORDS | st.text(max_size=8), max_size=12),
    language=st.sampled_from(["en", "ru", "und"]),
    title_words=st.integers(0, 4),
)
def test_what_the_judge_would_take_passes_the_gate(
    words: list[str], language: str, title_words: int, terms: TermLexicon
) -> None:
    title, text = " ".join(words[:title_words]), " ".join(words[title_words:])
    places = find_places(title, text, language, terms)
    about = judge_relevance(title, text, language, None, (), places, terms, lambda _: False)
    assert about == About.NONE or country_gate(title, text, None, terms)


def test_the_gate_keeps_out_what_is_elsewhere(terms: TermLexicon) -> None:
    assert not country_gate("Georgia votes", "Polls opened in Tbilisi on Sunday morning.", None, terms)
    assert country_gate("Georgia votes", "Polls opened in Tbilisi on Sunday morning.", "kg", terms)


def test_the_gate_costs_next_to_nothing(terms: TermLexicon) -> None:
    text = "Polls opened in Tbilisi on Sunday morning while voters waited in long queues outside. " * 150
    country_gate("Georgia votes", text, None, terms)
    best = min(_timed(lambda: country_gate("Georgia votes", text, None, terms)) for _ in range(20))
    assert best < 0.005


def _timed(call: object) -> float:
    assert callable(call)
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
