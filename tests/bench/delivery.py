"""How fast messages leave: under Telegram's limits, and with limits lifted beside the clients that are there already.

Run with `python -m tests.bench.delivery`. The Bot API is a bare server in a process of its own.
"""

import asyncio
import json
import logging
import multiprocessing
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from markupsafe import Markup
from telegram import Bot
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.amending import AmendingSender
from bot.clock import SystemClock
from bot.delivery.courier import Courier
from bot.delivery.limiter import Limiter
from bot.delivery.limits import Limits
from bot.delivery.ptb_limiter import PtbLimiter
from bot.delivery.session import Session
from bot.metrics import Metrics
from handlers.call import Message
from store.delivery import ClaimedDelivery
from store.lexicon.terms import TermLexicon
from store.sqlite.open import SqliteStore, open_store

TOKEN = "123456:not-a-real-token"
TEXT = "<b>24.kg</b>: a court in Bishkek, a journalist, a verdict. " * 4
STRICT = 600
LIFTED = 4000
ROUNDS = 5
IN_FLIGHT = 64


class StrictServer:
    """Takes sendMessage and answers at once; with `strict`, refuses the 31st in any second."""

    def __init__(self, *, strict: bool, penalty: float) -> None:
        self.strict, self.penalty = strict, penalty
        self.taken, self.refused, self.closed_until = 0, 0, 0.0
        self.latest: deque[float] = deque()

    def answer(self, path: bytes) -> bytes:
        if path.endswith(b"/count"):
            return response(200, {"taken": self.taken, "refused": self.refused})
        left = self.refusal(time.monotonic()) if self.strict else 0
        if left:
            said = f"Too Many Requests: retry after {left}"
            body = {"ok": False, "error_code": 429, "description": said, "parameters": {"retry_after": left}}
            return response(429, body)
        self.taken += 1
        return TAKEN

    def refusal(self, now: float) -> int:
        """Seconds to wait, 0 when the message is taken."""
        while self.latest and self.latest[0] <= now - 1.0:
            self.latest.popleft()
        if len(self.latest) < 30 and now >= self.closed_until:
            self.latest.append(now)
            return 0
        self.refused += 1
        if now >= self.closed_until:
            self.closed_until = now + self.penalty
        return max(1, round(self.closed_until - now))


class Requests(asyncio.Protocol):
    """HTTP as far as this needs it, so that the server is not what is measured."""

    def __init__(self, server: StrictServer) -> None:
        self.server, self.buffer = server, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, separator, rest = self.buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        said = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        length = int(said or b"0")
        if len(rest) >= length:
            self.buffer = rest[length:]
            self.transport.write(self.server.answer(head.split(b" ", 2)[1]))


def response(status: int, body: object) -> bytes:
    content = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


CHAT = {"id": 1, "type": "private", "first_name": "R"}
TAKEN = response(200, {"ok": True, "result": {"message_id": 1, "date": 1, "chat": CHAT, "text": "x"}})


def serve_alone(port: Connection, strict: bool, penalty: float) -> None:
    async def run() -> None:
        state = StrictServer(strict=strict, penalty=penalty)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Requests(state), "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


@asynccontextmanager
async def api(*, strict: bool, penalty: float = 1.0) -> AsyncIterator[str]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=serve_alone, args=(there, strict, penalty), daemon=True
    )
    process.start()
    try:
        yield f"http://127.0.0.1:{await asyncio.to_thread(here.recv)}"
    finally:
        process.terminate()
        process.join()


async def counts(url: str) -> tuple[int, int]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/count") as answer:
        found = await answer.json()
        return found["taken"], found["refused"]


async def render(delivery: ClaimedDelivery) -> Message | None:
    return Message(Markup(TEXT))


def settle_readers(connection: sqlite3.Connection, number: int) -> None:
    """All readers in one transaction; one by one each would wait for the disk."""
    connection.executemany(
        "INSERT INTO subscriber (chat_id, kind, language, joined_week) VALUES (?, 'private', 'en', '2026-W01')",
        [(chat,) for chat in range(1, number + 1)],
    )


@asynccontextmanager
async def full_outbox(number: int) -> AsyncIterator[SqliteStore]:
    """A store of `number` readers with one broadcast for each."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(Path(folder) / "bench.db", TermLexicon({}, {}, {})) as store:
            now = SystemClock().now()
            await store.database.write(lambda connection: settle_readers(connection, number))
            await store.outbox.announce({"*": "x"}, created_by=1, key="bench", now=now)
            yield store


@dataclass
class Stopwatch:
    """Seconds by the wall and of this process's CPU."""

    wall: float = 0.0
    cpu: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall, self.cpu = time.perf_counter() - wall, time.process_time() - cpu


async def run_courier(url: str, number: int, limits: Limits) -> Stopwatch:
    """Outbox, limiter, sender and metrics as the bot has them."""
    clock, rng, watch, metrics = SystemClock(), random.Random(1), Stopwatch(), Metrics()
    limiter = Limiter(clock, limits, on_wait=metrics.note_wait)
    async with full_outbox(number) as store, Session() as session:
        sender = AmendingSender(url, TOKEN, session=session, limiter=limiter, clock=clock, rng=rng)
        sender.halted = lambda: store.panic.on
        courier = Courier(
            store.outbox, sender, render, limiter=limiter, clock=clock, rng=rng, on_outcome=metrics.note_outcome
        )
        stop = asyncio.Event()
        with watch.running():
            running = asyncio.create_task(courier.run(stop))
            await courier.until_empty()
        stop.set()
        await running
    return watch


async def run_aiohttp(url: str, number: int, limits: Limits) -> Stopwatch:
    """The bare client: no outbox, no limiter."""
    watch, chats = Stopwatch(), iter(range(1, number + 1))

    async def work(session: aiohttp.ClientSession) -> None:
        for chat in chats:
            body = {"chat_id": chat, "text": TEXT, "parse_mode": "HTML"}
            async with session.post(f"{url}/bot{TOKEN}/sendMessage", json=body) as answer:
                await answer.json()

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=IN_FLIGHT)) as session:
        with watch.running():
            await asyncio.gather(*(work(session) for _ in range(IN_FLIGHT)))
    return watch


async def run_library(url: str, number: int, limits: Limits) -> Stopwatch:
    """python-telegram-bot's plain `send_message`, 16 at a time."""
    watch, chats = Stopwatch(), iter(range(1, number + 1))
    bot = Bot(TOKEN, base_url=f"{url}/bot", request=HTTPXRequest(connection_pool_size=16))

    async def work() -> None:
        for chat in chats:
            await bot.send_message(chat, TEXT, parse_mode="HTML")

    with watch.running():
        await asyncio.gather(*(work() for _ in range(16)))
    await bot.shutdown()
    return watch


async def run_library_limiter(url: str, number: int, limits: Limits) -> Stopwatch:
    """python-telegram-bot behind its own `AIORateLimiter`, which must be told to try again after a refusal."""
    limiter = AIORateLimiter(max_retries=20)
    bot = ExtBot(TOKEN, base_url=f"{url}/bot", rate_limiter=limiter, request=HTTPXRequest(connection_pool_size=64))
    return await send_all(bot, number)


async def run_our_limiter(url: str, number: int, limits: Limits) -> Stopwatch:
    """python-telegram-bot behind our limiter."""
    limiter = PtbLimiter(Limiter(SystemClock(), limits))
    bot = ExtBot(TOKEN, base_url=f"{url}/bot", rate_limiter=limiter, request=HTTPXRequest(connection_pool_size=64))
    return await send_all(bot, number)


async def send_all(bot: ExtBot[Any], number: int) -> Stopwatch:
    watch = Stopwatch()
    with watch.running():
        await asyncio.gather(*(bot.send_message(chat, TEXT, parse_mode="HTML") for chat in range(1, number + 1)))
    await bot.shutdown()
    return watch


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


Runner = Callable[[str, int, Limits], Awaitable[Stopwatch]]


async def show(name: str, run: Runner, number: int, limits: Limits, *, strict: bool, penalty: float = 1.0) -> float:
    """Run it against a fresh server and print one line; the rate."""
    async with api(strict=strict, penalty=penalty) as url:
        watch = await run(url, number, limits)
        taken, refused = await counts(url)
    rate = taken / watch.wall
    cost = 1000 * watch.cpu / max(1, taken)
    say(f"  {name:<44} {rate:8.1f}/s  {refused:5d} refused  {cost:6.2f} ms CPU")
    return rate


async def compare() -> None:
    say(f"30 in any second, {STRICT} messages; a refusal closes for 1 second:")
    await show("courier, outbox included", run_courier, STRICT, Limits(), strict=True)
    await show("python-telegram-bot, our limiter", run_our_limiter, STRICT, Limits(), strict=True)
    if find_spec("aiolimiter") is None:
        say("  python-telegram-bot, its AIORateLimiter: not measured, aiolimiter is not installed")
    else:
        await show("python-telegram-bot, its AIORateLimiter", run_library_limiter, STRICT, Limits(), strict=True)
    say(f"No limits, {LIFTED} messages, by turns:")
    free = Limits(per_second=100_000, private=(), private_answers=())
    ratios = []
    for _ in range(ROUNDS):
        bare = await show("aiohttp, bare", run_aiohttp, LIFTED, free, strict=False)
        ours = await show("courier, outbox included", run_courier, LIFTED, free, strict=False)
        ratios.append(ours / bare)
    await show("python-telegram-bot, plain send_message", run_library, LIFTED // 4, free, strict=False)
    say(f"  courier / bare aiohttp: {statistics.median(ratios):.2f} in the middle of {ROUNDS} rounds")


def main() -> None:
    """Print the figures; about a minute and a half."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    os.environ["PTB_TIMEDELTA"] = "true"
    asyncio.run(compare())


if __name__ == "__main__":
    main()
