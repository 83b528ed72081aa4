"""A document to analysed entries in one go; runs in a worker process."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.analysis.jobs import analyse_entries
from bot.feeds.assembling import falls
from bot.feeds.document import Document, NotAFeed, ParsedFeed
from bot.feeds.judgement import drop_repeats, shared_links
from bot.feeds.parsing import parse
from store.entry import AnalysedEntry, ParsedEntry
from store.feed import FeedSpec
from store.identity import item_hash

JOB_SIZE = 600_000
"""Characters that one job analyses at most, so that none nears its time limit."""

_READ_OF_AN_ENTRY = 15_000
_COST_OF_ANY_ENTRY = 300


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document holds.

    `shown` are the hashes of its items in their order, `analysed` those of them that the feed has not given before,
    `waiting` what is still to be analysed of these. `published` are the dates of all.
    """

    shown: tuple[str, ...]
    analysed: tuple[AnalysedEntry, ...]
    waiting: tuple[ParsedEntry, ...]
    published: tuple[datetime, ...]
    newest_first: bool
    shared_links: frozenset[str]
    ttl: timedelta | None
    dropped: int
    fingerprint: str
    next_page: str | None


def read_document(document: Document, spec: FeedSpec, seen: frozenset[str], now: datetime) -> Reading | NotAFeed:
    """Parse, leave out what is `seen`, and analyse the rest as far as one job goes."""
    parsed = parse(document, spec, now)
    return parsed if isinstance(parsed, NotAFeed) else _read(parsed, spec, seen)


def first_share(entries: Sequence[ParsedEntry]) -> int:
    """How many of the entries one job takes on, at least one of any."""
    size = 0
    for place, entry in enumerate(entries):
        size += _COST_OF_ANY_ENTRY + min(len(entry.text), _READ_OF_AN_ENTRY)
        if size > JOB_SIZE:
            return max(1, place)
    return len(entries)


def join(pages: Sequence[Reading]) -> Reading:
    """Several pages of one listing as one document; what a later page says again is left out."""
    if len(pages) == 1:
        return pages[0]
    kept = {id(entry) for entry in drop_repeats([one.parsed for page in pages for one in page.analysed])}
    analysed = [one for page in pages for one in page.analysed if id(one.parsed) in kept]
    return replace(
        pages[0],
        shown=tuple(dict.fromkeys(digest for page in pages for digest in page.shown)),
        analysed=tuple(analysed),
        published=tuple(when for page in pages for when in page.published),
        newest_first=all(page.newest_first for page in pages),
        shared_links=shared_links([one.parsed for one in analysed]),
        dropped=sum(page.dropped for page in pages),
    )


def _read(parsed: ParsedFeed, spec: FeedSpec, seen: frozenset[str]) -> Reading:
    entries = drop_repeats(parsed.entries)
    shown = tuple(item_hash(entry) for entry in entries)
    unseen = [entry for entry, digest in zip(entries, shown, strict=True) if digest not in seen]
    share = first_share(unseen)
    dated = [(entry.published_at, digest in seen) for entry, digest in zip(entries, shown, strict=True)]
    return Reading(
        shown=shown,
        analysed=tuple(analyse_entries(unseen[:share], spec.country)),
        waiting=tuple(unseen[share:]),
        published=tuple(_dates(entries)),
        newest_first=_newest_first(parsed, [when for when, known in dated if known]),
        shared_links=shared_links(entries),
        ttl=parsed.ttl,
        dropped=parsed.dropped,
        fingerprint=parsed.fingerprint,
        next_page=parsed.next_page,
    )


def _newest_first(parsed: ParsedFeed, known: Sequence[datetime | None]) -> bool:
    """How the feed is ordered, by what it showed before where that tells: what is new may be dated back."""
    return falls(known) if sum(when is not None for when in known) > 1 else parsed.newest_first


def _dates(entries: Iterable[ParsedEntry]) -> Iterable[datetime]:
    return (entry.published_at for entry in entries if entry.published_at)
