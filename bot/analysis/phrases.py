"""Finding many phrases at once in a text, whatever their inflection."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from store.text.folding import simplify
from store.text.stems import stem

_WORD = re.compile(r"\w+(?:['’ʼʻ‘`.-]\w+)*")
# A full stop after a letter or an abbreviation (А. Аскаров, No. 1, ул. Киевская) ends no sentence.
_SENTENCE_END = re.compile(
    r"(?<!\b\w)(?<!\b[Nn]o)(?<!\bул)(?<!\bим)(?<!\bст)(?<!\b[MD]r)[.!?…]+[»”\"')\]]*\s+(?=[\"«“(]?[^\W_a-zа-яёөүң])|\n+"
)
_OUTSIDE_WORDS = re.compile(r"[№«»“”,.]+(?=\W|$)|[№«»“”]+")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s?$")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_SHORTEST_PREFIX, _LONGEST_PREFIX = 2, 14
_KYRGYZ_PREFIX = 5
_LONGEST_WORD = 64
# English names of doers: their stems would be the deed (a reporter, to report).
_AGENT = re.compile("[a-z]{4}(?:er|or|ant)s?$")
# Kyrgyz for "without": мыйзамсыз is unlawful, no law.
_WITHOUT = re.compile("(?<=...)с[ыиуү]з(?=$|[дт][ыиуү]к|д[аеоө]н|ча$)")
_FROM_THERE = ("-based", "-born")
_SOFTENED = {"к": "г", "п": "б"}

# Endings of a place's name once simplified: Russian cases, adjectives and inhabitants, Kyrgyz cases and derivations.
_NAME_ENDING = re.compile(
    r"(?:а|я|е|и|у|ю|ы|о|ой|ом|ем|ей|ам|ах|ов|ь"
    r"|(?:е|и|о|ин|ен)?ск(?:ии|ыи|ая|ое|ие|ого|ому|ои|им|ом|их|ими|ую)?|(?:ан|чан|чане|чанин)\w{0,3}"
    r"|(?:и|ы|о)(?:и|го|му|м|х|ми|е)|ая|ую|ое|ые|ие"
    r"|(?:с?[аеоуыи])?(?:н?[нтд][ыиу]н?|н?[дт][аео]н?|н[аео]н?|[гк][аео])?(?:[гк][ыиу]\w{0,6}|[лдт][ыиу]к\w{0,8})?)"
)

Atom = str
"""One way in which a word can be met: `s:` a stem, `p:` a beginning, `n:` a name and its ending, `e:` as it stands."""

_ANY_WORD: Atom = "_"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of title + newline + text: as it stands, where it begins, and in which sentence (the title is 0)."""

    text: str
    start: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of `key` in tokens `first` to `last`, both included."""

    key: str
    first: int
    last: int
    sentence: int


@dataclass(slots=True)
class _Node:
    children: dict[Atom, "_Node"] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)


class PhraseIndex:
    """Phrases of one language, ready to be found. Patterns are written as `store.lexicon.terms.Concept` says.

    Words of Latin script are compared as English in a text of any language, so that names in Latin letters are found.
    """

    def __init__(self, patterns: Iterable[tuple[str, str]], language: str) -> None:
        """`patterns` are pairs of pattern and key."""
        self._language = language
        self._root = _Node()
        self._atoms: set[Atom] = set()
        self._lengths: set[int] = set()
        self._name_lengths: set[int] = set()
        for pattern, key in patterns:
            self._add(pattern, key)
        self._known = lru_cache(maxsize=16384)(self._find_atoms)

    def find(self, tokens: list[Token]) -> list[Found]:
        """Every phrase in `tokens`, overlapping ones too, in order of first word."""
        known = [self._known(token.text) for token in tokens]
        found: list[Found] = []
        for first, atoms in enumerate(known):
            if atoms:
                found.extend(self._follow(tokens, known, first))
        return found

    def _follow(self, tokens: list[Token], known: list[tuple[Atom, ...]], first: int) -> list[Found]:
        found: dict[tuple[str, int], Found] = {}
        nodes, last, sentence = [self._root], first, tokens[first].sentence
        while nodes and last < len(tokens) and tokens[last].sentence == sentence:
            atoms = known[last] if last == first else (*known[last], _ANY_WORD)
            nodes = [node.children[atom] for node in nodes for atom in atoms if atom in node.children]
            for node in nodes:
                for key in node.keys:
                    found[key, last] = Found(key, first, last, sentence)
            last += 1
        return list(found.values())

    def _add(self, pattern: str, key: str) -> None:
        nodes = [self._root]
        for word in _OUTSIDE_WORDS.sub("", pattern).split():
            atoms = _atoms_of_pattern(word, self._language)
            self._atoms.update(atoms)
            self._lengths.update(len(atom) - 2 for atom in atoms if atom.startswith("p:"))
            self._name_lengths.update(len(atom) - 2 for atom in atoms if atom.startswith("n:"))
            nodes = [node.children.setdefault(atom, _Node()) for node in nodes for atom in atoms]
        for node in nodes:
            if key not in node.keys:
                node.keys.append(key)

    def _find_atoms(self, word: str) -> tuple[Atom, ...]:
        if len(word) > _LONGEST_WORD:
            return ()
        word = _POSSESSIVE.sub("", word)
        plain = simplify(word)
        spoken = self._language if _CYRILLIC.search(plain) else "en"
        candidates = [*_stem_atoms(word, plain, spoken), f"e:{word}", *_unshouted(word)]
        head, hyphen, _ = word.partition("-")
        if hyphen and len(head) >= _KYRGYZ_PREFIX:
            candidates.append(f"s:{stem(head, spoken)}")
        if word.endswith(_FROM_THERE):
            candidates += [f"e:{head}", f"s:{stem(head, spoken)}"]
        without = _WITHOUT.search(plain) if spoken == "ky" else None
        shortest = without.start() + 1 if without else 0
        candidates += [f"p:{plain[:length]}" for length in self._lengths if shortest <= length <= len(plain)]
        candidates += [
            f"n:{plain[:length]}"
            for length in self._name_lengths
            if f"n:{plain[:length]}" in self._atoms and _NAME_ENDING.fullmatch(plain, length)
        ]
        return tuple(atom for atom in dict.fromkeys(candidates) if atom in self._atoms)


def split_tokens(title: str, text: str) -> list[Token]:
    """The words of title + newline + text with their sentences; hyphen, apostrophe and dot may stand in a word."""
    whole = f"{title}\n{text}"
    ends = [found.end() for found in _SENTENCE_END.finditer(whole, len(title))]
    tokens: list[Token] = []
    sentence = 0
    for found in _WORD.finditer(whole):
        while sentence < len(ends) and found.start() >= ends[sentence]:
            sentence += 1
        tokens.append(Token(found.group(), found.start(), sentence))
    return tokens


def keep_longest(found: Iterable[Found]) -> list[Found]:
    """`found` without those that stand wholly within a longer one; equal ones all stay. In order of first word."""
    kept: list[Found] = []
    reach = -1
    for item in sorted(found, key=lambda item: (item.first, -item.last)):
        twin = bool(kept) and (kept[-1].first, kept[-1].last) == (item.first, item.last)
        if item.last > reach or twin:
            kept.append(item)
            reach = max(reach, item.last)
    return kept


def patterns_of(by_language: Mapping[str, tuple[str, ...]], language: str) -> tuple[str, ...]:
    """The patterns that matter in a text of `language`: its own, all in Latin letters, and abbreviations of any.

    A text in a language other than `en`, `ru`, `ky` is read as Russian where it is Cyrillic.
    """
    own = language if language in by_language else "ru"
    others = [
        pattern
        for spoken, patterns in by_language.items()
        if spoken != own
        for pattern in patterns
        if not _CYRILLIC.search(pattern) or pattern.isupper()
    ]
    return (*by_language.get(own, ()), *others)


def _stem_atoms(word: str, plain: str, spoken: str) -> list[Atom]:
    """The stem; a doer is not known by that of the deed or the thing (an officer by that of an office)."""
    stemmed = stem(word, spoken)
    doer = spoken == "en" and _AGENT.search(plain) and stemmed != plain.removesuffix("s")
    return [] if doer else [f"s:{stemmed}"]


def _unshouted(word: str) -> list[Atom]:
    """In a headline in capitals an exact word may stand in capitals too."""
    return [f"e:{word.capitalize()}"] if len(word) > 3 and word.isupper() else []


def _atoms_of_pattern(word: str, language: str) -> list[Atom]:
    spoken = language if _CYRILLIC.search(word) else "en"
    if word == _ANY_WORD:
        return [_ANY_WORD]
    if word.startswith("="):
        return [f"e:{word[1:]}"]
    if word.endswith("*"):
        return [f"p:{simplify(word[:-1])[:_LONGEST_PREFIX]}"]
    if word.endswith("~"):
        return [f"n:{simplify(word[:-1])}"]
    plain = simplify(word)
    if spoken == "en" and _AGENT.search(plain):
        return [f"p:{plain.removesuffix('s')[:_LONGEST_PREFIX]}"]
    atoms = [f"s:{stem(word, spoken)}"]
    if spoken == "ky" and len(plain) >= _KYRGYZ_PREFIX:
        atoms.append(f"p:{plain[:_LONGEST_PREFIX]}")
        if plain[-1] in _SOFTENED:
            atoms.append(f"p:{plain[:-1]}{_SOFTENED[plain[-1]]}"[: 2 + _LONGEST_PREFIX])
    return atoms
