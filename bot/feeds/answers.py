"""Reading the headers of an answer."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

Headers = dict[str, str]

_VALIDATOR_LIMIT = 1_000
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]{2,40})", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def read_headers(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Names in lower case; a repeated header's values are joined by commas."""
    headers: Headers = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1").strip()
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def content_type(headers: Headers) -> tuple[str, str | None]:
    """The media type in lower case ("" when there is none) and the charset."""
    value = headers.get("content-type", "")[:500]
    charset = _CHARSET.search(value)
    return value.partition(";")[0].strip().lower(), charset[1].lower() if charset else None


def validator(headers: Headers, name: str) -> str | None:
    """An ETag or Last-Modified that can be sent back: printable ASCII, not absurdly long."""
    value = headers.get(name)
    return value if value and len(value) <= _VALIDATOR_LIMIT and value.isascii() and value.isprintable() else None


def retry_after(headers: Headers, *, now: datetime) -> timedelta | None:
    """Seconds or a date, read against the server's own clock where it shows it. Never negative; not capped here."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d+)?", value):
        return timedelta(seconds=float(value))
    return _until(value, headers, now)


def max_age(headers: Headers, *, now: datetime) -> timedelta | None:
    """How long the answer stays fresh, None when it does not say or forbids keeping it."""
    control = headers.get("cache-control", "")
    if re.search(r"no-store|no-cache", control, re.IGNORECASE):
        return None
    if found := _MAX_AGE.search(control):
        age = headers.get("age", "")
        spent = int(age) if re.fullmatch(r"\d{1,9}", age) else 0
        return timedelta(seconds=max(0, int(found[1]) - spent)) or None
    return _until(headers.get("expires", ""), headers, now) or None


def _until(value: str, headers: Headers, now: datetime) -> timedelta | None:
    when = _http_date(value)
    if when is None:
        return None
    return max(timedelta(0), when - (_http_date(headers.get("date", "")) or now))


def _http_date(value: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(value)
        return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
