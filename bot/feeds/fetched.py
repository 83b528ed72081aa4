"""What is asked of a fetch, and what comes of it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

USER_AGENT = "Jarchy/0.1 (feed reader; polls for civic-space news)"


class FailureKind(StrEnum):
    """Why a fetch brought nothing."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    STATUS = "status"
    TOO_LARGE = "too_large"
    CUT_SHORT = "cut_short"
    REDIRECTS = "redirects"
    REFUSED = "refused"
    PROTOCOL = "protocol"


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """An address and the validators its last answer gave. `ca_file` is a PEM file trusted for this feed besides."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    user_agent: str = USER_AGENT
    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body, unpacked. `url_final` is where it came from after redirects.

    `permanent_url` is the end of the unbroken run of 301 and 308 that began at the address asked for. `max_age` is what
    Cache-Control or Expires ask for.
    """

    body: bytes
    content_type: str
    charset: str | None
    etag: str | None
    last_modified: str | None
    url_final: str
    permanent_url: str | None = None
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that nothing changed since the validators sent; it may have given new ones."""

    etag: str | None
    last_modified: str | None
    url_final: str
    permanent_url: str | None = None
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """`detail` is one short line in plain English without credentials. `retry_after` is what the server asked for."""

    kind: FailureKind
    detail: str
    retry_after: timedelta | None = None
    status: int | None = None


FetchResult = Fetched | NotModified | FetchFailed
