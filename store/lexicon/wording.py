"""Words that say how what stands beside them is meant."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class WordList:
    """Words, whole or by their beginnings, in small letters."""

    whole: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: Iterable[str]) -> "WordList":
        """`word*` stands for every word that begins so."""
        listed = tuple(words)
        return cls(
            frozenset(word for word in listed if not word.endswith("*")),
            tuple(word[:-1] for word in listed if word.endswith("*")),
        )

    def has(self, word: str) -> bool:
        """Whether `word`, in any case, is listed."""
        small = word.lower()
        return small in self.whole or small.startswith(self.beginnings)


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """What each list tells, and how near its words stand, is said in `config/lexicon/wording.toml`."""

    denied_before: WordList = field(default_factory=WordList)
    denied_after: WordList = field(default_factory=WordList)
    wanted_before: WordList = field(default_factory=WordList)
    wanted_after: WordList = field(default_factory=WordList)
    orders: WordList = field(default_factory=WordList)
    saying_after: WordList = field(default_factory=WordList)
    saying_last: WordList = field(default_factory=WordList)
    basis_before: WordList = field(default_factory=WordList)
    basis_after: WordList = field(default_factory=WordList)
    bill: WordList = field(default_factory=WordList)
    earlier: WordList = field(default_factory=WordList)
    name_links: frozenset[str] = frozenset()
    name_endings: tuple[str, ...] = ()
    kyrgyz_words: frozenset[str] = frozenset()
