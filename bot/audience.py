"""Who is to be told of an entry: the watches of all readers, kept until one of them changes."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from store.entry import AnalysedEntry
from store.matching import every_match
from store.sqlite.open import SqliteStore
from store.subscriber import Match, Watch


class Audience:
    """Matches entries with watches, before the transaction that writes them opens."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._watches: list[Watch] = []
        self._revision = -1

    async def of(self, entries: Sequence[AnalysedEntry], *, outlet: str, now: datetime) -> list[list[Match]]:
        """Every watch that each entry meets, or possibly meets."""
        watches = await self._current()
        if not watches:
            return [[] for _ in entries]
        return await asyncio.to_thread(self._match, watches, entries, outlet, now)

    async def _current(self) -> list[Watch]:
        revision = self._store.subscribers.revision
        if revision != self._revision:
            self._watches = await self._store.subscribers.all_watches()
            self._revision = revision
        return self._watches

    def _match(
        self, watches: list[Watch], entries: Sequence[AnalysedEntry], outlet: str, now: datetime
    ) -> list[list[Match]]:
        people = self._store.people
        return [
            every_match(watches, entry, outlet=outlet, person_of=people.ids_of, now=now, bearers_of=people.bearers_of)
            for entry in entries
        ]
