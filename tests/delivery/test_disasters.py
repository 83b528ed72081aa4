"""The process is killed, the database cannot be written: nothing is lost, little is said twice."""

import asyncio
import random
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.delivery.trouble import StoreUnavailable, StoreWorksAgain
from handlers.call import Message
from store.delivery import ClaimedDelivery, NoticeKind, Outcome
from store.errors import DatabaseUnavailable
from store.sqlite.database import Database
from store.sqlite.outbox import SqliteOutbox
from tests.delivery.town import TOKEN, Town, render


async def test_killed_at_random_moments_nothing_is_lost_and_little_is_said_twice(town: Town) -> None:
    rng = random.Random(3)
    readers = await town.settle_readers(300)
    await town.alert(readers)
    await town.broadcast()
    for _ in range(4):
        await kill_after(town, rng.randint(1, 70))
    await town.deliver()
    tally = await town.store.outbox.tally()
    alerts = [town.got(reader).count("notice 1") for reader in readers]
    broadcasts = [town.got(reader).count("notice 2") for reader in readers]
    assert min(alerts) == 1
    assert sum(alerts) - 300 <= tally[NoticeKind.ALERT]["once_uncertain"]
    assert max(broadcasts) == 1
    assert 300 - sum(broadcasts) <= tally[NoticeKind.BROADCAST].get("uncertain", 0)
    assert sum(tally[kind].get("once_uncertain", 0) for kind in tally) <= 4 * 128


async def kill_after(town: Town, messages: int) -> None:
    """Let a courier in another process send so many messages, and kill it without a word."""
    bell = town.simulator.journal.bell
    target = count_messages(town) + messages
    given = (str(town.store.database.path), town.url, TOKEN, town.clock.now().isoformat())
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.delivery.victim", *given)
    try:
        async with asyncio.timeout(30):
            while count_messages(town) < target:
                await bell.wait()
    finally:
        process.kill()
        await process.wait()


def count_messages(town: Town) -> int:
    return sum(len(chat.messages) for chat in town.simulator.chats.values())


class Ailing(SqliteOutbox):
    """The real outbox behind a disk that is full from time to time."""

    def __init__(self, database: Database, fails: Sequence[str], times: int, error: Exception) -> None:
        super().__init__(database)
        self.left, self.error = dict.fromkeys(fails, times), error

    def fail(self, name: str) -> None:
        if self.left.get(name, 0):
            self.left[name] -= 1
            raise self.error

    async def claim(self, *, now: datetime, lease: timedelta, limit: int, courier: str) -> list[ClaimedDelivery]:
        self.fail("claim")
        return await super().claim(now=now, lease=lease, limit=limit, courier=courier)

    async def mark_sending(self, ids: Sequence[int], *, now: datetime) -> None:
        self.fail("mark_sending")
        await super().mark_sending(ids, now=now)

    async def settle(self, outcomes: Sequence[tuple[ClaimedDelivery, Outcome]], *, now: datetime) -> None:
        self.fail("settle")
        await super().settle(outcomes, now=now)


@pytest.mark.parametrize("fails", [["claim"], ["mark_sending"], ["settle"], ["claim", "mark_sending", "settle"]])
async def test_a_full_disk_is_waited_for_and_told_of(town: Town, fails: list[str]) -> None:
    readers = await town.settle_readers(10)
    await town.alert(readers)
    ailing = Ailing(town.store.database, fails, 5, DatabaseUnavailable("the disk is full"))
    await town.deliver(town.courier(outbox=ailing))
    assert [len(town.got(reader)) for reader in readers] == [1] * 10
    assert StoreUnavailable("the disk is full") in town.troubles
    assert isinstance(town.troubles[-1], StoreWorksAgain)


async def test_what_cannot_be_read_for_a_while_is_told_afterwards(town: Town) -> None:
    readers = await town.settle_readers(5)
    await town.alert(readers)
    failures = 7

    async def render_from_ailing_disk(delivery: ClaimedDelivery) -> Message | None:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise DatabaseUnavailable("disk I/O error")
        return await render(delivery)

    await town.deliver(town.courier(render=render_from_ailing_disk))
    assert [town.got(reader) for reader in readers] == [["notice 1"]] * 5


@pytest.mark.parametrize("fails", ["claim", "mark_sending", "settle"])
async def test_a_defect_of_the_store_ends_the_courier_with_its_error(town: Town, fails: str) -> None:
    readers = await town.settle_readers(10)
    await town.alert(readers)
    ailing = Ailing(town.store.database, [fails], 1, KeyError("a defect"))
    with pytest.raises(KeyError):
        await asyncio.wait_for(town.courier(outbox=ailing).run(asyncio.Event()), 20)
    await town.deliver()
    extra = sum(len(town.got(reader)) for reader in readers) - 10
    assert 0 <= extra <= (await town.store.outbox.tally())[NoticeKind.ALERT]["once_uncertain"]


async def test_a_disk_that_stays_full_does_not_hold_up_the_stop(town: Town) -> None:
    readers = await town.settle_readers(5)
    await town.alert(readers)
    ailing = Ailing(town.store.database, ["settle"], 10_000, DatabaseUnavailable("the disk is full"))
    courier, stop = town.courier(outbox=ailing), asyncio.Event()
    running = asyncio.create_task(courier.run(stop))
    await town.troubled.wait()
    before = town.clock.monotonic()
    stop.set()
    with pytest.raises(DatabaseUnavailable):
        await running
    assert town.clock.monotonic() - before < 40
    returned, uncertain = await town.store.outbox.recover(now=town.clock.now())
    assert returned + uncertain == 5
