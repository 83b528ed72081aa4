"""What went wrong with a fetch, in words."""

import ssl

import httpcore

from bot.feeds.answers import Headers
from bot.feeds.fetched import FailureKind, FetchFailed
from bot.feeds.guard import AddressRefused, NameUnknown

_WORDS: tuple[tuple[type[Exception], FailureKind, str], ...] = (
    (httpcore.TimeoutException, FailureKind.TIMEOUT, "the server did not answer in time"),
    (httpcore.ProtocolError, FailureKind.PROTOCOL, "the server's answer is not proper HTTP"),
    (httpcore.ConnectError, FailureKind.CONNECT, "the server cannot be reached"),
)
_BROKEN_OFF = FetchFailed(FailureKind.CONNECT, "the connection broke off")


class FetchError(Exception):
    """Carries a failure out of the depth of one fetch."""

    def __init__(self, result: FetchFailed) -> None:
        super().__init__(result.detail)
        self.result = result


def fail(kind: FailureKind, detail: str) -> FetchError:
    return FetchError(FetchFailed(kind, detail))


def status_words(status: int, headers: Headers) -> str:
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return f"status {status}: a challenge page that only a browser passes"
    if status == 304:
        return "status 304 though nothing was asked conditionally"
    return f"status {status}"


def require_plain(body: bytes, headers: Headers) -> bytes:
    """The body, unless it came in an encoding other than gzip, which nobody asked for."""
    encodings = [part.strip().lower() for part in headers.get("content-encoding", "").split(",")]
    unknown = [part for part in encodings if part not in ("", "gzip", "x-gzip", "identity", "none", "utf-8")]
    if unknown and body.lstrip()[:1] not in (b"<", b"{", b"\xef"):
        raise fail(FailureKind.PROTOCOL, "the answer is packed in a way that was not asked for")
    return body


def explain(error: Exception) -> FetchFailed:
    """A connection's exception in words; nothing of its own text is passed on, for that may hold anything."""
    if isinstance(error, AddressRefused):
        return FetchFailed(FailureKind.REFUSED, str(error))
    if isinstance(error, NameUnknown):
        return FetchFailed(FailureKind.DNS, str(error))
    if tls_error := _tls_error(error):
        return FetchFailed(FailureKind.TLS, _tls_words(tls_error))
    return next((FetchFailed(kind, words) for cause, kind, words in _WORDS if isinstance(error, cause)), _BROKEN_OFF)


def _tls_error(error: Exception) -> ssl.SSLError | None:
    """The TLS error behind a connection's: httpcore drops the cause but keeps it as its own argument."""
    return next((part for part in (error, error.__cause__, *error.args) if isinstance(part, ssl.SSLError)), None)


def _tls_words(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not valid: {error.verify_message}"[:200]
    return "no encrypted connection could be agreed on"
