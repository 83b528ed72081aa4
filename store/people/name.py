"""A name taken apart: whose word is which, in any order."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from store.people.titles import GOVERNING, TITLES
from store.text.folding import fold, mend_lookalikes, simplify
from store.text.stems import name_bases
from store.text.words import split_words

_MOST_WORDS = 8
_LONGEST_WORD = 32
_MARKERS = {
    **dict.fromkeys(("kizi", "kiz", "kezi"), "daughter"),
    **dict.fromkeys(("ulu", "uli", "ul", "ogli", "oglu", "ogl", "tegin"), "son"),
}
_MARKER_SOUNDS = ("zi", "ulu")
_MARKER_ENDINGS = re.compile(r"(?:ni?n|ni|na|nan|nun|nu|ga|go|da|do|dan|don|di|sa|su)$")
_JOINED_MARKERS = {
    "daughter": re.compile(r"(?<=\w{3})(?:кызы|k[iy]z[iy]|qyzy)$"),
    "son": re.compile(r"(?<=\w{3})(?:уулу|uulu)$"),
}
_UZBEK_X = re.compile(r"(?i)^x|x(?=[bcdfghjklmnpqrstvwz])")
_AFTER_GLIDE = re.compile("([ou])e")
_PATRONYMIC = re.compile(r"\w{2}(?:ovic|evic|ovna|evna|icna)$")
_SURNAME = re.compile(r"\w{2}(?:[oe]va?|ina?|ski|skaa?|enko|cuk|uk)$")


class Role(StrEnum):
    """What a word of a name is, as far as its shape tells. `parent` is X in "X kyzy" and "X uulu"."""

    NAME = "name"
    SURNAME = "surname"
    PATRONYMIC = "patronymic"
    PARENT = "parent"
    INITIAL = "initial"


@dataclass(frozen=True, slots=True)
class NamePart:
    """One word of a name. `keys` are its folded readings with their costs, the plainest first; `child` is `son` or
    `daughter` for a parent, else empty."""

    word: str
    keys: tuple[tuple[str, float], ...]
    role: Role
    child: str = ""

    @property
    def key(self) -> str:
        return self.keys[0][0]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as typed and its parts in the order typed. No parts when nothing in it can be a name.

    `governed`: the words around it want it in another case than the nominative ("дело Аскарова").
    """

    text: str
    parts: tuple[NamePart, ...]
    governed: bool = False

    @property
    def core(self) -> tuple[NamePart, ...]:
        """What must agree between two spellings: everything but patronymics."""
        return tuple(part for part in self.parts if part.role is not Role.PATRONYMIC)

    @property
    def patronymics(self) -> tuple[NamePart, ...]:
        return tuple(part for part in self.parts if part.role is Role.PATRONYMIC)


def parse_name(text: str, *, declined: bool = False) -> Name:
    """Take a name apart. Never raises.

    `declined` also reads the words as case forms and leaves out titles around the name ("журналиста Болота Темирова").
    """
    words = _words_of(text)
    governed = False
    if declined:
        titles = [word for word in words if _is_title(word)]
        words = [word for word in words if word not in titles] or words
        governed = any(map(_governs, titles))
    parts = _join_parents([_part(word, declined=declined) for word in words])
    return Name(text, _name_patronymics(parts), governed)


def family_of(name: Name) -> NamePart | None:
    """The surname: what is shaped like one, else the last word."""
    return next((part for part in name.core if part.role is Role.SURNAME), name.core[-1] if name.core else None)


def names_parent(name: Name) -> bool:
    """Whether it says whose child somebody is."""
    return any(part.role is Role.PARENT for part in name.parts)


def _words_of(text: str) -> list[str]:
    """The words, parted at hyphens too."""
    pieces = (piece for word in split_words(mend_lookalikes(text[:400])) for piece in word.text.split("-"))
    return [piece for piece in pieces if len(piece) <= _LONGEST_WORD and fold_word(piece)][:_MOST_WORDS]


@lru_cache(maxsize=8192)
def fold_word(word: str) -> str:
    """`fold` for one word, never with a space in it; -oyev is -oev, and x is kh where Uzbek has it."""
    return _AFTER_GLIDE.sub(r"\1", fold(_UZBEK_X.sub("kh", word)).replace(" ", ""))


def _is_title(word: str) -> bool:
    return (len(word) > 1 or word.islower()) and any(simplify(base) in TITLES for base, _ in name_bases(word))


def _governs(title: str) -> bool:
    plain = simplify(title)
    return plain in GOVERNING or plain not in TITLES


def _part(word: str, *, declined: bool) -> NamePart:
    readings = name_bases(word) if declined else ((word, 0.0),)
    keys: dict[str, float] = {}
    for reading, cost in readings:
        if key := fold_word(reading):
            keys.setdefault(key, cost)
    return NamePart(word, tuple(keys.items()), _role(tuple(keys)))


def _role(keys: tuple[str, ...]) -> Role:
    if len(keys[0]) == 1:
        return Role.INITIAL
    return Role.SURNAME if any(_SURNAME.search(key) for key in keys) else Role.NAME


def _join_parents(parts: list[NamePart]) -> list[NamePart]:
    """Markers join the word before them: Tajibek kyzy is one part, Болоткызы too."""
    joined: list[NamePart] = []
    for part in parts:
        marker = _marker(part.key)
        if marker and joined:
            joined[-1] = NamePart(joined[-1].word, joined[-1].keys, Role.PARENT, marker)
        elif not marker:
            joined.append(_part_joined(part))
    return joined or parts


def _part_joined(part: NamePart) -> NamePart:
    if not part.key.endswith(_MARKER_SOUNDS):
        return part
    plain = simplify(part.word)
    for child, marker in _JOINED_MARKERS.items():
        if (parent := marker.sub("", plain)) != plain:
            return NamePart(part.word, ((fold_word(parent), 0.0),), Role.PARENT, child)
    return part


def _marker(key: str) -> str:
    return _MARKERS.get(key) or _MARKERS.get(_MARKER_ENDINGS.sub("", key), "")


def _name_patronymics(parts: list[NamePart]) -> tuple[NamePart, ...]:
    """A word shaped like a patronymic is one only beside other words; a parent is one beside a surname and a name; an
    initial is one beside another initial or two whole words (К. К. Ташиев, Sadyr N. Japarov)."""
    shaped = [any(_PATRONYMIC.search(key) for key, _ in part.keys) for part in parts]
    others = [part for part, patronymic in zip(parts, shaped, strict=True) if not patronymic]
    if not others:
        return tuple(parts)
    whole = [part for part in others if part.role is not Role.INITIAL]
    has_surname = len(whole) > 2 and any(part.role is Role.SURNAME for part in whole)
    named: list[NamePart] = []
    for part, patronymic in zip(parts, shaped, strict=True):
        beside = len(whole) > 1 or any(one.role is Role.INITIAL for one in named)
        if patronymic or (has_surname and part.role is Role.PARENT) or (whole and beside and part.role is Role.INITIAL):
            named.append(NamePart(part.word, part.keys, Role.PATRONYMIC, part.child))
        else:
            named.append(part)
    return tuple(named)
