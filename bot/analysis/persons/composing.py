"""Putting the nominative of a full name together."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.analysis.persons.agreement import Evidence, choose_bases, read_hint
from bot.analysis.persons.endings import ALL_CASES, Base, link_base
from bot.analysis.persons.readings import Reader, fold_name
from bot.analysis.persons.words import NameWord

_ANY = ALL_CASES + "O"


@dataclass(frozen=True, slots=True)
class FullName:
    """Words `first` to `last` with the nominative of each, and which of them are given name and surname.

    `given` is None where only an initial stands; `initial` is its letter. `gender` is `m`, `f` or `mf`.
    """

    first: int
    last: int
    bases: tuple[str, ...]
    given: str | None
    surname: str
    initial: str
    gender: str


class Composer:
    """Chooses the nominatives in one text."""

    def __init__(self, words: Sequence[NameWord], reader: Reader, evidence: Evidence) -> None:
        self._words = words
        self._reader = reader
        self._names = reader.names
        self._evidence = evidence

    def figure(self, index: int, wanted: tuple[str, ...]) -> FullName:
        """The public figure whose words, folded, are `wanted`, from word `index` on."""
        length = len(wanted)
        words = self._words[index : index + length]
        slots = [
            self._sounding_like(word, key) or [Base(word.text, _ANY, "mf")]
            for word, key in zip(words, wanted, strict=True)
        ]
        hint = read_hint(self._words, index, index + length - 1, self._reader)
        chosen = choose_bases(slots, hint, self._evidence, self._reader, surname=length - 1)
        bases = chosen[0] if chosen else tuple(slot[0] for slot in slots)
        texts = tuple(_without_capitals(base.text) for base in bases)
        return FullName(index, index + length - 1, texts, texts[0], texts[-1], "", chosen[1] if chosen else "mf")

    def _sounding_like(self, word: NameWord, key: str) -> Sequence[Base]:
        """The word's readings with the fold `key`: known ones if there are any, listed spellings first."""
        readings = self._reader.read(word)
        for known in (readings.surnames, readings.given, readings.possible):
            alike = [base for base in known if fold_name(base.text) == key]
            if alike:
                return sorted(alike, key=lambda base: base.text not in self._names.figure_words)
        return ()

    def name(self, index: int, length: int, *, surname: int) -> FullName:
        """The name of `length` words from `index` on; `surname` is the place of the surname among them."""
        words = self._words[index : index + length]
        chosen = self._choose(words, index, surname)
        texts = tuple(base.text for base in chosen[0]) if chosen else tuple(word.text for word in words)
        given = next((text for place, text in enumerate(texts) if place != surname), None)
        return FullName(index, index + length - 1, texts, given, texts[surname], "", chosen[1] if chosen else "mf")

    def _choose(self, words: Sequence[NameWord], index: int, surname: int) -> tuple[tuple[Base, ...], str] | None:
        hint = read_hint(self._words, index, index + len(words) - 1, self._reader)
        for loose in (False, True):
            slots = [
                self._slot(word, surname=place == surname, loose=loose, last=place == len(words) - 1)
                for place, word in enumerate(words)
            ]
            chosen = choose_bases(slots, hint, self._evidence, self._reader, surname=surname)
            if chosen:
                return chosen
        return None

    def _slot(self, word: NameWord, *, surname: bool, loose: bool, last: bool) -> Sequence[Base]:
        readings = self._reader.read(word)
        if word.lower in self._names.particles:
            return (Base(word.text, _ANY, "mf"),)
        if surname:
            return readings.surnames or readings.given or readings.nouns
        if readings.patronymics:
            return readings.patronymics
        if loose:
            nouns = readings.nouns if last or self._reader.language != "ky" else readings.nouns[:1]
            return (*(Base(base.text, base.cases, "mf") for base in readings.given), *nouns)
        return readings.given or readings.nouns

    def initials(self, first: int, last: int, *, surname: int) -> FullName:
        """Words `first` to `last`, of which all but `surname` are initials."""
        word = self._words[first + surname]
        readings = self._reader.read(word)
        hint = read_hint(self._words, first, last, self._reader)
        slots = [readings.surnames or readings.nouns]
        chosen = choose_bases(slots, hint, self._evidence, self._reader, surname=0)
        base = chosen[0][0].text if chosen else word.text
        texts = tuple(
            base if place == surname else each.text for place, each in enumerate(self._words[first : last + 1])
        )
        initial = self._words[first if surname else first + 1].lower
        return FullName(first, last, texts, None, base, initial, chosen[1] if chosen else "mf")

    def linked(self, index: int, *, given: int) -> FullName:
        """Three words with uulu, kyzy or the like from `index` on; `given` is the place of the given name."""
        length = 3
        words = self._words[index : index + length]
        texts = [link_base(word.text) if link_base(word.lower) in self._names.links else word.text for word in words]
        link = next(link_base(word.lower) for word in words if link_base(word.lower) in self._names.links)
        if given == 2 or self._reader.language != "ky":
            texts[given] = self._nominative_given(words[given], self._names.links[link])
        surname = " ".join(texts[1:] if given == 0 else texts[:2])
        return FullName(index, index + length - 1, tuple(texts), texts[given], surname, "", self._names.links[link])

    def _nominative_given(self, word: NameWord, gender: str) -> str:
        readings = self._reader.read(word)
        fitting = [base for base in readings.given if gender in base.genders]
        return next((base.text for base in fitting), word.text)


def _without_capitals(word: str) -> str:
    return word.capitalize() if word.isupper() and len(word) > 3 else word
