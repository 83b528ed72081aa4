"""Real HTTP servers on loopback, well-behaved and not."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    headers: dict[str, str]


Handler = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Site:
    """A running server: its port, and the requests it has had."""

    port: int
    scheme: str
    requests: list[Request] = field(default_factory=list)

    def url(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


@contextlib.asynccontextmanager
async def serve(handler: Handler, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    """One request a connection; the handler writes the whole answer."""
    site = Site(0, "https" if tls else "http")
    answers: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            request = _read(await reader.readuntil(b"\r\n\r\n"))
            site.requests.append(request)
            await handler(request, writer)
            await writer.drain()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers.add(asyncio.create_task(answer(reader, writer)))

    server = await asyncio.start_server(begin, "127.0.0.1", 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        for task in answers:
            task.cancel()
        await asyncio.gather(*answers, return_exceptions=True)


def _read(head: bytes) -> Request:
    lines = head.decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in lines[1:] if line)
    return Request(lines[0].split(" ")[1], {name.lower(): value.strip() for name, _, value in fields})


def answering(body: bytes = b"", *, status: int = 200, headers: dict[str, str] | None = None) -> Handler:
    """A handler that gives the same answer to everybody."""

    async def handle(_: Request, writer: asyncio.StreamWriter) -> None:
        write(writer, body, status=status, headers=headers)

    return handle


def write(
    writer: asyncio.StreamWriter, body: bytes = b"", *, status: int = 200, headers: dict[str, str] | None = None
) -> None:
    fields = {"Content-Length": str(len(body)), "Connection": "close", **(headers or {})}
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in fields.items())]
    writer.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)


def redirecting(routes: dict[str, tuple[int, str]], body: bytes = b"<rss/>") -> Handler:
    """A handler that redirects some paths and answers the others."""

    async def handle(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.path in routes:
            status, target = routes[request.path]
            write(writer, status=status, headers={"Location": target})
        else:
            write(writer, body)

    return handle
