"""Plain words as filters of the query language: "protest Osh week" becomes "topic:Protest place:Osh from:…".

Filters are written in the reader's language, for they stand in the first line of the answer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from rapidfuzz.distance import Prefix

from handlers.languages import LANGUAGES
from handlers.services import Services
from store.lexicon.terms import TermLexicon, Topic
from store.query_filters import match_exactly, match_loosely, place_names, read_language, topic_names
from store.text.folding import fold
from store.text.stems import name_bases, stem

_MOST_WORDS = 12
_NAME_WORDS = 4
_ENDING = 2
_LONG = 5
_CODE = 2  # letters of a language's code, which are no word to narrow by
_SHORT = 2  # letters of Ош, whose cases nothing else knows
_SHORT_ENDINGS = frozenset({"е", "у", "а", "ем", "ом", "то", "тон", "ко", "тун", "ту"})
_BEFORE_PLACE = frozenset({"in", "at", "в", "во"})
_ONLY = frozenset({"only", "in", "just", "только", "на", "гана", "тилинде"})
_WEEK = frozenset({"week", "неделя", "неделю", "апта", "жума"})
_MONTH = frozenset({"month", "месяц", "ай"})
_FILTERS: Mapping[str, Mapping[str, str]] = {
    "en": {"topic": "topic", "place": "place", "from": "from", "to": "to", "lang": "lang"},
    "ru": {"topic": "тема", "place": "место", "from": "с", "to": "по", "lang": "язык"},
    "ky": {"topic": "тема", "place": "жер", "from": "баштап", "to": "чейин", "lang": "тил"},
}


def narrow(text: str, services: Services, language: str = "en") -> str:
    """What names a place, a topic or days becomes that filter, written in `language`; the other words stay.

    A text that holds a filter, a quotation or a minus already is left as it was typed.
    """
    typed = text.split()
    names = _FILTERS.get(language, _FILTERS["en"])
    if spoken := _language_alone(typed):
        return f"{names['lang']}:{spoken}"
    if any(mark in text for mark in ':"«“') or any(word.startswith("-") for word in typed):
        return " ".join(typed)
    pieces, at = [], 0
    while at < min(len(typed), _MOST_WORDS):
        before_place = typed[at].casefold() in _BEFORE_PLACE and at + 1 < len(typed)
        if before_place and place_called(typed[at + 1], services.terms):
            at += 1
        used, piece = _take(typed[at : at + _NAME_WORDS], services, language)
        pieces.append(piece)
        at += used
    return " ".join(pieces)


def place_called(name: str, terms: TermLexicon) -> str | None:
    """The key of the place of that name, in any script and any case of Russian and Kyrgyz."""
    named = _called(name, ((key, place.names.values()) for key, place in terms.places.items()))
    if named:
        return named
    nominatives = [base for base, _ in name_bases(name)[1:]] + [name[:_SHORT]] * _ends_like_a_case(name[_SHORT:])
    found = (match_exactly([base], place_names(terms)) for base in nominatives)
    return next((keys[0] for keys in found if keys), None)


def _ends_like_a_case(ending: str) -> bool:
    return ending.casefold() in _SHORT_ENDINGS


def _language_alone(typed: list[str]) -> str | None:
    """The language, where a text says no more than that: "only English", «только на русском», «кыргызча гана»."""
    said = [word for word in typed if word.casefold() not in _ONLY]
    return read_language(said[0]) if len(said) == 1 and len(said[0]) > _CODE else None


def _take(words: list[str], services: Services, language: str) -> tuple[int, str]:
    """How many of the words make up the first name, and the filter for it."""
    terms = services.terms
    for count in range(len(words), 1, -1):
        if places := match_exactly(words[:count], place_names(terms)):
            return count, _place_filter(places[0], terms, language)
        if topics := match_exactly(words[:count], topic_names(terms)):
            return count, _topic_filter(topics, terms, language)
    return 1, _filter_of(words[0], services, language)


def _filter_of(word: str, services: Services, language: str) -> str:
    now, names = services.clock(), _FILTERS.get(language, _FILTERS["en"])
    folded = word.casefold()
    if folded in _WEEK or folded in _MONTH:
        return f"{names['from']}:{_days_ago(7 if folded in _WEEK else 30, now, services)}"
    if services.parse_query(f"from:{word}", now).since:
        return f"{names['from']}:{word} {names['to']}:{word}"
    if place := place_called(word, services.terms):
        return _place_filter(place, services.terms, language)
    topics = _topics_called(word, services.terms)
    return _topic_filter(topics, services.terms, language) if topics else word


def _place_filter(key: str, terms: TermLexicon, language: str) -> str:
    return _written("place", terms.place_name(key, language), key, language)


def _topic_filter(keys: Iterable[str], terms: TermLexicon, language: str) -> str:
    """One filter for all: the name of one topic, the word that several have in common, or one filter for each."""
    wanted = tuple(keys)
    if len(wanted) > 1 and (shared := _shared_word(wanted, terms, language)):
        return _written("topic", shared, shared, language)
    return " ".join(_written("topic", terms.topic_name(key, language), key, language) for key in wanted)


def _shared_word(keys: tuple[str, ...], terms: TermLexicon, language: str) -> str:
    """A word by which these topics are found and no others; "" where there is none."""
    words = terms.topic_name(keys[0], language).split()
    named = topic_names(terms)
    return next((word for word in words if set(match_loosely(word, named)) == set(keys)), "")


def _written(filter_name: str, name: str, key: str, language: str) -> str:
    """The filter with the name as readers know it; with the key where the name would not be read back."""
    label = _FILTERS.get(language, _FILTERS["en"])[filter_name]
    if '"' in name:
        return f"{label}:{key}"
    return f'{label}:"{name}"' if " " in name else f"{label}:{name}"


def _topics_called(word: str, terms: TermLexicon) -> tuple[str, ...]:
    """The topic of that name, or those that the word surely means, in any of the languages and any inflection."""
    named = _called(word, ((key, topic.names.values()) for key, topic in terms.topics.items()))
    if named:
        return (named,)
    meant = _topics_by_stem(terms)
    return next((meant[found] for language in LANGUAGES if (found := stem(word.lower(), language)) in meant), ())


@lru_cache(maxsize=4)
def _topics_by_stem(terms: TermLexicon) -> dict[str, tuple[str, ...]]:
    """Topics by the stems of single words that mean them.

    These are the words of a concept of which one stands in the topic's name, and which leads to that topic alone or is
    the deed in it (a detention: of journalists, of activists).
    """
    named = {key: frozenset(_stems_of(_by_words(topic))) for key, topic in terms.topics.items()}
    found: dict[str, tuple[str, ...]] = {}
    for concept in terms.concepts.values():
        stems = set(_stems_of(concept.phrases))
        candidates = [key for key, name in named.items() if not name.isdisjoint(stems)]
        deeds = tuple(key for key in candidates if _deed_of(terms.topics[key]) in concept.roles)
        alone = tuple(key for key in candidates if [*concept.topics] == [key])
        for each in stems if alone or len(deeds) > 1 else ():
            found.setdefault(each, alone or deeds)
    return found


def _stems_of(phrases: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Stems of the phrases that are single words."""
    for language, listed in phrases.items():
        yield from (stem(phrase.lower(), language) for phrase in listed if " " not in phrase)


def _by_words(topic: Topic) -> dict[str, list[str]]:
    """The words of a topic's name, by language."""
    return {language: name.split() for language, name in topic.names.items()}


def _deed_of(topic: Topic) -> str:
    """What is done in the topic, where it is somebody to whom something is done."""
    return topic.pairings[0].second if topic.pairings else ""


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
