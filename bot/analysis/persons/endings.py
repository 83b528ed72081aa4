"""The case endings that a name may carry, and the nominatives behind them.

Cases are letters: N, G, D, A, I, P for the Russian ones, O for any Kyrgyz case but the first. Genders are `m`, `f`
or `mf`.
"""

import re
from typing import NamedTuple

ALL_CASES = "NGDAIP"


class Base(NamedTuple):
    """A nominative that a word may stand for, with the cases and genders in which it would look as it does."""

    text: str
    cases: str
    genders: str


# What the word ends in, what stands there in the nominative, in which cases, of whom.
_RUSSIAN: tuple[tuple[str, str, str, str], ...] = (
    ("а", "", "GA", "m"),
    ("у", "", "D", "m"),
    ("у", "а", "A", "mf"),
    ("ом", "", "I", "m"),
    ("ем", "", "I", "m"),
    ("ем", "й", "I", "m"),
    ("ем", "ь", "I", "m"),
    ("е", "", "P", "m"),
    ("е", "а", "DP", "mf"),
    ("е", "я", "DP", "mf"),
    ("е", "й", "P", "m"),
    ("е", "ь", "P", "m"),
    ("я", "й", "GA", "m"),
    ("я", "ь", "GA", "m"),
    ("ю", "й", "D", "m"),
    ("ю", "ь", "D", "m"),
    ("ю", "я", "A", "mf"),
    ("ы", "а", "G", "mf"),
    ("и", "а", "G", "mf"),
    ("и", "я", "GDP", "mf"),
    ("и", "ь", "GDP", "f"),
    ("и", "й", "P", "m"),
    ("ой", "а", "I", "mf"),
    ("ою", "а", "I", "mf"),
    ("ей", "а", "I", "mf"),
    ("ей", "я", "I", "mf"),
    ("ёй", "я", "I", "mf"),
    ("ью", "ь", "I", "f"),
)
_VOWELS = frozenset("аеёиоуыэюяүө")
_HISSING = "жшчщц"
_AFTER_HISSING = frozenset({("ей", "а"), ("ем", "")})
_VOICELESS = frozenset("кпстфхцчшщ")
_FLEETING = {"павл": "Павел", "льв": "Лев"}

# Surnames like adjectives and in -ов, -ин: stem ending, then (case ending, nominative ending, cases, gender).
_POSSESSIVE_STEM = re.compile("(?:[оеё]в|[иы]н)$")
_POSSESSIVE_FORMS = (
    ("ым", "", "I", "m"),
    ("ой", "а", "GDIP", "f"),
    ("ою", "а", "I", "f"),
    ("а", "", "GA", "m"),
    ("а", "а", "N", "f"),
    ("у", "", "D", "m"),
    ("у", "а", "A", "f"),
    ("е", "", "P", "m"),
    ("", "", "N", "m"),
)
_ADJECTIVE_STEM = re.compile("[сц]к$")
_ADJECTIVE_FORMS = (
    ("ого", "ий", "GA", "m"),
    ("ому", "ий", "D", "m"),
    ("ий", "ий", "N", "m"),
    ("им", "ий", "I", "m"),
    ("ом", "ий", "P", "m"),
    ("ая", "ая", "N", "f"),
    ("ую", "ая", "A", "f"),
    ("ой", "ая", "GDIP", "f"),
    ("ой", "ой", "N", "m"),
)
_SURNAME_TABLES = ((_POSSESSIVE_STEM, _POSSESSIVE_FORMS), (_ADJECTIVE_STEM, _ADJECTIVE_FORMS))

_KYRGYZ_ENDING = re.compile(
    "(?:[нд][ыиуү]н|т[ыиуү]н|[дт][аеоө]н|[нд][ыиуү]|т[ыиуү]|[гк][аеоө]|[дт][аеоө]|[дт][аеоө]г[ыиуү]|ч[аеоө])$"
)
_KYRGYZ_SHORTEST = 3
# Of a word in no list, only endings that few names end in by nature are taken off.
_KYRGYZ_LIKELY = re.compile(
    "(?:[нд][ыиуү]н|т[ыиуү]н|[дт][аеоө]н|[нд][ыиуү]|т[ыиуү]|(?<=[бвгджзйлмнр])г[аеоө]|(?<=[кпстфхцчшщ])к[аеоө])$"
)
_LINK_ENDING = re.compile("(?:н[ыиуү]н|[ыиуү]?н[аеоө]н|н[аеоө]|н[ыиуү]|н|га|го)$")


def russian_bases(word: str) -> list[Base]:
    """The nominatives of a given name, or of a surname that is declined like a noun; the word itself first."""
    last = word[-1].lower()
    bases = _as_it_stands(word, last)
    lowered = word.lower()
    for ending, replacement, cases, genders in _RUSSIAN:
        stem = word[: -len(ending)]
        if lowered.endswith(ending) and len(stem) > 1 and _fits(lowered[: len(stem)], ending, replacement):
            bases.append(Base(_FLEETING.get(stem.lower(), stem + replacement), cases, genders))
    return bases


def _as_it_stands(word: str, last: str) -> list[Base]:
    if last in "ая":
        return [Base(word, "N", "mf")]
    if last == "й":
        return [Base(word, "N", "m"), Base(word, ALL_CASES, "f")]
    if last in _VOWELS:
        return [Base(word, ALL_CASES, "mf")]
    return [Base(word, "N", "m"), Base(word, ALL_CASES, "f")]


def _fits(stem: str, ending: str, replacement: str) -> bool:
    if (ending, replacement) in _AFTER_HISSING and stem[-1] not in _HISSING:
        return False
    if (ending, replacement) == ("и", "а") and stem[-1] not in _HISSING + "гкх":
        return False
    if replacement == "а" and stem[-1] in "йь":
        return False
    after_vowel = stem[-1] in _VOWELS
    if replacement == "й":
        return after_vowel
    return replacement == "я" or not after_vowel


def russian_surname_bases(word: str) -> list[Base]:
    """The nominatives of a surname in -ов, -ев, -ин, -ын, -ский, -цкий; none of another word."""
    lowered = word.lower()
    bases = []
    for stem_ending, forms in _SURNAME_TABLES:
        for ending, replacement, cases, gender in forms:
            stem = lowered.removesuffix(ending) if lowered.endswith(ending) else ""
            if len(stem) > 3 and stem_ending.search(stem):
                bases.append(Base(word[: len(stem)] + replacement, cases, gender))
    return bases


def kyrgyz_bases(word: str) -> list[Base]:
    """The word itself, and the word without a Kyrgyz case ending."""
    bases = [Base(word, "N", "mf")]
    found = _KYRGYZ_ENDING.search(word.lower())
    if found and found.start() >= _KYRGYZ_SHORTEST and _joins(found):
        bases.append(Base(word[: found.start()], "O", "mf"))
    return bases


def strip_likely_kyrgyz(word: str) -> str:
    """The word without an ending that names hardly ever end in by nature."""
    found = _KYRGYZ_LIKELY.search(word.lower())
    return word[: found.start()] if found and found.start() >= _KYRGYZ_SHORTEST and _joins(found) else word


def _joins(ending: re.Match[str]) -> bool:
    """н follows a vowel, т and к a voiceless consonant or в, д and г the rest."""
    before, first = ending.string[ending.start() - 1], ending.group()[0]
    if first == "н":
        return before in _VOWELS
    if first in "тк":
        return before in _VOICELESS or before == "в"
    return first == "ч" or (
        before not in _VOICELESS and (before not in _VOWELS or first == "г" or ending.group()[1] in "аеоө")
    )


def link_base(word: str) -> str:
    """A word such as кызынын or уулун without its case ending: кызы, уулу."""
    lowered = word.lower()
    for nominative in ("кызы", "уулу"):
        if lowered.startswith(nominative) and (
            len(lowered) == len(nominative) or _LINK_ENDING.fullmatch(lowered[len(nominative) :])
        ):
            return word[: len(nominative)]
    return word
