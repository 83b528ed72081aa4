"""What the words of a query may be found by: spellings, stems, other layouts, the glossary, other names. Pure."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations, product

from rapidfuzz import fuzz, process

from store.function_words import is_function_word
from store.index_units import acronyms, indexed_words, token_of
from store.query import Term
from store.search_terms import SearchTerms, Sense, SenseKind
from store.text.stems import name_bases, stem

FOLD = 1.0
STEM = 0.97
BASE = 0.94
LAYOUT = 0.9
FUZZY = 0.9
GLOSSARY = 0.8
GLOSSARY_OF_SEVERAL_WORDS = 0.9
SPELLING = 0.95
PLACE_TAG = 0.75
TOPIC_TAG = 0.5
PAIR_TAG = 0.8
CONCEPT_TAG = 0.35
YEAR_TAG = 0.8
PREFIX = 0.6
RELATED = 0.75
LOOSE_PHRASE = 0.5

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_SHORTEST_BASE = 4
_SHORTEST_TOKEN_OF_STEM = 3
_MOST_BASES = 4
_MOST_WITH_BASES = 12
_MOST_WORDINGS = 30
_MOST_SENSES = 12
_NAME_WORDS = 4
_MOST_NAME_LOOKUPS = 3
_MOST_JOINED = 6
_ALIKE = 66.0

SpellingsOf = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of a query with the tokens that it may be found by and what each is worth.

    `other_layout` is the word that the same keys give on the other keyboard layout, or empty. `phrase` numbers the
    phrase that the word belongs to. `typed` is False when the tokens are of a word that was guessed; `empty` tells that
    the word says little of what is looked for.
    """

    text: str
    tokens: Mapping[str, float]
    other_layout: str = ""
    phrase: int | None = None
    typed: bool = True
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """Something that stands for the query's words `start` to `end` (exclusive).

    An entry has it when all `words` stand near each other, each by one of its tokens; or, with `tag`, when the entry is
    marked so (kind, keys). `typed` tells that these are the query's own words; `via` is the wording of other terms.
    """

    start: int
    end: int
    weight: float
    words: tuple[frozenset[str], ...] = ()
    tag: tuple[SenseKind, tuple[str, ...]] | None = None
    typed: bool = False
    via: str = ""


def query_words(terms: Sequence[Term]) -> tuple[QueryWord, ...]:
    """The words of all terms, in order."""
    found: list[QueryWord] = []
    with_bases = len(terms) <= _MOST_WITH_BASES
    for number, term in enumerate(terms):
        for position, text in enumerate(_words_in(term)):
            layout = term.other_layout if position == 0 else ""
            tokens = tokens_of(text, with_bases=with_bases)
            empty = not tokens or is_function_word(text)
            found.append(QueryWord(text, tokens, layout, number if term.phrase else None, empty=empty))
    return tuple(found)


def _words_in(term: Term) -> Iterator[str]:
    parts = [word.text for text in term.words for word in indexed_words(text)]
    yield from parts or ([term.other_layout] if term.other_layout else ())


def tokens_of(word: str, *, with_bases: bool = True) -> dict[str, float]:
    """What a word as typed may be found by: its fold first, its stem in any of the languages, nominatives."""
    tokens = {token_of(word): FOLD}
    for language in ("en",) if word.isascii() else ("ru", "ky"):
        token = token_of(stem(word, language))
        if len(token) >= _SHORTEST_TOKEN_OF_STEM:
            tokens.setdefault(token, STEM)
    bases = (base for base, _ in name_bases(word)[1 : _MOST_BASES + 1]) if with_bases else ()
    for base in [*acronyms(word), *bases]:
        token = token_of(base)
        if len(token) >= _SHORTEST_BASE:
            tokens.setdefault(token, BASE)
    tokens.pop("", None)
    return tokens


def direct_alternatives(words: Sequence[QueryWord]) -> Iterator[Alternative]:
    """Each word by each of its tokens."""
    for at, word in enumerate(words):
        by_weight: dict[float, set[str]] = {}
        for token, weight in word.tokens.items():
            by_weight.setdefault(weight, set()).add(token)
        for weight, tokens in by_weight.items():
            yield Alternative(at, at + 1, weight, (frozenset(tokens),), typed=word.typed)
    if len(words) <= _MOST_JOINED:
        yield from _joined_alternatives(words)


def _joined_alternatives(words: Sequence[QueryWord]) -> Iterator[Alternative]:
    """Neighbours written as one word: Кемпирабад for Кемпир Абад."""
    for at, (word, following) in enumerate(pairwise(words)):
        first = next(iter(word.tokens), "")
        if first and following.tokens and not (word.empty or following.empty):
            tokens = frozenset(first + token for token in following.tokens)
            yield Alternative(at, at + 2, FOLD, (tokens,), typed=word.typed and following.typed)


def glossary_alternatives(words: Sequence[QueryWord], terms: SearchTerms) -> Iterator[Alternative]:
    """Other wordings of what the words mean, and the marks that entries about it carry."""
    meant = _senses_meant(words, terms)[:_MOST_SENSES]
    yield from _topic_alternatives(meant, terms)
    for sense, start, end in meant:
        weight = GLOSSARY_OF_SEVERAL_WORDS if end - start > 1 else GLOSSARY
        wordings = sense.briefest[:_MOST_WORDINGS]
        single = frozenset(token for wording in wordings if len(wording.words) == 1 for token in wording.words[0])
        if single:
            yield Alternative(start, end, weight, (single,), via=sense.name)
        for wording in wordings:
            if len(wording.words) > 1:
                yield Alternative(start, end, weight, wording.words, via=wording.text)
        if sense.kind is SenseKind.PLACE:
            yield Alternative(start, end, PLACE_TAG, tag=(sense.kind, terms.inside[sense.key]), via=sense.name)
        elif sense.kind is SenseKind.TOPIC:
            yield Alternative(start, end, TOPIC_TAG, tag=(sense.kind, (sense.key,)))
        elif sense.topics:
            yield Alternative(start, end, CONCEPT_TAG, tag=(SenseKind.TOPIC, sense.topics))


def _topic_alternatives(meant: Sequence[tuple[Sense, int, int]], terms: SearchTerms) -> Iterator[Alternative]:
    """The topics that two of the senses mean together (reporters jailed), for the words of both."""
    spans: dict[str, tuple[int, int]] = {}
    for (one, first, before), (other, start, end) in permutations(meant, 2):
        if before > start and end > first:
            continue
        for topic in {topic for pair in product(one.roles, other.roles) for topic in terms.pairs.get(pair, ())}:
            spans.setdefault(topic, (min(first, start), max(before, end)))
    for topic, (start, end) in spans.items():
        yield Alternative(start, end, PAIR_TAG, tag=(SenseKind.TOPIC, (topic,)))


def year_alternatives(words: Sequence[QueryWord]) -> Iterator[Alternative]:
    """A year stands for what was published in it, too."""
    for at, word in enumerate(words):
        if _YEAR.fullmatch(word.text):
            yield Alternative(at, at + 1, YEAR_TAG, tag=(SenseKind.YEAR, (word.text,)))


def _senses_meant(words: Sequence[QueryWord], terms: SearchTerms) -> list[tuple[Sense, int, int]]:
    """Senses that the query names, those with the most words first, each with the words that name it."""
    found: dict[int, tuple[int, int]] = {}
    for word in words:
        for number, position in {place for token in word.tokens for place in terms.by_token.get(token, ())}:
            span = _span_of(terms.senses[number].wordings[position].words, words)
            if span and _wider(span, found.get(number)):
                found[number] = span
    ordered = sorted(found.items(), key=lambda item: (item[1][0] - item[1][1], item[0]))
    return [(terms.senses[number], *span) for number, span in ordered]


def _wider(span: tuple[int, int], known: tuple[int, int] | None) -> bool:
    return known is None or span[1] - span[0] > known[1] - known[0]


def _span_of(wording: Sequence[frozenset[str]], words: Sequence[QueryWord]) -> tuple[int, int] | None:
    """Where in the query all words of a wording stand together, in any order; function words may stand between."""
    content = [at for at, word in enumerate(words) if not word.empty]
    size = len(wording)
    for first in range(len(content) - size + 1):
        window = content[first : first + size]
        if all(any(tokens & words[at].tokens.keys() for at in window) for tokens in wording) and all(
            any(tokens & words[at].tokens.keys() for tokens in wording) for at in window
        ):
            return window[0], window[-1] + 1
    return None


def spelling_alternatives(
    words: Sequence[QueryWord], spellings_of: SpellingsOf, *, unlikely: Collection[int]
) -> Iterator[Alternative]:
    """Other names and spellings of people whom the query names, looked for in long runs of words first.

    The words at `unlikely` are taken for names only when they are written so.
    """
    may_name = [
        not word.empty and word.text[:1].isalpha() and (at not in unlikely or word.text[:1].isupper())
        for at, word in enumerate(words)
    ]
    content = [at for at, word in enumerate(words) if may_name[at]]
    covered: set[int] = set()
    for start, end in _name_windows(content, words):
        if covered & set(range(start, end)):
            continue
        spellings = spellings_of(" ".join(word.text for word in words[start:end]))
        if not _all_named(words[start:end], spellings):
            continue
        if spellings:
            covered.update(range(start, end))
        for spelling in spellings[:_MOST_WORDINGS]:
            tokens = tuple(frozenset({token_of(word.text)} - {""}) for word in indexed_words(spelling))
            if tokens and all(tokens):
                yield Alternative(start, end, SPELLING, tokens, via=spelling)


def _all_named(words: Sequence[QueryWord], spellings: Sequence[str]) -> bool:
    """Whether each of the words is like a word of the names; one that is not is no part of the name."""
    parts = {token_of(part.text) for spelling in spellings for part in indexed_words(spelling)}
    return all(process.extractOne(token_of(word.text), parts, scorer=fuzz.ratio, score_cutoff=_ALIKE) for word in words)


def _name_windows(content: Sequence[int], words: Sequence[QueryWord]) -> list[tuple[int, int]]:
    """Runs of neighbouring words that may be a name, long ones first, a few only."""
    windows = [
        (content[first], content[first] + size)
        for size, first in product(range(_NAME_WORDS, 0, -1), range(len(content)))
        if content[first : first + size] == list(range(content[first], content[first] + size))
    ]
    if len(content) > _NAME_WORDS:
        windows = [window for window in windows if all(word.text[:1].isupper() for word in words[slice(*window)])]
    return windows[:_MOST_NAME_LOOKUPS]
