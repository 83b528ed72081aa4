"""An entry read once: its words, and which concepts, places and countries of the lexicon stand where."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.analysis.phrases import Found, PhraseIndex, Token, keep_longest, patterns_of, split_tokens
from bot.analysis.place_names import patterns_of_places
from store.lexicon.terms import TermLexicon

HOME = "kg"
"""The key of Kyrgyzstan among the countries."""

_OWN_PEOPLE = ("Кыргыз", "Киргиз")
_LONGEST_TEXT = 200_000
_CONCEPT, _PLACE, _COUNTRY = "concept:", "place:", "country:"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found, each in order of first word. Concepts and countries are the longest phrases, places are all."""

    tokens: tuple[Token, ...]
    concepts: tuple[Found, ...]
    places: tuple[Found, ...]
    countries: tuple[Found, ...]


@lru_cache(maxsize=4)
def read_terms_in(title: str, text: str, language: str, terms: TermLexicon) -> Reading:
    """Read an entry with the lexicon. The last few readings are kept, since several questions are asked of each."""
    tokens = split_tokens(title, text[:_LONGEST_TEXT])
    found = _index(terms, language if language in {"en", "ru", "ky"} else "other").find(tokens)
    return Reading(
        tuple(tokens),
        tuple(keep_longest(_of_kind(found, _CONCEPT))),
        tuple(_of_kind(found, _PLACE)),
        tuple(item for item in keep_longest(_of_kind(found, _COUNTRY)) if _is_name(tokens[item.first], terms)),
    )


@lru_cache(maxsize=8)
def _index(terms: TermLexicon, language: str) -> PhraseIndex:
    return PhraseIndex(_all_patterns(terms, language), language if language != "other" else "ru")


def _all_patterns(terms: TermLexicon, language: str) -> Iterator[tuple[str, str]]:
    for concept in terms.concepts.values():
        for pattern in patterns_of(concept.patterns, language):
            yield pattern, _CONCEPT + concept.key
    for pattern, key in patterns_of_places(terms.places.values()):
        yield pattern, _PLACE + key
    for country in terms.countries.values():
        for pattern in patterns_of(country.patterns, language):
            yield pattern, _COUNTRY + country.key


def _of_kind(found: list[Found], kind: str) -> list[Found]:
    return [
        Found(item.key.removeprefix(kind), item.first, item.last, item.sentence)
        for item in found
        if item.key.startswith(kind)
    ]


def _is_name(token: Token, terms: TermLexicon) -> bool:
    """Whether a country's name is written as one: with a capital (Turkey, not turkey), or listed in small letters."""
    return not token.text[:1].islower() or token.text.startswith(_small_names(terms))


@lru_cache(maxsize=4)
def _small_names(terms: TermLexicon) -> tuple[str, ...]:
    """Beginnings of adjectives and peoples, which Russian and Kyrgyz write in small letters."""
    patterns = {
        pattern.rstrip("*")
        for country in terms.countries.values()
        for by_language in country.patterns.values()
        for pattern in by_language
    }
    small = {pattern for pattern in patterns if pattern[:1].islower()}
    return (*small, *(pattern.lower() for pattern in patterns if pattern.startswith(_OWN_PEOPLE)))
