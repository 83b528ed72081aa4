"""The outlets that queries may name, as they are by now: admins add feeds while the bot runs."""

from collections.abc import Iterable
from dataclasses import dataclass

from store.feed import Feed


@dataclass(slots=True)
class OutletNames:
    """Read anew whenever somebody looks at the feeds."""

    names: tuple[str, ...] = ()

    def learn(self, feeds: Iterable[Feed]) -> None:
        self.names = tuple(sorted({feed.spec.outlet for feed in feeds}))
