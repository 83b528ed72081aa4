"""Whose turn it is to fetch: so many at once, so many a host, and a pause between two requests to one host."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from bot.clock import Clock

FETCHES_AT_ONCE = 8
FETCHES_A_HOST = 2
HOST_PAUSE = 1.0
"""Seconds between the beginnings of two requests to one host."""


class Turns:
    """Hands out turns; who waits for a busy host takes no place from others."""

    def __init__(self, clock: Clock, *, at_once: int = FETCHES_AT_ONCE, pause: float = HOST_PAUSE) -> None:
        self._clock = clock
        self._pause = pause
        self._places = asyncio.Semaphore(at_once)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """A turn to fetch `url`, held while the block runs."""
        name = urlsplit(url).hostname or ""
        host = self._hosts.setdefault(name, _Host())
        host.users += 1
        try:
            async with host.places:
                await self._clock.sleep(host.reserve(self._clock.monotonic(), self._pause))
                async with self._places:
                    yield
        finally:
            host.users -= 1
            if not host.users and host.free_at <= self._clock.monotonic():
                self._hosts.pop(name, None)


class _Host:
    """One host: who fetches from it, and from when on it may be asked again (`free_at`, on the monotonic clock)."""

    def __init__(self) -> None:
        self.places = asyncio.Semaphore(FETCHES_A_HOST)
        self.free_at = 0.0
        self.users = 0

    def reserve(self, now: float, pause: float) -> float:
        """Take the next moment that is free; gives the seconds until then."""
        at = max(now, self.free_at)
        self.free_at = at + pause
        return at - now
