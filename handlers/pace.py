"""How many commands one chat may give in a minute."""

from collections import deque
from datetime import datetime, timedelta
from enum import Enum, auto

ALLOWED = 20
WINDOW = timedelta(minutes=1)
_SWEEP_ABOVE = 1000


class Pass(Enum):
    """`PAUSE` is given once, with the first command too many; `SILENCE` from then on until the minute is over."""

    GO = auto()
    PAUSE = auto()
    SILENCE = auto()


class Pace:
    """Counts per chat, in memory: forgotten at a restart, and a minute after a chat's last command."""

    def __init__(self) -> None:
        self._seen: dict[int, deque[datetime]] = {}
        self._paused: set[int] = set()

    def admit(self, chat_id: int, now: datetime) -> Pass:
        """Whether this chat's command is to be answered."""
        if len(self._seen) > _SWEEP_ABOVE:
            self._sweep(now)
        times = self._seen.setdefault(chat_id, deque())
        while times and now - times[0] >= WINDOW:
            times.popleft()
        if len(times) < ALLOWED:
            times.append(now)
            self._paused.discard(chat_id)
            return Pass.GO
        if chat_id in self._paused:
            return Pass.SILENCE
        self._paused.add(chat_id)
        return Pass.PAUSE

    def _sweep(self, now: datetime) -> None:
        for chat_id in [chat_id for chat_id, times in self._seen.items() if now - times[-1] >= WINDOW]:
            del self._seen[chat_id]
            self._paused.discard(chat_id)
