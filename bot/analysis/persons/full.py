"""Names of more than one word: given name and surname in either order, patronymics, initials, uulu and kyzy."""

import itertools
from collections.abc import Sequence

from bot.analysis.persons.agreement import Evidence
from bot.analysis.persons.composing import Composer, FullName
from bot.analysis.persons.contexts import Contexts
from bot.analysis.persons.endings import link_base
from bot.analysis.persons.readings import Reader, fold_name
from bot.analysis.persons.words import NameWord

_GENITIVES = ("нын", "нин", "нун", "нүн", "дын", "дин", "дун", "дүн", "тын", "тин", "тун", "түн")


class FullNames:
    """Finds the full names of one text, from left to right, each word in at most one."""

    def __init__(self, words: Sequence[NameWord], reader: Reader, contexts: Contexts, evidence: Evidence) -> None:
        self._words = words
        self._reader = reader
        self._names = reader.names
        self._contexts = contexts
        self._composer = Composer(words, reader, evidence)
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
            and (word.lower not in self._names.thing_before or self._is_given(word))
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
        unlike = self._names.unlike_names[self._reader.language if word.cyrillic else "en"]
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
                if self._stands_here(index, rest):
                    return self._composer.figure(index, (fold_name(base), *rest))
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
        return self._composer.initials(index, last, surname=0)

    def _initials_first(self, index: int) -> FullName | None:
        last = index
        while last < index + 2 and self._words[last].initial and self._words[last].joined:
            last += 1
        if last == index or not self._may_be_name(self._words[last]):
            return None
        readings = self._reader.read(self._words[last])
        if not readings.surnames and not self._is_unknown_name(self._words[last]):
            return None
        return self._composer.initials(index, last, surname=last - index)

    def _linked(self, index: int) -> FullName | None:
        """ "X uulu Y", "Y X uulu"; "X uulu" alone is no full name."""
        words = self._words
        if self._link_at(index + 1) and self._child_of(index):
            if words[index + 1].joined and self._run(index + 2, 1) and not self._link_at(index + 3):
                given = words[index + 2]
                if self._is_given(given) or self._is_unknown_name(given):
                    return self._composer.linked(index, given=2)
            return None
        if self._link_at(index + 2) and self._run(index, 1) and words[index].joined and self._child_of(index + 1):
            return self._composer.linked(index, given=0)
        return None

    def _link_at(self, index: int) -> bool:
        return index < len(self._words) and link_base(self._words[index].lower) in self._names.links

    def _child_of(self, index: int) -> bool:
        word = self._words[index]
        if not word.joined or not word.capital or word.initial or self._reader.read(word).strong:
            return False
        if not self._may_be_name(word) and not self._is_given(word):
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
        return self._composer.name(index, last - index + 1, surname=last - index)

    def _plain(self, index: int) -> FullName | None:
        if not self._run(index, 2):
            return None
        shape = [self._shape(word) for word in self._words[index : index + 3]]
        if self._run(index, 3):
            surname = self._three(index, shape)
            if surname is not None:
                return self._composer.name(index, 3, surname=surname)
        surname = self._two(index, shape)
        return None if surname is None else self._composer.name(index, 2, surname=surname)

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
        """The place of the surname in a name of two words."""
        first, second = shape[:2]
        if _given(first) and ("p" in second or "S" in second or ("s" in second and "G" in first)):
            return 1
        if "S" in first and _given(second):
            return None if self._begins_other(index, shape) else 0
        return 1 if self._is_unusual_pair(index, shape) else None

    def _is_unusual_pair(self, index: int, shape: list[str]) -> bool:
        """Pairs in which one word, or both, are in no list and have no shape."""
        first, second = shape[:2]
        words = self._words
        if "S" in second and first in {"", "s"} and self._is_unknown_name(words[index]):
            return not words[index].begins_sentence or self._may_begin(index, shape)
        if "G" in second and _given(first):
            return True
        if "G" in first and (_given(second) or self._is_unknown_name(words[index + 1])):
            return True
        contexts = self._contexts
        sign = contexts.role_before(index) or contexts.role_after(index + 1) or contexts.stands_alone_too(index + 1)
        return sign and not {*first} & {*"Sp"} and self._both_unknown(index)

    def _may_begin(self, index: int, shape: list[str]) -> bool:
        """Whether an unlisted word that begins a sentence is a given name: not when the surname has another."""
        if len(shape) > 2 and _given(shape[2]) and self._run(index, 3):
            return False
        return not any(fold_name(base) in self._sure_surnames for base in self._reader.bases(self._words[index + 1]))

    def _begins_other(self, index: int, shape: list[str]) -> bool:
        """Whether the second of three words is the given name of the third."""
        return len(shape) > 2 and self._run(index, 3) and "S" in shape[2]

    def _both_unknown(self, index: int) -> bool:
        pair = self._words[index : index + 2]
        return all(self._is_unknown_name(word) and not word.titled for word in pair) and not pair[0].begins_sentence


def _given(shape: str, *, clear: bool = False) -> bool:
    return "G" in shape or (not clear and "g" in shape)
