"""A quick look whether a text could concern Kyrgyzstan at all."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from bot.analysis.phrases import patterns_of
from bot.analysis.place_names import patterns_of_places
from bot.analysis.reading import HOME
from store.lexicon.terms import TermLexicon
from store.text.folding import simplify

_WORD = re.compile(r"\w+(?:-\w+)?")
_PLAIN = str.maketrans("ёүөңй", "еуони")
_KYRGYZ_LETTERS = ("ө", "ү", "ң")
_KYRGYZ_WORDS = frozenset(("жана", "менен", "учун", "боюнча", "деди", "болгон", "эмес", "дагы", "болду", "кийин"))
_NAME_SHAPES = ("беков", "баев", "bekov", "baev", "bayev", "уулу", "кызы", "uulu", "kyzy", "бек ", "bek ")
_NAME = re.compile(r"[A-ZА-ЯЁ]\w+ [A-ZА-ЯЁ]\w+")
_NAMES_TRIED = 30
_ROOT = 4
_SHORT_ENDINGS = (
    "",
    "е",
    "а",
    "у",
    "о",
    "ы",
    "и",
    "ю",
    "я",
    "ом",
    "то",
    "та",
    "тун",
    "тын",
    "ко",
    "ка",
    "тон",
    "тан",
    "ту",
    "ты",
)


def country_gate(
    title: str, text: str, country: str | None, terms: TermLexicon, is_known: Callable[[str], bool] | None = None
) -> bool:
    """Whether the entry may concern Kyrgyzstan. Costs about a millisecond for 2,000 words; lets too much through.

    False only where nothing that `judge_relevance` weighs can stand in the text; of listed people (`is_known`) whose
    names do not look Kyrgyz, only the nominative among the first names of a text is seen.
    """
    if country == HOME:
        return True
    lowered = f"{title}\n{text} ".lower()
    if any(letter in lowered for letter in _KYRGYZ_LETTERS) or any(shape in lowered for shape in _NAME_SHAPES):
        return True
    words = set(_WORD.findall(lowered.translate(_PLAIN)))
    if not _KYRGYZ_WORDS.isdisjoint(words):
        return True
    roots, whole = _signs(terms)
    if not (roots.isdisjoint({word[:_ROOT] for word in words}) and whole.isdisjoint(words)):
        return True
    return is_known is not None and any(is_known(name) for name in _first_names(f"{title}\n{text}"))


def _first_names(text: str) -> set[str]:
    return {found.group() for found, _ in zip(_NAME.finditer(text), range(_NAMES_TRIED), strict=False)}


@lru_cache(maxsize=4)
def _signs(terms: TermLexicon) -> tuple[frozenset[str], frozenset[str]]:
    """Beginnings of words that show Kyrgyzstan, and short words that do so whole."""
    roots: set[str] = set()
    whole: set[str] = set()
    for pattern in _home_patterns(terms):
        word = max((simplify(part.strip("=*~")) for part in pattern.split()), key=len)
        if len(word) >= _ROOT:
            roots.add(word[:_ROOT])
        else:
            whole.update(word + ending for ending in _SHORT_ENDINGS)
    return frozenset(roots), frozenset(whole)


def _home_patterns(terms: TermLexicon) -> Iterator[str]:
    for language in ("en", "ru", "ky"):
        if HOME in terms.countries:
            yield from patterns_of(terms.countries[HOME].patterns, language)
        for concept in terms.concepts.values():
            if {"kg", "kg-weak"} & set(concept.roles):
                yield from patterns_of(concept.patterns, language)
    yield from (pattern for pattern, _ in patterns_of_places(terms.places.values()))
