"""Names of more than one word: given name and surname in either order, patronymics, initials, uulu and kyzy."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from bot.analysis.persons.agreement import Evidence, choose_bases, read_hint
from bot.analysis.persons.contexts import Contexts
from bot.analysis.persons.endings import ALL_CASES, Base, link_base
from bot.analysis.persons.readings import Reader, fold_name
from bot.analysis.persons.words import NameWord

_GENITIVES = ("нын", "нин", "нун", "нүн", "дын", "дин", "дун", "дүн", "тын", "тин", "тун", "түн")
_UNLIKE_NAMES = {
    "ru": (
        "ет",
        "ит",
        "ут",
        "ют",
        "ал",
        "ил",
        "ла",
        "ло",
        "ли",
        "ся",
        "сь",
        "ть",
        "но",
        "ом",
        "ым",
        "их",
        "ых",
        "ые",
        "ие",
    )
    + ("ую", "ая", "ое", "ой", "ам", "ах", "ого", "ему", "ы", "и", "у", "ю"),
    "ky": (
        "да",
        "де",
        "та",
        "те",
        "дан",
        "ден",
        "ып",
        "ип",
        "уп",
        "үп",
        "ган",
        "ген",
        "ча",
        "че",
        "дагы",
        "деги",
        "лык",
    )
    + _GENITIVES,
    "en": ("ly", "ing", "ed", "tion", "ment", "ity"),
}


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


class FullNames:
    """Finds the full names of one text, from left to right, each word in at most one."""

    def __init__(self, words: Sequence[NameWord], reader: Reader, contexts: Contexts, evidence: Evidence) -> None:
        self._words = words
        self._reader = reader
        self._names = reader.names
        self._contexts = contexts
        self._evidence = evidence
        self._sure_surnames = self._gather_sure_surnames()

    def find(self) -> tuple[list[FullName], set[int]]:
        """The full names, and the words of what only bears a name."""
        found: list[FullName] = []
        things: set[int] = set()
        index = 0
        while index < len(self._words):
            name = self._match(index) if self._words[index].capital else None
            if name and self._contexts.is_thing(name.first, name.last, full=True):
                surname_first = name.surname == name.bases[0]
                things.update((name.last,) if surname_first else range(name.first, name.last + 1))
                index = name.last + 1
            elif name:
                found.append(name)
                index = name.last + 1
            else:
                index += 1
        return found, things

    def _match(self, index: int) -> FullName | None:
        for pattern in (self._initials, self._linked, self._figure, self._parted, self._plain):
            name = pattern(index)
            if name:
                return name
        return None

    # What words are.

    def _run(self, index: int, length: int) -> bool:
        """Whether `length` words from `index` on stand side by side, each fit to be part of a name."""
        end = index + length
        if end > len(self._words) or not all(word.joined for word in self._words[index : end - 1]):
            return False
        return all(self._may_be_name(word) for word in self._words[index:end])

    def _may_be_name(self, word: NameWord) -> bool:
        return (
            word.capital
            and len(word.text) > 1
            and not word.initial
            and not self._reader.is_never(word.lower)
            and word.lower not in self._names.thing_after
            and (word.lower not in self._names.roles or (not word.begins_sentence and self._is_given(word)))
            and not any(letter.isdigit() for letter in word.text)
            and not (word.text.isupper() and not word.shouted)
        )

    def _is_given(self, word: NameWord, *, clear: bool = False) -> bool:
        given = self._reader.read(word).given
        if not given:
            return False
        return not clear or not any(base.text.lower() in self._names.ambiguous for base in given)

    def _is_unknown_name(self, word: NameWord) -> bool:
        if word.shouted or word.quoted or self._contexts.is_everyday(word):
            return False
        unlike = _UNLIKE_NAMES[self._reader.language if word.cyrillic else "en"]
        return len(word.text) > 2 and not word.lower.endswith(unlike if word.begins_sentence else ("ing",))

    def _gather_sure_surnames(self) -> frozenset[str]:
        """Folds of the surnames that stand after a listed given name somewhere in the text."""
        found: set[str] = set()
        for word, after in itertools.pairwise(self._words):
            if word.capital and word.joined and after.capital and self._is_given(word, clear=True):
                readings = self._reader.read(after)
                found.update(fold_name(base.text) for base in readings.surnames if readings.strong)
        return frozenset(found)

    # Patterns, each at the word where the name would begin.

    def _figure(self, index: int) -> FullName | None:
        for base in self._reader.bases(self._words[index]):
            for rest in self._names.figure_names.get(fold_name(base), ()):
                length = len(rest) + 1
                if self._stands_here(index, rest):
                    return self._compose_figure(index, (fold_name(base), *rest))
        return None

    def _stands_here(self, index: int, rest: tuple[str, ...]) -> bool:
        end = index + len(rest)
        if end >= len(self._words) or not all(word.joined for word in self._words[index:end]):
            return False
        return all(
            wanted in {fold_name(base) for base in self._reader.bases(word)}
            for wanted, word in zip(rest, self._words[index + 1 : end + 1], strict=True)
        )

    def _initials(self, index: int) -> FullName | None:
        if self._words[index].initial:
            return self._initials_first(index)
        word = self._words[index]
        if not word.joined or not self._words[index + 1].initial or not self._may_be_name(word):
            return None
        if not self._reader.read(word).strong:
            return None
        last = index + 1
        if self._words[last].joined and self._words[last + 1].initial:
            last += 1
        return self._compose_initials(index, last, surname=0)

    def _initials_first(self, index: int) -> FullName | None:
        last = index
        while last < index + 2 and self._words[last].initial and self._words[last].joined:
            last += 1
        if last == index or not self._may_be_name(self._words[last]):
            return None
        readings = self._reader.read(self._words[last])
        if not readings.surnames and not self._is_unknown_name(self._words[last]):
            return None
        return self._compose_initials(index, last, surname=last - index)

    def _linked(self, index: int) -> FullName | None:
        """ "X uulu Y", "Y X uulu"; "X uulu" alone is no full name."""
        words = self._words
        if self._link_at(index + 1) and self._child_of(index):
            if words[index + 1].joined and self._run(index + 2, 1) and not self._link_at(index + 3):
                given = words[index + 2]
                if self._is_given(given) or self._is_unknown_name(given):
                    return self._compose_linked(index, 3, given=2)
            return None
        if self._link_at(index + 2) and self._run(index, 2) and self._child_of(index + 1):
            return self._compose_linked(index, 3, given=0)
        return None

    def _link_at(self, index: int) -> bool:
        return index < len(self._words) and link_base(self._words[index].lower) in self._names.links

    def _child_of(self, index: int) -> bool:
        word = self._words[index]
        if not word.joined or not self._run(index, 1) or self._reader.read(word).strong:
            return False
        return not word.lower.endswith(_GENITIVES) or self._is_given(word)

    def _parted(self, index: int) -> FullName | None:
        """A particle inside: Ursula von der Leyen, Равшан ажы Эратов."""
        if not self._run(index, 1) or not self._is_given(self._words[index]):
            return None
        last = index + 1
        while last < min(index + 4, len(self._words)) and self._words[last].lower in self._names.particles:
            if not self._words[last - 1].joined:
                return None
            last += 1
        if last == index + 1 or not self._words[last - 1].joined or not self._run(last, 1):
            return None
        return self._compose(index, last - index + 1, surname=last - index)

    def _plain(self, index: int) -> FullName | None:
        if not self._run(index, 2):
            return None
        shape = [self._shape(word) for word in self._words[index : index + 3]]
        if self._run(index, 3):
            surname = self._three(index, shape)
            if surname is not None:
                return self._compose(index, 3, surname=surname)
        surname = self._two(index, shape)
        return None if surname is None else self._compose(index, 2, surname=surname)

    def _shape(self, word: NameWord) -> str:
        """The letters of what the word may be: g(iven), G (clearly given), s(urname), S (surely), p(atronymic)."""
        readings = self._reader.read(word)
        shape = "p" if readings.patronymics else ""
        if readings.strong and not readings.patronymics:
            shape += "S"
        elif readings.surnames and not readings.patronymics:
            shape += "s"
        if readings.given:
            shape += "G" if self._is_given(word, clear=True) else "g"
        return shape

    def _three(self, index: int, shape: list[str]) -> int | None:
        first, second, third = shape
        if "p" in third and _given(second) and not _given(first, clear=True):
            return None if self._run(index, 4) and self._reader.read(self._words[index + 3]).surnames else 0
        if _given(first) and "p" in second and not _given(third, clear=True):
            return 2
        if "S" in third and "S" not in second and _given(first) and "S" not in first:
            if "s" in second and not _given(second):
                return None
            middle = self._words[index + 1]
            return 2 if _given(second) or (not middle.cyrillic and self._is_unknown_name(middle)) else None
        if "G" in first and not {*first} & {*"Ss"} and not {*second} & {*"Ss"} and self._unusual_three(index, second):
            return 2
        return None

    def _unusual_three(self, index: int, second: str) -> bool:
        middle, last = self._words[index + 1], self._words[index + 2]
        if last.titled or middle.titled or not self._is_unknown_name(last):
            return False
        return _given(second) or (not last.cyrillic and self._is_unknown_name(middle))

    def _two(self, index: int, shape: list[str]) -> int | None:
        first, second = shape[:2]
        words = self._words
        if _given(first) and ("S" in second or ("s" in second and "G" in first)):
            return 1
        if "S" in first and _given(second):
            return None if self._begins_other(index + 1, shape) else 0
        if _given(first) and "p" in second:
            return 1
        if "S" in second and first in {"", "s"} and self._is_unknown_name(words[index]):
            return 1 if not words[index].begins_sentence or self._may_begin(index, shape) else None
        if "G" in first and (second in {"g", "G"} or self._is_unknown_name(words[index + 1])):
            return 1
        sign = self._contexts.role_before(index) or self._contexts.stands_alone_too(index + 1)
        if sign and not {*first} & {*"Sp"} and self._both_unknown(index):
            return 1
        return None

    def _may_begin(self, index: int, shape: list[str]) -> bool:
        """Whether an unlisted word that begins a sentence is a given name: not when the surname has another."""
        if len(shape) > 2 and _given(shape[2]) and self._run(index, 3):
            return False
        return not any(fold_name(base) in self._sure_surnames for base in self._reader.bases(self._words[index + 1]))

    def _begins_other(self, index: int, shape: list[str]) -> bool:
        return len(shape) > 2 and self._run(index, 2) and "S" in shape[2]

    def _both_unknown(self, index: int) -> bool:
        pair = self._words[index : index + 2]
        return all(self._is_unknown_name(word) and not word.titled for word in pair) and not pair[0].begins_sentence

    # Putting the nominative together.

    def _compose_figure(self, index: int, wanted: tuple[str, ...]) -> FullName:
        length = len(wanted)
        words = self._words[index : index + length]
        slots = [
            [base for base in self._every(word) if fold_name(base.text) == key] or [Base(word.text, _ANY, "mf")]
            for word, key in zip(words, wanted, strict=True)
        ]
        hint = read_hint(self._words, index, index + length - 1, self._reader)
        chosen = choose_bases(slots, hint, self._evidence, self._reader, surname=length - 1)
        bases = chosen[0] if chosen else tuple(slot[0] for slot in slots)
        texts = tuple(base.text for base in bases)
        return FullName(index, index + length - 1, texts, texts[0], texts[-1], "", chosen[1] if chosen else "mf")

    def _every(self, word: NameWord) -> Sequence[Base]:
        readings = self._reader.read(word)
        return (*readings.surnames, *readings.given, *readings.possible)

    def _compose(self, index: int, length: int, *, surname: int) -> FullName:
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

    def _compose_initials(self, first: int, last: int, *, surname: int) -> FullName:
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

    def _compose_linked(self, index: int, length: int, *, given: int) -> FullName:
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


def _given(shape: str, *, clear: bool = False) -> bool:
    return "G" in shape or (not clear and "g" in shape)
