"""`jarchy publish`: the latest incidents as an Atom feed (RFC 4287) and a page, for readers without the bot."""

import html
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape, quoteattr

from handlers.views.links import LISTING_PAGE
from handlers.views.text import clean, clean_lines, shorten
from store.entry import Entry

FEED_NAME, PAGE_NAME = "feed.xml", "index.html"
_SUMMARY = 600
_PUBLIC = 0o644
_TITLE = "Jarchy: civic space in Kyrgyzstan"
_STYLE = (
    "body{font:1rem/1.5 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "article{margin:1.5rem 0}h2{font-size:1.1rem;margin:0}small{color:#555}"
)


def publish(folder: Path, entries: Sequence[Entry], *, now: datetime, url: str = "", operator: str = "") -> None:
    """Write both files into `folder`, each in one step; anybody may read them. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / FEED_NAME, render_feed(entries, now=now, url=url, operator=operator))
    _write(folder / PAGE_NAME, render_page(entries, now=now, operator=operator))


def render_feed(entries: Sequence[Entry], *, now: datetime, url: str = "", operator: str = "") -> str:
    """Atom. `url` is where the folder is served; without it the feed names no address of its own."""
    base = f"{url.rstrip('/')}/" if url else ""
    own = f"<link rel={quoteattr('self')} href={quoteattr(urljoin(base, FEED_NAME))}/>" if base else ""
    updated = max((_updated(entry) for entry in entries), default=now)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{_id(base or 'jarchy:mirror')}</id><title>{_TITLE}</title><updated>{_iso(updated)}</updated>{own}\n"
        f"<author><name>{escape(clean(operator) or 'Jarchy')}</name></author>\n"
        + "".join(map(_entry, entries))
        + "</feed>\n"
    )


def render_page(entries: Iterable[Entry], *, now: datetime, operator: str = "") -> str:
    """HTML without scripts; nothing is loaded from elsewhere, and links tell nobody where the reader came from."""
    kept_by = f" Kept by {html.escape(clean(operator))}." if clean(operator) else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">\n'
        f'<link rel="alternate" type="application/atom+xml" href="{FEED_NAME}">\n'
        f"<title>{_TITLE}</title><style>{_STYLE}</style></head>\n<body><h1>{_TITLE}</h1>\n"
        f'<p>As of {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC.{kept_by} <a href="{FEED_NAME}">Follow as a feed</a>.</p>\n'
        + "".join(map(_article, entries))
        + "</body></html>\n"
    )


def _entry(entry: Entry) -> str:
    address = _address(entry)
    link = f"<link href={quoteattr(address)}/>" if address else ""
    published = f"<published>{_iso(entry.published_at)}</published>" if entry.published_at else ""
    name = address or f"{entry.outlet}:{entry.external_id or entry.id}"
    return (
        f"<entry xml:lang={quoteattr(entry.language)}><id>{_id(name)}</id><title>{escape(clean(entry.title))}</title>\n"
        f"{link}{published}<updated>{_iso(_updated(entry))}</updated><author><name>{escape(clean(entry.outlet))}</name>"
        f"</author>\n<summary>{escape(_summary(entry))}</summary></entry>\n"
    )


def _article(entry: Entry) -> str:
    title, address = html.escape(clean(entry.title)), _address(entry)
    heading = f'<a rel="noreferrer" href="{html.escape(address)}">{title}</a>' if address else title
    edited = ", edited since" if entry.edited_at else ""
    return (
        f'<article lang="{html.escape(entry.language)}"><h2>{heading}</h2>\n'
        f"<small>{html.escape(clean(entry.outlet))}, {_day(entry)}{edited}</small>\n"
        f"<p>{html.escape(_summary(entry))}</p></article>\n"
    )


def _summary(entry: Entry) -> str:
    return shorten(clean_lines(entry.text), _SUMMARY)


def _address(entry: Entry) -> str:
    """The entry's address where it is http or https, and its own."""
    url = clean(entry.url or "")
    return url if urlsplit(url).scheme in {"http", "https"} and url != LISTING_PAGE else ""


def _day(entry: Entry) -> str:
    if entry.period:
        return f"{entry.period.start} to {entry.period.end}"
    return f"{entry.published_at.astimezone(UTC):%Y-%m-%d}" if entry.published_at else "undated"


def _updated(entry: Entry) -> datetime:
    return entry.edited_at or entry.published_at or entry.read_at


def _id(name: str) -> str:
    """An id that is the same at each writing, whatever characters the name holds."""
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.chmod(_PUBLIC)
    fresh.replace(path)
