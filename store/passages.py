"""The words of an entry for which it was told. Pure."""

import re

from store.entry import Entry
from store.text.folding import simplify
from store.text.stems import stem
from store.text.words import split_words

_END = re.compile(r"(?<=[.!?…])\s+|\n+")


def passage_of(entry: Entry, kind: str, value: str) -> str:
    """The sentence that met a watch: the first with the person's name, the one with most of the words; else the title.

    `kind` and `value` as in `Match`.
    """
    sentences = [sentence for sentence in _END.split(f"{entry.title}\n{entry.text}") if sentence.strip()]
    if kind == "person":
        return next((sentence for sentence in sentences if value and value in sentence), entry.title)
    if kind == "words":
        wanted = _stems(value, entry.language)
        return max(sentences, key=lambda sentence: len(wanted & _stems(sentence, entry.language)), default=entry.title)
    return entry.title


def _stems(text: str, language: str) -> frozenset[str]:
    return frozenset(simplify(stem(word.text.lower(), language)) for word in split_words(text))
