"""Updates brought to a webhook on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot

from bot.simulator.server import serve
from bot.simulator.simulator import Simulator
from tests.simulator.conftest import TOKEN, plain_request


@dataclass
class Hook:
    """Takes updates; answers with `statuses` in turn, then with 200."""

    statuses: list[int] = field(default_factory=list)
    came: "asyncio.Queue[tuple[str, str]]" = field(default_factory=asyncio.Queue)
    url: str = ""

    async def take(self, request: Request) -> Response:
        update = json.loads(await request.body())
        secret = request.headers.get("x-telegram-bot-api-secret-token", "")
        self.came.put_nowait((update["message"]["text"], secret))
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)

    async def next(self) -> tuple[str, str]:
        return await asyncio.wait_for(self.came.get(), 5)


@pytest.fixture
def hook() -> Hook:
    return Hook()


@pytest.fixture
async def bot(simulator: Simulator, hook: Hook) -> AsyncIterator[Bot]:
    async with serve(simulator, routes=[Route("/hook", hook.take, methods=["POST"])]) as served:
        hook.url = f"{served.url}/hook"
        async with Bot(TOKEN, base_url=served.base_url, request=plain_request()) as ready:
            yield ready


async def test_updates_come_in_order_with_the_secret(bot: Bot, simulator: Simulator, hook: Hook) -> None:
    aida = simulator.person("Aida")
    await aida.says("before")
    await bot.set_webhook(hook.url, secret_token="s3cret", allowed_updates=["message"])
    await aida.says("after")

    assert [await hook.next(), await hook.next()] == [("before", "s3cret"), ("after", "s3cret")]


async def test_what_was_not_taken_is_brought_again(bot: Bot, simulator: Simulator, hook: Hook) -> None:
    hook.statuses = [500, 404]
    aida = simulator.person("Aida")
    await bot.set_webhook(hook.url)
    await aida.says("one")
    await aida.says("two")
    assert [(await hook.next())[0]] == ["one"]
    assert [(await hook.next())[0]] == ["one"]
    info = await bot.get_webhook_info()
    assert info.pending_update_count == 2
    assert info.last_error_message is not None
    assert info.last_error_message.startswith("Wrong response from the webhook: ")

    assert [(await hook.next())[0] for _ in range(2)] == ["one", "two"]


async def test_after_the_webhook_is_gone_polling_goes_on(bot: Bot, simulator: Simulator, hook: Hook) -> None:
    aida = simulator.person("Aida")
    await bot.set_webhook(hook.url)
    await aida.says("to the hook")
    await hook.next()
    await bot.delete_webhook()
    await aida.says("to the poll")

    updates = await bot.get_updates(timeout=5)

    assert updates[-1].message is not None
    assert updates[-1].message.text == "to the poll"
    assert hook.came.empty()
