"""Requests to the Bot API: small ones over lines of our own, files through aiohttp."""

from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from bot.delivery.line import LARGEST_BODY, CutOff, Lines, NotSent, Timeouts

UPLOAD_TIMEOUT = 120.0
"""Seconds."""

_NEVER_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.ClientProxyConnectionError,
)
"""How a request ends of which no byte was written: no address, refused, no TLS, no connection in time."""


class Session:
    """Used as a context. Raises NotSent where certainly nothing was written, and CutOff where that is not known."""

    def __init__(self, *, connections: int = 256, timeouts: Timeouts | None = None) -> None:
        self._connections = connections
        self._timeouts = timeouts or Timeouts()
        self._lines: dict[URL, Lines] = {}
        self._doors: dict[URL, tuple[Lines, bytes]] = {}
        self._uploads: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for lines in self._lines.values():
            lines.close()
        if self._uploads is not None:
            await self._uploads.close()

    async def post_json(self, url: URL, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        door = self._doors.get(url)
        if door is None:
            door = self._doors[url] = (self._lines_to(url.origin()), _head_of(url))
        lines, head = door
        answer = await lines.ask(b"%b%d\r\n\r\n%b" % (head, len(body), body))
        return answer.status, answer.body

    def _lines_to(self, origin: URL) -> Lines:
        lines = self._lines.get(origin)
        if lines is None:
            lines = self._lines[origin] = Lines(origin, connections=self._connections, timeouts=self._timeouts)
        return lines

    async def post_form(self, url: URL, form: aiohttp.FormData) -> tuple[int, bytes]:
        """As `post_json`, for a form with a file; it has two minutes."""
        timeout = aiohttp.ClientTimeout(total=UPLOAD_TIMEOUT, connect=self._timeouts.connect)
        if self._uploads is None:
            self._uploads = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        try:
            async with self._uploads.post(url, data=form, allow_redirects=False, timeout=timeout) as response:
                body = await response.content.read(LARGEST_BODY)
                while not response.content.at_eof() and len(body) < LARGEST_BODY:
                    body += await response.content.read(LARGEST_BODY)
                return response.status, body
        except _NEVER_SENT as failure:
            raise NotSent(type(failure).__name__) from None
        except (aiohttp.ClientError, OSError, ValueError) as failure:
            raise CutOff(type(failure).__name__) from None


def _head_of(url: URL) -> bytes:
    host = url.host_port_subcomponent or ""
    return (
        f"POST {url.raw_path_qs} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Jarchy\r\nAccept: application/json\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    ).encode()
