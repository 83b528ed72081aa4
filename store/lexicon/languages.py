"""What gives languages away."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """Everyday words, letters of its own, endings with their weights."""

    words: frozenset[str] = frozenset()
    letters: str = ""
    endings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class LanguageLexicon:
    """By code: Russian and Kyrgyz, other languages in Cyrillic, those in Latin letters; and the other scripts.

    `scripts` are language, first and last letter. Equal only to itself, so that what is found can be remembered by it.
    """

    cyrillic: Mapping[str, LanguageWords]
    neighbours: Mapping[str, LanguageWords]
    latin: Mapping[str, LanguageWords]
    scripts: tuple[tuple[str, str, str], ...]
