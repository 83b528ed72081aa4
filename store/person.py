"""People as records, and the answer to a lookup of a name."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MatchKind(StrEnum):
    """`exact`: the same spelling. `variant`: a listed alias, or an equal fold or case form of given name and surname.

    `fuzzy`: the rest; it is only ever offered.
    """

    EXACT = "exact"
    VARIANT = "variant"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True)
class Alias:
    """One spelling of a person's name. `listed` aliases come from the lexicon or an admin, the others from entries."""

    person_id: int
    spelling: str
    listed: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is named in entries or listed in the lexicon. `name` is the canonical spelling.

    `merged` are the ids of those whom an editor found to be the same person.
    """

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    merged: tuple[int, ...] = ()

    @property
    def ids(self) -> frozenset[int]:
        """All under which the person may be watched."""
        return frozenset((self.id, *self.merged))


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """Who was understood. `score` is 1.0 for exact, below 1 otherwise; `spelling` is the alias that matched."""

    person_id: int
    name: str
    kind: MatchKind
    score: float
    spelling: str


@dataclass(frozen=True, slots=True)
class PersonLookup:
    """The answer to a lookup: the best match, if any is good enough, and names to offer instead, best first."""

    query: str
    match: PersonMatch | None
    suggestions: tuple[PersonMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredMention:
    """A place in a stored entry where a person is named, with the sentence around it. `person_id` is None for a bare
    surname that its entry does not explain."""

    entry_id: int
    person_id: int | None
    name: str
    surface: str
    sentence: str
    published_at: datetime | None
