"""Which addresses may be fetched, and where a redirect leads."""

import contextlib

import httpx

from bot.feeds.answers import Headers
from bot.feeds.failing import FetchError, fail
from bot.feeds.fetched import FailureKind, FetchFailed

_URL_LIMIT = 4_096


def check_url(text: str) -> httpx.URL:
    """The address without its fragment; FetchError when it is not plain http or https."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, TypeError, ValueError, UnicodeError) as error:
        raise fail(FailureKind.REFUSED, "the address cannot be understood") from error
    if url.scheme not in ("http", "https"):
        raise fail(FailureKind.REFUSED, "only http and https addresses are fetched")
    if url.userinfo:
        raise fail(FailureKind.REFUSED, "addresses with a user name or password are not fetched")
    if not url.raw_host:
        raise fail(FailureKind.REFUSED, "the address names no host")
    if len(text) > _URL_LIMIT:
        raise fail(FailureKind.REFUSED, "the address is too long")
    return url.copy_with(fragment=None)


def redirect_target(url: httpx.URL, headers: Headers, status: int) -> httpx.URL:
    """Where the Location header leads; FetchError when that may not be fetched."""
    location = headers.get("location", "")
    if not location:
        raise FetchError(FetchFailed(FailureKind.STATUS, f"status {status} without saying where to", status=status))
    # Servers write UTF-8 into the header as it is; its bytes come as latin-1.
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        joined = url.join(location)
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise fail(FailureKind.REDIRECTS, "redirected to an address that cannot be understood") from error
    return check_url(str(joined))


def downgrades(url: httpx.URL, target: httpx.URL) -> bool:
    """Whether a redirect gives encryption up."""
    return url.scheme == "https" and target.scheme == "http"
