"""The limiter as others use it: wait for a place, tell what the server said."""

import asyncio
from collections.abc import Callable

from bot.clock import Clock
from bot.delivery.limits import ChatKey, Limits, is_group
from bot.delivery.schedule import Schedule, Ticket
from store.delivery import Priority


def _forget(_priority: Priority, _seconds: float) -> None:
    pass


class Limiter:
    """One for the whole process; every message passes it, from whichever door. `on_wait` is told how long each waited.

    Holds one timer while somebody waits and nothing otherwise, so it needs no closing.
    """

    def __init__(
        self, clock: Clock, limits: Limits | None = None, *, on_wait: Callable[[Priority, float], None] = _forget
    ) -> None:
        self._clock = clock
        self._on_wait = on_wait
        self._schedule = Schedule(limits or Limits())
        self._waiting: dict[Ticket, asyncio.Future[None]] = {}
        self._timer: asyncio.Task[None] | None = None
        self._timer_at = 0.0

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._waiting)

    @property
    def pace(self) -> float:
        """Messages a second over all chats that are let through at present."""
        return self._schedule.pace_of(paid=False)

    def pace_of(self, *, paid: bool) -> float:
        """The pace of paid broadcasts, or of everything else."""
        return self._schedule.pace_of(paid=paid)

    async def acquire(
        self,
        chat_id: ChatKey | None,
        *,
        priority: Priority,
        group: bool | None = None,
        paid: bool = False,
        at_once: bool = True,
    ) -> None:
        """Return when one message to `chat_id` may be sent; send it at once, or after `depart` if not `at_once`.

        `group` None: told by the id. `paid` counts against the rate of paid broadcasts. Cancelled while waiting, the
        place goes to the next.
        """
        ticket = Ticket(chat_id, is_group(chat_id) if group is None else group, priority, paid)
        begun = self._clock.monotonic()
        if not self._schedule.take_now(ticket, begun):
            await self._wait_for_place(ticket)
        self._on_wait(priority, self._clock.monotonic() - begun)
        if at_once:
            self._schedule.leave(self._clock.monotonic(), paid=paid)

    async def _wait_for_place(self, ticket: Ticket) -> None:
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[ticket] = place
        self._schedule.ask(ticket)
        self._let_through()
        try:
            await place
        except asyncio.CancelledError:
            self._waiting.pop(ticket, None)
            self._schedule.withdraw(ticket)
            self._set_timer()
            raise

    async def depart(self, *, paid: bool = False) -> None:
        """Return when a message that has its place, and was held up since, may really leave.

        So those held up together do not leave together, which would be too many in one second.
        """
        while wait := self._schedule.leave(self._clock.monotonic(), paid=paid, late=True):
            await self._clock.sleep(wait)

    def closed_for(self, chat_id: ChatKey) -> float:
        """Seconds for which this chat takes nothing from us, whatever the others do."""
        return self._schedule.closed_for(chat_id, self._clock.monotonic())

    def report_retry_after(self, chat_id: ChatKey | None, seconds: float, *, paid: bool = False) -> None:
        """The server refused with 429; `chat_id` None where it is known to be meant for the whole bot."""
        self._schedule.refuse(chat_id, seconds, self._clock.monotonic(), paid=paid)
        self._set_timer()

    def report_success(self, chat_id: ChatKey | None = None, *, paid: bool = False) -> None:
        self._schedule.succeed(chat_id, self._clock.monotonic(), paid=paid)

    def _let_through(self) -> None:
        for ticket in self._schedule.grant(self._clock.monotonic()):
            place = self._waiting.pop(ticket)
            if not place.done():
                place.set_result(None)
        self._set_timer()

    def _set_timer(self) -> None:
        at = self._schedule.next_at()
        if at is None:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
        elif self._timer is None or at < self._timer_at:
            if self._timer is not None:
                self._timer.cancel()
            self._timer_at = at
            self._timer = asyncio.get_running_loop().create_task(self._wait_until(at), name="limiter")

    async def _wait_until(self, at: float) -> None:
        await self._clock.sleep(at - self._clock.monotonic())
        self._timer = None
        self._let_through()
