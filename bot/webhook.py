"""A webhook: Telegram brings the updates, through a proxy that speaks TLS."""

import asyncio
import hmac
import json
import secrets
from collections import OrderedDict
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update
from telegram.error import TelegramError

from bot.clock import Clock
from bot.dispatching import Dispatcher, Handle
from bot.errors import StartFailed
from bot.serving import serve_app
from bot.updates import ALLOWED_UPDATES
from config.settings import PREFIX, Settings

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the header's name)
BODY_LIMIT = 1024 * 1024
BODY_SECONDS = 10.0
LOOK_SECONDS = 30.0
"""How often Telegram is asked whether it still knows our address."""
_REMEMBERED = 10_000
"""Updates that are known when they come again; Telegram repeats one until it was answered with 200."""

_log = structlog.get_logger(__name__)


class Webhook:
    """Takes updates over HTTP and hands them on.

    `last_answer_at` (monotonic seconds) is when Telegram was last known to have our address.
    """

    def __init__(self, bot: Bot, handle: Handle, *, settings: Settings, clock: Clock) -> None:
        self._bot = bot
        self._dispatcher = Dispatcher(handle)
        self._clock = clock
        self._url = settings.webhook_url
        self._address = settings.webhook_address
        # Telegram is told at each start, so without one of its own the secret can be a new one each time.
        self._secret = settings.read_webhook_secret() or secrets.token_urlsafe(32)
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._open = False
        self.last_answer_at = clock.monotonic()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; then what was begun is finished, and Telegram keeps what comes. Raises StartFailed."""
        host, port = self._address
        path = urlsplit(self._url).path or "/"
        app = Starlette(routes=[Route(path, self._take, methods=["POST"])])
        async with self._dispatcher:
            try:
                async with serve_app(app, host=host, port=port):
                    self._open = True
                    await self._keep_known(stop)
                    self._open = False
            except OSError as error:
                raise StartFailed(f"{PREFIX}WEBHOOK_BIND {host}:{port} cannot be used: {error.strerror}") from error

    async def _take(self, request: Request) -> Response:
        # Compared before anything is read, in a time that tells nothing of how much of it was right.
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret.encode()):
            return _answer(HTTPStatus.FORBIDDEN)
        if not self._open:
            return _answer(HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _read(request)
        except (TimeoutError, ClientDisconnect):
            return _answer(HTTPStatus.REQUEST_TIMEOUT)
        if body is None:
            return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        content = _parse(body)
        if content is None:
            return _answer(HTTPStatus.BAD_REQUEST)
        await self._hand_over(content)
        return _answer(HTTPStatus.OK)

    async def _hand_over(self, content: dict[str, Any]) -> None:
        number = content["update_id"]
        if number in self._seen:
            return
        try:
            update = Update.de_json(content, self._bot)
        except Exception as error:  # noqa: BLE001 (what the library cannot read would come again for ever)
            _log.warning("update.unreadable", update=number, error=type(error).__name__)
            return
        self._seen[number] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        await self._dispatcher.hand_over([update])

    async def _keep_known(self, stop: asyncio.Event) -> None:
        """Tell Telegram our address until it knows it, and again should somebody take it away."""
        known, wait = False, 1.0
        while not stop.is_set():
            try:
                known, wait = await self._look(known=known), LOOK_SECONDS
            except TelegramError as error:
                wait = min(LOOK_SECONDS, wait * 2)
                _log.warning("webhook.unanswered", error=type(error).__name__, seconds=wait)
            await self._pause(stop, wait)

    async def _look(self, *, known: bool) -> bool:
        if known:
            info = await self._bot.get_webhook_info()
            if info.last_error_date and info.pending_update_count:
                _log.warning("webhook.troubled", waiting=info.pending_update_count, error=info.last_error_message)
            if info.url != self._url:
                _log.error("webhook.taken", hint="another program uses this token: is it known to others?")
                known = False
        if not known:
            await self._bot.set_webhook(
                self._url,
                secret_token=self._secret,
                allowed_updates=ALLOWED_UPDATES,
                drop_pending_updates=False,
            )
        self.last_answer_at = self._clock.monotonic()
        return True

    async def _pause(self, stop: asyncio.Event, seconds: float) -> None:
        tasks = {asyncio.create_task(self._clock.sleep(seconds)), asyncio.create_task(stop.wait())}
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()


async def _read(request: Request) -> bytes | None:
    """The body; None as soon as it is too large."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > BODY_LIMIT:
        return None
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _parse(body: bytes) -> dict[str, Any] | None:
    """The update as JSON; None when it is none."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(content, dict) or not isinstance(content.get("update_id"), int):
        return None
    return content


def _answer(status: HTTPStatus) -> Response:
    # Who is refused is hung up on: what else it would send, without end perhaps, is not waited for.
    headers = {} if status is HTTPStatus.OK else {"Connection": "close"}
    return Response(status_code=status, headers=headers)
