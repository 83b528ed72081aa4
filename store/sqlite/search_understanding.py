"""What a query means, given what is in the index: its words, guessed where nothing has them, and alternatives."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from store.alternatives import (
    FUZZY,
    LAYOUT,
    PREFIX,
    RELATED,
    Alternative,
    QueryWord,
    SpellingsOf,
    direct_alternatives,
    glossary_alternatives,
    query_words,
    spelling_alternatives,
    tokens_of,
    year_alternatives,
)
from store.corrections import SHORTEST, nearest_words
from store.query import Query
from store.ranking import word_weight
from store.search_terms import SearchTerms
from store.sqlite.search_postings import NEWEST, Posting, look_up, newest_id
from store.sqlite.search_vocabulary import words_beginning, words_near

_MOST_WORDS = 40
_FEW_WORDS = 12
_NEWEST_OF_MANY = 300
_MOST_CORRECTED = 6
_MOST_PREFIXED = 12
_MOST_RELATED = 6
_LONG_STEM = 7
_SUFFIX = 2
_SUFFIX_AT_MOST = 4
_NAMED_SHARE = 1.2


@dataclass(frozen=True, slots=True)
class Understanding:
    """The query's words with what each counts, all alternatives, and the entries that have them."""

    words: tuple[QueryWord, ...]
    weights: tuple[float, ...]
    alternatives: tuple[Alternative, ...]
    postings: tuple[Posting, ...]


def understand(
    connection: sqlite3.Connection, query: Query, terms: SearchTerms, spellings_of: SpellingsOf
) -> Understanding:
    """Read the index for every word of the query, then for what else the words may be found by."""
    entries = newest_id(connection)
    words = list(query_words(query.terms))[:_MOST_WORDS]
    limit = NEWEST if len(words) <= _FEW_WORDS else _NEWEST_OF_MANY
    direct = look_up(connection, direct_alternatives(words), entries=entries, limit=limit)
    words = _guess_unknown(connection, words, direct, terms)
    guessed = [at for at, word in enumerate(words) if not word.typed]
    alternatives = list(direct_alternatives(words))
    again = [alternative for alternative in alternatives if alternative.start in guessed]
    glossary = list(glossary_alternatives(words, terms))
    unlikely = {at for alternative in glossary for at in range(alternative.start, alternative.end)}
    unlikely.update(posting.start for posting in direct if posting.common)
    named = spelling_alternatives(words, spellings_of, unlikely=unlikely)
    other = [*glossary, *named, *year_alternatives(words), *_related(connection, words)]
    postings = [posting for posting in direct if posting.start not in guessed]
    postings += look_up(connection, [*again, *other], entries=entries, limit=limit)
    return Understanding(
        words=tuple(words),
        weights=tuple(_weight(at, word, postings, entries) for at, word in enumerate(words)),
        alternatives=(*alternatives, *other),
        postings=tuple(postings),
    )


def _guess_unknown(
    connection: sqlite3.Connection, words: list[QueryWord], direct: Sequence[Posting], terms: SearchTerms
) -> list[QueryWord]:
    """Words that no entry has, replaced by what may have been meant; a few only, for each costs a look-up."""
    known = {posting.start for posting in direct if posting.ids}
    guesses = 0
    found = []
    for at, word in enumerate(words):
        guessed: dict[str, float] = {}
        if at not in known and guesses < _MOST_CORRECTED and not terms.by_token.keys() & word.tokens.keys():
            guesses += 1
            guessed = _guess(connection, word, terms, last=at == len(words) - 1)
        found.append(replace(word, tokens=guessed, typed=False) if guessed else word)
    return found


def _guess(connection: sqlite3.Connection, word: QueryWord, terms: SearchTerms, *, last: bool) -> dict[str, float]:
    if word.other_layout:
        switched = tokens_of(word.other_layout)
        posting = look_up(connection, [Alternative(0, 1, 1.0, (frozenset(switched),))], entries=1, limit=1)
        if posting[0].ids or terms.by_token.keys() & switched.keys():
            return {token: weight * LAYOUT for token, weight in switched.items()}
    token = next(iter(word.tokens), "")
    if len(token) < SHORTEST or token.isdigit():
        return {}
    guessed: dict[str, float] = {}
    if last:
        longer = sorted(words_beginning(connection, token, limit=200), key=len)[:_MOST_PREFIXED]
        guessed.update(dict.fromkeys(longer, PREFIX))
    candidates = words_near(connection, token) | _terms_near(token, terms)
    for other, likeness in nearest_words(token, candidates):
        guessed[other] = max(guessed.get(other, 0.0), FUZZY * likeness)
    return dict(sorted(guessed.items(), key=lambda item: -item[1]))


def _related(connection: sqlite3.Connection, words: Sequence[QueryWord]) -> Iterator[Alternative]:
    """Words of the same root: ликвидировать for ликвидация."""
    for at, word in [(at, word) for at, word in enumerate(words) if word.typed and not word.empty][:_MOST_RELATED]:
        shortest = min(word.tokens, key=len)
        root = shortest[:-_SUFFIX] if len(shortest) >= _LONG_STEM else ""
        if root and root.isalpha():
            longer = words_beginning(connection, root, limit=100)
            like = [token for token in sorted(longer, key=len) if token not in word.tokens][:_MOST_PREFIXED]
            tokens = frozenset(token for token in like if len(token) <= len(shortest) + _SUFFIX_AT_MOST)
            if tokens:
                yield Alternative(at, at + 1, RELATED, (tokens,), typed=True)


def _terms_near(token: str, terms: SearchTerms) -> set[str]:
    near = process.extract(token, terms.by_token.keys(), scorer=OSA.distance, score_cutoff=2, limit=8)
    return {found[0] for found in near}


def _weight(at: int, word: QueryWord, postings: Sequence[Posting], entries: int) -> float:
    """Common words, in any wording, count less; longer wordings matter only where nothing else is known."""
    covering = [posting for posting in postings if posting.start <= at < posting.end]
    single = sum(posting.count for posting in covering if posting.end - posting.start == 1 and posting.expression)
    count = single or max((posting.count for posting in covering), default=0)
    weight = word_weight(min(count, entries), entries, function_word=word.empty)
    return weight * (_NAMED_SHARE if word.text[:1].isupper() else 1.0)
