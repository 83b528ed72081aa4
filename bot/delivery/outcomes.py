"""What an answer of the Bot API, or the end of a connection, means for a delivery. Pure."""

import random
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from http import HTTPStatus

from store.delivery import Gone, Moved, Outcome, Rejected, RetryAt, Sent, Uncertain

FIRST_DELAY = 2.0
LONGEST_DELAY = 600.0
"""Seconds: the delay after a failure doubles from the first to the longest."""

UNAUTHORIZED = "unauthorized"
UNREACHABLE = "unreachable"
SERVER_ERROR = "server error"
FLOOD = "flood control"


class GoneReason(StrEnum):
    """Why a chat refuses us. The first three are its own doing, the others may be Telegram's bad day."""

    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    KICKED = "kicked"
    NOT_FOUND = "chat not found"
    NO_RIGHTS = "no right to write"
    TOPIC_CLOSED = "topic closed"
    TOPIC_DELETED = "topic deleted"
    FORBIDDEN = "forbidden"


NEEDS_ADMIN = frozenset({GoneReason.NO_RIGHTS, GoneReason.TOPIC_CLOSED, GoneReason.TOPIC_DELETED})
"""Refusals that an admin of the chat can mend, once told."""


class Phase(Enum):
    """Whether the request may have reached the server when the connection ended."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class ApiFailure:
    """No answer. `error` says how it ended, without token, address or text."""

    phase: Phase
    error: str


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """What came back. `ok` None: the body was not the Bot API's JSON (a proxy's page, garbage, cut off).

    `retry_after` is in seconds.
    """

    status: int
    ok: bool | None
    description: str = ""
    message_id: int | None = None
    retry_after: float | None = None
    migrate_to_chat_id: int | None = None


_NO_RIGHTS = (
    r"not enough rights|no rights? to|need administrator rights|WRITE_FORBIDDEN|CHAT_RESTRICTED"
    r"|CHAT_ADMIN_REQUIRED|CHAT_SEND_\w+_FORBIDDEN|USER_BANNED_IN_CHANNEL"
)
_GONE = {
    re.compile(pattern, re.IGNORECASE): reason
    for pattern, reason in {
        r"blocked by the user|USER_IS_BLOCKED": GoneReason.BLOCKED,
        r"can't initiate conversation|can't send messages to": GoneReason.BLOCKED,
        r"user is deactivated|USER_DEACTIVATED": GoneReason.DEACTIVATED,
        r"was kicked|not a member|chat was deleted|chat was deactivated|CHANNEL_PRIVATE": GoneReason.KICKED,
        r"topic.?closed": GoneReason.TOPIC_CLOSED,
        r"topic.?deleted|thread not found|TOPIC_ID_INVALID": GoneReason.TOPIC_DELETED,
        _NO_RIGHTS: GoneReason.NO_RIGHTS,
        r"chat not found|user not found|PEER_ID_INVALID|CHAT_ID_INVALID": GoneReason.NOT_FOUND,
    }.items()
}
_QUOTED = re.compile(r'"[^"]*"|(?<=\s)\'[^\']*\'')
_RETRY_AFTER = re.compile(r"retry after (\d+)", re.IGNORECASE)


def decide_outcome(answer: ApiAnswer | ApiFailure, *, now: datetime, attempts: int, rng: random.Random) -> Outcome:
    """What became of one request. `attempts` counts the requests before it; they make the delay grow.

    A request is `Gone`, `Moved` or `Rejected` only when the Bot API itself says so in its JSON; a page of some proxy
    with the same status is tried again. After 504 nobody knows whether the server behind the gateway took it. 401 (and
    404, which a malformed token gets) is `RetryAt` with the error `UNAUTHORIZED`: whoever sends stops. What a refusal
    quotes of the message is left out of its reason.
    """
    retry = Retry(now, attempts, rng)
    if isinstance(answer, ApiFailure):
        return Uncertain(answer.error) if answer.phase is Phase.AFTER else retry.later(UNREACHABLE)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return retry.after(flood_seconds(answer))
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.ok is None:
        return _judge_stranger(answer, retry)
    if answer.ok:
        return Uncertain("answer without a message id") if answer.message_id is None else Sent(answer.message_id)
    return _judge_refusal(answer, retry)


@dataclass(frozen=True, slots=True)
class Retry:
    """When to try again."""

    now: datetime
    attempts: int
    rng: random.Random

    def later(self, error: str) -> RetryAt:
        """After a delay that doubles with each attempt, half of it random."""
        longest = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(self.attempts, 16))
        return RetryAt(self.now + timedelta(seconds=longest * self.rng.uniform(0.5, 1.0)), error)

    def after(self, seconds: float | None) -> RetryAt:
        """After what the server asked for, and up to a second more so that not all come back at once."""
        if seconds is None:
            return self.later(FLOOD)
        return RetryAt(self.now + timedelta(seconds=seconds + self.rng.uniform(0.0, 1.0)), FLOOD)


def flood_seconds(answer: ApiAnswer) -> float | None:
    """How long a 429 asks to wait; None when it does not say."""
    if answer.retry_after is not None:
        return max(0.0, answer.retry_after)
    said = _RETRY_AFTER.search(answer.description)
    return float(said[1]) if said else None


def find_gone_reason(status: int, description: str) -> GoneReason | None:
    """Why the chat refuses us, None when the refusal is of the message and not of us."""
    for pattern, reason in _GONE.items():
        if pattern.search(description):
            return reason
    return GoneReason.FORBIDDEN if status == HTTPStatus.FORBIDDEN else None


def is_unauthorized(outcome: Outcome) -> bool:
    return isinstance(outcome, RetryAt) and outcome.error == UNAUTHORIZED


def _judge_stranger(answer: ApiAnswer, retry: Retry) -> Outcome:
    if answer.status == HTTPStatus.GATEWAY_TIMEOUT:
        return Uncertain("the gateway got no answer in time")
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return retry.later(f"{SERVER_ERROR} {answer.status}")
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Uncertain(f"unreadable answer {answer.status}")
    return retry.later(f"{UNREACHABLE}: answer {answer.status} is not the Bot API's")


def _judge_refusal(answer: ApiAnswer, retry: Retry) -> Outcome:
    if answer.migrate_to_chat_id is not None:
        return Moved(answer.migrate_to_chat_id)
    if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
        return retry.later(UNAUTHORIZED)
    if answer.status == HTTPStatus.CONFLICT:
        return retry.later("conflict")
    reason = find_gone_reason(answer.status, answer.description)
    if reason is not None:
        return Gone(reason.value)
    return Rejected(_QUOTED.sub("…", answer.description)[:200] or f"refused with {answer.status}")
