"""The lists of words beside the glossary: an editor's mistake in them is told in plain words."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.analysis.topic_signs import CIVIC
from bot.analysis.word_lexicons import build_event_words, build_wording, compile_phrases
from config.lexicon.events import read_events
from config.lexicon.files import FOLDER, BadLexiconError
from config.lexicon.languages import read_languages
from config.lexicon.terms import TermTables
from config.lexicon.topic_weights import read_topic_weights
from config.lexicon.wording import read_wording
from store.lexicon.terms import TermLexicon

Read = Callable[[Path], object]

READERS: dict[str, Read] = {
    "wording.toml": read_wording,
    "languages.toml": read_languages,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in FOLDER.glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("wording.toml", "orders =", "order =", "wording.toml: wanted: unknown entry 'order'"),
        ("wording.toml", "orders =", "order =", "wording.toml: wanted: orders must be words separated by spaces"),
        ("wording.toml", "[earlier]", "[before]", "wording.toml: [earlier] is missing"),
        ("wording.toml", '"release free', '"release Free', "wording.toml: wanted: orders: 'Free': must stand in small"),
        ("wording.toml", '"release free', '"rel*ase free', "'rel*ase': the star stands at the end of a word"),
        ("wording.toml", '"release free', '"r* free', "'r*': a beginning needs at least 2 letters"),
        ("wording.toml", '"release free', '"free free', "wording.toml: wanted: orders has 'free' twice"),
        ("languages.toml", "[latin.de]", "[latin.deu]", "latin.deu: a language is named by its code of two letters"),
        ("languages.toml", '"2.0" =', '"20" =', "cyrillic.ru: endings: '20' must be a weight above 0"),
        ("languages.toml", '"2.0" = "ться', '"2.0" = "ого ться', "cyrillic.ru: endings: 'ого' has two weights"),
        ("languages.toml", 'letters = "äöüß"', "letters = 5", "latin.de: letters must be a text"),
        ("languages.toml", 'letters = "äöüß"', 'letter = "ä"', "latin.de: unknown field 'letter'"),
        ("languages.toml", '"\\u30ff"]', "]", "scripts.ja: needs the first and the last letter"),
        ("languages.toml", "[cyrillic.ky]", "[cyrillic.kg]", "[cyrillic.ky] needs words and endings"),
    ],
)
def test_a_mistake_is_told_with_its_place(name: str, old: str, new: str, told: str, folder: Path) -> None:
    change(folder / name, old, new)
    with pytest.raises(BadLexiconError) as raised:
        READERS[name](folder)
    assert any(told in problem for problem in raised.value.problems), raised.value.problems


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("deeds.toml", '"house-arrest"]', '"home-arrest"]', "deeds.toml: house-arrest: no concept 'home-arrest'"),
        ("deeds.toml", '["trial"]', '["sentence"]', "'sentence' stands under trial already"),
        (
            "deeds.toml",
            "single = true\neveryday",
            "singular = true\neveryday",
            "deeds.toml: detention: unknown field 'singular'",
        ),
        (
            "deeds.toml",
            "single = true\neveryday",
            'single = "yes"\neveryday',
            "deeds.toml: detention: single must be true or false",
        ),
        ("deeds.toml", 'concepts = ["psychiatric"]\n', "", "deeds.toml: psychiatric: needs concepts or words"),
        ("deeds.toml", "[demand]", "[asked]", "deeds.toml: [demand] is missing"),
        ("events.toml", " court ", " courts ", "events.toml: common: no concept 'courts'"),
        ("events.toml", '12 = "dec', '13 = "dec', "events.toml: months: unknown entry '13'"),
        ("events.toml", "20 =", "twenty =", "events.toml: numbers: 'twenty' is no number"),
        (
            "events.toml",
            '"digest"',
            '"Digest"',
            "round_up: phrases: 'Digest': must stand in small letters",
        ),
    ],
)
def test_a_mistake_among_the_events_is_told(  # noqa: PLR0917 what pytest hands in
    name: str, old: str, new: str, told: str, folder: Path, tables: TermTables
) -> None:
    change(folder / name, old, new)
    with pytest.raises(BadLexiconError) as raised:
        read_events(tables.concepts, folder)
    assert any(told in problem for problem in raised.value.problems), raised.value.problems


def test_what_an_editor_adds_is_understood(folder: Path, tables: TermTables) -> None:
    change(folder / "deeds.toml", '"held in",', '"held in", "led off in _ car*",')
    change(folder / "wording.toml", 'before = "earlier', 'before = "afore* earlier')
    events = build_event_words(read_events(tables.concepts, folder))
    assert events.deed("detention").words.search("He was LED off  in police cars.")
    assert build_wording(read_wording(folder)).earlier.has("Aforetime")


def test_phrases_are_found_whole_and_in_any_case() -> None:
    phrases = compile_phrases(["rally", "кол кой*"], unless=["rally car*"])
    assert [bool(phrases.search(text)) for text in ("A Rally", "rallying", "orally", "rally cars", "Кол\nкойду")] == [
        True, False, False, False, True,
    ]  # fmt: skip
    assert not compile_phrases([]).search("anything")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("base = ", "basis = ", "unknown sign 'basis'"),
        ("base = ", "basis = ", "base is missing"),
        ("base = ", 'base = "x" #', "the weight of base must be a number"),
        ('"role:', '"rolle:', "unknown sign 'rolle:"),
    ],
)
def test_a_mistake_among_the_weights_of_topics_is_told(old: str, new: str, told: str, folder: Path) -> None:
    change(folder / "topic-weights.toml", old, new)
    with pytest.raises(BadLexiconError) as raised:
        read_topic_weights(folder)
    assert any(told in problem for problem in raised.value.problems), raised.value.problems


def test_weights_are_of_topics_and_signs_that_there_are(terms: TermLexicon) -> None:
    roles = {role for concept in terms.concepts.values() for role in concept.roles}
    known = {f"{kind}:{role}" for kind in ("role", "title") for role in roles} | {"base"}
    known |= {f"concept:{key}" for key in terms.concepts} | {f"score:{key}" for key in terms.topics}
    assert set(terms.weights) == {*terms.topics, CIVIC}
    assert {sign for table in terms.weights.values() for sign in table} <= known
