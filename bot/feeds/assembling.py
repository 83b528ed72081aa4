"""Raw items to clean entries."""

import hashlib
import itertools
import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.feeds.cleaning import clean_text, clean_title, picture_words, trim_text
from bot.feeds.dates import DateReading, read_date, settle_dates
from bot.feeds.document import RawEntry, RawFeed
from bot.feeds.links import NO_RULES, absolute_url, canonical_link
from bot.feeds.titles import present_title
from store.entry import ParsedEntry
from store.feed import FeedSpec

ENTRY_LIMIT = 2_000
TEXT_BUDGET = 12_000_000

_GUID_LIMIT = 500
_DERIVED_TITLE = 100
_LOCAL_LANGUAGES = frozenset({"ru", "ky"})


def assemble(feed: RawFeed, spec: FeedSpec, now: datetime) -> tuple[tuple[ParsedEntry, ...], int]:
    """Clean entries in the feed's order, and how many were left out because only the newest 2,000 are kept."""
    language = _language(spec.language or feed.language)
    dates = _dates(feed.entries, language, _zone(spec, language), now)
    kept = _newest(dates)
    share = max(1_000, TEXT_BUDGET // max(1, len(kept)))
    entries = [_entry(feed.entries[place], dates[place], feed, spec, share) for place in kept]
    told = tuple(entry for entry in entries if entry is not None)
    if entries and not told and (title := _derive_title(clean_title(feed.blank_title))):
        blank = RawEntry(title=title)
        told = tuple(entry for at in dates[:1] if (entry := _entry(blank, at, feed, spec, share)) is not None)
    return told, feed.cut + len(feed.entries) - len(kept)


def falls(dates: Sequence[datetime | None]) -> bool:
    """Whether dates go from new to old but for a few (a pinned item, a correction). True where there are not two."""
    known = [when for when in dates if when is not None]
    steps = [(later < earlier) - (later > earlier) for earlier, later in itertools.pairwise(known)]
    return steps.count(-1) * 4 <= steps.count(1) or steps.count(-1) == 0


def _zone(spec: FeedSpec, language: str | None) -> tzinfo:
    return ZoneInfo("Asia/Bishkek") if spec.country == "kg" or language in _LOCAL_LANGUAGES else UTC


def _language(text: str | None) -> str | None:
    match = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", text or "")
    return match[1].lower() if match else None


def _dates(
    entries: Sequence[RawEntry], language: str | None, zone: tzinfo, now: datetime
) -> tuple[datetime | None, ...]:
    readings = [_reading(entry, language, now.astimezone(zone)) for entry in entries]
    return settle_dates(readings, now=now, zone=zone)


def _reading(entry: RawEntry, language: str | None, now: datetime) -> DateReading | None:
    reading = read_date(entry.date, language=language, now=now) if entry.date else None
    return DateReading((entry.known_date,)) if reading is None and entry.known_date is not None else reading


def _newest(dates: Sequence[datetime | None]) -> list[int]:
    """The places of the newest entries, in the feed's order; undated ones count as they stand, the first the newest."""
    places = list(range(len(dates)))
    if len(places) <= ENTRY_LIMIT:
        return places
    if any(when is not None for when in dates):
        oldest = datetime.min.replace(tzinfo=UTC)
        places.sort(key=lambda place: dates[place] or oldest, reverse=True)
    return sorted(places[:ENTRY_LIMIT])


def _entry(
    raw: RawEntry, published_at: datetime | None, feed: RawFeed, spec: FeedSpec, share: int
) -> ParsedEntry | None:
    own_title, whole = clean_title(raw.title), clean_text(raw.text, limit=min(share, 200_000))
    text = trim_text(whole, own_title)
    title = present_title(own_title, text) if own_title else _derive_title(text or picture_words(raw.title + raw.text))
    url, guid = _url(raw, feed.base), _guid(raw.guid)
    if not (title or url or guid):
        return None
    return ParsedEntry(
        guid=guid,
        url=url,
        link=canonical_link(url, spec.link_rules or NO_RULES) if url else None,
        title=title,
        text=text,
        published_at=published_at,
        language=_language(spec.language or raw.language or feed.language),
        country=spec.country,
    )


def _url(raw: RawEntry, base: str) -> str | None:
    own = _first_url(raw.hrefs, base) or (absolute_url("", raw.guid) if raw.guid else None)
    return own or _first_url(raw.other_hrefs, base)


def _first_url(hrefs: Sequence[str], base: str) -> str | None:
    return next((url for href in hrefs if (url := absolute_url(base, href))), None)


def _guid(text: str) -> str | None:
    """The id in one line; one of absurd length as its hash."""
    guid = clean_title(text) if "<" not in text and "&" not in text else " ".join(text.split())
    if len(guid) > _GUID_LIMIT:
        return hashlib.sha256(guid.encode("utf-8", "replace")).hexdigest()
    return guid or None


def _derive_title(text: str) -> str:
    """The first words of a text, at most its first sentence."""
    line = text.partition("\n")[0]
    sentence = re.match(r".{15,100}?[.!?…](?=\s|$)", line)
    if sentence:
        return sentence[0]
    if len(line) <= _DERIVED_TITLE:
        return line
    return line[:_DERIVED_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"
