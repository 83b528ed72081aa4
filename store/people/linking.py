"""Whether two full names that differ somewhat are one person's, spelled by different people. Pure.

One word may be heard otherwise; where nobody else bears the surname also more loosely: with and without -bek, a middle
name left out, whose child given as a surname. Two known given names are always two.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from store.people.name import Name, NamePart, Role
from store.text.folding import skeleton

_SHORTEST_HEARD = 7
_SHORTEST_HEARD_ALONE = 6
_SHORTEST_SOUND = 5
_SHORTEST_DROPPED = 9
_SHORTEST_ROOT = 4
_FEW = 3
_WOMAN = re.compile(r"(?:[oe]v|in|sk)a$")
_MAN = re.compile(r"(?:[oe]v|in|ski)$")
_FAMILY_ENDING = re.compile(r"(?:[oe]va?|i)$")
_FAMILY_OV = re.compile(r"[oe]va?$")
# What one name sounds like in Kyrgyz, Uzbek, Tajik, Uyghur, Russian and English ears.
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\w\w)jon(?=$|ov|ova)"), "jan"),
    (re.compile(r"(?<=\w\w)hon(?=$|ov|ova)"), "han"),
    (re.compile(r"m[uo][hk]am[aeio][dt]"), "muhamed"),
    (re.compile(r"^abd[aeiou]"), "abdu"),
    (re.compile(r"^ab[iu]l"), "abul"),
    (re.compile(r"(?<=\w\w)[iu]t?din"), "idin"),
    (re.compile(r"(?<=\w)[ae]nde?r$"), "andr"),
    (re.compile(r"(?<=o[^aeiou])e(?=[^aeiou])"), "o"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"[fv](?=[tks])|f"), "p"),
    (re.compile(r"(?<=\w)c(?=[aeiou])"), "j"),
    (re.compile(r"(?<=[aeiou])s(?=[aeiou])"), "z"),
    (re.compile(r"(?<=\w\w)e$"), ""),
)
# Vowels that stand for one another: Uzbek o and Russian a, Uzbek o' and u, Kyrgyz ө, ү and ы in other spellings. In the
# first syllable less is one name: Садыков is not Сыдыков, nor Каримов Керимов.
_LIKE_VOWELS = frozenset({"ao", "ei", "iu", "ou", "eo", "ae"})
_LIKE_FIRST_VOWELS = frozenset({"ao", "ei", "ou", "eo"})
_VOWELS = re.compile("[aeiou]+")


@dataclass(frozen=True, slots=True)
class Sameness:
    """What is known of the names around: `is_given` tells whether a folded word is known as a given name, `bearers` is
    how many people bear the surname."""

    is_given: Callable[[str], bool]
    bearers: int

    @property
    def alone(self) -> bool:
        return self.bearers <= 1

    def joins(self, asked: Name, other: Name) -> bool:
        """Whether two full names are one person's."""
        ours, theirs = asked.core, other.core
        if min(len(ours), len(theirs)) < 2 or any(part.role is Role.INITIAL for part in (*ours, *theirs)):
            return False
        if _other_father(asked, other):
            return False
        if len(ours) != len(theirs):
            return self.alone and _are_equal(ours[0], theirs[0]) and _are_equal(ours[-1], theirs[-1])
        order = theirs if self._fit(ours, theirs) >= self._fit(ours, theirs[::-1]) else theirs[::-1]
        loose = [(one, two) for one, two in zip(ours, order, strict=True) if not _are_equal(one, two)]
        if len(loose) > 1:
            return self.alone and all(_sound_equal(one, two) for one, two in loose)
        return len(loose) == 1 < len(ours) and self._are_alike(*loose[0])

    def _fit(self, ours: tuple[NamePart, ...], theirs: tuple[NamePart, ...]) -> int:
        return sum(_are_equal(one, two) for one, two in zip(ours, theirs, strict=True))

    def _are_alike(self, ours: NamePart, theirs: NamePart) -> bool:
        if Role.PARENT in {ours.role, theirs.role}:
            return self.alone and _are_parents_alike(ours, theirs)
        keys = [key for key, _ in ours.keys if not _is_other_sex(ours.key, key)]
        return any(self._sound_alike(key, theirs.key) for key in keys)

    def _sound_alike(self, one: str, two: str) -> bool:
        if _is_other_sex(one, two):
            return False
        if sound(one) == sound(two) or (
            self.bearers <= _FEW and (_is_short_form(one, two) or _has_family_ending(one, two))
        ):
            return True
        if self.is_given(one) and self.is_given(two):
            return False
        shorter, longer = sorted((one, two), key=len)
        if _are_heard_alike(one, two):
            return len(shorter) >= (_SHORTEST_HEARD_ALONE if self.alone else _SHORTEST_HEARD)
        if self.alone and len(one) == len(two) >= _SHORTEST_SOUND and skeleton(one) == skeleton(two):
            return _vowels_of(one) == _vowels_of(two)
        return self.alone and OSA.distance(one, two) == 1 and len(longer) > len(shorter) >= _SHORTEST_DROPPED


def sound(key: str) -> str:
    """One spelling for what a folded word may sound like elsewhere; only for comparing."""
    for pattern, put in _SOUNDS:
        key = pattern.sub(put, key)
    return key


def _are_equal(one: NamePart, two: NamePart) -> bool:
    """The same word or a case form of it; a man's genitive that may be a woman's name is not."""
    if one.child != two.child:
        return False
    return any(key == two.key for key, _ in one.keys if not _is_other_sex(one.key, key))


def _sound_equal(one: NamePart, two: NamePart) -> bool:
    return one.child == two.child and sound(one.key) == sound(two.key)


def _other_father(asked: Name, other: Name) -> bool:
    """Both have a patronymic, and not the same."""
    ours, theirs = ({part.key[:4] for part in name.patronymics} for name in (asked, other))
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _is_other_sex(one: str, two: str) -> bool:
    if f"{one}a" == two or f"{two}a" == one:
        return True
    return bool((_WOMAN.search(one) and _MAN.search(two)) or (_MAN.search(one) and _WOMAN.search(two)))


def _are_parents_alike(one: NamePart, two: NamePart) -> bool:
    """A letter more in whose child it is, or the child's surname made of it: Кыдыралы уулу, Кыдыралиев."""
    if one.child and two.child:
        shorter, longer = sorted((one.key, two.key), key=len)
        return one.child == two.child and OSA.distance(shorter, longer) == 1 and len(longer) > len(shorter) >= 7
    parent, family = (one, two) if one.child else (two, one)
    wrong = _WOMAN if parent.child == "son" else _MAN
    root = _FAMILY_ENDING.sub("", family.key)
    roots = {_FAMILY_ENDING.sub("", parent.key), parent.key, parent.key.removesuffix("o")}
    return root != family.key and len(root) >= _SHORTEST_ROOT and not wrong.search(family.key) and root in roots


def _are_heard_alike(one: str, two: str) -> bool:
    """One skeleton and as many syllables, with vowels that stand for one another: one, or two in a long word; or a
    vowel more inside a word."""
    if skeleton(one) != skeleton(two):
        return False
    ours, theirs = _vowels_of(one), _vowels_of(two)
    if len(ours) != len(theirs):
        return one[:2] == two[:2] and OSA.distance(one, two) == 1
    pairs = ["".join(sorted((a, b))) for a, b in zip(ours, theirs, strict=True)]
    differing = [pair for a, b, pair in zip(ours, theirs, pairs, strict=True) if a != b]
    if not differing or len(differing) > 1 + (min(len(one), len(two)) >= _SHORTEST_HEARD):
        return False
    if OSA.distance(one, two) > len(differing):  # consonants differ too: two things at once are another name
        return False
    return (ours[0] == theirs[0] or pairs[0] in _LIKE_FIRST_VOWELS) and _LIKE_VOWELS.issuperset(differing)


def _vowels_of(key: str) -> list[str]:
    return _VOWELS.findall(key)


def _has_family_ending(one: str, two: str) -> bool:
    """Иргебай and Иргебаева: one with the ending of a surname, the other without."""
    shorter, longer = sorted((one, two), key=len)
    root = _FAMILY_OV.sub("", longer)
    return root != longer and len(root) >= _SHORTEST_ROOT and root == shorter.removesuffix("i")


def _is_short_form(one: str, two: str) -> bool:
    shorter, longer = sorted((one, two), key=len)
    return longer == f"{shorter}bek" and len(shorter) >= _SHORTEST_ROOT
