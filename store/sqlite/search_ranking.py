"""The entries that a query finds, in order."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from store.alternatives import QueryWord, query_words
from store.phrases import Phrase, has_phrase, phrases_of, stands_together
from store.query import Term
from store.ranking import Document, Ranked, rank
from store.sqlite.search_candidates import add_deeper, foremost, gather
from store.sqlite.search_deadline import Deadline
from store.sqlite.search_documents import read_documents
from store.sqlite.search_filters import Conditions, all_passing, passing
from store.sqlite.search_match import any_of, either_of
from store.sqlite.search_postings import matching
from store.sqlite.search_understanding import Understanding

_RANKED = 150
_READ_FOR_PHRASES = 1000
_RANKED_AT_ONCE = 50
_FEW = 400
_LOOKED_AT = 3000
_CHUNK = 250
_EXCLUDED = 20_000
_ABOUT_SHARE = {"primary": 1.0, "passing": 0.97, "none": 0.85}
_WORTH_SHOWING = 0.15
_SAME_SCORE = 4


@dataclass(slots=True)
class Ranking:
    """Entries found so far. Usable at any moment: `ordered` gives what is known by then."""

    ranked: dict[int, tuple[float, Ranked]] = field(default_factory=dict)
    loose: dict[int, tuple[float, Ranked]] = field(default_factory=dict)
    sort_at: dict[int, int] = field(default_factory=dict)

    def ordered(self) -> list[tuple[int, float, Ranked]]:
        """Best first, newer ones first among equals; those that lack a phrase only where no entry has it."""
        chosen = self.ranked or self.loose
        least = max((score for score, _ in chosen.values()), default=0.0) * _WORTH_SHOWING
        found = [(entry_id, score, how) for entry_id, (score, how) in chosen.items() if score >= least]
        return sorted(found, key=lambda item: (-round(item[1], _SAME_SCORE), -self.sort_at.get(item[0], 0), -item[0]))


def rank_entries(
    connection: sqlite3.Connection,
    meaning: Understanding,
    minus: Sequence[Term],
    conditions: Conditions,
    *,
    deadline: Deadline,
    into: Ranking,
) -> None:
    """Rank the entries that pass the conditions and hold none of the `minus` terms; stops when time is up."""
    if not any(_somewhere(meaning, at) for at in _telling(meaning.words)):
        return
    passed = _choose(connection, meaning, minus, conditions)
    without = query_words(minus)
    tokens = {token for alternative in meaning.alternatives for words in alternative.words for token in words}
    tokens |= {token for word in (*meaning.words, *without) for token in word.tokens}
    marks = any(alternative.tag for alternative in meaning.alternatives)
    phrases, telling = phrases_of(meaning.words), _telling(meaning.words)
    ids = list(passed)
    for first in range(0, len(ids), _RANKED_AT_ONCE):
        if deadline.passed:
            deadline.interrupted = True
            return
        chunk = ids[first : first + _RANKED_AT_ONCE]
        for entry_id, document in read_documents(connection, chunk, tokens=tokens, marks=marks):
            about, into.sort_at[entry_id] = passed[entry_id]
            if not _excluded(document, without):
                _add(entry_id, document, meaning, _ABOUT_SHARE[about], into, phrases=phrases, telling=telling)


def _somewhere(meaning: Understanding, at: int) -> bool:
    """Whether some entry has the word at `at`, or what it means."""
    return any(posting.ids for posting in meaning.postings if posting.start <= at < posting.end)


def excluding(connection: sqlite3.Connection, minus: Sequence[Term]) -> set[int]:
    """The newest entries that hold one of the single words among the terms."""
    expression = either_of(any_of(word.tokens) for word in query_words(minus) if word.phrase is None)
    return set(matching(connection, expression, limit=_EXCLUDED)) if expression else set()


def _choose(
    connection: sqlite3.Connection, meaning: Understanding, minus: Sequence[Term], conditions: Conditions
) -> dict[int, tuple[str, int]]:
    """The entries worth ranking that pass, with what they are about and their place in time."""
    scores = gather(connection, meaning)
    excluded = excluding(connection, minus)
    allowed = all_passing(connection, conditions) if conditions.any else None
    if allowed is not None:
        allowed -= excluded
        if len(allowed) <= _FEW:
            return passing(connection, conditions, allowed)
        add_deeper(connection, meaning, scores, within=allowed)
        scores = {entry_id: score for entry_id, score in scores.items() if entry_id in allowed}
    elif excluded:
        scores = {entry_id: score for entry_id, score in scores.items() if entry_id not in excluded}
    wanted = _READ_FOR_PHRASES if phrases_of(meaning.words) else _RANKED
    best = foremost(scores, count=_LOOKED_AT)
    passed: dict[int, tuple[str, int]] = {}
    for first in range(0, len(best), _CHUNK):
        passed.update(passing(connection, conditions, best[first : first + _CHUNK]))
        if len(passed) >= wanted:
            break
    order = [entry_id for entry_id in best if entry_id in passed][:wanted]
    return {entry_id: passed[entry_id] for entry_id in order}


def _excluded(document: Document, without: Sequence[QueryWord]) -> bool:
    single = any(token in document.positions for word in without if word.phrase is None for token in word.tokens)
    return single or any(stands_together(document, without[start:end]) for start, end in phrases_of(without))


def _add(
    entry_id: int,
    document: Document,
    meaning: Understanding,
    share: float,
    into: Ranking,
    *,
    phrases: Sequence[Phrase],
    telling: frozenset[int],
) -> None:
    whole = not phrases or _has_all(document, phrases, meaning)
    target = into.ranked if whole else into.loose
    if not whole and (into.ranked or len(target) >= _RANKED):
        return
    ranked = rank(document, meaning.alternatives, meaning.weights)
    if any(at in telling for hit in ranked.found for at in range(hit.alternative.start, hit.alternative.end)):
        target[entry_id] = (ranked.score * share, ranked)


def _has_all(document: Document, phrases: Sequence[Phrase], meaning: Understanding) -> bool:
    return all(has_phrase(document, phrase, meaning.words, meaning.alternatives) for phrase in phrases)


def _telling(words: Sequence[QueryWord]) -> frozenset[int]:
    """The words of which at least one must be found: those that say more than "in" or "the", where there are any."""
    return frozenset(at for at, word in enumerate(words) if not word.empty) or frozenset(range(len(words)))
