"""Finding the feed of a page, or a way to read the page itself."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.feeds.cleaning import clean_title, is_more_link
from bot.feeds.decoding import decode
from bot.feeds.document import Document
from bot.feeds.links import absolute_url
from store.feed import Selectors

_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_XML_TYPES = ("application/xml", "text/xml", "application/json")
_COMMENTS = re.compile(r"comment|коммент|пикир", re.IGNORECASE)
_FEED_PATH = re.compile(r"(?:^|[/?._-])(?:rss|feed|atom|rdf)(?:$|[/?._-])", re.IGNORECASE)
_FEWEST_ITEMS = 3
_HEADINGS = ("h1", "h2", "h3", "h4")
_CLASS = re.compile(r"[A-Za-z][\w-]*")


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names: its address and title; `comments` tells that it holds readers' comments."""

    url: str
    title: str
    comments: bool


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a page offers: feeds, the likeliest first, and selectors that read the page itself, where any do."""

    feeds: tuple[FeedLink, ...] = ()
    selectors: Selectors | None = None


def discover(document: Document) -> Discovery:
    """The feeds that an HTML page names in its head, then those it links to; posts before comments."""
    page = LexborHTMLParser(decode(document.body, charset=document.charset))
    base = _base(page, document.url)
    named = [link for node in page.css("link[href]") if (link := _named(node, base))]
    linked = [link for node in page.css("a[href]") if (link := _linked(node, base))]
    feeds = tuple({link.url: link for link in reversed([*named, *linked])}.values())[::-1]
    return Discovery(tuple(sorted(feeds, key=lambda link: link.comments)), propose_selectors(page))


def propose_selectors(page: LexborHTMLParser) -> Selectors | None:
    """Selectors for what repeats on the page with a heading and a link in it; None when nothing does."""
    counted: Counter[str] = Counter()
    samples: dict[str, LexborNode] = {}
    for heading in page.css(", ".join(_HEADINGS)):
        for item in _surroundings(heading):
            selector = _selector(item)
            counted[selector] += 1
            samples.setdefault(selector, item)
    best = [selector for selector, times in counted.items() if times >= _FEWEST_ITEMS and _fits(page, selector, times)]
    if not best:
        return None
    likeliest = max(best, key=lambda selector: (counted[selector], "." in selector))
    return _describe(likeliest, samples[likeliest])


def _named(node: LexborNode, base: str) -> FeedLink | None:
    relation = (node.attributes.get("rel") or "").lower().split()
    kind = (node.attributes.get("type") or "").lower().partition(";")[0].strip()
    if "alternate" not in relation and "feed" not in relation:
        return None
    href = node.attributes.get("href") or ""
    if kind in _TYPES or (kind in _XML_TYPES and _FEED_PATH.search(href)):
        return _link(base, href, node.attributes.get("title") or "")
    return None


def _linked(node: LexborNode, base: str) -> FeedLink | None:
    href = node.attributes.get("href") or ""
    return _link(base, href, node.text()) if _FEED_PATH.search(href) else None


def _link(base: str, href: str, title: str) -> FeedLink | None:
    url = absolute_url(base, href)
    if url is None:
        return None
    name = clean_title(title)
    return FeedLink(url, name, bool(_COMMENTS.search(name) or _COMMENTS.search(url)))


def _base(page: LexborHTMLParser, url: str) -> str:
    node = page.css_first("base[href]")
    return (absolute_url(url, node.attributes.get("href") or "") or url) if node is not None else url


def _surroundings(heading: LexborNode) -> Iterable[LexborNode]:
    """The elements round a heading that hold a link and no other heading: any of them may be the item."""
    node = heading.parent
    for _ in range(4):
        if node is None or node.tag in ("body", "main", "html") or len(node.css(", ".join(_HEADINGS))) > 1:
            return
        if node.css_first("a[href]") is not None:
            yield node
        node = node.parent


def _selector(node: LexborNode) -> str:
    """A tag with its first class; names that CSS would have to escape are left out."""
    name = next((word for word in (node.attributes.get("class") or "").split() if _CLASS.fullmatch(word)), "")
    return f"{node.tag}.{name}" if name else str(node.tag)


def _fits(page: LexborHTMLParser, selector: str, times: int) -> bool:
    """Whether the selector finds little but items."""
    return selector not in ("div", "section", "a") and len(page.css(selector)) <= times * 2


def _describe(item: str, sample: LexborNode) -> Selectors:
    heading = next((tag for tag in _HEADINGS if sample.css_first(tag) is not None), "")
    inside = sample.css_first(f"{heading} a[href]") if heading else None
    own_link = inside is not None and not is_more_link(inside.text())
    date = next((name for name in ("time", ".date", ".time") if sample.css_first(name) is not None), "")
    return Selectors(
        item=item,
        title=heading,
        link=f"{heading} a" if own_link else "",
        summary="p" if sample.css_first("p") is not None else "",
        date=date,
    )
