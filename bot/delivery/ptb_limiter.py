"""The limiter's door for python-telegram-bot: answers and whatever else goes through `ExtBot`."""

import re
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.delivery.limiter import Limiter
from bot.delivery.limits import ChatKey
from store.delivery import Priority

RETRIES = 3
"""How often a refused call is tried again; an answer that is later than that helps nobody."""

_COUNTED = re.compile(r"(?:send(?!ChatAction)|edit|copy|forward|stopPoll)", re.IGNORECASE)

Result = bool | dict[str, Any] | list[dict[str, Any]]
"""What a call of the Bot API gives (python-telegram-bot's `bool | JSONDict | list[JSONDict]`)."""


class PtbLimiter(BaseRateLimiter[Priority]):
    """Every message, edit and copy waits for its place; other calls pass.

    `rate_limit_args` may carry a `Priority`; without one it is an answer. A 429 is reported and tried again up to
    three times, then raised.
    """

    __slots__ = ("_limiter", "_retries")

    def __init__(self, limiter: Limiter, *, retries: int = RETRIES) -> None:
        self._limiter = limiter
        self._retries = retries

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(  # noqa: PLR0917 - the signature is python-telegram-bot's
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Priority | None,
    ) -> Result:
        chat = find_chat(data)
        if chat is None or not _COUNTED.match(endpoint):
            return await callback(*args, **kwargs)
        priority = Priority.ANSWER if rate_limit_args is None else rate_limit_args
        paid = bool(data.get("allow_paid_broadcast"))
        for left in range(self._retries, -1, -1):
            await self._limiter.acquire(chat, priority=priority, paid=paid)
            try:
                result = await callback(*args, **kwargs)
            except RetryAfter as refusal:
                self._limiter.report_retry_after(chat, seconds_of(refusal), paid=paid)
                if not left:
                    raise
            else:
                self._limiter.report_success(chat, paid=paid)
                return result
        raise AssertionError("the last try either gives a result or raises")


def find_chat(data: dict[str, Any]) -> ChatKey | None:
    """The chat a call writes to; numbers may come as text."""
    chat = data.get("chat_id")
    if isinstance(chat, str):
        return int(chat) if re.fullmatch(r"-?\d+", chat) else chat
    return chat if isinstance(chat, int) else None


def seconds_of(refusal: RetryAfter) -> float:
    """`retry_after` is a timedelta where the environment sets `PTB_TIMEDELTA`, else a number and a warning."""
    after = refusal.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
