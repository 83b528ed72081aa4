"""RSS, Atom and RDF, read by feedparser: the only module that knows it."""

import calendar
import re
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import feedparser

from bot.feeds.decoding import strip_declaration
from bot.feeds.document import RawEntry, RawFeed

_DATES = ("published", "updated", "created")
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_LONGEST_TTL = timedelta(days=7)
_ITEM = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_KEPT_AT_EACH_END = 2_000
# Places, chapters and the sizes of pictures: empty or odd ones make feedparser raise.
_TROUBLE = re.compile(r"</?(?:(?:georss|gml|geo|psc):\w|(?:width|height)\b)[^<>]*>", re.IGNORECASE)

# Asked at each tag about the base address, the same over and over; the answer follows from the arguments.
feedparser.mixin.make_safe_absolute_uri = lru_cache(maxsize=256)(feedparser.mixin.make_safe_absolute_uri)

Fields = Mapping[str, Any]


def read_syndication(text: str, url: str) -> RawFeed | None:
    """The items of an XML feed given as text; None when it is none.

    feedparser gets bytes, for a string it may take for a file or an address, and neither cleans nor resolves inside
    texts: that is done by us and twice as fast.
    """
    trimmed, cut = _trim(strip_declaration(text))
    found = _parse(trimmed, url) or _parse(_TROUBLE.sub("", trimmed), url)
    if not (found and found["entries"]) and (item := _ITEM.search(trimmed)):
        # What stands in front is spoilt; the items themselves may not be.
        found = _parse(f"<rss><channel>{trimmed[item.start() :]}", url) or found
    if found is None:
        return None
    feed, version = found["feed"], found.get("version") or ""
    if not version and not found["entries"]:
        return None
    return RawFeed(
        entries=tuple(_entry(fields) for fields in found["entries"]),
        shape=version or "xml",
        base=url,
        title=_text(feed, "title"),
        language=_text(feed, "language") or None,
        ttl=_ttl(feed),
        cut=cut,
        blank_title=_text(feed, "title") or urlsplit(url).hostname or "feed",
    )


def _parse(text: str, url: str) -> Fields | None:
    """What feedparser finds; None where it stumbles, which happens over elements that we have no use for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found: Fields = feedparser.parse(
                text.encode("utf-8", "replace"),
                response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
                sanitize_html=False,
                resolve_relative_uris=False,
            )
        except (TypeError, ValueError, LookupError, AttributeError, AssertionError, RecursionError):
            return None
    return found


def _trim(text: str) -> tuple[str, int]:
    """An overlong feed without its middle, and how many items that were: the newest stand at one end or the other."""
    starts = [match.start() for match in _ITEM.finditer(text)]
    if len(starts) <= 2 * _KEPT_AT_EACH_END:
        return text, 0
    first, last = starts[_KEPT_AT_EACH_END], starts[-_KEPT_AT_EACH_END]
    return text[:first] + text[last:], len(starts) - 2 * _KEPT_AT_EACH_END


def _entry(fields: Fields) -> RawEntry:
    date_key = next((key for key in _DATES if _text(fields, key)), "")
    return RawEntry(
        guid=_text(fields, "id"),
        hrefs=_hrefs(fields),
        other_hrefs=_other_hrefs(fields),
        title=_text(fields, "title"),
        text=_body(fields),
        date=_text(fields, date_key) if date_key else "",
        known_date=_known_date(_plain(fields, f"{date_key}_parsed")) if date_key else None,
        language=_language(fields),
    )


def _plain(fields: Fields, key: str) -> object:
    # Past feedparser's own lookup, which gives one date for another and warns about it.
    return dict.get(fields, key) if isinstance(fields, dict) else None


def _text(fields: Fields, key: str) -> str:
    value = _plain(fields, key)
    return value if isinstance(value, str) else ""


def _body(fields: Fields) -> str:
    """The longest of content and summary."""
    texts = [_text(item, "value") for item in _items(fields, "content")]
    return max([*texts, _text(fields, "summary")], key=len) or _text(fields, "subtitle")


def _hrefs(fields: Fields) -> tuple[str, ...]:
    own = (_text(fields, "feedburner_origlink"), _text(fields, "link"))
    return _gather(*own, *_linked(fields, "alternate"), *_linked(fields, "enclosure"))


def _other_hrefs(fields: Fields) -> tuple[str, ...]:
    media = [_text(item, "src") for item in _items(fields, "content")]
    media += [_text(item, "url") for item in _items(fields, "media_content")]
    related = [href for relation in ("via", "related", "self") for href in _linked(fields, relation)]
    return _gather(*related, *media, _text(fields, "comments"))


def _linked(fields: Fields, relation: str) -> list[str]:
    links = _items(fields, "links")
    return [_text(item, "href") for item in links if (_text(item, "rel") or "alternate") == relation]


def _gather(*hrefs: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(href for href in hrefs if href))


def _items(fields: Fields, key: str) -> list[Fields]:
    value = _plain(fields, key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _language(fields: Fields) -> str | None:
    for key in ("title_detail", "summary_detail"):
        detail = _plain(fields, key)
        if isinstance(detail, dict) and _text(detail, "language"):
            return _text(detail, "language")
    return None


def _known_date(parsed: object) -> datetime | None:
    if not isinstance(parsed, tuple):
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _ttl(feed: Fields) -> timedelta | None:
    """RSS's `ttl` in minutes, or the syndication module's period, at most a week."""
    ttl = _text(feed, "ttl").strip()
    if ttl.isascii() and ttl.isdigit() and len(ttl) < 8:
        return min(timedelta(minutes=int(ttl)), _LONGEST_TTL) or None
    seconds = _PERIODS.get(_text(feed, "sy_updateperiod").strip().lower())
    if seconds is None:
        return None
    often = _text(feed, "sy_updatefrequency").strip()
    times = int(often) if often.isascii() and often.isdigit() and len(often) < 6 else 1
    return min(timedelta(seconds=seconds / max(1, times)), _LONGEST_TTL)
