"""JSON Feed 1.0 and 1.1."""

import json
from collections.abc import Mapping

from bot.feeds.document import RawEntry, RawFeed

Fields = Mapping[str, object]


def read_json_feed(text: str, url: str) -> RawFeed | None:
    """The items of a JSON Feed given as text; None when it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        return None
    items = [item for item in found["items"] if isinstance(item, dict)]
    if "jsonfeed.org" not in _text(found, "version") and not any(map(_is_item, items)):
        return None
    return RawFeed(
        entries=tuple(map(_entry, items)),
        shape="json",
        base=url,
        title=_text(found, "title"),
        language=_text(found, "language") or None,
        next_page=_text(found, "next_url") or None,
    )


def _is_item(item: Fields) -> bool:
    return "id" in item and any(key in item for key in ("url", "content_html", "content_text", "title"))


def _entry(item: Fields) -> RawEntry:
    return RawEntry(
        guid=_text(item, "id"),
        hrefs=tuple(href for href in (_text(item, "url"), _text(item, "external_url")) if href),
        title=_text(item, "title"),
        text=_text(item, "content_html") or _text(item, "content_text") or _text(item, "summary"),
        date=_text(item, "date_published") or _text(item, "date_modified"),
        language=_text(item, "language") or None,
    )


def _text(fields: Fields, key: str) -> str:
    """A string; numbers, which many write for ids and dates, as one."""
    value = fields.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)
