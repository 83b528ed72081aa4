"""Words of a text in the form in which they are indexed.

A unit is what one word is found by: its fold, then, joined with +, the folds of its stem and of the nominatives that it
may stand for. Units of a text are joined with spaces, one for each word, so positions stay comparable.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from store.text.folding import fold
from store.text.stems import name_bases, stem
from store.text.words import Word

MOST_WORDS = 4000
"""How many words of a title or of a text are indexed."""

NO_UNIT = "-"
"""Stands for a word of which folding leaves nothing."""

SHORTEST_VARIANT = 3
"""How many letters a stem or nominative has at least to be indexed beside the word."""

_WORD = re.compile(r"[^\W_]+(?:['’ʼʻ‘`][^\W_]+)*")
_ACRONYM = re.compile("([A-ZА-ЯЁҮӨҢ]{2,})[a-zа-яёүөң]{1,8}")
_HYPHENS = "-‐‑–"
_HYPHENED = re.compile(rf"[^\W_][{_HYPHENS}][^\W_]")
_LONGEST_WORD = 64
_MOST_BASES = 4


def indexed_words(text: str) -> Iterator[Word]:
    """The words of `text` that are indexed, in order; parts of a hyphenated word are words."""
    for number, found in enumerate(_WORD.finditer(text)):
        if number == MOST_WORDS:
            return
        yield Word(found.group(), found.start(), found.end())


def units_of(text: str, language: str) -> str:
    """The units of a text in `language`."""
    # Runs for every word that is stored: no object for each, and hyphens are looked at where there are any.
    if not _HYPHENED.search(text):
        return " ".join([unit_of(word, language) for word in _WORD.findall(text)[:MOST_WORDS]])
    units, ends, hyphened = [], -2, []
    for at, found in enumerate(islice(_WORD.finditer(text), MOST_WORDS)):
        units.append(unit_of(found.group(), language))
        if found.start() == ends + 1 and text[ends] in _HYPHENS:
            hyphened.append(at - 1)
        ends = found.end()
    for at in hyphened:
        units[at] = _joined(units[at], units[at + 1])
    return " ".join(units)


def _joined(unit: str, following: str) -> str:
    """The unit of the first part of a hyphenated word, by which the word written as one is found too."""
    if NO_UNIT in (unit, following):
        return unit
    first = unit.split("+", 1)[0]
    return "+".join([unit, *(first + token for token in following.split("+")[:_MOST_BASES])])


@lru_cache(maxsize=20_000)
def unit_of(word: str, language: str) -> str:
    """The unit of one word as it stands in a text in `language`."""
    word = word[:_LONGEST_WORD]
    tokens = {token_of(word): None}
    variants = [stem(word, language), *acronyms(word)]
    if word[:1].isupper():
        variants.extend(base for base, _ in name_bases(word)[1 : _MOST_BASES + 1])
    for variant in variants:
        token = token_of(variant)
        if len(token) >= SHORTEST_VARIANT:
            tokens[token] = None
    tokens.pop("", None)
    return "+".join(tokens) or NO_UNIT


def acronyms(word: str) -> list[str]:
    """The capitals that begin a word whose ending is not: УКМК of УКМКнын."""
    found = _ACRONYM.fullmatch(word)
    return [found.group(1)] if found else []


def token_of(word: str) -> str:
    """The fold of one word, as a single token."""
    return fold(word).replace(" ", "")
