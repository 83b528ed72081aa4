"""How well an entry answers a query: how much of what the query asks it covers, rare words counting most. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from store.alternatives import LOOSE_PHRASE, Alternative

_UNKNOWN_SHARE = 0.5
_FUNCTION_WORD_SHARE = 0.05
_SLACK = 3


@dataclass(frozen=True, slots=True)
class Document:
    """An entry as it is ranked: where its words stand, by token. Words of the title come first, `title` of them.

    `length` counts all words; `tags` are the marks that it carries (kind, key).
    """

    positions: Mapping[str, Sequence[int]]
    title: int
    length: int
    tags: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """An alternative that a document has, and at which of its words; at none when they stand far apart."""

    alternative: Alternative
    at: tuple[int, ...]
    strength: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """How much of the query a document covers, 0 to about 1, and through what."""

    score: float
    found: tuple[Found, ...]


def word_weight(entries: int, of: int, *, function_word: bool) -> float:
    """What a word counts that stands in `entries` of all entries (idf)."""
    weight = log(1 + of / (entries + 0.5))
    if entries == 0:
        weight *= _UNKNOWN_SHARE
    return weight * (_FUNCTION_WORD_SHARE if function_word else 1.0)


class Ranker:
    """Scores documents for one query. `weights` are those of the query's words."""

    def __init__(self, alternatives: Sequence[Alternative], weights: Sequence[float]) -> None:
        self._weights = weights
        self._total = sum(weights) or 1.0
        self._marks = [alternative for alternative in alternatives if alternative.tag is not None]
        self._by_token: dict[str, list[tuple[int, Alternative]]] = {}
        for number, alternative in enumerate(alternatives):
            for token in alternative.words[0] if alternative.words else ():
                self._by_token.setdefault(token, []).append((number, alternative))

    def rank(self, document: Document) -> Ranked:
        """How well the document answers the query."""
        found = [hit for alternative in self._possible(document) if (hit := find(alternative, document))]
        best: list[Found | None] = [None] * len(self._weights)
        for hit in found:
            for at in range(hit.alternative.start, hit.alternative.end):
                known = best[at]
                if known is None or hit.strength > known.strength:
                    best[at] = hit
        covered = sum(weight * hit.strength for weight, hit in zip(self._weights, best, strict=True) if hit)
        return Ranked(covered / self._total * (1 + 0.15 * _closeness(best, self._weights)), tuple(found))

    def _possible(self, document: Document) -> list[Alternative]:
        """Alternatives of which the first word stands in the document, in their order; and the marks."""
        possible: dict[int, Alternative] = {}
        for token in document.positions:
            possible.update(self._by_token.get(token, ()))
        return [possible[number] for number in sorted(possible)] + self._marks


def find(alternative: Alternative, document: Document) -> Found | None:
    """Where and how strongly a document has an alternative; None when it has not."""
    if alternative.tag is not None:
        kind, keys = alternative.tag
        if any((kind.value, key) in document.tags for key in keys):
            return Found(alternative, (), alternative.weight * 0.8)
        return None
    if len(alternative.words) == 1:
        at = _places(alternative.words[0], document)
        return Found(alternative, tuple(at), alternative.weight * _emphasis(at, document)) if at else None
    return _find_together(alternative, document)


def _places(tokens: frozenset[str], document: Document) -> list[int]:
    found = [document.positions[token] for token in tokens if token in document.positions]
    if len(found) == 1:
        return list(found[0])
    return sorted({at for places in found for at in places})


def _find_together(alternative: Alternative, document: Document) -> Found | None:
    """All words of a wording close together, in any order; further apart they are worth less."""
    places = []
    for tokens in alternative.words:
        at_words = _places(tokens, document)
        if not at_words:
            return None
        places.append(at_words)
    at, reach = tightest(places)
    close = reach <= len(places) + _SLACK
    weight = alternative.weight * (1.0 if close else LOOSE_PHRASE)
    return Found(alternative, at if close else (), weight * _emphasis(at, document))


def tightest(places: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], int]:
    """One position from each list so that they stand closest together, and how many words that spans."""
    rarest = min(places, key=len)
    best: tuple[int, ...] = tuple(found[0] for found in places)
    reach = max(best) - min(best) + 1
    for anchor in rarest[:50]:
        chosen = tuple(min(found, key=lambda at: abs(at - anchor)) for found in places)
        span = max(chosen) - min(chosen) + 1
        if span < reach:
            best, reach = chosen, span
    return best, reach


def _emphasis(at: Sequence[int], document: Document) -> float:
    """Words in the title, and repeated ones, say more of what an entry is about; in a long text a word says less."""
    in_title = 1.0 if any(place < document.title for place in at) else 0.0
    repeated = len(at) / (len(at) + 0.5 + document.length / 150)
    return 0.65 + 0.2 * in_title + 0.15 * repeated


def _closeness(best: Sequence[Found | None], weights: Sequence[float]) -> float:
    """1 when the query's weighty words stand side by side, towards 0 the further apart."""
    heaviest = max(weights, default=0.0)
    places = [hit.at for hit, weight in zip(best, weights, strict=True) if hit and hit.at and weight > heaviest / 4]
    distinct = list(dict.fromkeys(places))
    if not distinct:
        return 0.0
    if len(distinct) == 1:
        return 1.0 if len(places) > 1 else 0.0
    _, reach = tightest(distinct)
    return len(distinct) / max(reach, len(distinct))
