"""What an address would give if it were polled, as admins are shown it before they have it polled."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from store.feed import FeedSpec


@dataclass(frozen=True, slots=True)
class FeedTrial:
    """`spec` is what would be polled, None where nothing was found; `trouble` says why, as the machine says it.

    `titles` are the first entries, each with whether it would be told; `total` counts all that the feed shows.
    """

    spec: FeedSpec | None = None
    total: int = 0
    titles: tuple[tuple[str, bool], ...] = ()
    trouble: str = ""


TryFeed = Callable[[str, str], Awaitable[FeedTrial]]
"""Tries an address (http or https) for an outlet, whose name may be empty: then the feed's own title is taken."""


async def nothing_found(_url: str, _outlet: str) -> FeedTrial:
    """For a bot that cannot fetch."""
    return FeedTrial()
