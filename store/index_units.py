"""Words of a text in the form in which they are indexed.

A unit is what one word is found by: its fold, then, joined with +, the folds of its stem and of the nominatives that it
may stand for. Units of a text are joined with spaces, one for each word, so positions stay comparable.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from store.text.folding import fold
from store.text.stems import name_bases, stem
from store.text.words import Word

MOST_WORDS = 4000
"""How many words of a title or of a text are indexed."""

NO_UNIT = "-"
"""Stands for a word of which folding leaves nothing."""

_WORD = re.compile(r"[^\W_]+(?:['’ʼʻ‘`][^\W_]+)*")
_LONGEST_WORD = 64
_MOST_BASES = 4
_SHORTEST_VARIANT = 3


def indexed_words(text: str) -> Iterator[Word]:
    """The words of `text` that are indexed, in order; parts of a hyphenated word are words."""
    for number, found in enumerate(_WORD.finditer(text)):
        if number == MOST_WORDS:
            return
        yield Word(found.group(), found.start(), found.end())


def units_of(text: str, language: str) -> str:
    """The units of a text in `language`."""
    return " ".join(unit_of(word.text, language) for word in indexed_words(text))


@lru_cache(maxsize=20_000)
def unit_of(word: str, language: str) -> str:
    """The unit of one word as it stands in a text in `language`."""
    word = word[:_LONGEST_WORD]
    tokens = {token_of(word): None}
    variants = [stem(word, language)]
    if word[:1].isupper():
        variants.extend(base for base, _ in name_bases(word)[1 : _MOST_BASES + 1])
    for variant in variants:
        token = token_of(variant)
        if len(token) >= _SHORTEST_VARIANT:
            tokens[token] = None
    tokens.pop("", None)
    return "+".join(tokens) or NO_UNIT


def token_of(word: str) -> str:
    """The fold of one word, as a single token."""
    return fold(word).replace(" ", "")
