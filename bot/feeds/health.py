"""Whether a feed is well. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from store.feed import Feed, FeedState

FAILURES_OF_THE_ILL = 3
SILENCE_FACTOR = 5
SHORTEST_SILENCE = timedelta(days=2)


class Condition(StrEnum):
    """`ill`: three polls failed in a row; `silent`: nothing new for five times its cadence; `resting`: not polled."""

    WELL = "well"
    ILL = "ill"
    SILENT = "silent"
    RESTING = "resting"


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """A feed's condition, why, and since when. `since` is None where nothing is known of the time before.

    `note` is what admins should know of a feed that is well all the same, say that it shows too much to be kept.
    """

    condition: Condition
    reason: str
    since: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    failures: int
    cadence: timedelta | None
    note: str = ""


def health(feed: Feed, now: datetime) -> FeedHealth:
    """How a feed is at `now`."""
    state = feed.state
    condition, reason, since = _judge(feed, now)
    return FeedHealth(
        condition,
        reason,
        since,
        state.last_success_at,
        state.last_new_at,
        state.failures,
        state.cadence,
        note=state.note or "",
    )


def _judge(feed: Feed, now: datetime) -> tuple[Condition, str, datetime | None]:
    state = feed.state
    if feed.paused:
        return Condition.RESTING, "paused", None
    if not feed.spec.enabled:
        return Condition.RESTING, feed.spec.note or "not enabled", None
    if state.retired:
        return Condition.RESTING, "the server says that the feed is gone for good", state.last_success_at
    if state.failures >= FAILURES_OF_THE_ILL:
        return Condition.ILL, state.last_error or "it cannot be read", state.last_success_at
    spoke_at = _last_spoke(state)
    if spoke_at is not None and state.cadence is not None and now - spoke_at > _patience(state.cadence):
        return Condition.SILENT, "nothing new for much longer than usual", spoke_at
    return Condition.WELL, "", state.last_success_at


def _patience(cadence: timedelta) -> timedelta:
    return max(cadence * SILENCE_FACTOR, SHORTEST_SILENCE)


def _last_spoke(state: FeedState) -> datetime | None:
    """When it last said anything; what the first poll found says nothing of that unless it was dated."""
    spoke_since = state.last_new_at and state.first_polled_at and state.last_new_at > state.first_polled_at
    told = state.last_new_at if spoke_since else None
    return max((when for when in (told, state.newest_at) if when is not None), default=state.last_new_at)
