"""Keeping what polls have learnt: what comes in while something is being written is written together."""

import asyncio

from store.feed import FeedState
from store.protocols import Feeds


class StateBook:
    """Saves feeds' states; a thousand feeds that have nothing new cost few transactions."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds
        self._pending: dict[int, FeedState] = {}
        self._writing = asyncio.Lock()

    async def save(self, feed_id: int, state: FeedState) -> None:
        """Returns once the state is written."""
        self._pending[feed_id] = state
        async with self._writing:
            # Who waited for the lock may find that the one before it has written for both.
            if self._pending:
                batch, self._pending = self._pending, {}
                await self._feeds.save_states(batch)
