"""HTTP/1.1 to one server, as lean as it goes: a request is one write, its answer one future.

For the many small requests of which one message each is made. What it cannot tell apart is an error, never a guess:
`NotSent` before the first byte was written, `CutOff` after it.
"""

import asyncio
import ssl
from collections import deque
from dataclasses import dataclass
from http import HTTPStatus

from yarl import URL

LARGEST_HEAD = 65_536
LARGEST_BODY = 1_000_000
"""Bytes; an answer of the Bot API to one message has a few thousand."""

KEPT_FOR = 15.0
"""Seconds an unused line is kept: a server that closes it just as a request is written leaves that one in doubt."""


class NotSent(Exception):
    """Certainly nothing was written; the text is the name of what went wrong."""


class CutOff(Exception):
    """Something was written and no whole answer came; the text is the name of what went wrong."""


class Garbled(Exception):
    """What came is not HTTP/1.1."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: until a line is free and connected; for the request and its answer."""

    connect: float = 10.0
    total: float = 30.0


class Answer:
    """One response, put together from the pieces that come. `keeps`: the line can be used for another request."""

    def __init__(self) -> None:
        self.status = 0
        self.body = b""
        self.keeps = False
        self._buffer = bytearray()
        self._length: int | None = None
        self._chunked = False

    def feed(self, data: bytes) -> bool:
        """Whether the answer is whole now. Raises Garbled."""
        self._buffer += data
        while not self.status:
            if not self._read_head():
                return False
        if self._chunked:
            return self._read_chunks()
        if len(self._buffer) > LARGEST_BODY:
            raise Garbled
        return self._length is not None and self._take(self._length)

    def end(self) -> bool:
        """The server closed: whether that is where the answer was to end."""
        if not self.status or self._chunked or self._length is not None:
            return False
        self.body = bytes(self._buffer)
        return True

    def _take(self, length: int) -> bool:
        if len(self._buffer) < length:
            return False
        self.body = bytes(self._buffer[:length])
        self.keeps = self.keeps and len(self._buffer) == length
        return True

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > LARGEST_HEAD or not b"HTTP/1.".startswith(self._buffer[:7]):
                raise Garbled
            return False
        first, *lines = bytes(self._buffer[:end]).split(b"\r\n")
        del self._buffer[: end + 4]
        status = _status_of(first)
        if status >= HTTPStatus.OK:  # what comes before is an announcement
            self.status, self.keeps = status, first.startswith(b"HTTP/1.1")
            self._note(lines)
        return True

    def _note(self, lines: list[bytes]) -> None:
        for line in lines:
            name, _, value = line.partition(b":")
            match name.strip().lower():
                case b"content-length":
                    if not value.strip().isdigit():
                        raise Garbled
                    self._length = int(value)
                case b"transfer-encoding":
                    self._chunked = b"chunked" in value.lower()
                case b"connection":
                    self.keeps = self.keeps and b"close" not in value.lower()
        if self.status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
            self._length, self._chunked = 0, False

    def _read_chunks(self) -> bool:
        while True:
            end = self._buffer.find(b"\r\n")
            if end < 0:
                return False
            size = _chunk_size(self._buffer[:end])
            if len(self.body) + size > LARGEST_BODY:
                raise Garbled
            if not size:
                return self._skip_trailer(end)
            if len(self._buffer) < end + size + 4:
                return False
            self.body += self._buffer[end + 2 : end + 2 + size]
            del self._buffer[: end + size + 4]

    def _skip_trailer(self, end: int) -> bool:
        """Behind the last chunk: lines up to an empty one."""
        rest = self._buffer[end + 2 :]
        if not rest.startswith(b"\r\n") and b"\r\n\r\n" not in rest:
            return False
        self.keeps = self.keeps and rest == b"\r\n"
        return True


def _status_of(line: bytes) -> int:
    version, _, rest = line.partition(b" ")
    if version not in {b"HTTP/1.1", b"HTTP/1.0"} or not rest[:3].isdigit():
        raise Garbled
    return int(rest[:3])


def _chunk_size(line: bytearray) -> int:
    try:
        return int(line.partition(b";")[0], 16)
    except ValueError:
        raise Garbled from None


class Line(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self.idle_since = 0.0
        self.number = 0
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Answer] | None = None
        self._answer = Answer()

    @property
    def usable(self) -> bool:
        return self._transport is not None and self._waiter is None and not self._transport.is_closing()

    def send(self, request: bytes) -> "asyncio.Future[Answer]":
        """Write the request; the answer, or CutOff, comes with the future. `rest` has to follow."""
        if self._transport is None or self._transport.is_closing():
            raise NotSent("ConnectionResetError")
        self._answer = Answer()
        self._waiter = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiter

    def rest(self) -> None:
        """The request is over; the line is closed where its answer may still come."""
        if self._waiter is not None and (self._waiter.cancelled() or not self._waiter.done()):
            self.close()
        self._waiter = None
        self.number += 1

    def busy_with(self, number: int) -> bool:
        """Whether that request of this line is still waiting for its answer."""
        return self.number == number and self._waiter is not None and not self._waiter.done()

    def give_up(self) -> None:
        """The answer takes too long."""
        self._fail(TimeoutError())

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # create_connection's is a Transport

    def data_received(self, data: bytes) -> None:
        if self._waiter is None or self._waiter.done():
            self.close()  # nobody asked
            return
        try:
            whole = self._answer.feed(data)
        except Garbled as error:
            self._fail(error)
        else:
            if whole:
                self._finish()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._waiter is not None and not self._waiter.done():
            if exc is None and self._answer.end():
                self._waiter.set_result(self._answer)
            else:
                self._fail(exc or ConnectionResetError())

    def _finish(self) -> None:
        if self._waiter is not None:
            self._waiter.set_result(self._answer)
        if not self._answer.keeps:
            self.close()

    def _fail(self, error: Exception) -> None:
        if self._waiter is not None:
            self._waiter.set_exception(CutOff(type(error).__name__))
        self.close()


class Lines:
    """Lines to the server of `url`, at most `connections`, the one used last first."""

    def __init__(self, url: URL, *, connections: int, timeouts: Timeouts) -> None:
        self._host, self._port = url.host or "", url.port or 443
        self._tls = ssl.create_default_context() if url.scheme == "https" else None
        self._timeouts = timeouts
        self._idle: deque[Line] = deque()
        self._room = asyncio.Semaphore(connections)
        self._loop = asyncio.get_running_loop()
        self._asked: deque[tuple[float, Line, int]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def ask(self, request: bytes) -> Answer:
        """The answer to a whole HTTP request; raises NotSent, CutOff."""
        line = await self._take()
        try:
            answer = line.send(request)
            self._note_deadline(line)
            return await answer
        finally:
            line.rest()
            self._put_back(line)

    def _note_deadline(self, line: Line) -> None:
        while self._asked and not self._asked[0][1].busy_with(self._asked[0][2]):
            self._asked.popleft()
        self._asked.append((self._loop.time() + self._timeouts.total, line, line.number))
        if self._timer is None:
            self._timer = self._loop.call_at(self._asked[0][0], self._watch)

    def _watch(self) -> None:
        """End what has taken too long; one timer for all, since all have the same time."""
        now = self._loop.time()
        while self._asked and (self._asked[0][0] <= now or not self._asked[0][1].busy_with(self._asked[0][2])):
            _, line, number = self._asked.popleft()
            if line.busy_with(number):
                line.give_up()
        self._timer = self._loop.call_at(self._asked[0][0], self._watch) if self._asked else None

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        while self._idle:
            self._idle.pop().close()

    async def _take(self) -> Line:
        if not self._room.locked():
            await self._room.acquire()  # at once
            line = self._idle_line()
            return line if line is not None else await self._connect_or_leave()
        try:
            async with asyncio.timeout(self._timeouts.connect):
                await self._room.acquire()
        except TimeoutError:
            raise NotSent("no line free") from None
        line = self._idle_line()
        return line if line is not None else await self._connect_or_leave()

    async def _connect_or_leave(self) -> Line:
        try:
            return await self._connect()
        except BaseException:
            self._room.release()
            raise

    async def _connect(self) -> Line:
        try:
            async with asyncio.timeout(self._timeouts.connect):
                _, line = await self._loop.create_connection(Line, self._host, self._port, ssl=self._tls)
        except (OSError, ValueError) as error:  # a refusal, a timeout, no address, no TLS
            raise NotSent(type(error).__name__) from None
        return line

    def _idle_line(self) -> Line | None:
        oldest = self._loop.time() - KEPT_FOR
        while self._idle and self._idle[0].idle_since < oldest:
            self._idle.popleft().close()
        while self._idle:
            line = self._idle.pop()
            if line.usable:
                return line
        return None

    def _put_back(self, line: Line) -> None:
        if line.usable:
            line.idle_since = self._loop.time()
            self._idle.append(line)
        self._room.release()
