"""Lists of feeds in OPML, as feed readers exchange them."""

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

from bot.feeds.cleaning import clean_title
from bot.feeds.decoding import strip_declaration
from bot.feeds.links import absolute_url
from store.feed import FeedKind, FeedSpec

_DEEPEST = 20


class OpmlError(ValueError):
    """The text is no OPML that can be read; the message says why in one line."""


def read_opml(text: str) -> tuple[FeedSpec, ...]:
    """The feeds of a list in its order, each address once; outlines without a web address are passed over."""
    if re.search(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise OpmlError("the list declares entities, which no list of feeds needs")
    try:
        root = ET.fromstring(strip_declaration(text).encode("utf-8", "replace"))  # noqa: S314 (no entities)
    except (ET.ParseError, ValueError, RecursionError) as error:
        raise OpmlError("the list is not XML") from error
    if root.tag.lower() != "opml":
        raise OpmlError("the list is not OPML")
    found: dict[str, FeedSpec] = {}
    for outline in _outlines(root, 0):
        if spec := _spec(outline):
            found.setdefault(spec.url, spec)
    return tuple(found.values())


def write_opml(specs: Iterable[FeedSpec]) -> str:
    """A list of syndication feeds that any feed reader takes; listings are left out, for nobody else can read them."""
    outlines = "".join(_outline(spec) for spec in specs if spec.kind is FeedKind.SYNDICATION)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0">\n<head><title>Jarchy</title></head>\n'
    return f"{head}<body>\n{outlines}</body>\n</opml>\n"


def _outlines(node: ET.Element, depth: int) -> Iterator[ET.Element]:
    for child in node:
        if child.tag.lower() == "outline":
            yield child
        if depth < _DEEPEST:
            yield from _outlines(child, depth + 1)


def _spec(outline: ET.Element) -> FeedSpec | None:
    url = absolute_url("", outline.get("xmlUrl") or outline.get("xmlurl") or "")
    if url is None:
        return None
    title = clean_title(outline.get("title") or outline.get("text") or "")
    language = outline.get("language", "").strip().lower().partition("-")[0]
    return FeedSpec(outlet=title or url, url=url, language=language or None)


def _outline(spec: FeedSpec) -> str:
    language = f" language={quoteattr(spec.language)}" if spec.language else ""
    name = quoteattr(spec.outlet)
    return f'<outline type="rss" text={name} title={name} xmlUrl={quoteattr(spec.url)}{language}/>\n'
