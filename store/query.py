"""The query language: text to `Query`."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase that a reader looks for, as typed. A phrase has several words that must stand together.

    `other_layout` is what the same keys give on the other keyboard layout (аскаров for fcrfhjd), where it differs.
    """

    words: tuple[str, ...]
    other_layout: str = ""

    @property
    def phrase(self) -> bool:
        return len(self.words) > 1


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. Empty `terms` with filters lists the newest; empty all round finds nothing."""

    text: str
    terms: tuple[Term, ...] = ()
    minus: tuple[Term, ...] = ()
    since: date | None = None
    until: date | None = None
    topics: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    outlets: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    people: tuple[str, ...] = field(default=())
