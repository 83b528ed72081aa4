"""One claimed delivery on its way: rendered, admitted, marked, handed over."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import IntEnum

import structlog

from bot.clock import Clock
from bot.delivery.limiter import Limiter
from bot.delivery.sender import Sender
from handlers.call import Message
from store.delivery import ClaimedDelivery, NoticeKind, Outcome, Priority, Rejected, RetryAt, Uncertain
from store.errors import DatabaseUnavailable

Render = Callable[[ClaimedDelivery], Awaitable[Message | None]]
"""Puts a delivery into words; None when there is nothing to tell any more."""

Settled = tuple[ClaimedDelivery, Outcome]

LONGEST_REST = 5.0
"""Seconds a delivery may hold its place while its chat takes nothing; after that it waits in the outbox."""

UNREADABLE_REST = 5.0
"""Seconds until a delivery that could not be put into words, since the database could not be read, is tried again."""

ABREAST = 256
"""Requests at a time: what is marked is truly on its way, not queueing for a connection."""

PRIORITY_OF = {
    NoticeKind.ALERT: Priority.ALERT,
    NoticeKind.CORRECTION: Priority.CORRECTION,
    NoticeKind.DIGEST: Priority.DIGEST,
    NoticeKind.BROADCAST: Priority.BROADCAST,
}

_log = structlog.get_logger()


class Stage(IntEnum):
    CLAIMED = 0
    WAITING = 1
    MARKED = 2
    HANDED_OVER = 3


@dataclass(eq=False, slots=True)
class Flight:
    """How far a delivery is. `since` is when it was claimed, `sent_at` when it was handed over; monotonic seconds."""

    delivery: ClaimedDelivery
    since: float
    stage: Stage = Stage.CLAIMED
    sent_at: float = 0.0
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def priority(self) -> Priority:
        return PRIORITY_OF[self.delivery.notice.kind]


@dataclass(frozen=True, slots=True)
class Runway:
    """What every flight needs. `mark` returns when it is committed that a delivery is being sent."""

    render: Render
    limiter: Limiter
    mark: Callable[[int], Awaitable[None]]
    sender: Sender
    clock: Clock
    paid: bool = False
    deck: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(ABREAST))

    async def fly(self, flight: Flight) -> Settled:
        """Send one delivery and say what became of it; cancelled, it says that too instead of raising."""
        flight.stage = Stage.WAITING
        try:
            return await self._attempt(flight)
        except asyncio.CancelledError:
            return flight.delivery, self._cut_off(flight)

    async def _attempt(self, flight: Flight) -> Settled:
        delivery = flight.delivery
        try:
            message = await self._put_into_words(delivery)
        except DatabaseUnavailable:
            return delivery, self._again_in(UNREADABLE_REST, "the database cannot be read")
        if message is None:
            return replace(delivery, plain=True), Rejected("nothing to tell")
        resting = self.limiter.closed_for(delivery.subscriber.chat.chat_id)
        if resting > LONGEST_REST:
            return delivery, self._again_in(resting, "the chat rests")
        paid = self.paid and message.replaces is None  # edits and deletions cannot be paid for
        await self.limiter.acquire(delivery.subscriber.chat.chat_id, priority=flight.priority, paid=paid, at_once=False)
        async with self.deck:
            flight.stage = Stage.MARKED
            await self.mark(delivery.id)
            await self.limiter.depart(paid=paid)
            return delivery, await self._hand_over(flight, message)

    async def _put_into_words(self, delivery: ClaimedDelivery) -> Message | None:
        try:
            return await self.render(delivery)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one message that cannot be written must not stop the others
            _log.error(
                "delivery cannot be rendered", delivery=delivery.id, notice=delivery.notice.id, error=kind(error)
            )
            return None

    async def _hand_over(self, flight: Flight, message: Message) -> Outcome:
        delivery = flight.delivery
        flight.stage, flight.sent_at = Stage.HANDED_OVER, self.clock.monotonic()
        try:
            outcome = await self._send(flight, message, admitted=True)
            if isinstance(outcome, Rejected) and message.replaces is not None and message.answers is not None:
                return await self._send(flight, replace(message, replaces=None), admitted=False)
        except Exception as error:  # noqa: BLE001 - a defect met by one message must not stop the others
            _log.error("delivery failed in sending", delivery=delivery.id, notice=delivery.notice.id, error=kind(error))
            return Uncertain(kind(error))
        return outcome

    async def _send(self, flight: Flight, message: Message, *, admitted: bool) -> Outcome:
        delivery = flight.delivery
        return await self.sender.send(
            delivery.subscriber.chat,
            message,
            priority=flight.priority,
            plain=delivery.plain,
            attempts=delivery.attempts,
            admitted=admitted,
        )

    def _cut_off(self, flight: Flight) -> Outcome:
        if flight.stage is Stage.HANDED_OVER:
            return Uncertain("stopped while it was sent")
        return self._again_in(0.0, "stopped before it was sent")

    def _again_in(self, seconds: float, error: str) -> RetryAt:
        return RetryAt(self.clock.now() + timedelta(seconds=seconds), error, counts=False)


def kind(error: Exception) -> str:
    """The name of an error's type; its text may hold what was to be sent."""
    return type(error).__name__
