"""Who may send next: a scheduler without a clock. Every time is in seconds and comes in."""

import heapq
import itertools
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.delivery.limits import NEVER, ChatKey, Limits, free_at, is_group
from bot.delivery.pacer import Pacer
from store.delivery import Priority

GRAIN = 1e-6
"""Seconds within which two times are the same: sums of floats must not make anybody wait for a rounding error."""

SUSPICION = 2.0
"""Seconds for which everything rests when one chat's refusal may have been meant for all."""

LONGEST_REST = 60.0
"""Seconds everything rests at most when two chats were refused: a guess, so it is tried again after a minute."""


@dataclass(eq=False, slots=True)
class Ticket:
    """Somebody waits to send one message. `chat` None: counted over all, not in any chat."""

    chat: ChatKey | None
    group: bool
    priority: Priority
    paid: bool = False


@dataclass(slots=True)
class ChatLog:
    """What one chat got lately, and until when it takes nothing more."""

    sent: deque[float]
    closed_until: float = NEVER

    def crowded(self, now: float) -> bool:
        """Whether the chat got so much that a refusal is likely its own."""
        sent = self.sent
        return (len(sent) >= 2 and now - sent[-2] <= 3.0) or (len(sent) >= 10 and now - sent[-10] <= 60.0)


@dataclass(eq=False, slots=True)
class Lane:
    """The tickets of one chat and priority, in the order they came."""

    key: tuple[ChatKey | None, Priority, bool]
    group: bool
    tickets: OrderedDict[Ticket, None] = field(default_factory=OrderedDict)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A refusal of which it is not known yet whether it was meant for its chat or for all."""

    chat: ChatKey
    at: float
    until: float


class Schedule:
    """Answers first, then by priority; chats of one priority take turns; within a chat first come, first served.

    No grant breaks a quota of `limits` within any window. Tickets are held until `grant` gives them or `withdraw`
    takes them back.
    """

    def __init__(self, limits: Limits) -> None:
        self._memory, self._memory_seconds = limits.memory
        self._quotas = {
            (group, priority): limits.quotas(group=group, priority=priority)
            for group in (False, True)
            for priority in Priority
        }
        self._pacers = {False: Pacer(limits.per_second), True: Pacer(limits.paid_per_second)}
        self._chats: OrderedDict[ChatKey, ChatLog] = OrderedDict()
        self._lanes: dict[tuple[ChatKey | None, Priority, bool], Lane] = {}
        self._ready: dict[bool, dict[Priority, OrderedDict[Lane, None]]] = {
            paid: {priority: OrderedDict() for priority in Priority} for paid in (False, True)
        }
        self._delayed: list[tuple[float, int, Lane]] = []
        self._numbers = itertools.count()
        self._suspect: Suspect | None = None
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """Tickets neither granted nor withdrawn."""
        return self._waiting

    @property
    def remembered_chats(self) -> int:
        return len(self._chats)

    def pace_of(self, *, paid: bool) -> float:
        """Messages a second over all chats at present."""
        return self._pacers[paid].pace

    def ask(self, ticket: Ticket) -> None:
        key = (ticket.chat, ticket.priority, ticket.paid)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = Lane(key, ticket.group)
            self._ready[ticket.paid][ticket.priority][lane] = None
        lane.tickets[ticket] = None
        self._waiting += 1

    def take_now(self, ticket: Ticket, now: float) -> bool:
        """Give the place at once where nobody waits and it is free; as `ask` and `grant`, but nearly for nothing."""
        now += GRAIN
        pacer = self._pacers[ticket.paid]
        if self._waiting or pacer.ready_at > now:
            return False
        if self._ready_at(ticket.chat, ticket.group, ticket.priority) > now:
            return False
        pacer.take(now)
        self._record(ticket.chat, now)
        self._forget_old_chats(now)
        return True

    def withdraw(self, ticket: Ticket) -> None:
        """Nobody waits for it any more; one that was granted already is left as it is."""
        lane = self._lanes.get((ticket.chat, ticket.priority, ticket.paid))
        if lane is not None and ticket in lane.tickets:
            del lane.tickets[ticket]
            self._waiting -= 1

    def grant(self, now: float) -> list[Ticket]:
        """Everybody who may send now, first to last."""
        now += GRAIN
        self._surface(now)
        granted: list[Ticket] = []
        for paid, pacer in self._pacers.items():
            while pacer.ready_at <= now and (ticket := self._pick(paid, now)) is not None:
                pacer.take(now)
                granted.append(ticket)
        self._forget_old_chats(now)
        return granted

    def leave(self, now: float, *, paid: bool, late: bool = False) -> float:
        """Seconds until a granted message may leave, 0 when it leaves now. One not `late` leaves in any case."""
        pacer = self._pacers[paid]
        wait = pacer.leave_at(now) - now if late else 0.0
        if wait <= GRAIN:
            pacer.leave(now)
            return 0.0
        return wait

    def next_at(self) -> float | None:
        """When `grant` may have something to give again; None while nobody waits."""
        if not self._waiting:
            return None
        return min(self._possible_times(), default=None)

    def closed_for(self, chat: ChatKey, now: float) -> float:
        """Seconds for which this chat takes no alert, whatever the others do; 0 when it is open."""
        log = self._chats.get(chat)
        if log is None:
            return 0.0
        quotas = self._quotas[is_group(chat), Priority.ALERT]
        return max(0.0, log.closed_until - now, free_at(quotas, log.sent) - now)

    def refuse(self, chat: ChatKey | None, seconds: float, now: float, *, paid: bool = False) -> None:
        """The server said 429. Where it is not known to be meant for all (`chat` None), the chat rests for `seconds`.

        All rest when a second chat is refused before a message to another one was taken, and for a moment when the
        refused chat got too little lately to be the cause while much was sent over all.
        """
        pacer = self._pacers[paid]
        if chat is None:
            pacer.close(now, seconds)
            return
        log = self._log(chat)
        log.closed_until = max(log.closed_until, now + seconds)
        suspect, self._suspect = self._suspect, Suspect(chat, now, now + seconds + 1.0)
        if suspect is not None and suspect.chat != chat and now <= suspect.until:
            pacer.close(now, min(seconds, LONGEST_REST))
        elif pacer.busy(now) and not log.crowded(now):
            pacer.close(now, min(seconds, SUSPICION))

    def succeed(self, chat: ChatKey | None, now: float, *, paid: bool = False) -> None:
        """The server took a message."""
        self._pacers[paid].grow(now)
        suspect = self._suspect
        if suspect is None or chat is None or chat == suspect.chat:
            return
        log = self._chats.get(chat)
        if log is not None and log.sent and log.sent[-1] > suspect.at:
            self._suspect = None

    def _surface(self, now: float) -> None:
        while self._delayed and self._delayed[0][0] <= now:
            lane = heapq.heappop(self._delayed)[2]
            _, priority, paid = lane.key
            self._ready[paid][priority][lane] = None

    def _pick(self, paid: bool, now: float) -> Ticket | None:
        for ring in self._ready[paid].values():
            while ring:
                lane, _ = ring.popitem(last=False)
                ticket = self._serve(lane, ring, now)
                if ticket is not None:
                    return ticket
        return None

    def _serve(self, lane: Lane, ring: OrderedDict[Lane, None], now: float) -> Ticket | None:
        if not lane.tickets:
            del self._lanes[lane.key]
            return None
        chat, priority, _ = lane.key
        at = self._ready_at(chat, lane.group, priority)
        if at > now:
            heapq.heappush(self._delayed, (at, next(self._numbers), lane))
            return None
        ticket, _ = lane.tickets.popitem(last=False)
        self._waiting -= 1
        self._record(ticket.chat, now)
        if lane.tickets:
            ring[lane] = None
        else:
            del self._lanes[lane.key]
        return ticket

    def _ready_at(self, chat: ChatKey | None, group: bool, priority: Priority) -> float:
        log = self._chats.get(chat) if chat is not None else None
        if log is None:
            return NEVER
        return max(log.closed_until, free_at(self._quotas[group, priority], log.sent))

    def _record(self, chat: ChatKey | None, now: float) -> None:
        if chat is not None:
            self._log(chat).sent.append(now)
            self._chats.move_to_end(chat)

    def _log(self, chat: ChatKey) -> ChatLog:
        log = self._chats.get(chat)
        if log is None:
            log = self._chats[chat] = ChatLog(deque(maxlen=self._memory))
        return log

    def _forget_old_chats(self, now: float) -> None:
        """Drop the logs at the front that say nothing any more; one still closed moves to the back."""
        for _ in range(4):
            chat, log = next(iter(self._chats.items()), (None, None))
            if chat is None or log is None or (log.sent and log.sent[-1] + self._memory_seconds > now):
                return
            if log.closed_until > now:
                self._chats.move_to_end(chat)
            else:
                del self._chats[chat]

    def _possible_times(self) -> Iterator[float]:
        for paid, rings in self._ready.items():
            if any(rings.values()):
                yield self._pacers[paid].ready_at
        if self._delayed:
            at, _, lane = self._delayed[0]
            yield max(at, self._pacers[lane.key[2]].ready_at)
