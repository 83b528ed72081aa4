"""What a poll teaches about a feed, and when it is asked again. Pure."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.feeds.health import Condition, FeedHealth, health
from bot.feeds.pace import LONGEST_BACKOFF, backoff, cadence_of, courtesy, interval_of, learn_cadence, scatter, spread
from store.feed import Feed, FeedState

__all__ = [
    "Condition",
    "FeedHealth",
    "PollFailed",
    "PollOutcome",
    "PollSucceeded",
    "PollUnchanged",
    "address_of",
    "health",
    "plan_next_poll",
]

DEFAULT_INTERVAL = timedelta(seconds=300)
MOVES_NEEDED = 3

_GONE = 410
_RETIRED_INTERVAL = timedelta(days=7)
_BELIEVED_UNCHANGED = timedelta(days=1)
_FAILURES_UNDO_MOVE = 5


@dataclass(frozen=True, slots=True)
class PollSucceeded:
    """A body was read and is a feed. `new` tells whether it held entries not known before, `published` its dates.

    `fingerprint` is the form its items came in, `note` what admins should know of the reading.
    """

    new: bool
    published: tuple[datetime, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    max_age: timedelta | None = None
    ttl: timedelta | None = None
    permanent_url: str | None = None
    fingerprint: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PollUnchanged:
    """Nothing has changed: the server said so, or (`body_read`) the same body came again."""

    etag: str | None = None
    last_modified: str | None = None
    max_age: timedelta | None = None
    permanent_url: str | None = None
    body_read: bool = False


@dataclass(frozen=True, slots=True)
class PollFailed:
    """No feed came; `detail` says why in words, `status` is HTTP's where that was the reason.

    `emptied`: one came, but shows nothing any more. That may be right, so it is asked as often as before.
    """

    detail: str
    retry_after: timedelta | None = None
    status: int | None = None
    emptied: bool = False


PollOutcome = PollSucceeded | PollUnchanged | PollFailed


def plan_next_poll(
    feed: Feed,
    outcome: PollOutcome,
    *,
    now: datetime,
    rng: random.Random,
    default_interval: timedelta = DEFAULT_INTERVAL,
) -> FeedState:
    """The feed's state after a poll that ended at `now`; one good poll clears every failure.

    Good polls are followed by the next after a time that suits the feed's cadence, failures after one that doubles up
    to a day; a feed is never given up. A Retry-After is heeded up to a day, Cache-Control and `ttl` up to an hour.
    After a first or late poll the next one comes anywhere within twice its time, so that feeds which were due together
    are so no more.
    """
    shortest = feed.spec.interval or default_interval
    match outcome:
        case PollFailed():
            return _after_failure(feed, outcome, shortest, now, rng)
        case PollSucceeded():
            state, awake = _learn(feed.state, outcome, now), outcome.new
        case PollUnchanged():
            state, awake = _confirm(feed.state, outcome, now), False
    floor = max(shortest, courtesy(outcome.max_age, state.ttl))
    interval = max(interval_of(state, shortest, awake=awake, longest=feed.spec.max_interval), floor)
    rest = spread(interval, floor, rng)
    if feed.state.first_polled_at is None or now - feed.state.next_poll_at > interval:
        rest = scatter(rest, rng)
    return _after_success(state, outcome.permanent_url, now=now, next_poll_at=now + rest)


def address_of(feed: Feed) -> str:
    """Where the feed is to be polled: its own address, or the one it has moved to for good."""
    moved = feed.state.moved_to if feed.state.moves_seen >= MOVES_NEEDED else None
    return moved or feed.spec.url


def _learn(state: FeedState, outcome: PollSucceeded, now: datetime) -> FeedState:
    cadence = cadence_of(outcome.published)
    if cadence is None and outcome.new and state.last_new_at is not None:
        cadence = learn_cadence(state.cadence, now - state.last_new_at)
    return replace(
        state,
        etag=outcome.etag,
        last_modified=outcome.last_modified,
        body_hash=outcome.body_hash,
        last_body_at=now,
        last_new_at=now if outcome.new else state.last_new_at,
        newest_at=max(outcome.published, default=state.newest_at),
        cadence=cadence or state.cadence,
        ttl=outcome.ttl,
        fingerprint=outcome.fingerprint,
        note=outcome.note,
    )


def _confirm(state: FeedState, outcome: PollUnchanged, now: datetime) -> FeedState:
    if outcome.body_read:
        return replace(state, etag=outcome.etag, last_modified=outcome.last_modified, last_body_at=now)
    # A server whose validators lie would say "not modified" for ever: once a day it is asked for the whole.
    if state.last_body_at is None or now - state.last_body_at >= _BELIEVED_UNCHANGED:
        return replace(state, etag=None, last_modified=None)
    return replace(state, etag=outcome.etag or state.etag, last_modified=outcome.last_modified or state.last_modified)


def _after_success(state: FeedState, permanent_url: str | None, *, now: datetime, next_poll_at: datetime) -> FeedState:
    moved_to, moves_seen = _move(state, permanent_url)
    return replace(
        state,
        next_poll_at=next_poll_at,
        first_polled_at=state.first_polled_at or now,
        last_polled_at=now,
        last_success_at=now,
        failures=0,
        last_error=None,
        moved_to=moved_to,
        moves_seen=moves_seen,
        retired=False,
    )


def _move(state: FeedState, permanent_url: str | None) -> tuple[str | None, int]:
    """Where the feed may have moved to, and on how many polls in a row that was seen."""
    if permanent_url is not None:
        return permanent_url, state.moves_seen + 1 if permanent_url == state.moved_to else 1
    # Once the move holds, the new address is polled itself and has nothing more to say of it.
    return (state.moved_to, state.moves_seen) if state.moves_seen >= MOVES_NEEDED else (None, 0)


def _after_failure(
    feed: Feed, outcome: PollFailed, shortest: timedelta, now: datetime, rng: random.Random
) -> FeedState:
    state, failures = feed.state, feed.state.failures + 1
    retired = state.retired or outcome.status == _GONE
    floor = min(outcome.retry_after or timedelta(0), LONGEST_BACKOFF)
    usual = interval_of(state, shortest, awake=False, longest=feed.spec.max_interval)
    rest = usual if outcome.emptied else backoff(failures, shortest)
    interval = max(_RETIRED_INTERVAL if retired else rest, floor)
    undone = failures >= _FAILURES_UNDO_MOVE and not outcome.emptied
    return replace(
        state,
        next_poll_at=now + spread(interval, max(shortest, floor), rng),
        last_polled_at=now,
        failures=failures,
        last_error=outcome.detail,
        moved_to=None if undone else state.moved_to,
        moves_seen=0 if undone else state.moves_seen,
        retired=retired,
    )
