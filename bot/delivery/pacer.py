"""The pace over all chats: even, falling at once when the server refuses, recovering slowly."""

import math
from collections import deque
from dataclasses import dataclass, field

from bot.delivery.limits import NEVER

CATCH_UP = 0.010
"""Seconds of lateness (timers, a busy loop) that are made good; more would bunch messages into one second."""

FALL = 0.85
SLOWEST = 0.5
NEAR = 0.95
FAST_GROWTH = 0.10
SLOW_GROWTH = 0.01
MOST_CAUTION = 5
"""The pace after a refusal, as parts of the pace before; growth as parts of the ceiling a second (see `Pacer`)."""

SECOND = 1.004
"""What counts as a second for messages that really leave: a little more, since they arrive less evenly."""


@dataclass(slots=True)
class Pacer:
    """Gives places one after the other, `pace` a second and never in bursts.

    Within any `w` seconds at most `ceiling * (w + CATCH_UP) + 1` places are given: 30 in a second at a ceiling of 29;
    what was held up after that is held to the same by `leave_at`. After a refusal the pace falls; it climbs quickly to
    nearly the pace that was refused, then slowly, and half as fast after each further refusal until the ceiling is
    reached again: so it stays near what the server grants.
    """

    ceiling: float
    pace: float = field(init=False)
    _next_at: float = NEVER
    _closed_until: float = NEVER
    _refused_pace: float = math.inf
    _caution: int = 0
    _grown_at: float = NEVER
    _taken: deque[float] = field(init=False)
    _left: deque[float] = field(init=False)

    def __post_init__(self) -> None:
        if not self.ceiling > 0:
            raise ValueError("a rate must be above zero")
        self.pace = self.ceiling
        self._taken = deque(maxlen=max(2, math.ceil(self.ceiling / 2)))
        self._left = deque(maxlen=math.floor(self.ceiling) + 1)

    @property
    def ready_at(self) -> float:
        return max(self._next_at, self._closed_until)

    def take(self, now: float) -> None:
        self._next_at = max(self.ready_at, now - CATCH_UP) + 1 / self.pace
        self._taken.append(now)

    def busy(self, now: float) -> bool:
        """Whether at least half of what a second allows went out within the last one."""
        return len(self._taken) == self._taken.maxlen and now - self._taken[0] <= 1.0

    def leave_at(self, now: float) -> float:
        """When one that has its place may really leave, if it was held up since: lateness must not bunch messages."""
        return max(now, self._left[0] + SECOND) if len(self._left) == self._left.maxlen else now

    def leave(self, now: float) -> None:
        """A message really leaves."""
        self._left.append(now)

    def close(self, now: float, seconds: float) -> None:
        """The server refused: nothing for `seconds`, and a slower pace afterwards (once for refusals that overlap)."""
        if now >= self._closed_until:
            self._refused_pace = self.pace
            self._caution = min(MOST_CAUTION, self._caution + 1)
            self.pace = max(min(SLOWEST, self.ceiling), self.pace * FALL)
        self._closed_until = max(self._closed_until, now + seconds)
        self._grown_at = self._closed_until

    def grow(self, now: float) -> None:
        """Something was taken by the server; the pace may rise."""
        elapsed = now - max(self._grown_at, now - 1.0)
        if elapsed <= 0 or self.pace >= self.ceiling:
            return
        near = self.pace >= NEAR * self._refused_pace
        growth = SLOW_GROWTH / 2 ** (self._caution - 1) if near else FAST_GROWTH
        self.pace = min(self.ceiling, self.pace + self.ceiling * elapsed * growth)
        self._grown_at = now
        if self.pace >= self.ceiling:
            self._caution = 0
