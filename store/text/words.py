"""Words of a text and where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"\w+(?:['’ʼʻ‘`-]\w+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands at characters `start` to `end` (exclusive)."""

    text: str
    start: int
    end: int


def split_words(text: str) -> Iterator[Word]:
    """The words of `text` in order; an apostrophe or hyphen inside a word belongs to it."""
    for found in _WORD.finditer(text):
        yield Word(found.group(), found.start(), found.end())
