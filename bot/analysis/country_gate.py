"""A quick look whether a text could concern Kyrgyzstan at all."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from bot.analysis.phrases import patterns_of
from bot.analysis.place_names import patterns_of_places
from bot.analysis.reading import HOME
from store.lexicon.terms import TermLexicon
from store.text.stems import name_bases

_WORD = re.compile(r"\w+")
_PLAIN = str.maketrans("ёүөң", "еуон")
_KYRGYZ_LETTERS = ("ө", "ү", "ң")
_NAME = re.compile(r"[A-ZА-ЯЁ]\w+ [A-ZА-ЯЁ]\w+")
_NAMES_TRIED = 8
_BASES_TRIED = 4
_ROOT, _LONG_ROOT, _LONG = 4, 6, 7
_SHORT_ENDINGS = ("", "е", "а", "у", "о", "ы", "и", "ю", "я", "ом", "то", "та", "тун", "тын", "ко", "ка", "тон", "тан",
                  "ту", "ты", "й", "йда", "йдын", "йга", "ск", "ская", "ской", "скую", "ский", "ского", "ском", "ские",
                  "ских")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sign:
    """A name as its words begin: all `roots` must begin words of a text, and so must the `short` ones."""

    roots: frozenset[str]
    short: tuple[str, ...]


def country_gate(
    title: str, text: str, country: str | None, terms: TermLexicon, is_known: Callable[[str], bool] | None = None
) -> bool:
    """Whether the entry may concern Kyrgyzstan. Costs about a millisecond for 2,000 words; lets too much through.

    False only where nothing that `judge_relevance` weighs can stand in the text; of listed people (`is_known`) whose
    names do not look Kyrgyz, only the first few names of a text are tried.
    """
    if country == HOME:
        return True
    lowered = f"{title}\n{text} ".lower()
    if any(letter in lowered for letter in _KYRGYZ_LETTERS) or any(shape in lowered for shape in _name_shapes(terms)):
        return True
    words = set(_WORD.findall(lowered.replace("ё", "е")))
    if not terms.wording.kyrgyz_words.isdisjoint(words) or _has_sign(words, terms):
        return True
    return is_known is not None and any(is_known(name) for name in _first_names(f"{title}\n{text}"))


def _has_sign(words: set[str], terms: TermLexicon) -> bool:
    signs = _signs(terms)
    roots = {word[:_ROOT] for word in words} | {word[:_LONG_ROOT] for word in words} | words
    return any(
        sign.roots <= roots and all(any(word.startswith(short) for word in words) for short in sign.short)
        for key in roots & signs.keys()
        for sign in signs[key]
    )


def _first_names(text: str) -> Iterator[str]:
    """The first pairs of capitalised words, each in all nominatives that it may stand for."""
    names = dict.fromkeys(found.group() for found in islice(_NAME.finditer(text), _NAMES_TRIED))
    for name in names:
        bases = ([base for base, _ in name_bases(word)[:_BASES_TRIED]] for word in name.split())
        yield from (" ".join(names) for names in product(*bases))


@lru_cache(maxsize=4)
def _name_shapes(terms: TermLexicon) -> tuple[str, ...]:
    """What stands in Kyrgyz names; what is short, at the end of a word only."""
    wording = terms.wording
    endings = (ending if len(ending) >= _ROOT else f"{ending} " for ending in wording.name_endings)
    return (*wording.name_links, *endings)


def _root(word: str) -> str:
    return word[: _LONG_ROOT if len(word) >= _LONG else _ROOT]


@lru_cache(maxsize=4)
def _signs(terms: TermLexicon) -> Mapping[str, frozenset[_Sign]]:
    """Signs by a word or beginning of a word that each of them needs."""
    signs: dict[str, set[_Sign]] = defaultdict(set)
    for pattern in _home_patterns(terms):
        words = _WORD.findall(pattern.lower().translate(_PLAIN))
        short = tuple(word for word in words if len(word) < _ROOT)
        sign = _Sign(frozenset(_root(word) for word in words if len(word) >= _ROOT), short)
        for key in {max(sign.roots)} if sign.roots else {short[0] + ending for ending in _SHORT_ENDINGS}:
            signs[key].add(sign)
    return {key: frozenset(found) for key, found in signs.items()}


def _home_patterns(terms: TermLexicon) -> Iterator[str]:
    """Patterns of all that shows Kyrgyzstan by itself."""
    for language in ("en", "ru", "ky"):
        if HOME in terms.countries:
            yield from patterns_of(terms.countries[HOME].patterns, language)
        for concept in terms.concepts.values():
            if {"kg", "kg-weak"} & set(concept.roles):
                yield from patterns_of(concept.patterns, language)
    telling = (place for place in terms.places.values() if not place.common)
    yield from (pattern for pattern, _ in patterns_of_places(telling))
