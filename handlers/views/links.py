"""Addresses that may become links and buttons."""

import re
from urllib.parse import urlsplit

from markupsafe import Markup, escape

LISTING_PAGE = "https://monitor.civicus.org/country/kyrgyzstan/"
_LONGEST = 1000
"""Characters of an address once escaped: ten entries with their links must stay within what Telegram reads."""
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+|[0-9a-f.]*:[0-9a-f:.]*", re.IGNORECASE)
_BAD = re.compile(r"[\s<>\"\\]")


def checked(url: str | None, longest: int = _LONGEST) -> str | None:
    """The address if Telegram takes it as a link and as a button: http or https, a host with a dot, nobody's login.

    Telegram refuses the whole message for one bad button address, and drops a bad link in text without a word.
    """
    if not url or len(escape(url)) > longest or not url.isprintable() or _BAD.search(url):
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # reading either raises where it is malformed
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or "@" in parts.netloc:
        return None
    return url if _HOST.fullmatch(host or "") else None


def link(url: str | None, text: str) -> Markup:
    """The text, linked where the address is good."""
    good = checked(url)
    return Markup('<a href="{}">{}</a>').format(good, text) if good else escape(text)


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
