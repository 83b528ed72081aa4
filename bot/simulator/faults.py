"""Faults on demand: which request meets which mishap."""

from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

from bot.simulator.wire import Refusal

SENDING = "send*"


class FaultKind(StrEnum):
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    KICKED = "kicked"
    CHAT_NOT_FOUND = "chat not found"
    MIGRATED = "migrated"
    NO_RIGHTS = "no rights"
    TOPIC_CLOSED = "topic closed"
    TOPIC_DELETED = "topic deleted"
    FLOOD = "flood"
    UNAUTHORIZED = "unauthorized"
    INTERNAL = "internal"
    BAD_GATEWAY = "bad gateway"
    RESET_BEFORE = "reset before acceptance"
    RESET_AFTER = "reset after acceptance"
    CUT_AFTER = "answer cut short after acceptance"
    STALL_BEFORE = "stall before acceptance"
    STALL_AFTER = "stall after acceptance"


@dataclass(frozen=True, slots=True)
class Fault:
    """One mishap. `retry_after` (seconds) belongs to FLOOD, `migrate_to` to MIGRATED.

    A stalled request is answered with 504 after `seconds`, or never where the client leaves first.
    """

    kind: FaultKind
    retry_after: int = 1
    migrate_to: int = 0
    seconds: float = 60.0

    def refusal(self) -> Refusal | None:
        """The Bot API's answer; None where the mishap is the connection's."""
        match self.kind:
            case FaultKind.FLOOD:
                text = f"Too Many Requests: retry after {self.retry_after}"
                return Refusal(429, text, retry_after=self.retry_after)
            case FaultKind.MIGRATED:
                text = "Bad Request: group chat was upgraded to a supergroup chat"
                return Refusal(400, text, migrate_to_chat_id=self.migrate_to)
            case _:
                said = _SAID.get(self.kind)
                return Refusal(*said) if said else None


_SAID = {
    FaultKind.BLOCKED: (403, "Forbidden: bot was blocked by the user"),
    FaultKind.DEACTIVATED: (403, "Forbidden: user is deactivated"),
    FaultKind.KICKED: (403, "Forbidden: bot was kicked from the supergroup chat"),
    FaultKind.CHAT_NOT_FOUND: (400, "Bad Request: chat not found"),
    FaultKind.NO_RIGHTS: (400, "Bad Request: not enough rights to send text messages to the chat"),
    FaultKind.TOPIC_CLOSED: (400, "Bad Request: TOPIC_CLOSED"),
    FaultKind.TOPIC_DELETED: (400, "Bad Request: message thread not found"),
    FaultKind.UNAUTHORIZED: (401, "Unauthorized"),
    FaultKind.INTERNAL: (500, "Internal Server Error"),
}


@dataclass(slots=True)
class _Standing:
    fault: Fault
    chat_id: int | None
    method: str | None
    times: int | None

    def meets(self, method: str, chat_id: int | None) -> bool:
        right_chat = self.chat_id is None or self.chat_id == chat_id
        return right_chat and (self.method is None or fnmatchcase(method, self.method))


@dataclass(slots=True)
class FaultBook:
    """The faults that stand, in the order they were added; the first that fits is taken."""

    _standing: list[_Standing] = field(default_factory=list)

    def add(
        self,
        fault: Fault | FaultKind,
        *,
        chat_id: int | None = None,
        method: str | None = None,
        times: int | None = None,
    ) -> None:
        """Let `fault` happen to this chat (None: to all) on this method (a pattern such as `send*`; None: on each).

        It happens `times` times, or until cleared.
        """
        whole = fault if isinstance(fault, Fault) else Fault(fault)
        self._standing.append(_Standing(whole, chat_id, method, times))

    def clear(self, *, chat_id: int | None = None) -> None:
        """Forget the faults of one chat, or every fault."""
        self._standing = [each for each in self._standing if chat_id is not None and each.chat_id != chat_id]

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        for each in self._standing:
            if each.meets(method, chat_id):
                self._count(each)
                return each.fault
        return None

    def _count(self, each: _Standing) -> None:
        if each.times is None:
            return
        each.times -= 1
        if each.times <= 0:
            self._standing.remove(each)
