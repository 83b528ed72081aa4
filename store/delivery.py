"""Notices, their deliveries, and what became of an attempt to send one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from store.broadcast import MediaFile
from store.subscriber import POSSIBLY, Subscriber


class NoticeKind(StrEnum):
    ALERT = "alert"
    CORRECTION = "correction"
    DIGEST = "digest"
    BROADCAST = "broadcast"


class Priority(IntEnum):
    """Lower goes first. Answers to commands never pass through the outbox; they have their rank in the limiter."""

    ANSWER = 0
    ALERT = 1
    CORRECTION = 2
    DIGEST = 3
    BROADCAST = 4


class Standing(StrEnum):
    """Of a bot that starts: its data is its own, is its own since a little while, or is another bot's."""

    KNOWN = "known"
    NEWCOMER = "newcomer"
    STRANGER = "stranger"


class DeliveryState(StrEnum):
    DUE = "due"
    CLAIMED = "claimed"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing worth telling, before language and form.

    An alert, a correction has an `entry_id`; a broadcast has `body`: message text (Telegram HTML, already checked) by
    language code, with the key `*` for readers of any other language; `file` goes along with it.
    """

    id: int
    kind: NoticeKind
    created_at: datetime
    entry_id: int | None = None
    body: dict[str, str] | None = None
    file: MediaFile | None = None


@dataclass(frozen=True, slots=True)
class ClaimedDelivery:
    """One notice for one subscriber, held by this courier until its lease ends.

    `reason_kind` and `reason_value` are the match that caused it (see `Match`). `attempts` counts requests handed over
    before this one, `doubts` those of which nobody knows whether they were taken. `amends_message_id` is the message
    that is to be replaced, or deleted where `withdraws`; with `amends_digest` a whole digest, with `amends_missed` one
    that never arrived.
    """

    id: int
    notice: Notice
    subscriber: Subscriber
    enqueued_at: datetime
    attempts: int = 0
    reason_kind: str = ""
    reason_value: str = ""
    doubts: int = 0
    plain: bool = False
    amends_message_id: int | None = None
    amends_digest: bool = False
    amends_missed: bool = False
    withdraws: bool = False


@dataclass(frozen=True, slots=True)
class Bundled:
    """An alert that a digest takes along, and the match that caused it."""

    entry_id: int
    reason_kind: str
    reason_value: str


def surnames_in(held: Iterable[Bundled]) -> dict[int, str]:
    """By entry the words of those that a digest takes along for a surname alone."""
    return {each.entry_id: each.reason_value for each in held if each.reason_kind == POSSIBLY}


@dataclass(frozen=True, slots=True)
class Told:
    """An alert that a reader got, and the match that caused it; `watch_id` may be of a watch that has ended."""

    entry_id: int
    watch_id: int | None
    reason_kind: str
    reason_value: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took it."""

    message_id: int


@dataclass(frozen=True, slots=True)
class RetryAt:
    """Not taken; may be tried again from `at` on. `error` says why, without personal data.

    `counts` False: nothing was asked, or nobody is answered at present; it says nothing against this delivery.
    """

    at: datetime
    error: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat refuses us: blocked, deactivated, kicked, not found."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup with this id (Bot API: `migrate_to_chat_id`)."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """Telegram will never take this message as it is (400)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may or may not have been taken: timed out, reset or cut off after it was handed over."""

    error: str


Outcome = Sent | RetryAt | Gone | Moved | Rejected | Uncertain


@dataclass(frozen=True, slots=True)
class OutboxDepth:
    """Deliveries by state that are not yet settled, and since when the oldest due one waits."""

    due: int
    claimed: int
    uncertain: int
    oldest_due_at: datetime | None
