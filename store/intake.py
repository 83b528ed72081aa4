"""What is decided about entries that a poll brought, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from store.entry import AnalysedEntry, Entry


class Decision(StrEnum):
    """`new`: store it; `same`: nothing changed; `edit`: the outlet changed it; `adopt`: takes an archive entry over."""

    NEW = "new"
    SAME = "same"
    EDIT = "edit"
    ADOPT = "adopt"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision about one entry. `entry_id` is the stored entry meant, None for a new one; `tell` only with new."""

    decision: Decision
    entry_id: int | None = None
    tell: bool = False


Found = Mapping[str, tuple[Entry, ...]]


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows that may be the same as what a poll brought.

    `by_guid` is within the feed; `by_link`, `by_hash` (content hash) and `by_title` (title key) within the outlet;
    `archive` holds archive entries, adopted or not, by title key.
    """

    by_guid: Found = field(default_factory=dict)
    by_link: Found = field(default_factory=dict)
    by_hash: Found = field(default_factory=dict)
    by_title: Found = field(default_factory=dict)
    archive: Found = field(default_factory=dict)


Judge = Callable[[Sequence[AnalysedEntry], Known], Sequence[Verdict]]


@dataclass(frozen=True, slots=True)
class Intake:
    """What a poll brought: counts, and the ids of the entries that are new."""

    new: int = 0
    edited: int = 0
    adopted: int = 0
    told: int = 0
    deliveries: int = 0
    entry_ids: tuple[int, ...] = ()
