"""Telegram's flood rules: who is refused, and for how long. Time is passed in."""

import math
from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """Messages in any window of so many seconds; the defaults are what Telegram's documentation and FAQ name.

    `burst` is how many one private chat may take within `chat_seconds`. A refusal closes its scope for at least
    `penalty` seconds.
    """

    overall: int = 30
    paid_overall: int = 1000
    overall_seconds: float = 1.0
    burst: int = 1
    chat_seconds: float = 1.0
    group: int = 20
    group_seconds: float = 60.0
    penalty: float = 0.0


@dataclass(slots=True)
class _Window:
    seconds: float
    times: deque[float] = field(default_factory=deque)
    closed_until: float = 0.0

    def wait(self, limit: int, at: float) -> float:
        """Seconds until one more fits; 0 where it fits now."""
        while self.times and self.times[0] <= at - self.seconds:
            self.times.popleft()
        full = self.times[len(self.times) - limit] + self.seconds - at if len(self.times) >= limit else 0.0
        return max(full, self.closed_until - at, 0.0)


class FloodGate:
    """Remembers what passed; refused requests do not count."""

    def __init__(self) -> None:
        self._overall = _Window(1.0)
        self._chats: dict[int, _Window] = {}
        self._groups: dict[int, _Window] = {}

    def admit(self, limits: FloodLimits, *, chat_id: int, group: bool, paid: bool, at: float) -> int:
        """0 where the message may pass at `at` (monotonic seconds), else `retry_after` in whole seconds."""
        self._overall.seconds = limits.overall_seconds
        scopes = [(self._overall, limits.paid_overall if paid else limits.overall), self._chat(limits, chat_id)]
        if group:
            scopes.append((self._groups.setdefault(chat_id, _Window(limits.group_seconds)), limits.group))
        waits = [(window.wait(limit, at), window) for window, limit in scopes]
        longest, window = max(waits, key=lambda wait: wait[0])
        if longest <= 0:
            for open_window, _ in scopes:
                open_window.times.append(at)
            return 0
        if limits.penalty and window.closed_until <= at:
            window.closed_until = at + max(longest, limits.penalty)
            longest = window.closed_until - at
        return max(1, math.ceil(longest))

    def _chat(self, limits: FloodLimits, chat_id: int) -> tuple[_Window, int]:
        return self._chats.setdefault(chat_id, _Window(limits.chat_seconds)), limits.burst
