"""Telegram HTML to plain text: what is left of a message when its markup was refused."""

import html
import re

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
"""Telegram's limits, in UTF-16 units, as it counts entities."""

_LINK = re.compile(r"""<a\s+href\s*=\s*["']?([^"'>]*)["']?[^>]*>(.*?)</a\s*>""", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


def strip_markup(text: str, *, longest: int = LONGEST_TEXT) -> str:
    """The words of `text` without tags, a link's address in brackets behind its words; cut at `longest`; not empty."""
    linked = _LINK.sub(_spell_link, text)
    return cut(html.unescape(_TAG.sub("", linked)), longest) or "…"


def cut(text: str, longest: int) -> str:
    """At most `longest` UTF-16 units, with an ellipsis where something was cut."""
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * longest:
        return text
    return units[: 2 * (longest - 1)].decode("utf-16-le", "ignore") + "…"


def _spell_link(link: re.Match[str]) -> str:
    address, words = link[1].strip(), link[2]
    if not address or address in words:
        return words
    return f"{words} ({address})"
