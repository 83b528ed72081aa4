"""Updates on their way to their handlers: each chat's in their order, chats beside each other."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from types import TracebackType
from typing import Self

from telegram import Update

PATIENCE_SECONDS = 5.0
"""How long an update's handling is waited for before it is confirmed; what takes longer goes on beside it."""

Handle = Callable[[Update], Awaitable[None]]


class Dispatcher:
    """Used as a context: leaving it waits for what was begun. What a handler raises ends the context."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._group = asyncio.TaskGroup()
        self._last_of_chat: dict[int, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._group.__aexit__(kind, error, trace)

    async def hand_over(self, updates: Iterable[Update]) -> None:
        """Begin with each of the updates; return when they are handled, or after five seconds."""
        begun = [self._begin(update) for update in updates]
        if begun:
            await asyncio.wait(begun, timeout=PATIENCE_SECONDS)

    def _begin(self, update: Update) -> asyncio.Task[None]:
        chat = update.effective_chat.id if update.effective_chat else 0
        task = self._group.create_task(self._after(self._last_of_chat.get(chat), update))
        self._last_of_chat[chat] = task
        task.add_done_callback(lambda done: self._forget(chat, done))
        return task

    def _forget(self, chat: int, task: asyncio.Task[None]) -> None:
        if self._last_of_chat.get(chat) is task:
            del self._last_of_chat[chat]

    async def _after(self, earlier: asyncio.Task[None] | None, update: Update) -> None:
        if earlier is not None:
            await asyncio.wait([earlier])
        await self._handle(update)
