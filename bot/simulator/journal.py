"""What happened, numbered, for those who watch: the chat page's event stream and waiting tests."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.simulator.wire import Json

EventKind: TypeAlias = Literal["message", "edit", "delete", "typing", "answer", "results", "chat", "commands"]
KEPT = 2000


@dataclass(frozen=True, slots=True)
class Event:
    number: int
    kind: EventKind
    chat_id: int
    body: Json


class Bell:
    """Wakes whoever waits, each time it rings."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    def listen(self) -> "asyncio.Future[None]":
        """A future that is done at the next ring, counted from this very moment."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        future.add_done_callback(self._waiting.discard)
        return future

    async def wait(self) -> None:
        await self.listen()


class Journal:
    """The last events; older ones are forgotten."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque(maxlen=KEPT)
        self.number = 0
        self.bell = Bell()

    def record(self, kind: EventKind, chat_id: int, body: Json) -> Event:
        self.number += 1
        event = Event(self.number, kind, chat_id, body)
        self._events.append(event)
        self.bell.ring()
        return event

    def since(self, number: int) -> list[Event] | None:
        """Events after `number`; None where some of them are forgotten already or `number` lies ahead."""
        if number > self.number or (self._events and number < self._events[0].number - 1):
            return None
        return [event for event in self._events if event.number > number]
