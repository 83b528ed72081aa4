"""What one capitalised word may be in a name: given name, surname, patronymic, in which case and gender."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.analysis.persons.endings import (
    ALL_CASES,
    Base,
    kyrgyz_bases,
    russian_bases,
    russian_surname_bases,
    strip_likely_kyrgyz,
)
from bot.analysis.persons.words import NameWord, is_cyrillic
from store.lexicon.names import NameLexicon, SurnameEndings
from store.text.folding import fold, simplify

_EVERY = ALL_CASES + "O"


@lru_cache(maxsize=32_768)
def fold_name(word: str) -> str:
    """`fold`, remembered: the same few thousand words make up most names."""
    return fold(word)


@dataclass(frozen=True, slots=True)
class Readings:
    """All readings of one word. `given` and `surnames` are known or shaped so; `strong` tells that the shape is enough.

    `nouns` are the likely readings of a word that is in no list and has no shape, `possible` all of them; `bases` are
    the nominatives of every reading, the word itself first.
    """

    given: tuple[Base, ...]
    surnames: tuple[Base, ...]
    strong: bool
    patronymics: tuple[Base, ...]
    nouns: tuple[Base, ...]
    possible: tuple[Base, ...]
    bases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads words in one language (`ru` or `ky`; Latin words are read alike in both)."""

    names: NameLexicon
    language: str

    def read(self, word: NameWord) -> Readings:
        return _read(self.names, self.language, word.text)

    def bases(self, word: NameWord) -> tuple[str, ...]:
        """Every nominative that the word may stand for, the word itself first."""
        return self.read(word).bases

    def is_never(self, lowered: str) -> bool:
        """Whether the word, in lower case, is known to be no part of a name."""
        return _is_never(self.names, lowered)


@lru_cache(maxsize=16_384)
def _read(names: NameLexicon, language: str, text: str) -> Readings:
    """Remembered from text to text: the same people are named again and again."""
    return _read_cyrillic(names, language, text) if is_cyrillic(text) else _read_latin(names, text)


def _is_never(names: NameLexicon, lowered: str) -> bool:
    return lowered in names.never or lowered.startswith(names.never_beginnings)


def _read_cyrillic(names: NameLexicon, language: str, text: str) -> Readings:
    endings = names.surnames_cyrillic
    if language == "ky":
        nouns = kyrgyz_bases(text)
        surnames, strong = _ending_surnames(nouns, endings)
        stripped = strip_likely_kyrgyz(text)
        likely = [base for base in nouns if base.text == stripped]
        if stripped != text and not strong:
            surnames = [base for base in surnames if base.text == stripped]
    else:
        nouns = russian_bases(text)
        likely = nouns[:1] if text.endswith(("и", "ы")) else nouns  # Лесли, Токтогазы; Наталии is in the lists
        surnames, strong = _russian_surnames(text, nouns, endings)
    given = _checked_given(nouns, names.given_cyrillic) or _shaped_given(names, nouns)
    strong = strong and not any(_is_never(names, base.text.lower()) for base in surnames)
    return _readings(names, text, given=given, surnames=surnames, strong=strong, likely=likely, nouns=nouns)


def _read_latin(names: NameLexicon, text: str) -> Readings:
    nouns = [Base(text, _EVERY, "mf")]
    western = names.given_western.get(simplify(text), "")
    given = [Base(text, _EVERY, western)] if western else _checked_given(nouns, names.given_latin)
    surnames, strong = _ending_surnames(nouns, names.surnames_latin)
    given = given or _shaped_given(names, nouns)
    return _readings(names, text, given=given, surnames=surnames, strong=strong, likely=nouns, nouns=nouns)


def _readings(
    names: NameLexicon,
    text: str,
    *,
    given: list[Base],
    surnames: list[Base],
    strong: bool,
    likely: list[Base],
    nouns: list[Base],
) -> Readings:
    return Readings(
        given=tuple(given),
        surnames=tuple(surnames),
        strong=strong,
        patronymics=tuple(_patronymics(names, nouns)),
        nouns=tuple(likely),
        possible=tuple(nouns),
        bases=tuple(dict.fromkeys([text, *(base.text for base in (*given, *surnames, *nouns))])),
    )


def _shaped_given(names: NameLexicon, nouns: list[Base]) -> list[Base]:
    """Names such as Кызылбек, which are made of two words and stand in no list."""
    found = []
    endings = tuple(names.given_endings)
    for base in nouns:
        lowered = base.text.lower()
        if len(lowered) < names.given_ending_shortest or not lowered.endswith(endings) or _is_never(names, lowered):
            continue
        genders = next(gender for ending, gender in names.given_endings.items() if lowered.endswith(ending))
        common = _common(base.genders, genders)
        if common:
            found.append(Base(base.text, base.cases, common))
    return found


def _patronymics(names: NameLexicon, nouns: list[Base]) -> list[Base]:
    endings = tuple(names.patronymic_endings)
    shaped = [base for base in nouns if base.text.lower().endswith(endings)]
    return [
        Base(base.text, base.cases, gender)
        for base in shaped
        for ending, gender in names.patronymic_endings.items()
        if base.text.lower().endswith(ending) and len(base.text) > len(ending) + 2 and gender in base.genders
    ]


def _common(first: str, second: str) -> str:
    return "".join(gender for gender in "mf" if gender in first and gender in second)


def _checked_given(nouns: list[Base], known: Mapping[str, str]) -> list[Base]:
    found = []
    for base in nouns:
        genders = known.get(fold_name(base.text), "")
        common = _common(base.genders, genders)
        if common:
            found.append(Base(base.text, base.cases, common))
    return found


def _russian_surnames(text: str, nouns: list[Base], endings: SurnameEndings) -> tuple[list[Base], bool]:
    shaped = russian_surname_bases(text)
    if shaped:
        weak = all(base.text.lower().endswith((*endings.weak_male, *endings.weak_female)) for base in shaped)
        return shaped, not weak
    either = [base for base in nouns if base.text.lower().endswith(endings.either) and len(base.text) > 4]
    return either, False


def _ending_surnames(nouns: list[Base], endings: SurnameEndings) -> tuple[list[Base], bool]:
    found: list[Base] = []
    sure_ones: list[Base] = []
    for base in nouns:
        lowered = base.text.lower()
        for shapes, gender, sure in (
            (endings.female, "f", True),
            (endings.male, "m", True),
            (endings.weak_female, "f", False),
            (endings.weak_male, "m", False),
            (endings.either, "mf", False),
        ):
            if lowered.endswith(shapes) and len(lowered) > 4:
                found.append(Base(base.text, base.cases, gender))
                if sure:
                    sure_ones.append(found[-1])
                break
    return sure_ones or found, bool(sure_ones)
