"""Pages of entries, and how fresh each outlet is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from store.entry import Entry


@dataclass(frozen=True, slots=True)
class LatestFilter:
    """What `/latest` shows. Without anything: civic entries that are about Kyrgyzstan first of all."""

    topics: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries of `total`, newest first, from `offset` on. `withdrawn` are the newest of those left out as such."""

    entries: tuple[Entry, ...]
    offset: int
    total: int
    withdrawn: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class OutletFreshness:
    """How fresh an outlet is, over all its feeds. `ill` tells that its last poll failed."""

    outlet: str
    url: str
    enabled: bool
    last_success_at: datetime | None
    newest_at: datetime | None
    entries: int
    ill: bool
    note: str


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many incidents began in a month (its first day), in all and by topic; one with two topics counts for both."""

    month: date
    incidents: int
    topics: Mapping[str, int]
