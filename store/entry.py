"""Entries in their stages: as a feed gave them, analysed, stored."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from store.incident import EventTraits


class About(StrEnum):
    """How far an entry is about Kyrgyzstan."""

    PRIMARY = "primary"
    PASSING = "passing"
    NONE = "none"


class Freedom(StrEnum):
    """The three freedoms that CIVICUS follows."""

    ASSOCIATION = "association"
    ASSEMBLY = "assembly"
    EXPRESSION = "expression"


class Origin(StrEnum):
    """How an entry came into the store."""

    FEED = "feed"
    ARCHIVE = "archive"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Period:
    """The days that an update covers, first and last included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One item as a feed gave it: clean plain text, absolute http(s) addresses, aware UTC times.

    `url` is the address as published, `link` its canonical form, used only for comparing. `text` may be empty, `title`
    is empty only when the item gave neither title nor text. `published_at` is None when the item gave no date that can
    be believed. `language` is what the feed says of itself, a hint. `placed_at` is where the entry stands in time when
    neither its date nor its period is known (archive entries only).
    """

    guid: str | None
    url: str | None
    link: str | None
    title: str
    text: str
    published_at: datetime | None = None
    language: str | None = None
    country: str | None = None
    period: Period | None = None
    also_at: tuple[str, ...] = ()
    placed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonMention:
    """One place where somebody is named.

    `start` and `end` count characters of title + newline + text; `surface` is the words there; `name` is the nominative
    in the text's script. A bare surname that the same entry explains has the full name as its `name`; `full` tells
    whether `name` holds more than one name.
    """

    name: str
    surface: str
    start: int
    end: int

    @property
    def full(self) -> bool:
        return " " in self.name


@dataclass(frozen=True, slots=True)
class Analysis:
    """What an entry is about. `topics` and `places` are keys of the lexicon, `language` an ISO 639-1 code or `und`."""

    language: str
    about: About
    civic: bool
    freedoms: tuple[Freedom, ...] = ()
    topics: tuple[str, ...] = ()
    people: tuple[PersonMention, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imprint:
    """What an entry is recognised and found by: keys as in `store.identity`, units as in `store.index_units`."""

    title_key: str
    content_hash: str
    title_units: str
    text_units: str


@dataclass(frozen=True, slots=True)
class AnalysedEntry:
    """A parsed entry with what it is about. Without `event` it is never put together with others.

    `imprint` only saves time, and goes when title, text or language change.
    """

    parsed: ParsedEntry
    analysis: Analysis
    event: EventTraits | None = None
    imprint: Imprint | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored entry. `external_id` is the id given to `import`; `edited_at` is None while the outlet changed nothing.

    `published_at` is None when no date is known; then `period` or `read_at` tells its place in time. `right_title` and
    `note` are what this bot's editors say of it, "" where they say nothing; `retracted` tells that it was they who
    withdrew it, `withdrawn_why` what was given as the reason.
    """

    id: int
    external_id: str | None
    origin: Origin
    outlet: str
    url: str | None
    title: str
    text: str
    language: str
    country: str | None
    about: About
    civic: bool
    topics: tuple[str, ...]
    places: tuple[str, ...]
    published_at: datetime | None
    period: Period | None
    read_at: datetime
    edited_at: datetime | None
    incident_id: int
    feed_id: int | None = None
    also_at: tuple[str, ...] = ()
    demonstration: bool = False
    withdrawn_at: datetime | None = None
    right_title: str = ""
    note: str = ""
    retracted: bool = False
    withdrawn_why: str = ""
