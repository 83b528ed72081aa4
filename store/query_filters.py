"""Filters of a query: their words in three languages, and the values they take."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from store.lexicon.terms import TermLexicon
from store.text.folding import fold

FILTER_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("from", "since", "after", "с", "от", "после", "баштап", "тартып"), "from"),
    **dict.fromkeys(("to", "until", "before", "по", "до", "чейин"), "to"),
    **dict.fromkeys(("topic", "tag", "тема", "тег", "тематика"), "topic"),
    **dict.fromkeys(("place", "in", "where", "место", "где", "город", "жер", "жай", "шаар"), "place"),
    **dict.fromkeys(("outlet", "source", "site", "издание", "источник", "сайт", "булак", "басылма"), "outlet"),
    **dict.fromkeys(("lang", "language", "язык", "тил", "тили"), "lang"),
    **dict.fromkeys(("person", "who", "name", "человек", "имя", "кто", "адам", "киши", "ким", "аты"), "person"),
}
"""The filter that each word before a colon names."""

_LANGUAGES = {
    **dict.fromkeys(("en", "eng", "english", "английский", "английском", "англис", "англисче", "англ"), "en"),
    **dict.fromkeys(("ru", "rus", "russian", "русский", "русском", "рус", "орус", "орусча"), "ru"),
    **dict.fromkeys(("ky", "kg", "kir", "kyr", "kyrgyz", "кыргызский", "киргизский", "кыргызском"), "ky"),
    **dict.fromkeys(("кырг", "кыргыз", "кыргызча"), "ky"),
}
Names = Mapping[str, tuple[str, ...]]
"""What is called so, by folded name."""

_ISO_CODE = re.compile("[a-z]{2}")
_NEAR_ENOUGH = 82.0
_SHORTEST_PREFIX = 3


def read_language(value: str) -> str | None:
    """The language that `value` names in any of the three languages, or an ISO 639-1 code as it is."""
    plain = value.casefold()
    return _LANGUAGES.get(plain) or (plain if _ISO_CODE.fullmatch(plain) else None)


def topic_names(lexicon: TermLexicon) -> Names:
    """Keys of topics by every folded name."""
    return _by_fold(tuple((key, (key, *topic.names.values())) for key, topic in lexicon.topics.items()))


def place_names(lexicon: TermLexicon) -> Names:
    """Keys of places by every folded name and spelling."""
    places = lexicon.places.items()
    return _by_fold(tuple((key, (key, *place.names.values(), *place.spellings)) for key, place in places))


def outlet_names(outlets: Sequence[str]) -> Names:
    """Outlets by folded name."""
    return _by_fold(tuple((outlet, (outlet, outlet.split(".", maxsplit=1)[0])) for outlet in outlets))


@lru_cache(maxsize=8)
def _by_fold(named: tuple[tuple[str, tuple[str, ...]], ...]) -> Names:
    found: dict[str, dict[str, None]] = {}
    for key, names in named:
        for name in names:
            found.setdefault(fold(name), {})[key] = None
    found.pop("", None)
    return {name: tuple(keys) for name, keys in found.items()}


def match_exactly(words: Sequence[str], names: Names) -> tuple[str, ...]:
    """What is called exactly so, in whatever script."""
    return names.get(fold(" ".join(words)), ())


def match_loosely(word: str, names: Names) -> tuple[str, ...]:
    """What is called so, begins so or ends so, or is spelled nearly so; the first of these that finds anything."""
    folded = fold(word)
    if not folded:
        return ()
    if len(folded) >= _SHORTEST_PREFIX:
        tests: tuple[Callable[[str], bool], ...] = (
            lambda name: name.startswith(folded),
            lambda name: f" {folded}" in name,
        )
        for test in tests:
            keys = {key: None for name, keys in names.items() if test(name) for key in keys}
            if keys:
                return tuple(keys)
    nearest = process.extractOne(folded, names.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH)
    return names[nearest[0]] if nearest else ()
