"""Puts the lists of words together from their tables, in the form in which a text is read with them."""

import re
from collections.abc import Iterable, Mapping

from config.lexicon.events import DeedTable, EventTables
from config.lexicon.languages import LanguageTable, LanguageTables
from config.lexicon.wording import WordingTables
from store.incident import NAME_LENGTH
from store.lexicon.events import NOTHING, Deed, EventWords
from store.lexicon.languages import LanguageLexicon, LanguageWords
from store.lexicon.wording import Wording, WordList
from store.text.folding import fold

_HEAD = re.compile(r"\w{1,3}")
_BESIDE = "+"
"""Marks a word for a number that counts only beside another."""


def build_wording(tables: WordingTables) -> Wording:
    """The lists that `tables`, which have been read without a fault, describe."""
    lists = {(section, name): WordList.of(words) for section, names in tables.items() for name, words in names.items()}
    return Wording(
        denied_before=lists["denied", "before"],
        denied_after=lists["denied", "after"],
        wanted_before=lists["wanted", "before"],
        wanted_after=lists["wanted", "after"],
        orders=lists["wanted", "orders"],
        saying_after=lists["saying", "after"],
        saying_last=lists["saying", "last"],
        basis_before=lists["basis", "before"],
        basis_after=lists["basis", "after"],
        bill=lists["basis", "bill"],
        earlier=lists["earlier", "before"],
        name_links=frozenset(tables["kyrgyz_names"]["links"]),
        name_endings=tables["kyrgyz_names"]["endings"],
        kyrgyz_words=frozenset(tables["kyrgyz_text"]["words"]),
    )


def build_event_words(tables: EventTables) -> EventWords:
    """The deeds and words that `tables` describe."""
    numbers = {word: number for number, words in tables.numbers.items() for word in words}
    beside = frozenset(word.removesuffix(_BESIDE) for word in numbers if word.endswith(_BESIDE))
    return EventWords(
        deeds={key: _deed(key, table) for key, table in tables.deeds.items()},
        deed_of={concept: key for key, table in tables.deeds.items() for concept in table.concepts},
        common_concepts=frozenset(tables.common["concepts"]),
        common_surnames=frozenset(fold(name) for name in tables.common["surnames"]),
        common_names=frozenset(fold(name)[:NAME_LENGTH] for name in tables.common["names"]),
        round_up=compile_phrases(tables.round_up),
        months=tables.months,
        numbers={word.removesuffix(_BESIDE): number for word, number in numbers.items()},
        numbers_beside=beside,
    )


def build_language_lexicon(tables: LanguageTables) -> LanguageLexicon:
    """The words, letters and endings that `tables` describe."""
    return LanguageLexicon(
        cyrillic=_languages(tables.cyrillic),
        neighbours=_languages(tables.neighbours),
        latin=_languages(tables.latin),
        scripts=tuple((language, first, last) for language, (first, last) in tables.scripts.items()),
    )


def compile_phrases(phrases: Iterable[str], unless: Iterable[str] = ()) -> re.Pattern[str]:
    """Finds any of `phrases` in a text, in any case; not where one of `unless` begins at the same word.

    `word*` is every word that begins so, `_` any one word.
    """
    wanted, others = _alternatives(phrases), _alternatives(unless)
    if not wanted:
        return NOTHING
    return re.compile(rf"\b(?!(?:{others or '(?!)'}))(?:{wanted})", re.IGNORECASE)


def _alternatives(phrases: Iterable[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(r"\s+".join(map(_as_pattern, phrase.split())) for phrase in longest_first)


def _as_pattern(word: str) -> str:
    if word == "_":
        return r"\w+"
    return re.escape(word[:-1]) + r"\w*" if word.endswith("*") else rf"{re.escape(word)}\b"


def _head(phrase: str) -> str:
    """The letters with which the phrase begins, up to three; none where it may begin with any."""
    found = _HEAD.match(phrase.lower())
    return found[0] if found and not phrase.startswith("_") else ""


def _deed(key: str, table: DeedTable) -> Deed:
    return Deed(
        key,
        words=compile_phrases(table.words, table.unless),
        heads=frozenset(map(_head, table.words)),
        instead_of=frozenset(table.instead_of),
        stage=table.stage,
        news=table.news,
        single="single" in table.flags,
        everyday="everyday" in table.flags,
        demandable="demandable" in table.flags,
        endable="endable" in table.flags,
    )


def _languages(tables: Mapping[str, LanguageTable]) -> dict[str, LanguageWords]:
    return {
        code: LanguageWords(frozenset(table.words), table.letters, dict(table.endings))
        for code, table in tables.items()
    }
