"""What one capitalised word may be in a name: given name, surname, patronymic, in which case and gender."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.analysis.persons.endings import (
    ALL_CASES,
    Base,
    kyrgyz_bases,
    russian_bases,
    russian_surname_bases,
    strip_likely_kyrgyz,
)
from bot.analysis.persons.words import NameWord
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

    `nouns` are the likely readings of a word that is in no list and has no shape, `possible` all of them.
    """

    given: tuple[Base, ...]
    surnames: tuple[Base, ...]
    strong: bool
    patronymics: tuple[Base, ...]
    nouns: tuple[Base, ...]
    possible: tuple[Base, ...]


@dataclass(slots=True)
class Reader:
    """Reads words in one language; remembers each word for as long as one text is read."""

    names: NameLexicon
    language: str
    _known: dict[str, Readings] = field(default_factory=dict)

    def read(self, word: NameWord) -> Readings:
        known = self._known.get(word.text)
        if known is None:
            known = self._known[word.text] = self._read(word.text, cyrillic=word.cyrillic)
        return known

    def is_never(self, lowered: str) -> bool:
        """Whether the word, in lower case, is known to be no part of a name."""
        return lowered in self.names.never or lowered.startswith(self.names.never_beginnings)

    def bases(self, word: NameWord) -> tuple[str, ...]:
        """Every nominative that the word may stand for."""
        readings = self.read(word)
        found = (*readings.given, *readings.surnames, *readings.possible)
        return tuple(dict.fromkeys([word.text, *(base.text for base in found)]))

    def _read(self, text: str, *, cyrillic: bool) -> Readings:
        if not cyrillic:
            return self._read_latin(text)
        nouns = kyrgyz_bases(text) if self.language == "ky" else russian_bases(text)
        given = _checked_given(nouns, self.names.given_cyrillic) or self._shaped_given(nouns)
        endings = self.names.surnames_cyrillic
        if self.language == "ky":
            surnames, strong = _ending_surnames(nouns, endings)
            stripped = strip_likely_kyrgyz(text)
            likely = [base for base in nouns if base.text == stripped]
            if stripped != text and not strong:
                surnames = [base for base in surnames if base.text == stripped]
        else:
            surnames, strong = _russian_surnames(text, nouns, endings)
            likely = nouns
        strong = strong and not any(self.is_never(base.text.lower()) for base in surnames)
        return Readings(
            given=tuple(given),
            surnames=tuple(surnames),
            strong=strong,
            patronymics=tuple(self._patronymics(nouns)),
            nouns=tuple(likely),
            possible=tuple(nouns),
        )

    def _read_latin(self, text: str) -> Readings:
        nouns = [Base(text, _EVERY, "mf")]
        western = self.names.given_western.get(simplify(text), "")
        given = [Base(text, _EVERY, western)] if western else _checked_given(nouns, self.names.given_latin)
        given = given or self._shaped_given(nouns)
        surnames, strong = _ending_surnames(nouns, self.names.surnames_latin)
        patronymics = tuple(self._patronymics(nouns))
        return Readings(tuple(given), tuple(surnames), strong, patronymics, tuple(nouns), tuple(nouns))

    def _shaped_given(self, nouns: list[Base]) -> list[Base]:
        """Names such as Кызылбек, which are made of two words and stand in no list."""
        found = []
        for base in nouns:
            lowered = base.text.lower()
            if len(lowered) < self.names.given_ending_shortest or self.is_never(lowered):
                continue
            genders = next((g for end, g in self.names.given_endings.items() if lowered.endswith(end)), "")
            common = _common(base.genders, genders)
            if common:
                found.append(Base(base.text, base.cases, common))
        return found

    def _patronymics(self, nouns: list[Base]) -> list[Base]:
        return [
            Base(base.text, base.cases, gender)
            for base in nouns
            for ending, gender in self.names.patronymic_endings.items()
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
    found, strong = [], False
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
                strong = strong or sure
                break
    return found, strong
