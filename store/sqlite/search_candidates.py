"""Which entries are worth ranking: rare words choose, and of common ones those that several words share."""

import sqlite3
from collections.abc import Sequence
from heapq import nlargest
from itertools import combinations

from store.alternatives import FOLD
from store.sqlite.search_match import all_of, either_of, in_title
from store.sqlite.search_postings import Posting, matching
from store.sqlite.search_understanding import Understanding

_SHARED = 3
_MOST_SHARED = 1000
_DEEPER = 20_000
_IN_TITLE = 500
_ENOUGH = 300
_TITLE_SHARE = 1.1


def gather(connection: sqlite3.Connection, meaning: Understanding) -> dict[int, float]:
    """Entries with how much of the query's weight they are known to cover."""
    postings = [*meaning.postings, *_of_common_words(connection, meaning)]
    best: list[dict[int, float]] = [{} for _ in meaning.weights]
    for posting in sorted(postings, key=lambda found: found.weight):
        for at in range(posting.start, posting.end):
            best[at].update(dict.fromkeys(posting.ids, posting.weight))
    scores: dict[int, float] = {}
    for weight, having in zip(meaning.weights, best, strict=True):
        for entry_id, share in having.items():
            scores[entry_id] = scores.get(entry_id, 0.0) + weight * share
    return scores


def add_deeper(
    connection: sqlite3.Connection, meaning: Understanding, scores: dict[int, float], *, within: set[int]
) -> None:
    """Add to `scores` the older entries that have a common word, where only few entries pass the filters."""
    heaviest = _heaviest(meaning)
    for posting in meaning.postings:
        if posting.common and posting.start in heaviest:
            listed = set(posting.ids)
            for entry_id in matching(connection, posting.expression, limit=_DEEPER, oldest=min(within, default=0)):
                if entry_id in within and entry_id not in listed:
                    scores[entry_id] = scores.get(entry_id, 0.0) + meaning.weights[posting.start] * posting.weight


def foremost(scores: dict[int, float], *, count: int) -> list[int]:
    """The entries that cover most, newer ones first among equals."""
    return [entry_id for _, entry_id in nlargest(count, zip(scores.values(), scores, strict=True))]


def _of_common_words(connection: sqlite3.Connection, meaning: Understanding) -> list[Posting]:
    """Of words too common to list: entries that share them with other words or have them in the title."""
    if not any(posting.common for posting in meaning.postings):
        return []
    of_words = {at: _of_word(at, meaning.postings) for at in _heaviest(meaning)}
    expressions = {at: expression for at, expression in of_words.items() if expression}
    common = [at for at in expressions if any(p.common for p in meaning.postings if p.start <= at < p.end)]
    found: list[Posting] = []
    for size in range(len(expressions), 1, -1):
        for together in combinations(expressions, size):
            if set(together) & set(common):
                ids = matching(connection, all_of(expressions[at] for at in together), limit=_MOST_SHARED)
                found.extend(Posting(at, at + 1, 1.0, "", ids, len(ids)) for at in together)
        if any(len(posting.ids) >= _ENOUGH for posting in found):
            break
    for at in common:
        ids = matching(connection, in_title(expressions[at]), limit=_IN_TITLE)
        found.append(Posting(at, at + 1, _TITLE_SHARE, "", ids, len(ids)))
    return found


def _heaviest(meaning: Understanding) -> list[int]:
    """The few words that count most among those that some entry has."""
    known = {at for p in meaning.postings if p.expression and p.ids for at in range(p.start, p.end)}
    return sorted(known, key=lambda at: (-meaning.weights[at], at))[:_SHARED]


def _of_word(at: int, postings: Sequence[Posting]) -> str:
    """The word itself where that is common already, else what stands for it and is not rare: the rare is all listed."""
    covering = [posting for posting in postings if posting.start <= at < posting.end and len(posting.ids) >= _ENOUGH]
    common = [posting for posting in covering if posting.common and posting.weight == FOLD]
    return either_of(posting.expression for posting in common or covering)
