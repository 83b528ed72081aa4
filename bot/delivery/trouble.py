"""What admins are told of, through a callback."""

from dataclasses import dataclass

from bot.delivery.weather import Symptom


@dataclass(frozen=True, slots=True)
class StormBegan:
    """Many chats are refused alike, or the token is not accepted: sending rests, everything is kept."""

    symptom: Symptom


@dataclass(frozen=True, slots=True)
class StormEnded:
    """Telegram takes messages again after `seconds`."""

    symptom: Symptom
    seconds: float


@dataclass(frozen=True, slots=True)
class ChatNeedsAdmin:
    """A group, channel or topic refuses us for a reason that its admin can mend (see `GoneReason`)."""

    subscriber_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class StoreUnavailable:
    """The database cannot be written; nothing is claimed until it can."""

    error: str


@dataclass(frozen=True, slots=True)
class StoreWorksAgain:
    """The database can be written again."""


@dataclass(frozen=True, slots=True)
class StoreDamaged:
    """Pages of the database are not as they were written."""

    error: str


Trouble = StormBegan | StormEnded | ChatNeedsAdmin | StoreUnavailable | StoreWorksAgain | StoreDamaged
