"""What is new, what is the same, and what is worth telling. Pure.

An item is recognised by its own id within the feed, by its address, content or title within the outlet, and by the
title of an archive entry. An address that several entries share identifies none of them, and one id given to two
different reports identifies neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from store.entry import About, AnalysedEntry, Entry, Origin, ParsedEntry
from store.feed import Feed
from store.identity import content_hash, item_hash, title_key
from store.imprint import imprint_of
from store.intake import Decision, Found, Known, Verdict
from store.text.likeness import likeness

TOLD_ON_FIRST_POLL = timedelta(days=1)
TOLD_LATER = timedelta(days=7)
SAME_REPORT = 0.5
WORDS_THAT_IDENTIFY = 8
FEWEST_MOVED = 3


@dataclass(frozen=True, slots=True)
class Occasion:
    """The poll that brought the entries.

    `document` holds the item hashes of the whole document in its order, `seen` those that this feed gave before exactly
    so; `newest_first` tells how the document is ordered. `anew`: it is as good as another feed's.
    """

    feed: Feed
    document: tuple[str, ...]
    seen: frozenset[str]
    newest_first: bool
    shared_links: frozenset[str]
    now: datetime
    anew: bool = False

    @property
    def first_poll(self) -> bool:
        return self.anew or self.feed.state.first_polled_at is None


def judge_entries(occasion: Occasion, entries: Sequence[AnalysedEntry], known: Known) -> list[Verdict]:
    """A verdict for each entry, in their order."""
    found = _find_moved(occasion, entries, [_find(occasion, entry, known) for entry in entries], known)
    hashes = [item_hash(entry.parsed) for entry in entries]
    recognised = occasion.seen | {digest for digest, there in zip(hashes, found, strict=True) if there}
    lowest_known = max((at for at, digest in enumerate(occasion.document) if digest in recognised), default=-1)
    above = frozenset(occasion.document[:lowest_known]) if occasion.newest_first else frozenset()
    return [
        _judge(occasion, entry, there, backdated=digest in above)
        for entry, there, digest in zip(entries, found, hashes, strict=True)
    ]


def shared_links(entries: Sequence[ParsedEntry]) -> frozenset[str]:
    """Addresses that stand at more than one differently titled item of a document."""
    titles: dict[str, set[str]] = {}
    for entry in entries:
        if entry.link:
            titles.setdefault(entry.link, set()).add(title_key(entry.title))
    return frozenset(link for link, keys in titles.items() if len(keys) > 1)


def drop_repeats(entries: Sequence[ParsedEntry]) -> list[ParsedEntry]:
    """The items of one document without those that say again what an item before them said."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for entry in entries:
        title = title_key(entry.title)
        marks = {(mark, title) for mark in (entry.guid, entry.link) if mark} or {
            (content_hash(entry.title, entry.text), title)
        }
        if not marks & seen:
            kept.append(entry)
        seen |= marks
    return kept


def worth_telling(published_at: datetime | None, *, first_poll: bool, backdated: bool, now: datetime) -> bool:
    """Whether an unknown entry is told. `backdated`: it stands above known ones in a feed ordered newest first."""
    if first_poll:
        return published_at is not None and now - published_at <= TOLD_ON_FIRST_POLL
    return published_at is None or now - published_at <= TOLD_LATER or backdated


def _judge(occasion: Occasion, entry: AnalysedEntry, found: Entry | None, *, backdated: bool) -> Verdict:
    if found is None:
        tell = worth_telling(
            entry.parsed.published_at, first_poll=occasion.first_poll, backdated=backdated, now=occasion.now
        )
        return Verdict(Decision.NEW, tell=tell)
    if found.origin is Origin.ARCHIVE:
        return Verdict(Decision.ADOPT, found.id)
    changed = imprint_of(entry).content_hash != content_hash(found.title, found.text)
    if changed and found.feed_id == occasion.feed.id:
        return Verdict(Decision.EDIT, found.id)
    return Verdict(Decision.SAME, found.id)


def _find(occasion: Occasion, entry: AnalysedEntry, known: Known) -> Entry | None:
    return (
        _by_guid(entry.parsed, known)
        or _by_link(occasion, entry.parsed, known)
        or _by_content(entry, known)
        or _by_title(entry, known)
        or _in_archive(occasion, entry, known)
    )


def _find_moved(
    occasion: Occasion, entries: Sequence[AnalysedEntry], found: Sequence[Entry | None], known: Known
) -> list[Entry | None]:
    """Where most of what is unknown has titles that this feed gave before, its site changed all ids and addresses."""
    again = [
        None if there else _by_title_alone(occasion, entry.parsed, known)
        for entry, there in zip(entries, found, strict=True)
    ]
    moved = sum(entry is not None for entry in again)
    if moved < FEWEST_MOVED or moved * 2 < sum(there is None for there in found):
        return list(found)
    return [there or entry for there, entry in zip(found, again, strict=True)]


def _by_title_alone(occasion: Occasion, parsed: ParsedEntry, known: Known) -> Entry | None:
    candidates = known.by_title.get(title_key(parsed.title), ()) if parsed.title else ()
    return next(
        (
            entry
            for entry in candidates
            if entry.feed_id == occasion.feed.id and _dated_alike(parsed.published_at, entry.published_at)
        ),
        None,
    )


def _by_guid(parsed: ParsedEntry, known: Known) -> Entry | None:
    candidates = known.by_guid.get(parsed.guid or "", ())
    return next((entry for entry in candidates if not _another_report(parsed, entry, known)), None)


def _another_report(parsed: ParsedEntry, entry: Entry, known: Known) -> bool:
    """The same id, but another address (or none but the site's), title and text: an outlet that uses an id twice."""
    if parsed.link is None:
        return False
    elsewhere = entry.id not in {there.id for there in known.by_link.get(parsed.link, ())}
    return (elsewhere or _is_front_page(parsed.link)) and not _says_the_same(parsed, entry)


def _is_front_page(link: str) -> bool:
    """Whether a canonical link names a whole site, and so no report of it."""
    return not {"/", "?"} & set(link.removeprefix("https://"))


def _says_the_same(parsed: ParsedEntry, entry: Entry) -> bool:
    if title_key(parsed.title) == title_key(entry.title):
        return True
    if not parsed.text or not entry.text:
        return likeness(parsed.title, entry.title) >= SAME_REPORT
    return likeness(parsed.text, entry.text) >= SAME_REPORT


def _by_link(occasion: Occasion, parsed: ParsedEntry, known: Known) -> Entry | None:
    if not parsed.link or _is_front_page(parsed.link) or parsed.link in occasion.shared_links:
        return None
    there = known.by_link.get(parsed.link, ())
    if len(there) != 1:
        return next((entry for entry in there if title_key(entry.title) == title_key(parsed.title)), None)
    return there[0] if not parsed.guid or _says_the_same(parsed, there[0]) else None


def _by_content(entry: AnalysedEntry, known: Known) -> Entry | None:
    parsed = entry.parsed
    if len(f"{parsed.title} {parsed.text}".split(maxsplit=WORDS_THAT_IDENTIFY)) < WORDS_THAT_IDENTIFY:
        return None
    return _only_dated_alike(parsed, known.by_hash, imprint_of(entry).content_hash)


def _by_title(entry: AnalysedEntry, known: Known) -> Entry | None:
    """The same title of the same minute: a site that changed its ids and addresses at once."""
    parsed = entry.parsed
    candidates = known.by_title.get(imprint_of(entry).title_key, ())
    return next(
        (there for there in candidates if parsed.published_at and there.published_at == parsed.published_at), None
    )


def _only_dated_alike(parsed: ParsedEntry, found: Found, key: str) -> Entry | None:
    """A template that comes again with another date is another report."""
    return next((entry for entry in found.get(key, ()) if _dated_alike(parsed.published_at, entry.published_at)), None)


def _dated_alike(one: datetime | None, other: datetime | None) -> bool:
    return one is None or other is None or abs(one - other) <= timedelta(days=1)


def _in_archive(occasion: Occasion, entry: AnalysedEntry, known: Known) -> Entry | None:
    about_kyrgyzstan = occasion.feed.spec.country == "kg" or entry.analysis.about is About.PRIMARY
    if not about_kyrgyzstan:
        return None
    return next(iter(known.archive.get(imprint_of(entry).title_key, ())), None)
