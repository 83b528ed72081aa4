"""Feeds: what the catalogue says of them, and what polling has learnt."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class FeedKind(StrEnum):
    """`syndication` is RSS, Atom, RDF or JSON Feed; `listing` an HTML page read with selectors."""

    SYNDICATION = "syndication"
    LISTING = "listing"


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors of a listing, all but `item` looked up inside the item. An empty one is not looked up."""

    item: str
    title: str = ""
    link: str = ""
    summary: str = ""
    date: str = ""
    next_page: str = ""


@dataclass(frozen=True, slots=True)
class LinkRules:
    """What the general rules for equal addresses do not know of an outlet.

    `drop` are parameters that mean nothing, `keep` those that mean something though they look like tracking; `hosts`
    are one host under several names.
    """

    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """One feed as the catalogue (or an admin) describes it.

    `interval` and `max_interval` are the shortest and longest time between two polls. With `read_pages` a short entry
    that names no country is decided by its own page. `ca_file` is a PEM file trusted for this feed besides.
    """

    outlet: str
    url: str
    kind: FeedKind = FeedKind.SYNDICATION
    language: str | None = None
    country: str | None = None
    interval: timedelta | None = None
    enabled: bool = True
    note: str = ""
    selectors: Selectors | None = None
    read_pages: bool = False
    risk: str = ""
    demonstration: bool = False
    max_interval: timedelta | None = None
    ca_file: str | None = None
    link_rules: LinkRules | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What polling has learnt of a feed. Validators are None until the feed gave them.

    `moved_to` holds once it was seen on three polls in a row (`moves_seen`). `cadence` is the usual time between two
    entries, `newest_at` the newest date that the feed showed, `last_body_at` when it last sent a whole body.
    `fingerprint` is the form in which a listing's items came; `note` is what admins should know of the last reading.
    """

    next_poll_at: datetime
    first_polled_at: datetime | None = None
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    failures: int = 0
    last_error: str | None = None
    moved_to: str | None = None
    moves_seen: int = 0
    retired: bool = False
    cadence: timedelta | None = None
    newest_at: datetime | None = None
    last_body_at: datetime | None = None
    ttl: timedelta | None = None
    fingerprint: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SeenItems:
    """The hashes of what a feed has given before; `stale` are those last marked as seen more than a day ago."""

    hashes: frozenset[str]
    stale: frozenset[str]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in the store.

    Its spec holds the interval that an admin wants, where one does. `paused`: an admin does not want it polled for now.
    `added`: an admin added it, the catalogue does not name it.
    """

    id: int
    spec: FeedSpec
    state: FeedState = field()
    paused: bool = False
    added: bool = False
