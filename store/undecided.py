"""Entries that say too little to tell what they are about, until their own pages decide."""

from dataclasses import dataclass
from datetime import datetime

from store.entry import Entry


@dataclass(frozen=True, slots=True)
class Undecided:
    """An entry that waits for its page. `tries` is how often that could not be read, `tell` whether it is news."""

    entry: Entry
    tries: int
    tell: bool


@dataclass(frozen=True, slots=True)
class Examined:
    """An entry that was looked at: with `waits_from` it waits for its page, without it is settled."""

    entry_id: int
    tell: bool
    waits_from: datetime | None
