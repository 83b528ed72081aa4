"""A fetched document to clean entries; runs in a worker process, for what it reads may be hostile."""

import re
from datetime import datetime

from bot.feeds.assembling import assemble, falls
from bot.feeds.cleaning import clean_title
from bot.feeds.decoding import decode
from bot.feeds.document import Document, NotAFeed, NotAFeedKind, Parsed, ParsedFeed, RawFeed
from bot.feeds.jsonfeed import read_json_feed
from bot.feeds.links import absolute_url
from bot.feeds.listing import SelectorError, read_listing
from bot.feeds.syndication import read_syndication
from store.feed import FeedKind, FeedSpec

__all__ = ["Document", "NotAFeed", "NotAFeedKind", "Parsed", "ParsedFeed", "parse"]

_HEAD = 3_000
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_ITEM = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_FEED_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF|channel|\w{1,20}:(?:feed|rss|rdf))[\s>]", re.IGNORECASE)
_CHALLENGE = re.compile(
    r"just a moment\.\.\.|cf-chl|challenge-platform|checking your browser|ddos-guard|ddos protection by|captcha|"
    r"enable javascript and cookies|__js_challenge|проверка браузера|вы не робот",
    re.IGNORECASE,
)


def parse(document: Document, spec: FeedSpec, now: datetime) -> Parsed:
    """The entries of a document, or what it is instead of a feed. Its declared type is not heard: servers lie there."""
    text = decode(document.body, charset=document.charset)
    if not text.strip("\x00\ufeff \t\r\n"):
        return NotAFeed(NotAFeedKind.EMPTY, "the answer is empty")
    found = _read_listing(text, document, spec) if spec.kind is FeedKind.LISTING else _read_feed(text, document)
    return found if isinstance(found, NotAFeed) else _conclude(found, spec, now)


def _read_feed(text: str, document: Document) -> RawFeed | NotAFeed:
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return read_json_feed(text.lstrip("\ufeff"), document.url) or NotAFeed(
            NotAFeedKind.MALFORMED, "the answer is JSON but not a JSON Feed"
        )
    head = text[:_HEAD]
    if _PAGE.search(head) and not _FEED_ROOT.search(head) and (_HTML.search(head) or not _ITEM.search(text)):
        return _page(text)
    if found := read_syndication(text, document.url):
        return found
    return _page(text) if _PAGE.search(text) else NotAFeed(NotAFeedKind.MALFORMED, "the answer is not a feed")


def _page(text: str) -> NotAFeed:
    if _CHALLENGE.search(text[:50_000]):
        return NotAFeed(NotAFeedKind.CHALLENGE, "the answer is a page that only a browser passes, not a feed")
    return NotAFeed(NotAFeedKind.HTML, "the answer is an HTML page, not a feed")


def _read_listing(text: str, document: Document, spec: FeedSpec) -> RawFeed | NotAFeed:
    if spec.selectors is None:
        return NotAFeed(NotAFeedKind.NOTHING_FOUND, "the listing has no selectors")
    try:
        found = read_listing(text, document.url, spec.selectors)
    except SelectorError as error:
        return NotAFeed(NotAFeedKind.NOTHING_FOUND, str(error))
    if found.entries:
        return found
    if _CHALLENGE.search(text[:50_000]):
        return _page(text)
    return NotAFeed(NotAFeedKind.NOTHING_FOUND, "the selectors find no items on the page")


def _conclude(feed: RawFeed, spec: FeedSpec, now: datetime) -> Parsed:
    entries, dropped = assemble(feed, spec, now)
    if feed.entries and not entries:
        return NotAFeed(NotAFeedKind.NOTHING_FOUND, "the items have neither title, nor text, nor address, nor id")
    return ParsedFeed(
        entries=entries,
        title=clean_title(feed.title),
        newest_first=falls([entry.published_at for entry in entries]),
        ttl=feed.ttl,
        dropped=dropped,
        fingerprint=feed.shape,
        next_page=absolute_url(feed.base, feed.next_page) if feed.next_page else None,
        language=feed.language,
    )
