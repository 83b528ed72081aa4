"""What is decided about entries that a poll brought, and what came of it."""

from dataclasses import dataclass, field
from enum import StrEnum

from store.entry import Entry


class Decision(StrEnum):
    """`new`: store it; `same`: nothing changed; `edit`: the outlet changed it; `adopt`: it takes an archive entry over."""

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


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows that may be the same as what a poll brought.

    `by_guid` is within the feed, `by_link` and `by_hash` within the outlet (content hash), `archive` holds archive
    entries, adopted or not, by title key and country. `shared_links` identify nothing.
    """

    by_guid: dict[str, Entry] = field(default_factory=dict)
    by_link: dict[str, Entry] = field(default_factory=dict)
    by_hash: dict[str, Entry] = field(default_factory=dict)
    archive: dict[tuple[str, str | None], Entry] = field(default_factory=dict)
    shared_links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Intake:
    """What a poll brought: counts, and the ids of the entries that are new."""

    new: int
    edited: int
    adopted: int
    told: int
    deliveries: int
    entry_ids: tuple[int, ...] = ()
