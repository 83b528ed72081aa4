"""Long polling: updates in, each chat's in their order, none confirmed before it was at least begun."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.clock import Clock
from bot.delivery.ptb_limiter import seconds_of
from bot.dispatching import Dispatcher, Handle

POLL_SECONDS = 25
HANG_SECONDS = 60.0
"""A long poll that has not come back after this long is given up and begun anew."""
LONGEST_PAUSE = 60.0

ALLOWED_UPDATES = [
    "message",
    "edited_message",
    "channel_post",
    "callback_query",
    "inline_query",
    "my_chat_member",
]

_log = structlog.get_logger(__name__)


class UpdateLoop:
    """Asks for updates and hands them on. `last_answer_at` (monotonic seconds) tells whether polling is alive."""

    def __init__(self, bot: Bot, handle: Handle, *, clock: Clock) -> None:
        self._bot = bot
        self._dispatcher = Dispatcher(handle)
        self._clock = clock
        self._offset = 0
        self._pause = 1.0
        self.last_answer_at = clock.monotonic()

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`; then what was begun is finished. While the token is refused it is tried again every minute."""
        async with self._dispatcher as dispatcher:
            while not stop.is_set():
                updates = await _unless(stop, self._ask())
                if updates:
                    await dispatcher.hand_over(updates)
                    self._offset = updates[-1].update_id + 1
        if self._offset:
            await self._confirm()

    async def _ask(self) -> tuple[Update, ...]:
        try:
            async with asyncio.timeout(HANG_SECONDS):
                updates = await self._bot.get_updates(
                    offset=self._offset,
                    timeout=POLL_SECONDS,
                    read_timeout=POLL_SECONDS + 10,
                    allowed_updates=ALLOWED_UPDATES,
                )
        except InvalidToken:
            await self._rest("the token is refused", LONGEST_PAUSE)
        except RetryAfter as error:
            await self._rest("flood control", seconds_of(error))
        except Conflict:
            await self._rest("another process polls with this token", self._pause)
        except (NetworkError, TimeoutError) as error:
            await self._rest(type(error).__name__, self._pause)
        except TelegramError as error:
            await self._rest(type(error).__name__, self._pause)
        else:
            self._pause = 1.0
            self.last_answer_at = self._clock.monotonic()
            return updates
        return ()

    async def _rest(self, reason: str, seconds: float) -> None:
        _log.warning("updates.paused", reason=reason, seconds=seconds)
        self._pause = min(LONGEST_PAUSE, self._pause * 2)
        await self._clock.sleep(seconds)

    async def _confirm(self) -> None:
        """Tell Telegram what was handled, so that it does not come again after a restart."""
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(1):
                await self._bot.get_updates(offset=self._offset, timeout=0, limit=1)


async def _unless(stop: asyncio.Event, work: Awaitable[tuple[Update, ...]]) -> tuple[Update, ...]:
    """The result of `work`, or nothing when `stop` comes first."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else ()
    finally:
        stopping.cancel()
        working.cancel()
