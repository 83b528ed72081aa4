"""Text within Telegram's limits: cleaning, measuring in UTF-16 units, shortening, fitting."""

import html
import re
import unicodedata
from collections.abc import Iterable

from markupsafe import Markup, escape

TEXT_LIMIT = 4096  # Bot API, sendMessage: characters (UTF-16 units) after entity parsing
RAW_LIMIT = 30_000  # Telegram refuses raw text over 32,768 bytes before it parses it
_TAG = re.compile(r"<[^>]*>")
_BLANKS = re.compile(r"\s+")
# Embeddings, overrides and isolates would turn the text after a title round.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_JOINERS = ("\u200d", "\ufe0f", "\ufe0e")


def clean(text: str) -> str:
    """One line of text without what Telegram refuses or what reorders its neighbours."""
    return _BLANKS.sub(" ", _UNWANTED.sub("", text)).strip()


def clean_lines(text: str) -> str:
    """As `clean`, line breaks kept; at most one empty line in a row."""
    lines = "\n".join(clean(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def clean_text(text: str) -> str:
    """As `clean_lines`, spaces within a line kept: code may be indented."""
    return re.sub(r"\n{3,}", "\n\n", _UNWANTED.sub("", text.replace("\r\n", "\n"))).strip()


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def plain(markup: Markup) -> str:
    """The text that a reader sees."""
    return html.unescape(_TAG.sub("", str(markup)))


def measure(markup: Markup) -> int:
    """Length of a message after parsing, in UTF-16 units."""
    return units(plain(markup))


def shorten(text: str, limit: int) -> str:
    """`text` in at most `limit` UTF-16 units, ended with an ellipsis where cut; prefers the end of a word."""
    if units(text) <= limit:
        return text
    end, used = 0, 1
    while used + (width := units(text[end])) <= limit:
        used += width
        end += 1
    end = _whole_character(text, end)
    space = text.rfind(" ", 0, end + 1)
    if space > end * 2 // 3:
        end = space
    return text[:end].rstrip(" ,;:-–—") + "…"


def _whole_character(text: str, end: int) -> int:
    """Step back so that no accent or joined emoji is cut in two."""
    while end > 0 and (unicodedata.combining(text[end]) or text[end] in _JOINERS or text[end - 1] == "\u200d"):
        end -= 1
    return end


def fits(markup: Markup, limit: int = TEXT_LIMIT) -> bool:
    return measure(markup) <= limit and len(str(markup).encode(errors="surrogatepass")) <= RAW_LIMIT


def fit(parts: Iterable[Markup], limit: int = TEXT_LIMIT, separator: str = "\n\n") -> Markup:
    """The parts, joined, as many as fit; what does not fit is left out whole, so markup is never cut.

    A first part that is too long by itself is given as shortened text without markup.
    """
    glue = Markup(separator)  # noqa: S704 - line breaks written in our code
    text = Markup()
    for part in parts:
        if not part:
            continue
        longer = glue.join((text, part)) if text else part
        if fits(longer, limit):
            text = longer
        elif not text:
            text = escape(shorten(plain(part), limit))
    return text


def bold(text: str) -> Markup:
    return Markup("<b>{}</b>").format(text)


def code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)
