"""How the name of a place is looked for in a text."""

import re
from collections.abc import Iterable, Iterator
from itertools import product

from store.lexicon.terms import Place
from store.text.folding import simplify

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ADJECTIVE = re.compile("(?:ая|ий|ый|ое|ой|ые|ие)$")
_LAST_VOWEL = re.compile("[аеёиоуыэюяөүйь]$")
_SAME_IN_ENGLISH = {
    "region": ("region", "oblast", "province"),
    "district": ("district", "rayon", "raion"),
}
_SHORTEST_BASE = 3
_LARGE = frozenset({"region", "city", "district", "lake", "reservoir", "square", "dam"})


def patterns_of_places(places: Iterable[Place]) -> Iterator[tuple[str, str]]:
    """Pattern and key for all names and spellings of `places`, for texts of any language.

    The large ones are also found without their hyphens (Карабалта, Кара Балта), unless that is another's name: Каракол
    is not Кара-Кол.
    """
    listed = list(places)
    taken = {simplify(pattern) for place in listed for pattern in _own_patterns(place)}
    for place in listed:
        own = _own_patterns(place)
        loose = [pattern for name in _written(place) for pattern in _without_hyphens(name, place.kind)]
        for pattern in dict.fromkeys((*own, *(pattern for pattern in loose if simplify(pattern) not in taken))):
            yield pattern, place.key


def _own_patterns(place: Place) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pattern for name in _written(place) for pattern in _patterns_of_name(name)))


def _written(place: Place) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*place.names.values(), *place.spellings)))


def _without_hyphens(name: str, kind: str) -> Iterator[str]:
    if kind in _LARGE and "-" in name:
        yield from _patterns_of_name(name.replace("-", " "))
        yield from _patterns_of_name(re.sub(r"-(\w)", lambda found: found.group(1).lower(), name))


def _patterns_of_name(name: str) -> Iterator[str]:
    if name.startswith("="):
        yield name
        return
    for words in product(*(_alternatives(word) for word in name.replace("«", "").replace("»", "").split())):
        yield " ".join(words)


def _alternatives(word: str) -> tuple[str, ...]:
    if not _CYRILLIC.search(word):
        lowered = word.lower()
        return _SAME_IN_ENGLISH.get(lowered, (f"={word}",) if len(word) <= _SHORTEST_BASE else (word,))
    if word.isupper():
        return (f"{word}~",)
    return (f"{_base(word)}~",)


def _base(word: str) -> str:
    """The part of a Cyrillic name that stays when it is inflected."""
    plain = simplify(word)
    adjective = _ADJECTIVE.sub("", word)
    if adjective != word and len(adjective) > _SHORTEST_BASE:
        return adjective
    shorter = _LAST_VOWEL.sub("", word)
    return shorter if len(shorter) > _SHORTEST_BASE and not plain.endswith("оо") else word
