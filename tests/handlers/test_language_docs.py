"""The list of sentences for native readers shows what the catalogues say."""

from pathlib import Path

import pytest

from handlers.languages import read_translations
from tests.handlers.talking import BISHKEK

PAGE = Path(__file__).parents[2] / "docs" / "languages.md"
TRANSLATIONS = read_translations(BISHKEK)


def listed() -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    for line in PAGE.read_text().splitlines():
        if line.startswith("* "):
            found.append((line[2:], {}))
        elif line.startswith("  * "):
            language, _, said = line[4:].partition(": ")
            found[-1][1][language] = said
    return found


def test_there_are_sentences_to_check() -> None:
    assert len(listed()) > 20


@pytest.mark.parametrize(("sentence", "said"), listed())
def test_the_list_is_what_the_bot_says(sentence: str, said: dict[str, str]) -> None:
    assert said == {
        language: TRANSLATIONS.for_language(language).catalogue.gettext(sentence) for language in ("ru", "ky")
    }
