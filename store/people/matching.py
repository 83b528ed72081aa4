"""How alike two names are, and whether they may be one person's."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz.distance import OSA

from store.people.name import Name, NamePart, Role
from store.text.folding import skeleton
from store.text.layout import are_neighbours

_WOMAN = re.compile(r"(?:[oe]v|in|sk)a$")
_MAN = re.compile(r"(?:[oe]v|in|ski)$")
_FAMILY_ENDING = re.compile(r"(?:[oe]va?|in)$")
_LAST_I = re.compile(r"i$")
_VOWELS = frozenset("aeiou")
_HEARD_ALIKE = frozenset({"ao", "oa", "ei", "ie"})
_WEAKEST = 0.5
_TYPED_ALONE = 0.89
_HALF_NAMED = 0.93
SLIP_COST = 0.1
"""From this cost on a reading of a word is a slip, not a case form."""


class Likeness(IntEnum):
    """How two words of names agree, best last.

    `far`: of a sound, worth offering only. `near`: mistyped. `short`: with and without -bek. `heard`: a long word with
    one sound heard otherwise. `root`: with and without -ov, or the marker left out. `case`: a case form.
    """

    NONE = 0
    FAR = 1
    INITIAL = 2
    NEAR = 3
    SHORT = 4
    HEARD = 5
    ROOT = 6
    CASE = 7
    SAME = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """Two words of names side by side. `edits` counts letters typed wrong; `as_man` when a woman's surname was read as
    the genitive of a man's."""

    likeness: Likeness
    score: float
    edits: int = 0
    as_man: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two names agree. `score` is 0 to 1. `complete`: every word of both (but patronymics) has its partner; `full`:
    and is equal to it or a case form. `sure`: the first may be taken to mean the second, at least as a part or a typing
    error of it. `patronymic`: True where both have one and it is equal, False where it is another, None if one has
    none.
    """

    score: float
    complete: bool
    full: bool
    sure: bool
    patronymic: bool | None
    pairs: tuple[Pair, ...] = ()


_NOTHING = Pair(Likeness.NONE, 0.0)
_NO_AGREEMENT = Agreement(0.0, complete=False, full=False, sure=False, patronymic=None)


def match_names(
    asked: Name, other: Name, *, weigh: Callable[[str], float], is_known: Callable[[str], bool]
) -> Agreement:
    """Compare a name that was asked for, or stands in a text, with a spelling of a person.

    `weigh` gives the weight of a folded word (rare words weigh more); `is_known` tells whether a folded word is a name
    of somebody, so that it is not taken for another one mistyped.
    """
    ours, theirs = asked.core, other.core
    if not ours or not theirs:
        return _NO_AGREEMENT
    table = [[compare_words(one, two, is_known=is_known) for two in theirs] for one in ours]
    _keep_parents_apart(ours, theirs, table)
    partners = _align(table)
    pairs = tuple(table[i][partners[i]] if i in partners else _NOTHING for i in range(len(ours)))
    covered = sum(weigh(part.key) * pair.score for part, pair in zip(ours, pairs, strict=True))
    share = covered / sum(weigh(part.key) for part in ours)
    missing = [part for j, part in enumerate(theirs) if j not in partners.values()]
    patronymic = _compare_patronymics(asked, other)
    if any(part.role is Role.INITIAL for part in theirs):
        share *= _HALF_NAMED
    if max(pair.likeness for pair in pairs) is Likeness.INITIAL:
        return _NO_AGREEMENT
    if any(pair is _NOTHING for pair in pairs):
        return Agreement(0.8 * share, complete=False, full=False, sure=False, patronymic=patronymic, pairs=pairs)
    turned = list(partners.values()) != sorted(partners.values()) or list(partners) != sorted(partners)
    return _judge(share - 0.01 * turned, pairs, missing, patronymic, _is_family(partners, theirs))


def compare_words(ours: NamePart, theirs: NamePart, *, is_known: Callable[[str], bool]) -> Pair:
    """Compare one word of each name; `ours` may be a case form."""
    if Role.INITIAL in {ours.role, theirs.role}:
        equal = any(key[0] == theirs.key[0] for key, _ in ours.keys)
        return Pair(Likeness.INITIAL, 0.9) if equal else _NOTHING
    if Role.PARENT in {ours.role, theirs.role}:
        return _compare_parents(ours, theirs)
    best = _compare_keys(ours, theirs)
    if best.likeness is Likeness.NONE and not is_known(ours.key):
        return _compare_spellings(ours, theirs)
    return best


def _compare_keys(ours: NamePart, theirs: NamePart) -> Pair:
    for key, cost in ours.keys:
        if key == theirs.key and cost >= SLIP_COST:
            return Pair(Likeness.NEAR, 1 - cost, edits=1)
        if key == theirs.key:
            likeness = Likeness.CASE if cost else Likeness.SAME
            as_man = bool(cost) and f"{key}a" == ours.key and bool(_WOMAN.search(ours.key))
            return Pair(likeness, 1 - cost, as_man=as_man)
    for key, cost in ours.keys:
        if likeness := _compare_roots(key, theirs.key):
            return Pair(likeness, 0.92 - cost)
    return _NOTHING


def _compare_roots(one: str, two: str) -> Likeness:
    """Талант and Талантбек; Шакир and Шакиров."""
    short, long = sorted((one, two), key=len)
    if len(short) < 4 or len(short) == len(long):
        return Likeness.NONE
    if long == f"{short}bek":
        return Likeness.SHORT
    root = _FAMILY_ENDING.sub("", long)
    same = root != long and not _FAMILY_ENDING.search(short) and _LAST_I.sub("", short) == _LAST_I.sub("", root)
    return Likeness.ROOT if same else Likeness.NONE


def _compare_parents(ours: NamePart, theirs: NamePart) -> Pair:
    """Whose son or daughter; the marker may be left out, but not be the other one."""
    if ours.child and theirs.child and ours.child != theirs.child:
        return _NOTHING
    cost = 0.0 if ours.child == theirs.child else 0.06
    for key, step in ours.keys:
        if key == theirs.key:
            return Pair(Likeness.ROOT if cost else Likeness.CASE if step else Likeness.SAME, 1 - step - cost)
        if cost and _compare_roots(key, theirs.key) is Likeness.ROOT:
            return Pair(Likeness.SHORT, 1 - step - cost)
    edits = min(_edits(key, theirs.key) for key, _ in ours.keys)
    return Pair(Likeness.NEAR, 0.88, edits) if not cost and edits == 1 and len(theirs.key) >= 6 else _NOTHING


def _compare_spellings(ours: NamePart, theirs: NamePart) -> Pair:
    """A typing error, or vowels and voicing heard otherwise, behind an equal first letter."""
    return max((_compare_spelling(ours, key, cost, theirs) for key, cost in ours.keys), key=lambda pair: pair.score)


def _compare_spelling(ours: NamePart, key: str, cost: float, theirs: NamePart) -> Pair:
    if _other_sex(key, theirs.key) or not _begin_alike(key, theirs.key):
        return _NOTHING
    longest = max(len(key), len(theirs.key))
    folded, typed = _edits(key, theirs.key), _edits(ours.word.lower(), theirs.word.lower())
    edits = min(folded, typed)
    slipped = typed == 1 and longest >= 5 and _slipped_to_neighbour(ours.word.lower(), theirs.word.lower())
    if not edits or not (slipped or _may_be_typed(key, theirs.key, folded, typed)):
        return Pair(Likeness.FAR, 0.6) if edits <= 2 and longest >= 5 else _NOTHING
    heard = folded == 1 and min(len(key), len(theirs.key)) >= 7 and skeleton(key) == skeleton(theirs.key)
    exchanged = sorted(key) == sorted(theirs.key)
    score = 1 - (0.6 if exchanged else 0.7) * edits / longest - cost
    return Pair(Likeness.HEARD if heard else Likeness.NEAR, score, edits)


def _other_sex(one: str, two: str) -> bool:
    if f"{one}a" == two or f"{two}a" == one:
        return True
    return bool((_WOMAN.search(one) and _MAN.search(two)) or (_MAN.search(one) and _WOMAN.search(two)))


def _begin_alike(one: str, two: str) -> bool:
    """Equal first letters, or the first two exchanged."""
    return one[0] == two[0] or (one[:2] == two[1::-1] and one[2:] == two[2:])


def _edits(one: str, two: str) -> int:
    return OSA.distance(one, two, score_cutoff=3)


def _may_be_typed(one: str, two: str, folded: int, typed: int) -> bool:
    """Whether the edits between two words, folded or as typed, are few enough for their length."""
    longest = max(len(one), len(two))
    if longest >= 7:
        return folded == 1 or typed == 1 or (folded == 2 and (longest >= 9 or skeleton(one) == skeleton(two)))
    return folded == 1 and longest >= 4 and _is_plain_slip(one, two, longest)


def _slipped_to_neighbour(one: str, two: str) -> bool:
    """Whether the only other letter is the next key's."""
    differing = [pair for pair in zip(one, two, strict=False) if pair[0] != pair[1]]
    return len(one) == len(two) and len(differing) == 1 and are_neighbours(*differing[0])


def _is_plain_slip(one: str, two: str, longest: int) -> bool:
    """In short words: letters exchanged, left out or doubled, or sounds heard alike; all else is another name."""
    if len(one) != len(two):
        return one[-1] == two[-1]
    differing = [(a, b) for a, b in zip(one, two, strict=True) if a != b]
    if len(differing) == 2:
        return True
    a, b = differing[0]
    if a in _VOWELS and b in _VOWELS:
        return longest >= 6 or (longest >= 5 and a + b in _HEARD_ALIKE)
    return longest >= 5 and skeleton(a) == skeleton(b)


def _keep_parents_apart(ours: tuple[NamePart, ...], theirs: tuple[NamePart, ...], table: list[list[Pair]]) -> None:
    """Where both names say whose child, the parents are compared with each other alone: X uulu Y is not Y uulu X."""
    both = any(part.role is Role.PARENT for part in ours) and any(part.role is Role.PARENT for part in theirs)
    for i, one in enumerate(ours):
        for j, two in enumerate(theirs):
            if both and (one.role is Role.PARENT) != (two.role is Role.PARENT):
                table[i][j] = _NOTHING


def _align(table: list[list[Pair]]) -> dict[int, int]:
    """Partners, best pairs first; on a tie the order typed."""
    ranked = sorted(
        ((pair.likeness, pair.score, -i, -j) for i, row in enumerate(table) for j, pair in enumerate(row)), reverse=True
    )
    partners: dict[int, int] = {}
    for likeness, score, i, j in ranked:
        if likeness and score > _WEAKEST and -i not in partners and -j not in partners.values():
            partners[-i] = -j
    return dict(sorted(partners.items()))


def _compare_patronymics(asked: Name, other: Name) -> bool | None:
    if not asked.patronymics or not other.patronymics:
        return None
    ours = {_father(key) for part in asked.patronymics for key, _ in part.keys}
    theirs = {_father(part.key) for part in other.patronymics}
    return any(_same_father(one, two) for one in ours for two in theirs)


def _same_father(one: str, two: str) -> bool:
    if 1 in {len(one), len(two)}:
        return one[0] == two[0]
    return one == two or (len(one) > 5 and _edits(one, two) == 1)


def _father(key: str) -> str:
    return re.sub(r"(?:[oe]vic|[oe]vna|icna|ic)$", "", key)


def _is_family(partners: dict[int, int], theirs: tuple[NamePart, ...]) -> bool:
    """Whether a surname, or whose child, is among what agrees."""
    return any(theirs[j].role in {Role.SURNAME, Role.PARENT} for j in partners.values())


def _judge(
    share: float, pairs: tuple[Pair, ...], missing: list[NamePart], patronymic: bool | None, family: bool
) -> Agreement:
    likenesses = [pair.likeness for pair in pairs]
    edits = sum(pair.edits for pair in pairs)
    full = not missing and min(likenesses) >= Likeness.CASE
    sure = (
        patronymic is not False
        and edits <= 2
        and min(likenesses) > Likeness.FAR
        and _man_is_meant(pairs)
        and max(likenesses) > Likeness.INITIAL
    )
    near = [pair for pair in pairs if Likeness.NEAR <= pair.likeness < Likeness.CASE]
    if len(near) > 1 and any(pair.likeness in {Likeness.SHORT, Likeness.ROOT} for pair in near):
        sure = False
    if missing and (len(near) > 1 or any(pair.edits and pair.score < _TYPED_ALONE for pair in near)):
        sure = False
    if not full:
        share = share * (0.95 if not missing else 0.9 if family else 0.88)
    return Agreement(share, complete=not missing, full=full and sure, sure=sure, patronymic=patronymic, pairs=pairs)


def _man_is_meant(pairs: tuple[Pair, ...]) -> bool:
    """A woman's surname is a man's genitive only where the given name is declined too, or is not given in full."""
    if not any(pair.as_man for pair in pairs):
        return True
    return all(pair.as_man or pair.likeness in {Likeness.CASE, Likeness.INITIAL} for pair in pairs)
