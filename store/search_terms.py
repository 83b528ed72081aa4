"""The glossary made ready for searching: what a query may also be called."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from store.function_words import is_function_word
from store.index_units import indexed_words, token_of
from store.lexicon.terms import Concept, TermLexicon
from store.text.folding import fold
from store.text.stems import stem

_LONGEST_PHRASE = 8
_NO_SIGNS = str.maketrans("", "", "=~*")
_SHORTEST_NAMED = 4
_SHORTEST_SIGN = 8
_NEVER_STEMMED = 3
_CYRILLIC = re.compile("[\u0400-\u04ff]+")
_SHORT_NAME_ENDINGS = ("а", "у", "е", "ом", "то", "тун", "ко", "тон", "ту", "тогу", "туктар")
_TELLING_TOPIC, _TELLING_PAIR = 1.0, 0.8
_SCRIPTS = ("en", "ru", "ky")


class SenseKind(StrEnum):
    CONCEPT = "concept"
    PLACE = "place"
    TOPIC = "topic"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say something: for each word that carries meaning the tokens that it may be found by."""

    text: str
    words: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Sense:
    """Something with a name in several languages. `key` is its key in the lexicon.

    A query may name it in any of its `wordings`; entries are looked through for the `briefest` alone, which stand in
    the others. `topics` are those that it speaks for most, `roles` the parts that it can play in a `Pairing`.
    """

    kind: SenseKind
    key: str
    wordings: tuple[Wording, ...]
    briefest: tuple[Wording, ...]
    topics: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called first of all."""
        return self.wordings[0].text


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """All senses. `by_token` finds the wordings (sense, wording) whose first word may be found by a token.

    `names` are offered when nothing was found: what is shown, by its fold. `inside` are the keys of the places in a
    place, itself first. `pairs` are the topics that two roles together mean (a journalist, a detention).
    """

    senses: tuple[Sense, ...]
    by_token: Mapping[str, tuple[tuple[int, int], ...]]
    names: Mapping[str, str]
    inside: Mapping[str, tuple[str, ...]]
    pairs: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


@lru_cache(maxsize=2)
def prepare_terms(lexicon: TermLexicon) -> SearchTerms:
    """Make a lexicon ready; done once, for it takes a second."""
    senses = tuple(_senses(lexicon))
    _tokens_of.cache_clear()
    by_token: dict[str, list[tuple[int, int]]] = {}
    for number, sense in enumerate(senses):
        for position, wording in enumerate(sense.wordings):
            for token in wording.words[0]:
                by_token.setdefault(token, []).append((number, position))
    return SearchTerms(
        senses=senses,
        by_token={token: tuple(found) for token, found in by_token.items()},
        names=_names(lexicon),
        inside=_places_inside(lexicon),
        pairs=_pairs(lexicon),
    )


def _pairs(lexicon: TermLexicon) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[str]] = {}
    for topic in lexicon.topics.values():
        for pairing in topic.pairings:
            if pairing.weight >= _TELLING_PAIR:
                found.setdefault((pairing.first, pairing.second), []).append(topic.key)
    return {roles: tuple(topics) for roles, topics in found.items()}


def _names(lexicon: TermLexicon) -> dict[str, str]:
    """What people type for concepts, places and topics, by fold; signs are for texts alone."""
    groups = [
        *(texts for concept in lexicon.concepts.values() for texts in concept.phrases.values()),
        *((*place.names.values(), *place.spellings) for place in lexicon.places.values()),
        *(tuple(topic.names.values()) for topic in lexicon.topics.values()),
    ]
    plain = (text.translate(_NO_SIGNS) for texts in groups for text in texts)
    names: dict[str, str] = {}
    for text in plain:
        if len(text) >= _SHORTEST_NAMED:
            names.setdefault(fold(text), text)
    return names


def _senses(lexicon: TermLexicon) -> Iterable[Sense]:
    for concept in lexicon.concepts.values():
        topics = tuple(topic for topic, weight in concept.topics.items() if weight >= _TELLING_TOPIC)
        yield from _sense(
            SenseKind.CONCEPT, concept.key, (concept.phrases, _plain_signs(concept)), topics, concept.roles
        )
    for place in lexicon.places.values():
        named = {language: (name,) for language, name in place.names.items()}
        short = tuple(form for name in dict.fromkeys(place.names.values()) for form in _forms_of_short(name))
        yield from _sense(SenseKind.PLACE, place.key, ({**named, "": (*place.spellings, *short)},))
    for topic in lexicon.topics.values():
        yield from _sense(SenseKind.TOPIC, topic.key, ({language: (name,) for language, name in topic.names.items()},))


def _forms_of_short(name: str) -> Iterable[str]:
    """The cases of a Cyrillic name that is too short to be stemmed (Ош: в Оше, Ошто)."""
    if len(name) <= _NEVER_STEMMED and _CYRILLIC.fullmatch(name):
        yield from (name + ending for ending in _SHORT_NAME_ENDINGS)


def _sense(
    kind: SenseKind,
    key: str,
    phrases: Sequence[Mapping[str, Sequence[str]]],
    topics: tuple[str, ...] = (),
    roles: tuple[str, ...] = (),
) -> Iterable[Sense]:
    wordings: dict[tuple[frozenset[str], ...], Wording] = {}
    spoken = [(language, text) for group in phrases for language, texts in group.items() for text in texts]
    for language, text in spoken:
        for written in dict.fromkeys((text, text.replace("-", ""))):
            words = _words_of(written, language)
            if words:
                wordings.setdefault(words, Wording(text, words))
    if wordings:
        yield Sense(kind, key, tuple(wordings.values()), tuple(_briefest(wordings.values())), topics, roles)


def _plain_signs(concept: Concept) -> dict[str, tuple[str, ...]]:
    """What else means the concept; what a sign only begins counts as it stands, which most often is a stem."""
    return {
        language: tuple(
            pattern.translate(_NO_SIGNS)
            for pattern in patterns
            if pattern not in concept.phrases.get(language, ()) and _says_enough(pattern)
        )
        for language, patterns in concept.patterns.items()
    }


def _says_enough(sign: str) -> bool:
    """Whether a sign means the concept by itself too: not one with a gap (`_`) or a function word, nor a short word.

    Short words meet others of another script once folded (tapped, тапты).
    """
    words = sign.translate(_NO_SIGNS).split()
    if len(words) == 1:
        return len(words[0]) >= _SHORTEST_SIGN
    return not any(word == "_" or is_function_word(word) for word in words)


def _briefest(wordings: Iterable[Wording]) -> list[Wording]:
    """Those that stand in no shorter one, in the order given: what people type first of all."""
    given = list(wordings)
    chosen: set[int] = set()
    # What stands in a wording begins with one of its words.
    beginning: dict[frozenset[str], list[set[frozenset[str]]]] = {}
    for number in sorted(range(len(given)), key=lambda number: len(given[number].words)):
        words = given[number].words
        inside = set(words)
        if not any(shorter <= inside for word in inside for shorter in beginning.get(word, ())):
            chosen.add(number)
            beginning.setdefault(words[0], []).append(inside)
    return [wording for number, wording in enumerate(given) if number in chosen]


def _words_of(text: str, language: str) -> tuple[frozenset[str], ...]:
    words = [word.text for word in indexed_words(text) if not is_function_word(word.text)]
    return tuple(tokens for word in words if (tokens := _tokens_of(word, language)))[:_LONGEST_PHRASE]


@lru_cache(maxsize=50_000)
def _tokens_of(word: str, language: str) -> frozenset[str]:
    """What a word may be found by. Wordings share words, and so what is made of them, which spares memory."""
    languages = (language,) if language else _SCRIPTS
    tokens = {token_of(word), *(token_of(stem(word, known)) for known in languages)}
    return frozenset(tokens - {""})


def _places_inside(lexicon: TermLexicon) -> dict[str, tuple[str, ...]]:
    children: dict[str, list[str]] = {}
    for place in lexicon.places.values():
        if place.parent and place.parent != place.key:
            children.setdefault(place.parent, []).append(place.key)
    return {key: _descend(key, children) for key in lexicon.places}


def _descend(key: str, children: Mapping[str, list[str]]) -> tuple[str, ...]:
    found = {key: None}
    waiting = [key]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child not in found:
                found[child] = None
                waiting.append(child)
    return tuple(found)
