"""The courier: empties the outbox, one task a delivery, within the limiter."""

import asyncio
import math
import random
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog

from bot.clock import Clock
from bot.delivery.flight import Flight, Render, Runway, Stage
from bot.delivery.ledger import Ledger, wait_within
from bot.delivery.limiter import Limiter
from bot.delivery.outcomes import NEEDS_ADMIN
from bot.delivery.sender import Sender
from bot.delivery.trouble import ChatNeedsAdmin, StormBegan, StormEnded, Trouble
from bot.delivery.weather import Storm, Verdict, Weather, find_symptom
from store.delivery import ClaimedDelivery, Gone, Moved, Outcome, Priority, Rejected, RetryAt, Sent, Uncertain
from store.protocols import Outbox

_log = structlog.get_logger()

LONGEST_WAIT = 120.0
"""Seconds a claimed delivery waits for its place before it goes back to the outbox, well within its lease."""

LEAST_WINDOW = 16
LONGEST_IDLE = 5.0
BUSY_LOOK = 0.5
BLOCKED_LOOK = 1.0
"""Seconds until the outbox is looked at without being woken: idle, while sending, while all that is due must wait."""

GRACE = 3.0
"""Seconds that requests in flight may take after the stop."""

DOUBT = 0.25
"""Seconds between two looks at whether a refusal is to be believed."""


class Courier:
    """Claims what is due, sends it, settles what became of it.

    It holds as many deliveries as leave within a second, at most `window`: what is held already is not overtaken by a
    later alert for the same reader. `Outbox.recover` has to be run before. `on_trouble`, and `on_outcome` with what
    became of each request, are called in the event loop and must not block.
    """

    def __init__(
        self,
        outbox: Outbox,
        sender: Sender,
        render: Render,
        *,
        limiter: Limiter,
        clock: Clock,
        rng: random.Random,
        on_trouble: Callable[[Trouble], None] = lambda _: None,
        on_outcome: Callable[[Priority, Outcome], None] = lambda *_: None,
        name: str = "courier",
        window: int = 2000,
        paid: bool = False,
    ) -> None:
        self._sender = sender
        self._clock = clock
        self._rng = rng
        self._on_trouble = on_trouble
        self._on_outcome = on_outcome
        self._window = window
        self._ledger = Ledger(outbox, clock=clock, on_trouble=on_trouble, name=name)
        self._limiter = limiter
        self._paid = paid
        self._runway = Runway(render, limiter, self._ledger.mark, sender, clock, paid)
        self._weather = Weather()
        self._flights: dict[Flight, None] = {}  # oldest first
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self._spreading = False
        self._woken = asyncio.Event()
        self._empty = asyncio.Event()
        self._eager = self._unspread = True
        self._stopping = False
        self._trusting = False

    @property
    def in_flight(self) -> int:
        """Deliveries held at present."""
        return len(self._flights)

    @property
    def storm(self) -> Storm | None:
        """Telegram's bad day that goes on, if any."""
        return self._weather.storm

    def trust_refusals(self) -> None:
        """This bot is new to its readers: who refuses it has most likely not pressed Start, and it is no bad day."""
        self._trusting = True

    def wake(self) -> None:
        """Something was enqueued: look at once."""
        self._eager = self._unspread = True
        self._empty.clear()
        self._woken.set()

    async def until_empty(self) -> None:
        """Return when the outbox holds nothing that is to be sent, now or later; `wake` after enqueuing comes first."""
        await self._empty.wait()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then let what is being sent finish within three seconds and settle everything.

        Cancelled, it settles what it knows first. Ends with the store's error when that is not one an operator can
        mend; a database that is full or locked is waited for.
        """
        watch = asyncio.create_task(self._watch(stop), name="courier stop")
        try:
            while not self._stopping and self._failure is None:
                self._woken.clear()
                await self._work()
                await self._rest()
        except BaseException:
            await asyncio.shield(asyncio.create_task(self._land(grace=0.0), name="courier landing"))
            raise
        finally:
            watch.cancel()
        await self._land(grace=GRACE if self._failure is None else 0.0)
        if self._failure is not None:
            raise self._failure

    async def _watch(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stopping = True
        self._woken.set()

    async def _work(self) -> None:
        if self._unspread and not self._spreading:
            self._unspread, self._spreading = False, True
            self._start(self._spread())
        now = self._clock.monotonic()
        storm = self._weather.storm
        self._call_back(before=now - LONGEST_WAIT if storm is None else storm.began_at)
        if storm is not None:
            await self._probe_in_time(storm, now)
            return
        window = min(self._window, max(LEAST_WINDOW, math.ceil(self._limiter.pace_of(paid=self._paid))))
        room = window - len(self._flights)
        if room > 0 and (self._eager or room >= window // 4):
            await self._take_off(room)

    async def _spread(self) -> None:
        """Write what is still to be written of large audiences, while the first of them are sent to."""
        try:
            while not self._stopping and await self._ledger.spread():
                self._eager = True
        finally:
            self._spreading = False

    async def _take_off(self, limit: int) -> None:
        claimed = await self._ledger.claim(limit)
        self._eager = len(claimed) < limit
        held = {flight.delivery.id for flight in self._flights}
        for delivery in claimed:
            if delivery.id in held:
                continue  # its lease ran out (the clock was set, say) while it waits here: claimed anew is held longer
            flight = Flight(delivery, self._clock.monotonic())
            self._flights[flight] = None
            flight.task = self._start(self._carry(flight))

    async def _probe_in_time(self, storm: Storm, now: float) -> None:
        if now < storm.probe_at or self._stopping:
            return
        self._weather.probing(now)
        if storm.symptom.of_chats:
            await self._take_off(1)
        else:
            self._start(self._probe(storm))

    async def _probe(self, storm: Storm) -> None:
        if await self._sender.probe() and self._weather.storm is not None:
            self._weather.clear(self._clock.monotonic())
            self._tell_change(storm, None)

    async def _rest(self) -> None:
        if self._woken.is_set():
            return
        timer = asyncio.create_task(self._clock.sleep(await self._longest_rest()), name="courier rest")
        waking = asyncio.create_task(self._woken.wait(), name="courier wake")
        try:
            await asyncio.wait({timer, waking}, return_when=asyncio.FIRST_COMPLETED)
            self._eager = self._eager or not self._woken.is_set()
        finally:
            timer.cancel()
            waking.cancel()

    async def _longest_rest(self) -> float:
        now = self._clock.monotonic()
        if self._weather.storm is not None:
            return min(LONGEST_IDLE, max(0.05, self._weather.storm.probe_at - now))
        if self._flights or self._spreading:
            return BUSY_LOOK
        due_at = await self._ledger.next_due_at()
        if due_at is None:
            self._empty.set()
            return LONGEST_IDLE
        wait = (due_at - self._clock.now()).total_seconds()
        return min(LONGEST_IDLE, wait) if wait > 0 else BLOCKED_LOOK

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name="delivery")
        self._tasks.add(task)
        task.add_done_callback(self._end)
        return task

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._failure = self._failure or task.exception()
        self._woken.set()

    async def _carry(self, flight: Flight) -> None:
        try:
            delivery, outcome = await self._runway.fly(flight)
            if flight.stage is Stage.HANDED_OVER:
                self._on_outcome(flight.priority, outcome)
                outcome = await self._consider(flight, outcome)
            self._report(delivery, outcome)
            await self._ledger.settle((delivery, outcome))
        finally:
            self._flights.pop(flight, None)

    async def _consider(self, flight: Flight, outcome: Outcome) -> Outcome:
        """The outcome, or a later try where a refusal may be Telegram's fault."""
        if self._trusting and isinstance(outcome, Gone):
            return outcome
        chat, now = flight.delivery.subscriber.chat.chat_id, self._clock.monotonic()
        before = self._weather.storm
        self._weather.note(chat, outcome, sent_at=flight.sent_at, now=now)
        self._tell_change(before, self._weather.storm)
        if not isinstance(outcome, Gone) or find_symptom(outcome) is None or await self._believe(chat, now):
            return self._excuse(outcome)
        later = self._clock.now() + timedelta(seconds=self._rng.uniform(30.0, 60.0))
        return RetryAt(later, f"in doubt: {outcome.reason}", counts=False)

    def _excuse(self, outcome: Outcome) -> Outcome:
        """A failure in a storm says nothing against the delivery."""
        return replace(outcome, counts=False) if self.storm and isinstance(outcome, RetryAt) else outcome

    async def _believe(self, chat: int, refused_at: float) -> bool:
        try:
            while not self._stopping:
                verdict = self._weather.judge(chat, refused_at=refused_at, now=self._clock.monotonic())
                if verdict is not Verdict.WAIT:
                    return verdict is Verdict.BELIEVE
                await self._clock.sleep(DOUBT)
        except asyncio.CancelledError:
            return False
        return False

    def _tell_change(self, before: Storm | None, after: Storm | None) -> None:
        if before is None and after is not None:
            _log.warning("storm began", symptom=after.symptom)
            self._on_trouble(StormBegan(after.symptom))
            self._woken.set()
        elif before is not None and after is None:
            lasted = self._clock.monotonic() - before.began_at
            _log.warning("storm ended", symptom=before.symptom, seconds=round(lasted))
            self._on_trouble(StormEnded(before.symptom, lasted))
            self._start(self._ledger.forgive())
            self.wake()

    def _report(self, delivery: ClaimedDelivery, outcome: Outcome) -> None:
        names = {"delivery": delivery.id, "notice": delivery.notice.id, "outcome": type(outcome).__name__}
        match outcome:
            case Gone(reason=reason) if reason in NEEDS_ADMIN:
                _log.info("delivery", **names, reason=reason)
                self._on_trouble(ChatNeedsAdmin(delivery.subscriber.id, reason))
            case Gone(reason=reason) | Rejected(reason=reason):
                _log.info("delivery", **names, reason=reason)
            case RetryAt(error=error) | Uncertain(error=error):
                _log.info("delivery", **names, reason=error)
            case Moved():
                _log.info("delivery", **names)
            case Sent():
                pass

    def _call_back(self, *, before: float) -> None:
        """Return to the outbox what was claimed before then and still waits for its place."""
        for flight in self._flights:
            if flight.since >= before:
                return
            if flight.stage is Stage.WAITING and flight.task is not None:
                flight.task.cancel()

    async def _land(self, *, grace: float) -> None:
        self._stopping = True
        await asyncio.sleep(0)  # so that every task has begun and can answer to being cancelled
        for flight in self._flights:
            if flight.stage is not Stage.HANDED_OVER and flight.task is not None:
                flight.task.cancel()
        await wait_within(self._tasks, grace, self._clock)
        for task in self._tasks:
            task.cancel()
        await asyncio.sleep(0)  # so that those just cut off have handed in their outcome
        await self._ledger.close(GRACE)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._failure = self._failure or self._ledger.lost
