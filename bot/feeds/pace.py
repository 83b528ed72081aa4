"""How often a feed speaks, and how often it is asked. Pure."""

import itertools
import random
import statistics
from collections.abc import Sequence
from datetime import datetime, timedelta

from store.feed import FeedState

ASKS_PER_ENTRY = 6
LONGEST_INTERVAL = timedelta(hours=1)
MOST_STRETCH = 12
"""However rarely a feed speaks, it is asked at least once in so many of its shortest intervals."""
FIRST_BACKOFF = timedelta(seconds=5)
COURTESY_LIMIT = timedelta(hours=1)
LONGEST_BACKOFF = timedelta(days=1)

_JITTER = 0.1
_WINDOW = 20
_SHORTEST_CADENCE = timedelta(minutes=1)


def cadence_of(published: Sequence[datetime]) -> timedelta | None:
    """The usual time between two of the newest entries; None when fewer than three have dates."""
    newest = sorted(published, reverse=True)[:_WINDOW]
    gaps = [later - earlier for later, earlier in itertools.pairwise(newest)]
    if len(gaps) < 2:
        return None
    # Dates without hours give gaps of nothing: then the whole span tells more than the middle gap.
    middle = timedelta(seconds=statistics.median(gap.total_seconds() for gap in gaps))
    return max(middle or (newest[0] - newest[-1]) / len(gaps), _SHORTEST_CADENCE)


def learn_cadence(known: timedelta | None, gap: timedelta) -> timedelta:
    """The cadence of a feed without dates, from the time between two polls that brought something."""
    return max(gap if known is None else known * 0.7 + gap * 0.3, _SHORTEST_CADENCE)


def interval_of(state: FeedState, shortest: timedelta, *, awake: bool, longest: timedelta | None = None) -> timedelta:
    """A few polls for each entry expected, twice as many just after news, between the feed's own bounds."""
    longest = max(shortest, longest or min(LONGEST_INTERVAL, shortest * MOST_STRETCH))
    if state.cadence is None:
        return shortest
    return min(max(state.cadence / (ASKS_PER_ENTRY * (2 if awake else 1)), shortest), longest)


def courtesy(*wishes: timedelta | None) -> timedelta:
    """The time for which a feed asks to be left alone, heeded up to an hour."""
    return min(max((wish for wish in wishes if wish is not None), default=timedelta(0)), COURTESY_LIMIT)


def backoff(failures: int, shortest: timedelta) -> timedelta:
    """Twice as long after each failure, up to a day."""
    doubled: timedelta = max(shortest, FIRST_BACKOFF) * (1 << min(failures - 1, 16))
    return max(shortest, min(doubled, LONGEST_BACKOFF))


def scatter(rest: timedelta, rng: random.Random) -> timedelta:
    """Anywhere between the time given and twice as long, for feeds that were polled in one crowd."""
    return rest * rng.uniform(1, 2)


def spread(interval: timedelta, floor: timedelta, rng: random.Random) -> timedelta:
    """The interval with a tenth more or less, never under `floor`: feeds polled together drift apart."""
    jittered = interval * rng.uniform(1 - _JITTER, 1 + _JITTER)
    return jittered if jittered >= floor else floor * rng.uniform(1, 1 + _JITTER)
