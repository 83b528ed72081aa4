"""Kinds of deed, and the other words by which reports of one event are known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

NOTHING = re.compile(r"(?!)")
"""Finds nothing."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A kind of deed. What the fields mean is said in `config/lexicon/deeds.toml`; `words` finds its words.

    `heads` are how those begin, in small letters: one of them begins a word wherever `words` finds anything.
    """

    key: str
    words: re.Pattern[str] = NOTHING
    heads: frozenset[str] = frozenset({""})
    instead_of: frozenset[str] = frozenset()
    stage: str | None = None
    news: str | None = None
    single: bool = False
    everyday: bool = False
    demandable: bool = False
    endable: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class EventWords:
    """Deeds by key; the deed that each concept tells of; what so many entries share that it tells little.

    `common_surnames` and `common_names` are folded, the latter cut to `store.incident.NAME_LENGTH`. `months`
    are beginnings of the names of months 1 to 12; `numbers` are values by word, of which those in `numbers_beside`
    count only beside another.
    """

    deeds: Mapping[str, Deed] = field(default_factory=dict)
    deed_of: Mapping[str, str] = field(default_factory=dict)
    common_concepts: frozenset[str] = frozenset()
    common_surnames: frozenset[str] = frozenset()
    common_names: frozenset[str] = frozenset()
    round_up: re.Pattern[str] = NOTHING
    months: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    numbers_beside: frozenset[str] = frozenset()

    def deed(self, key: str) -> Deed:
        """The deed of that key; one of which nothing is known where it is not listed (any longer)."""
        return self.deeds.get(key) or Deed(key)
