"""Entries that say too little to tell what they are about, until their own pages decide."""

from dataclasses import dataclass
from datetime import datetime

from store.entry import Entry


@dataclass(frozen=True, slots=True)
class Undecided:
    """An entry that waits for its page since `since`; `tries` is how often that could not be read."""

    entry: Entry
    since: datetime
    tries: int
    tell: bool


@dataclass(frozen=True, slots=True)
class Examined:
    """An entry that was looked at: it `waits` for its page or is settled.

    `tell`: whether it is news once decided, where that was not kept when it came.
    """

    entry_id: int
    tell: bool
    waits: bool
