"""Tends broadcasts: starts the scheduled, ends the done, keeps the message up to date that shows how one goes."""

import asyncio
from typing import Protocol

import structlog

from bot.clock import Clock
from handlers.call import Message
from handlers.services import Services
from handlers.views.broadcast import progress
from store.broadcast import UNCONFIRMED, Broadcast
from store.delivery import Outcome, Priority
from store.errors import DatabaseUnavailable
from store.subscriber import ChatRef

TEND_SECONDS = 2.0
_LAST_LOOKS = 2
"""How often one that is over is shown once more: the answer to a button may have come in between."""

_log = structlog.get_logger(__name__)


class Editor(Protocol):
    async def edit(self, chat: ChatRef, message_id: int, message: Message, *, priority: Priority) -> Outcome: ...


class BroadcastTender:
    """All that it knows stands in the store: after a restart it goes on where it was."""

    def __init__(self, services: Services, editor: Editor) -> None:
        self._services = services
        self._editor = editor
        self._shown: dict[int, Message] = {}
        self._looks: dict[int, int] = {}

    async def run(self, clock: Clock, stop: asyncio.Event) -> None:
        """Until `stop`, every two seconds; a database that cannot be used is waited for."""
        while not stop.is_set():
            try:
                await self.tend()
            except DatabaseUnavailable as error:
                _log.warning("broadcasts.failed", error=str(error))
            await _pause(clock, stop)

    async def tend(self) -> None:
        """One round."""
        broadcasts, now = self._services.store.broadcasts, self._services.clock()
        if self._services.store.panic.on:
            return
        self._looks |= {found.id: _LAST_LOOKS for found in await broadcasts.open()}
        if await broadcasts.advance(now=now):
            self._services.wake_courier()
        for number in list(self._looks):
            await self._show(number, await broadcasts.get(number, now=now))

    async def _show(self, number: int, found: Broadcast | None) -> None:
        self._looks[number] -= 1
        again = self._looks[number] == 0
        if again:
            del self._looks[number]
        if found is None or found.state in UNCONFIRMED or found.shown_in is None or not found.created_by:
            return
        chat = ChatRef(found.created_by)
        done = await self._services.store.broadcasts.progress(number)
        message = progress(found, done, await self._services.words_in(chat), self._services.terms)
        if again or message != self._shown.get(number):
            await self._editor.edit(chat, found.shown_in, message, priority=Priority.ANSWER)
            self._shown[number] = message
        if again:
            self._shown.pop(number, None)


async def _pause(clock: Clock, stop: asyncio.Event) -> None:
    tasks = {asyncio.create_task(clock.sleep(TEND_SECONDS)), asyncio.create_task(stop.wait())}
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
