"""An emulator of Telegram that shares nothing with the simulator: each chat has mishaps of its own, in many words."""

import asyncio
import contextlib
import json
import random
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from bot.clock import Clock
from tests.delivery.wire import read_request

BLOCKED = (
    (403, "Forbidden: bot was blocked by the user"),
    (403, "Forbidden: user is deactivated"),
    (403, "Forbidden: bot can't initiate conversation with a user"),
    (400, "Bad Request: chat not found"),
    (400, "Bad Request: PEER_ID_INVALID"),
    (400, "Bad Request: user not found"),
)
EXPELLED = (
    (403, "Forbidden: bot was kicked from the group chat"),
    (403, "Forbidden: bot was kicked from the supergroup chat"),
    (403, "Forbidden: bot is not a member of the channel chat"),
    (403, "Forbidden: the group chat was deleted"),
    (400, "Bad Request: not enough rights to send text messages to the chat"),
    (400, "Bad Request: need administrator rights in the channel chat"),
    (400, "Bad Request: have no rights to send a message"),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    (400, "Bad Request: message thread not found"),
    (400, "Bad Request: TOPIC_CLOSED"),
    (400, "Bad Request: TOPIC_DELETED"),
)
PAGE = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
STALLED = 30.0  # seconds of the real clock, longer than any client of the tests waits

Mishap = Callable[["City", int, str, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class City:
    """What each chat took, and how often it was left open whether it took something."""

    clock: Clock
    url: str = ""
    scripts: dict[int, deque[Mishap]] = field(default_factory=lambda: defaultdict(deque))
    moved: dict[int, int] = field(default_factory=dict)
    closed: dict[int, tuple[int, str]] = field(default_factory=dict)
    took: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    doubts: Counter[int] = field(default_factory=Counter)
    resting: dict[int, float] = field(default_factory=dict)
    all_resting: float = 0.0
    impatient: int = 0

    async def answer(self, chat: int, text: str, writer: asyncio.StreamWriter) -> None:
        now = self.clock.monotonic()
        rest = max(self.resting.get(chat, 0.0), self.all_resting) - now
        if rest > 0:
            self.impatient += self.resting.get(chat, 0.0) > now
            await self.refuse(writer, 429, f"Too Many Requests: retry after {int(rest) + 1}", retry_after=int(rest) + 1)
        elif chat in self.closed:
            await self.refuse(writer, *self.closed[chat])
        elif chat in self.moved:
            said = "Bad Request: group chat was upgraded to a supergroup chat"
            await self.refuse(writer, 400, said, migrate_to_chat_id=self.moved[chat])
        elif self.scripts[chat]:
            await self.scripts[chat].popleft()(self, chat, text, writer)
        else:
            await self.take(chat, text, writer)

    async def take(self, chat: int, text: str, writer: asyncio.StreamWriter) -> None:
        self.accept(chat, text)
        await write(writer, 200, {"ok": True, "result": {"message_id": len(self.took[chat]), "chat": {"id": chat}}})

    async def refuse(self, writer: asyncio.StreamWriter, status: int, said: str, **parameters: int) -> None:
        body: dict[str, object] = {"ok": False, "error_code": status, "description": said}
        await write(writer, status, body | ({"parameters": parameters} if parameters else {}))

    def accept(self, chat: int, text: str) -> None:
        self.took[chat].append(text)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                path, body = await read_request(reader)
                if path.endswith("/sendMessage"):
                    asked = json.loads(body)
                    await self.answer(asked["chat_id"], asked["text"], writer)
                else:
                    await write(writer, 200, {"ok": True, "result": {"id": 1, "is_bot": True}})


async def write(writer: asyncio.StreamWriter, status: int, body: dict[str, object] | bytes) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content)
    await writer.drain()


async def flood(city: City, chat: int, _: str, writer: asyncio.StreamWriter, *, seconds: int, all_: bool) -> None:
    until = city.clock.monotonic() + seconds
    if all_:
        city.all_resting = until
    else:
        city.resting[chat] = until
    await city.refuse(writer, 429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


async def fail(city: City, _: int, __: str, writer: asyncio.StreamWriter) -> None:
    await city.refuse(writer, 500, "Internal Server Error")


async def gateway(_: City, __: int, ___: str, writer: asyncio.StreamWriter) -> None:
    await write(writer, 502, PAGE)


async def vanish(city: City, chat: int, text: str, writer: asyncio.StreamWriter, *, way: str, taken: bool) -> None:
    """No answer that can be read, whether the message was taken or not."""
    city.doubts[chat] += 1
    if taken:
        city.accept(chat, text)
    if way == "page":
        await write(writer, 200, PAGE)
    elif way == "stall":
        await asyncio.sleep(STALLED)
    else:
        if way == "half":
            writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"ok": tr')
        writer.transport.abort()


def draw_mishap(rng: random.Random) -> Mishap:
    """One that passes; a refusal meant for all is rare, as it delays all."""
    if rng.random() < 0.01:
        return partial(flood, seconds=rng.randint(1, 60), all_=True)
    ways: list[Mishap] = [fail, gateway]
    ways.append(partial(flood, seconds=rng.randint(1, 60), all_=False))
    for way in ("page", "stall", "reset", "half"):
        ways += [partial(vanish, way=way, taken=True), partial(vanish, way=way, taken=False)]
    return rng.choice(ways)


@asynccontextmanager
async def serve_city(clock: Clock) -> AsyncIterator[City]:
    city = City(clock)
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            await city.serve(reader, writer)
        except asyncio.CancelledError:
            pass
        finally:
            writer.transport.abort()
            serving.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    city.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield city
    finally:
        server.close()
        for task in list(serving):
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
