"""Phrases that a query asks for: their words must stand in an entry as they stand in the query. Pure."""

from collections.abc import Sequence
from itertools import groupby

from store.alternatives import Alternative, QueryWord
from store.ranking import Document, find

Phrase = tuple[int, int]
"""The query's words, from and to (exclusive), that make a phrase."""


def phrases_of(words: Sequence[QueryWord]) -> tuple[Phrase, ...]:
    """The phrases among the words of a query."""
    found = []
    for number, group in groupby(enumerate(words), key=lambda item: item[1].phrase):
        places = [at for at, _ in group]
        if number is not None and len(places) > 1:
            found.append((places[0], places[-1] + 1))
    return tuple(found)


def has_phrase(
    document: Document, phrase: Phrase, words: Sequence[QueryWord], alternatives: Sequence[Alternative]
) -> bool:
    """Whether the words stand one after another, or all that they mean stands there in other words."""
    start, end = phrase
    return stands_together(document, words[start:end]) or any(
        (hit := find(alternative, document)) and hit.at
        for alternative in alternatives
        if alternative.start <= start and end <= alternative.end and _says_otherwise(alternative, words[start:end])
    )


def _says_otherwise(alternative: Alternative, words: Sequence[QueryWord]) -> bool:
    """Whether it uses words other than the phrase's own, which only count as they stand."""
    own = {token for word in words for token in word.tokens}
    return any(own.isdisjoint(tokens) for tokens in alternative.words)


def stands_together(document: Document, words: Sequence[QueryWord]) -> bool:
    """Whether the words stand one after another."""
    starts: set[int] | None = None
    for offset, word in enumerate(words):
        here = {at - offset for token in word.tokens for at in document.positions.get(token, ())}
        starts = here if starts is None else starts & here
        if not starts:
            return False
    return bool(starts)
