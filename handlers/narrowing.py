"""Plain words as filters of the query language: "protest Osh week" becomes "topic:protest place:Osh from:…"."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from rapidfuzz.distance import Prefix

from handlers.services import Services
from store.lexicon.terms import TermLexicon
from store.query_filters import read_language
from store.text.folding import fold

_MOST_WORDS = 12
_ENDING = 2
_LONG = 5
_CODE = 2  # letters of a language's code, which are no word to narrow by
_ONLY = frozenset({"only", "in", "just", "только", "на", "гана", "тилинде"})
_WEEK = frozenset({"week", "неделя", "неделю", "апта", "жума"})
_MONTH = frozenset({"month", "месяц", "ай"})


def narrow(text: str, services: Services) -> str:
    """Each word that names a place, a topic or days becomes that filter; the others stay words.

    A text that holds a filter, a quotation or a minus already is left as it was typed.
    """
    typed = text.split()
    if language := _language_alone(typed):
        return f"lang:{language}"
    if any(mark in text for mark in ':"«“') or any(word.startswith("-") for word in typed):
        return " ".join(typed)
    return " ".join(_filter_of(word, services) for word in typed[:_MOST_WORDS])


def _language_alone(typed: list[str]) -> str | None:
    """The language, where a text says no more than that: "only English", «только на русском», «кыргызча гана»."""
    said = [word for word in typed if word.casefold() not in _ONLY]
    return read_language(said[0]) if len(said) == 1 and len(said[0]) > _CODE else None


def _filter_of(word: str, services: Services) -> str:
    now = services.clock()
    folded = word.casefold()
    if folded in _WEEK or folded in _MONTH:
        return f"from:{_days_ago(7 if folded in _WEEK else 30, now, services)}"
    if services.parse_query(f"from:{word}", now).since:
        return f"from:{word} to:{word}"
    place = place_called(word, services.terms)
    if place:
        return f"place:{place}"
    topic = _called(word, ((key, topic.names.values()) for key, topic in services.terms.topics.items()))
    return f"topic:{topic}" if topic else word


def place_called(name: str, terms: TermLexicon) -> str | None:
    """The key of the place of that name, in any script."""
    return _called(name, ((key, place.names.values()) for key, place in terms.places.items()))


def _called(word: str, named: Iterable[tuple[str, Iterable[str]]]) -> str | None:
    """The key of what is called so, in any script, give or take an ending of two letters."""
    folded = fold(word)
    near = None
    for key, names in named:
        for name in map(fold, names):
            if name == folded:
                return key
            if near is None and _same_but_ending(name, folded):
                near = key
    return near


def _same_but_ending(one: str, other: str) -> bool:
    longest = max(len(one), len(other))
    return longest - Prefix.similarity(one, other) <= _ENDING and min(len(one), len(other)) >= _LONG


def _days_ago(days: int, now: datetime, services: Services) -> str:
    return (now.astimezone(services.timezone) - timedelta(days=days)).date().isoformat()
