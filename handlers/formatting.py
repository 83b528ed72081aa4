"""What an admin marked up in Telegram, as Telegram HTML. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from handlers.views.links import checked

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_SEAM = re.compile(r"</([a-z-]+)>(\n?)<\1>")


@dataclass(frozen=True, slots=True)
class Span:
    """One entity of a message, counted in characters; `kind` as the Bot API calls it."""

    kind: str
    start: int
    end: int
    url: str = ""


def format_lines(text: str, spans: Sequence[Span]) -> Markup:
    """The text as HTML; each line opens and closes its own tags, so that it may be cut between lines.

    Kept are bold, italic, underline, strikethrough, spoiler, code, quotes, and links to good addresses.
    """
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append(_seamless(_format_line(text, start, start + len(line), ordered)))
        start += len(line) + 1
    return Markup("\n").join(lines)


def join_lines(html: Markup) -> Markup:
    """Lines that stand in the same tag become one piece of it, so that a quote of three lines is one quote."""
    return _seamless(html)


def _format_line(text: str, start: int, end: int, spans: Sequence[Span]) -> Markup:
    cuts = {start, end}
    for span in spans:
        cuts |= {cut for cut in (span.start, span.end) if start < cut < end}
    places = sorted(cuts)
    pieces = [_format_piece(text[one:other], one, other, spans) for one, other in pairwise(places)]
    return Markup().join(pieces)


def _format_piece(piece: str, start: int, end: int, spans: Sequence[Span]) -> Markup:
    html = escape(piece)
    for span in reversed(spans):
        if span.start <= start and end <= span.end:
            html = _wrap(html, span)
    return html


def _wrap(html: Markup, span: Span) -> Markup:
    if span.kind == "text_link":
        good = checked(span.url)
        return Markup('<a href="{}">{}</a>').format(good, html) if good else html
    tag = _TAGS.get(span.kind)
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), html) if tag else html  # noqa: S704 - from the table above


def _seamless(html: Markup) -> Markup:
    before, after = "", str(html)
    while before != after:
        before, after = after, _SEAM.sub(r"\2", after)
    return Markup(after)  # noqa: S704 - tags were only taken out, in pairs
