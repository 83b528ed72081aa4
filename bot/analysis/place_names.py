"""How the name of a place is looked for in a text."""

import re
from collections.abc import Iterator
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


def patterns_of_place(place: Place) -> tuple[str, ...]:
    """Patterns for all names and spellings of `place`, with and without hyphens, for texts of any language."""
    written = dict.fromkeys((*place.names.values(), *place.spellings))
    return tuple(dict.fromkeys(pattern for name in written for pattern in _patterns_of_name(name)))


def _patterns_of_name(name: str) -> Iterator[str]:
    if name.startswith("="):
        yield name
        return
    for words in product(*(_alternatives(word) for word in name.replace("«", "").replace("»", "").split())):
        yield " ".join(words)
    if "-" in name.split(maxsplit=1)[0] and not name[-1].isdigit():
        yield from _patterns_of_name(name.replace("-", " "))
        yield from _patterns_of_name(_without_hyphens(name))


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
    return shorter if len(shorter) >= _SHORTEST_BASE and not plain.endswith("оо") else word


def _without_hyphens(name: str) -> str:
    return re.sub(r"-(\w)", lambda found: found.group(1).lower(), name)
