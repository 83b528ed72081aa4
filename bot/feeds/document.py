"""A fetched document on its way through the parsers, and what they find in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from store.entry import ParsedEntry


@dataclass(frozen=True, slots=True)
class Document:
    """A body as it was fetched. `url` is where it came from, after redirects: what relative links are read against."""

    body: bytes
    url: str
    content_type: str = ""
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One item before cleaning.

    `hrefs` are its addresses, best first, `other_hrefs` those of what it refers to, for want of one of its own.
    `known_date` is what a parser made of `date`.
    """

    guid: str = ""
    hrefs: tuple[str, ...] = ()
    other_hrefs: tuple[str, ...] = ()
    title: str = ""
    text: str = ""
    date: str = ""
    known_date: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A document's items before cleaning, in its order. `shape` is the form they came in, `cut` how many lack.

    `blank_title` is what an item is called that holds no words and no address, where no other item does.
    """

    entries: tuple[RawEntry, ...]
    shape: str
    base: str
    title: str = ""
    language: str | None = None
    ttl: timedelta | None = None
    next_page: str | None = None
    cut: int = 0
    blank_title: str = ""


class NotAFeedKind(StrEnum):
    """`html`: some page; `challenge`: a page that wants a browser; `empty`: no bytes; `malformed`: anything else.

    `nothing_found` is a page in which the selectors find no items, or a feed whose items hold nothing.
    """

    HTML = "html"
    CHALLENGE = "challenge"
    EMPTY = "empty"
    NOTHING_FOUND = "nothing_found"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class NotAFeed:
    """The document is no feed; `detail` says in a short line what it is."""

    kind: NotAFeedKind
    detail: str


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """The entries in the feed's order, at most 2,000, the newest; `dropped` counts those left out for that.

    `newest_first` tells that the dates fall (a feed without two dates counts as such). `fingerprint` is the form the
    items came in: another one than before means that a page was redesigned or a feed replaced.
    """

    entries: tuple[ParsedEntry, ...]
    title: str = ""
    newest_first: bool = True
    ttl: timedelta | None = None
    dropped: int = 0
    fingerprint: str = ""
    next_page: str | None = None
    language: str | None = None


Parsed = ParsedFeed | NotAFeed
