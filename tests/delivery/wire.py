"""A server that does to a request what a test tells it to, down to the bytes."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Answering = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Wire:
    """What came in, and how the next requests are answered (the last way again and again)."""

    url: str = ""
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    ways: list[Answering] = field(default_factory=list)
    connections: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)


def answer(body: object, status: int = 200, content_type: str = "application/json") -> Answering:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def write(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nContent-Length: {len(content)}\r\n\r\n"
        writer.write(head.encode() + content)
        await writer.drain()

    return write


def taken(message_id: int = 1) -> Answering:
    return answer({"ok": True, "result": {"message_id": message_id}})


def refused(code: int, description: str, **parameters: int) -> Answering:
    body = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
    return answer(body, status=code)


async def reset(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


async def cut_short(writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"ok": tr')
    await writer.drain()
    writer.close()


async def babble(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\x01 this is not HTTP\r\n\r\n")
    await writer.drain()
    writer.close()


async def stall(writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


@asynccontextmanager
async def serve_wire(*ways: Answering) -> AsyncIterator[Wire]:
    wire = Wire(ways=list(ways))
    handlers: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        handlers.add(task)
        wire.connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                wire.requests.append(await read_request(reader))
                wire.arrived.set()
                way = wire.ways.pop(0) if len(wire.ways) > 1 else wire.ways[0]
                await way(writer)
        writer.close()
        handlers.discard(task)

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    wire.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield wire
    finally:
        server.close()
        for task in list(handlers):
            task.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)


async def read_request(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = next((int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0)
    return head.split(" ")[1], await reader.readexactly(length)
