"""The entries that a query finds, in order."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from store.alternatives import query_words
from store.judging import Judge, telling
from store.query import Term
from store.ranking import Ranked
from store.sqlite.search_candidates import add_deeper, foremost, gather
from store.sqlite.search_deadline import Deadline
from store.sqlite.search_documents import read_documents
from store.sqlite.search_filters import Conditions, all_passing, passing
from store.sqlite.search_match import any_of, either_of
from store.sqlite.search_postings import matching
from store.sqlite.search_understanding import Understanding

_RANKED = 100
_FEW_WORDS = 12
_RANKED_OF_MANY = 50
_SPARE = 100
_READ_FOR_PHRASES = 480
_RANKED_AT_ONCE = 50
_FEW = 400
_LOOKED_AT = 3000
_CHUNK = 250
_EXCLUDED = 20_000
_ABOUT_SHARE = {"primary": 1.0, "passing": 0.97, "none": 0.85}
_WORTH_SHOWING = 0.15
_SAME_SCORE = 4

Passed = Mapping[int, tuple[str, int]]
"""By entry: how far it is about the country, and its place in time."""


@dataclass(slots=True)
class Ranking:
    """Entries found so far. Usable at any moment: `ordered` gives what is known by then."""

    whole: dict[int, tuple[float, Ranked]] = field(default_factory=dict)
    loose: dict[int, tuple[float, Ranked]] = field(default_factory=dict)
    sort_at: dict[int, int] = field(default_factory=dict)

    def ordered(self) -> list[tuple[int, float, Ranked]]:
        """Best first, newer ones first among equals; those that lack a phrase only where no entry has it."""
        chosen = self.whole or self.loose
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
    if not any(_stands_somewhere(meaning, at) for at in telling(meaning.words)):
        return
    judge = Judge(meaning.words, meaning.weights, meaning.alternatives, query_words(minus))
    passed = _choose(connection, meaning, minus, conditions, phrases=bool(judge.phrase_tokens))
    ids = _with_phrases_first(connection, list(passed), judge)
    for first in range(0, len(ids), _RANKED_AT_ONCE):
        if deadline.passed:
            deadline.interrupted = True
            return
        _rank_some(connection, ids[first : first + _RANKED_AT_ONCE], judge, passed, into)


def excluding(connection: sqlite3.Connection, minus: Sequence[Term]) -> set[int]:
    """The newest entries that hold one of the single words among the terms."""
    expression = either_of(any_of(word.tokens) for word in query_words(minus) if word.phrase is None)
    return set(matching(connection, expression, limit=_EXCLUDED)) if expression else set()


def _rank_some(connection: sqlite3.Connection, ids: Sequence[int], judge: Judge, passed: Passed, into: Ranking) -> None:
    for entry_id, document in read_documents(connection, ids, tokens=judge.tokens, marks=judge.marks):
        judgement = judge.judge(document)
        if judgement:
            about, into.sort_at[entry_id] = passed[entry_id]
            target = into.whole if judgement.whole else into.loose
            target[entry_id] = (judgement.ranked.score * _ABOUT_SHARE[about], judgement.ranked)


def _stands_somewhere(meaning: Understanding, at: int) -> bool:
    """Whether some entry has the word at `at`, or what it means."""
    return any(posting.ids for posting in meaning.postings if posting.start <= at < posting.end)


def _choose(
    connection: sqlite3.Connection,
    meaning: Understanding,
    minus: Sequence[Term],
    conditions: Conditions,
    *,
    phrases: bool,
) -> dict[int, tuple[str, int]]:
    """The entries worth ranking that pass, the most promising first."""
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
    wanted = _READ_FOR_PHRASES if phrases else _RANKED if len(meaning.words) <= _FEW_WORDS else _RANKED_OF_MANY
    best = foremost(scores, count=_LOOKED_AT if conditions.any else wanted + _SPARE)
    return _first_passing(connection, best, conditions, wanted)


def _first_passing(
    connection: sqlite3.Connection, best: Sequence[int], conditions: Conditions, wanted: int
) -> dict[int, tuple[str, int]]:
    passed: dict[int, tuple[str, int]] = {}
    for first in range(0, len(best), _CHUNK):
        passed.update(passing(connection, conditions, best[first : first + _CHUNK]))
        if len(passed) >= wanted:
            break
    order = [entry_id for entry_id in best if entry_id in passed][:wanted]
    return {entry_id: passed[entry_id] for entry_id in order}


def _with_phrases_first(connection: sqlite3.Connection, ids: Sequence[int], judge: Judge) -> Sequence[int]:
    """The entries in which the query's phrases stand, then the best of the others, which may say it in other words."""
    tokens = judge.phrase_tokens
    if not tokens:
        return ids
    documents = read_documents(connection, ids, tokens=tokens, marks=False)
    having = {entry_id for entry_id, document in documents if judge.stands_as_asked(document)}
    others = [entry_id for entry_id in ids if entry_id not in having]
    return [*(entry_id for entry_id in ids if entry_id in having), *others][: max(_RANKED, len(having))]
