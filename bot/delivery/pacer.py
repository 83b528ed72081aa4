"""The pace over all chats: even, falling at once when the server refuses, recovering slowly."""

import math
from collections import deque
from dataclasses import dataclass, field

from bot.delivery.limits import NEVER

CATCH_UP = 0.010
"""Seconds of lateness (timers, a busy loop) that are made good; more would bunch messages into one second."""

FALL = 0.75
SLOWEST = 0.5
NEAR = 0.9
FAST_GROWTH = 0.10
SLOW_GROWTH = 0.005


@dataclass(slots=True)
class Pacer:
    """Gives places one after the other, `pace` a second and never in bursts.

    Within any `w` seconds at most `ceiling * (w + CATCH_UP) + 1` places are given: 30 in a second at a ceiling of 29.
    After a refusal the pace falls to three quarters; it climbs quickly to nine tenths of the pace that was refused,
    then by half a percent of the ceiling a second, so that it stays near what the server grants.
    """

    ceiling: float
    pace: float = field(init=False)
    _next_at: float = NEVER
    _closed_until: float = NEVER
    _refused_pace: float = math.inf
    _grown_at: float = NEVER
    _taken: deque[float] = field(init=False)

    def __post_init__(self) -> None:
        if not self.ceiling > 0:
            raise ValueError("a rate must be above zero")
        self.pace = self.ceiling
        self._taken = deque(maxlen=max(2, math.ceil(self.ceiling / 2)))

    @property
    def ready_at(self) -> float:
        return max(self._next_at, self._closed_until)

    def take(self, now: float) -> None:
        self._next_at = max(self.ready_at, now - CATCH_UP) + 1 / self.pace
        self._taken.append(now)

    def busy(self, now: float) -> bool:
        """Whether at least half of what a second allows went out within the last one."""
        return len(self._taken) == self._taken.maxlen and now - self._taken[0] <= 1.0

    def close(self, now: float, seconds: float) -> None:
        """The server refused: nothing for `seconds`, and a slower pace afterwards (once for refusals that overlap)."""
        if now >= self._closed_until:
            self._refused_pace = self.pace
            self.pace = max(min(SLOWEST, self.ceiling), self.pace * FALL)
        self._closed_until = max(self._closed_until, now + seconds)
        self._grown_at = self._closed_until

    def grow(self, now: float) -> None:
        """Something was taken by the server; the pace may rise."""
        elapsed = now - max(self._grown_at, now - 1.0)
        if elapsed <= 0 or self.pace >= self.ceiling:
            return
        near = self.pace >= NEAR * self._refused_pace
        growth = self.ceiling * elapsed * (SLOW_GROWTH if near else FAST_GROWTH)
        self.pace = min(self.ceiling, self.pace + growth)
        self._grown_at = now
