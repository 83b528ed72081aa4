"""Broadcasts: what an admin has to say to many, from the draft to the report."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

SMALLEST_AUDIENCE = 10
"""Fewer people than this are never shown or written to as a group of their own: they could be told apart."""

DRAFT_KEPT = timedelta(hours=1)
"""How long a broadcast that nobody confirms is stored."""


class BroadcastState(StrEnum):
    """`draft`: shown to its author; `proposed`: waits for a second admin; `scheduled`: confirmed, for later."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


UNCONFIRMED = frozenset({BroadcastState.DRAFT, BroadcastState.PROPOSED})
OPEN = frozenset({*UNCONFIRMED, BroadcastState.SCHEDULED, BroadcastState.SENDING, BroadcastState.PAUSED})


class Purpose(StrEnum):
    """`edit` and `delete` go to those who got an earlier broadcast."""

    SEND = "send"
    EDIT = "edit"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody, readers of one language, or watchers of one topic; at most one is given."""

    language: str = ""
    topic: str = ""

    @property
    def everyone(self) -> bool:
        return not (self.language or self.topic)


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file that Telegram holds already: `kind` is "photo" or "document"."""

    kind: str
    file_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """`body` is Telegram HTML by language, `*` for all others. `amends` is the broadcast that an edit or delete is for.

    `shown_in` is the message in its author's private chat that shows how it goes.
    """

    id: int
    state: BroadcastState
    created_by: int
    created_at: datetime
    body: dict[str, str]
    purpose: Purpose = Purpose.SEND
    audience: Audience = field(default_factory=Audience)
    file: MediaFile | None = None
    confirmed_by: int | None = None
    start_at: datetime | None = None
    amends: int | None = None
    shown_in: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A broadcast to be stored; fields as in `Broadcast`."""

    created_by: int
    body: dict[str, str]
    purpose: Purpose = Purpose.SEND
    file: MediaFile | None = None
    start_at: datetime | None = None
    amends: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Chats by what became of them. `dropped` could not be reached, `waiting` is still to come."""

    sent: int = 0
    waiting: int = 0
    uncertain: int = 0
    dropped: int = 0

    @property
    def total(self) -> int:
        return self.sent + self.waiting + self.uncertain + self.dropped
