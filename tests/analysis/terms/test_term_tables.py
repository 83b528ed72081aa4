"""The lexicon's files: the shipped ones are right, and an editor's mistake is told in plain words."""

import tomllib
from pathlib import Path

import pytest

from bot.analysis.term_lexicon import build_term_lexicon
from config.lexicon.files import BadLexiconError
from config.lexicon.terms import LANGUAGES, TermTables, read_terms
from store.entry import Freedom
from store.lexicon.terms import TermLexicon

TOPICS = """
[protest]
freedom = "assembly"
names = { en = "Protest", ru = "Протест", ky = "Нааразылык" }
pairs = [["crowd", "deed", 1.0]]
"""
PLACES = 'osh = { kind = "city", en = "Osh", ru = "Ош", ky = "Ош" }\n'
COUNTRIES = '[kg]\nen = ["Kyrgyz*"]\nru = ["Кыргыз*"]\nky = ["Кыргыз*"]\n'
GLOSSARY = """
[rally]
en = ["rally"]
ru = ["митинг"]
ky = ["митинг"]
topics = { protest = 1.0 }
roles = ["crowd", "deed"]
"""
FILES = {"topics.toml": TOPICS, "places.toml": PLACES, "countries.toml": COUNTRIES, "glossary-mine.toml": GLOSSARY}

WANTED_TOPICS = (
    "attack-on-journalist journalist-detained hrd-detained hrd-prosecuted hrd-threatened activist-detained protest "
    "protest-disruption restrictive-law censorship internet-restriction office-raid ngo-restriction harassment "
    "intimidation surveillance public-vilification positive-development ill-treatment death-in-custody defamation-suit "
    "elections transition"
)


def write(folder: Path, changed: dict[str, str]) -> Path:
    for name, text in (FILES | changed).items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def problems_of(folder: Path, changed: dict[str, str]) -> list[str]:
    with pytest.raises(BadLexiconError) as raised:
        read_terms(write(folder, changed))
    return raised.value.problems


def test_the_shipped_lexicon_is_as_large_as_promised(tables: TermTables) -> None:
    assert len(tables.concepts) >= 200
    assert len(tables.places) >= 300
    assert set(tables.topics) == set(WANTED_TOPICS.split())


def test_every_shipped_concept_can_be_typed_in_each_language(terms: TermLexicon) -> None:
    assert [
        concept.key
        for concept in terms.concepts.values()
        for language in LANGUAGES
        if not concept.phrases[language] or any(set("*=~") & set(phrase) for phrase in concept.phrases[language])
    ] == []


def test_an_editors_files_are_read(tmp_path: Path) -> None:
    terms = build_term_lexicon(read_terms(write(tmp_path, {})))
    assert terms.topics["protest"].freedom == Freedom.ASSEMBLY
    assert terms.place_name("osh", "ru") == "Ош"
    assert terms.concepts["rally"].topics == {"protest": 1.0}


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "glossary-mine.toml",
            "protest = 1.0",
            "protests = 1.0",
            "glossary-mine.toml: rally: unknown topic 'protests'",
        ),
        ("glossary-mine.toml", "protest = 1.0", "protest = 0", "the weight of protest must be a number above 0"),
        ("glossary-mine.toml", "protest = 1.0", 'protest = "1"', "the weight of protest must be a number above 0"),
        ("glossary-mine.toml", 'ky = ["митинг"]', "", "rally: ky needs at least one phrase"),
        (
            "glossary-mine.toml",
            'en = ["rally"]',
            'en = ["rall*"]',
            "rally: en phrase 'rall*' belongs among the signs",
        ),
        ("glossary-mine.toml", 'en = ["rally"]', 'en = ["rally", ""]', "rally: en has an empty phrase"),
        ("glossary-mine.toml", 'en = ["rally"]', 'en = ["rally", "Rally"]', "rally: en has a phrase twice"),
        ("glossary-mine.toml", 'en = ["rally"]', 'en = "rally"', "rally: en must be a list of phrases"),
        ("glossary-mine.toml", "roles", 'signs.kg = ["march"]\nroles', "rally: signs: unknown field 'kg'"),
        (
            "glossary-mine.toml",
            "roles",
            'signs = "march"\nroles',
            "rally: signs must be a table of language and phrases",
        ),
        ("glossary-mine.toml", "roles", "rolls", "rally: unknown field 'rolls'"),
        ("topics.toml", '"assembly"', '"assemblies"', "protest: freedom must be one of"),
        ("topics.toml", 'ky = "Нааразылык"', 'ky = ""', "protest: the name in ky is missing"),
        ("topics.toml", '"deed"', '"dead"', "protest: no concept has the role 'dead'"),
        ("topics.toml", "1.0]", "9]", "protest: a pair is [role, role, weight]"),
        ("places.toml", 'kind = "city", ', "", "osh: kind is missing"),
        ("places.toml", 'kind = "city"', 'kind = "city", parent = "mars"', "osh: unknown parent 'mars'"),
        ("places.toml", 'ru = "Ош", ', "", "osh: the name in ru is missing"),
        ("places.toml", 'kind = "city"', 'kind = "city", common = 1', "osh: common must be true or false"),
        ("countries.toml", 'ky = ["Кыргыз*"]', "", "kg: ky is missing"),
        ("countries.toml", "[kg]", "[kg", "countries.toml: is not TOML"),
    ],
)
def test_a_mistake_is_told_with_its_place(name: str, old: str, new: str, told: str, tmp_path: Path) -> None:
    assert old in FILES[name]
    problems = problems_of(tmp_path, {name: FILES[name].replace(old, new, 1)})
    assert any(told in problem for problem in problems), problems


def test_one_phrase_cannot_mean_two_concepts(tmp_path: Path) -> None:
    second = GLOSSARY.replace("[rally]", "[meeting]")
    problems = problems_of(tmp_path, {"glossary-more.toml": second})
    assert any("meeting: ru phrase 'митинг' stands under rally already" in problem for problem in problems)


def test_one_concept_cannot_stand_in_two_files(tmp_path: Path) -> None:
    problems = problems_of(tmp_path, {"glossary-more.toml": GLOSSARY})
    assert "glossary-more.toml: rally: already in glossary-mine.toml" in problems


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    changed = {
        "topics.toml": TOPICS.replace("assembly", "x"),
        "places.toml": PLACES.replace("city", "").replace("Osh", ""),
    }
    assert len(problems_of(tmp_path, changed)) >= 2


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "places.toml").unlink()
    with pytest.raises(BadLexiconError, match=r"places\.toml: cannot be read"):
        read_terms(tmp_path)


def test_shipped_files_are_plain_toml() -> None:
    for path in Path(read_terms.__code__.co_filename).parent.glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8")), path.name
