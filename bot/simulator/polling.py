"""Long polling: one poll at a time, updates repeated until confirmed."""

import asyncio
from typing import TYPE_CHECKING, Any

from bot.simulator.wire import Json, Refusal

if TYPE_CHECKING:  # the simulator calls this
    from bot.simulator.simulator import Simulator

MOST_UPDATES = 100
LONGEST_POLL = 50
_TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Polls:
    """The poll that stands; a new one ends it with 409, `hang_up` ends it with what there is.

    `begun` is set by the first poll.
    """

    def __init__(self) -> None:
        self._standing: asyncio.Future[bool] | None = None
        self.begun = asyncio.Event()

    def begin(self) -> "asyncio.Future[bool]":
        """A future that comes true when another poll takes over, false when the server hangs up."""
        self._end(another=True)
        self._standing = asyncio.get_running_loop().create_future()
        self.begun.set()
        return self._standing

    def hang_up(self) -> None:
        self._end(another=False)

    def _end(self, *, another: bool) -> None:
        if self._standing is not None and not self._standing.done():
            self._standing.set_result(another)
        self._standing = None


async def get_updates(simulator: "Simulator", arguments: Json) -> list[Json]:
    if simulator.webhook.url:
        raise Refusal(409, _WEBHOOK_ACTIVE)
    simulator.updates.allow(arguments.get("allowed_updates"))
    simulator.updates.confirm(arguments.get("offset", 0))
    limit = min(max(arguments.get("limit", MOST_UPDATES), 1), MOST_UPDATES)
    ended = simulator.polls.begin()
    if not len(simulator.updates) and arguments.get("timeout", 0) > 0:
        await _wait_for_update(simulator, ended, min(arguments["timeout"], LONGEST_POLL))
    if ended.done() and ended.result():
        raise Refusal(409, _TERMINATED)
    return simulator.updates.first(limit)


async def _wait_for_update(simulator: "Simulator", ended: "asyncio.Future[bool]", seconds: int) -> None:
    rung = simulator.updates.bell.listen()
    passed = asyncio.ensure_future(simulator.clock.sleep(seconds))
    waits: set[asyncio.Future[Any]] = {rung, passed, ended}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        rung.cancel()
        passed.cancel()
