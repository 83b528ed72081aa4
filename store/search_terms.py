"""The glossary made ready for searching: what a query may also be called."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from store.function_words import is_function_word
from store.index_units import indexed_words, token_of
from store.lexicon.terms import Concept, TermLexicon
from store.text.folding import fold
from store.text.stems import stem

_LONGEST_PHRASE = 8
_NO_SIGNS = str.maketrans("", "", "=~*")
_SHORTEST_NAMED = 4
_TELLING_TOPIC = 1.0
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
    the others. `topics` are those that it speaks for most.
    """

    kind: SenseKind
    key: str
    wordings: tuple[Wording, ...]
    briefest: tuple[Wording, ...]
    topics: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called first of all."""
        return self.wordings[0].text


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """All senses. `by_token` finds the wordings (sense, wording) whose first word may be found by a token.

    `names` are offered when nothing was found: what is shown, by its fold. `inside` are the keys of the places in a
    place, itself first.
    """

    senses: tuple[Sense, ...]
    by_token: Mapping[str, tuple[tuple[int, int], ...]]
    names: Mapping[str, str]
    inside: Mapping[str, tuple[str, ...]]


def prepare_terms(lexicon: TermLexicon) -> SearchTerms:
    """Make a lexicon ready; done once."""
    senses = tuple(_senses(lexicon))
    by_token: dict[str, list[tuple[int, int]]] = {}
    names: dict[str, str] = {}
    for number, sense in enumerate(senses):
        for position, wording in enumerate(sense.wordings):
            for token in wording.words[0]:
                by_token.setdefault(token, []).append((number, position))
            if len(wording.text) >= _SHORTEST_NAMED:
                names.setdefault(fold(wording.text), wording.text)
    return SearchTerms(
        senses=senses,
        by_token={token: tuple(found) for token, found in by_token.items()},
        names=names,
        inside=_places_inside(lexicon),
    )


def _senses(lexicon: TermLexicon) -> Iterable[Sense]:
    for concept in lexicon.concepts.values():
        topics = tuple(topic for topic, weight in concept.topics.items() if weight >= _TELLING_TOPIC)
        yield from _sense(SenseKind.CONCEPT, concept.key, _plain_patterns(concept), topics)
    for place in lexicon.places.values():
        named = {language: (name,) for language, name in place.names.items()}
        yield from _sense(SenseKind.PLACE, place.key, {**named, "": place.spellings})
    for topic in lexicon.topics.values():
        yield from _sense(SenseKind.TOPIC, topic.key, {language: (name,) for language, name in topic.names.items()})


def _sense(
    kind: SenseKind, key: str, phrases: Mapping[str, Sequence[str]], topics: tuple[str, ...] = ()
) -> Iterable[Sense]:
    wordings: dict[tuple[frozenset[str], ...], Wording] = {}
    for language, texts in phrases.items():
        for text in texts:
            for written in dict.fromkeys((text, text.replace("-", ""))):
                words = _words_of(written, language)
                if words:
                    wordings.setdefault(words, Wording(text, words))
    if wordings:
        yield Sense(kind, key, tuple(wordings.values()), tuple(_briefest(wordings.values())), topics)


def _plain_patterns(concept: Concept) -> dict[str, tuple[str, ...]]:
    """All that means the concept; what a pattern only begins counts as it stands, which most often is a stem."""
    every = concept.patterns or concept.phrases
    return {
        language: tuple(pattern.translate(_NO_SIGNS) for pattern in patterns) for language, patterns in every.items()
    }


def _briefest(wordings: Iterable[Wording]) -> list[Wording]:
    chosen: list[Wording] = []
    for wording in sorted(wordings, key=lambda one: len(one.words)):
        if not any(set(shorter.words) <= set(wording.words) for shorter in chosen):
            chosen.append(wording)
    return chosen


def _words_of(text: str, language: str) -> tuple[frozenset[str], ...]:
    words = [word.text for word in indexed_words(text) if not is_function_word(word.text)]
    return tuple(tokens for word in words if (tokens := _tokens_of(word, language)))[:_LONGEST_PHRASE]


def _tokens_of(word: str, language: str) -> frozenset[str]:
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
