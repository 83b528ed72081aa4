"""Updates that Telegram brings, and what else comes to that door."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from telegram import Bot, Update

from bot.app import run as run_bot
from bot.clock import Clock, SystemClock
from bot.errors import StartFailed
from bot.simulator.person import Person
from bot.webhook import BODY_LIMIT, LOOK_SECONDS, SECRET_HEADER, Webhook
from config.settings import Settings, read_settings
from tests.clock import ManualClock
from tests.stories.conftest import TOKEN, Town
from tests.stories.test_first_day import until

SECRET = "s3cret-s3cret-s3cret"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def hooked(town: Town) -> Settings:
    port = free_port()
    return read_settings(
        **{name: getattr(town.settings, name) for name in town.settings.model_fields_set},
        webhook_url=f"http://127.0.0.1:{port}/hook",
        webhook_bind=f"127.0.0.1:{port}",
        webhook_secret=SECRET,
    )


@dataclass
class Door:
    """The webhook by itself; `handled` is what came through, as chat and text."""

    url: str
    handled: list[tuple[int, str]]
    held: asyncio.Event

    async def post(self, content: bytes | dict[str, Any], secret: str | None = SECRET) -> int:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        async with httpx.AsyncClient(trust_env=False) as client:
            given: dict[str, Any] = {"json": content} if isinstance(content, dict) else {"content": content}
            return (await client.post(self.url, headers=headers, timeout=20, **given)).status_code


def update(number: int, text: str = "/start", chat: int = 7001) -> dict[str, Any]:
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "text": text}
    return {"update_id": number, "message": message}


@asynccontextmanager
async def opened(town: Town, clock: Clock | None = None) -> AsyncIterator[Door]:
    settings, stop, held = hooked(town), asyncio.Event(), asyncio.Event()
    door = Door(settings.webhook_url, [], held)
    held.set()

    async def handle(update: Update) -> None:
        await held.wait()
        if update.effective_chat and update.message:
            door.handled.append((update.effective_chat.id, update.message.text or ""))

    async with Bot(TOKEN, base_url=town.served.base_url) as bot:
        webhook = Webhook(bot, handle, settings=settings, clock=clock or SystemClock())
        running = asyncio.create_task(webhook.run(stop))
        await until(lambda: town.simulator.webhook.url == settings.webhook_url)
        try:
            yield door
        finally:
            stop.set()
            await running


async def test_a_reader_is_answered_as_with_polling(town: Town, aida: Person) -> None:
    settings = hooked(town)
    stop = asyncio.Event()
    running = asyncio.create_task(run_bot(settings, stop=stop))
    await aida.starts()
    await aida.hears("Jarchy", within=20)
    assert town.simulator.webhook.secret == SECRET
    assert "message" in town.simulator.updates.allowed
    stop.set()
    await running
    await aida.says("/latest")
    assert len(town.simulator.updates) == 1
    async with town.bot():
        await aida.hears("CIVICUS Monitor", within=20)


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "ключ"])
async def test_without_the_secret_nobody_comes_in(town: Town, secret: str | None) -> None:
    async with opened(town) as door:
        if secret is not None and not secret.isascii():
            headers = [(SECRET_HEADER.encode(), secret.encode())]
            async with httpx.AsyncClient(trust_env=False) as client:
                assert (await client.post(door.url, headers=headers, json=update(1))).status_code == 403
        else:
            assert await door.post(update(1), secret) == 403
        assert door.handled == []
        assert await door.post(update(1)) == 200
        assert door.handled == [(7001, "/start")]


async def test_what_comes_again_is_handled_once_and_confirmed(town: Town) -> None:
    async with opened(town) as door:
        assert {await door.post(update(5, "five")) for _ in range(3)} == {200}
        assert door.handled == [(7001, "five")]


async def test_what_comes_late_is_handled_all_the_same(town: Town) -> None:
    async with opened(town) as door:
        for number in (9, 3, 7, 3, 9):
            assert await door.post(update(number, str(number))) == 200
        assert [text for _, text in door.handled] == ["9", "3", "7"]


async def test_a_chats_updates_keep_their_order_and_no_chat_waits_for_another(town: Town) -> None:
    async with opened(town) as door:
        door.held.clear()
        first = asyncio.create_task(door.post(update(1, "one")))
        await until(lambda: not first.done())
        second = asyncio.create_task(door.post(update(2, "two")))
        other = asyncio.create_task(door.post(update(3, "elsewhere", chat=7002)))
        await asyncio.wait({first, second, other}, timeout=0.2)
        assert not first.done()
        door.held.set()
        assert set(await asyncio.gather(first, second, other)) == {200}
        assert [text for chat, text in door.handled if chat == 7001] == ["one", "two"]
        assert len(door.handled) == 3


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"x" * (BODY_LIMIT + 1), 413),
        (b"", 400),
        (b"{", 400),
        (b"[1]", 400),
        (b'{"update_id": "one"}', 400),
        (b"[" * 100_000, 400),
        (b'{"update_id": 4, "message": {"nonsense": true}}', 200),
        (b'{"update_id": 5}', 200),
    ],
)
async def test_what_is_no_update_harms_nobody(town: Town, content: bytes, status: int) -> None:
    async with opened(town) as door:
        assert await door.post(content) == status
        assert await door.post(update(6, "after")) == 200
        assert door.handled[-1] == (7001, "after")


@pytest.mark.parametrize("secret", [SECRET, "wrong"])
async def test_an_endless_body_is_hung_up_on(town: Town, secret: str) -> None:
    written = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal written
        while written < 100 * BODY_LIMIT:
            written += 65536
            yield b"x" * 65536

    async with opened(town) as door:
        async with httpx.AsyncClient(trust_env=False) as client:
            with suppress(httpx.TransportError):  # it is cut off while it still writes
                await client.post(door.url, content=pieces(), headers={SECRET_HEADER: secret}, timeout=20)
        assert written < 50 * BODY_LIMIT
        assert await door.post(update(1)) == 200


async def test_who_takes_the_address_away_is_noticed(town: Town) -> None:
    clock = ManualClock()
    async with opened(town, clock) as door, Bot(TOKEN, base_url=town.served.base_url) as thief:
        await thief.delete_webhook()
        assert town.simulator.webhook.url == ""
        async with asyncio.timeout(10):
            while town.simulator.webhook.url != door.url:
                await clock.advance(LOOK_SECONDS)
                await asyncio.sleep(0.01)


async def test_other_ways_in_are_shut(town: Town) -> None:
    async with opened(town) as door, httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(door.url)).status_code in (403, 405)
        assert (await client.post(door.url + "/other", json=update(2))).status_code == 404


async def test_a_taken_port_is_told(town: Town) -> None:
    settings = hooked(town).model_copy(update={"webhook_bind": town.served.url.removeprefix("http://")})
    async with Bot(TOKEN, base_url=town.served.base_url) as bot:

        async def nobody(_: Update) -> None: ...

        with pytest.raises(ExceptionGroup) as group:
            await Webhook(bot, nobody, settings=settings, clock=SystemClock()).run(asyncio.Event())
    assert group.group_contains(StartFailed, match="WEBHOOK_BIND")
