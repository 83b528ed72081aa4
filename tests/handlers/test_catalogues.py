"""Every sentence of the code stands in every catalogue, whole and in the right number of forms."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from handlers.languages import LANGUAGES, NATIVE_NAMES

ROOT = Path(__file__).parents[2]
FORMS = {"en": 2, "ru": 3, "ky": 2}
Key = str | tuple[str, str]


def sentences_in_code() -> set[Key]:
    found = extract_from_dir(
        ROOT / "handlers", method_map=[("**.py", "python")], keywords={"say": None, "say_many": (1, 2)}
    )
    return {message if isinstance(message, str) else (message[0], message[1]) for _, _, message, _, _ in found}


def catalogue(language: str) -> Catalog:
    with (ROOT / "config" / "messages" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def entries(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def key(message: Message) -> Key:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_code_has_sentences_at_all() -> None:
    assert len(sentences_in_code()) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_missing_and_none_is_stale(language: str) -> None:
    assert {key(message) for message in entries(language)} == sentences_in_code()


@pytest.mark.parametrize("language", LANGUAGES)
def test_none_is_empty_or_fuzzy(language: str) -> None:
    for message in entries(language):
        assert all(form.strip() for form in forms(message)), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_keeps_the_placeholders(language: str) -> None:
    for message in entries(language):
        wanted = placeholders(message.id if isinstance(message.id, str) else message.id[1])
        assert all(placeholders(form) == wanted for form in forms(message)), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_of_plural_forms_is_the_languages_own(language: str) -> None:
    assert catalogue(language).num_plurals == FORMS[language]
    for message in entries(language):
        assert len(forms(message)) == (FORMS[language] if isinstance(message.id, tuple) else 1), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_holds_words_and_no_markup(language: str) -> None:
    for message in entries(language):
        assert not any(re.search(r"[<>]|&\w+;", form) for form in forms(message)), message.id


def test_english_says_what_the_code_says() -> None:
    for message in entries("en"):
        assert message.string == message.id


@pytest.mark.parametrize("language", ["ru", "ky"])
def test_other_languages_are_written_in_their_own_script(language: str) -> None:
    for message in entries(language):
        for form in forms(message):
            assert re.search(r"[а-яёңөү]", re.sub(r"{\w+}", "", form), re.IGNORECASE), form


def test_kyrgyz_is_not_a_copy_of_the_russian() -> None:
    russian = {key(message): forms(message) for message in entries("ru")}
    same = [message.id for message in entries("ky") if forms(message) == russian[key(message)]]
    assert set(same) <= {"archive"}


def test_every_language_has_a_name_of_its_own() -> None:
    assert set(NATIVE_NAMES) == set(LANGUAGES)
