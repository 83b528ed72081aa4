"""The clock is set, the file is damaged: what the house notices, and what is planned afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.trouble import StoreDamaged, Trouble
from bot.housekeeping import House
from store.delivery import RetryAt
from store.sqlite.open import SqliteStore, open_store
from store.subscriber import ChatKind, ChatRef
from store.timing import Rhythm, Timing
from tests.clock import ManualClock
from tests.make import NO_TERMS, NOW
from tests.store.sqlite.test_outbox import claim, reader, settle, tell, the_feed

MINUTE = timedelta(minutes=1)


@asynccontextmanager
async def house(store: SqliteStore, clock: ManualClock, heard: list[Trouble]) -> AsyncIterator[asyncio.Event]:
    """Housekeeping at work; the event is set whenever something is due earlier than was known."""
    woken, stop = asyncio.Event(), asyncio.Event()
    keeping = asyncio.create_task(House(store, clock, woken.set, heard.append).keep(stop))
    try:
        yield woken
    finally:
        stop.set()
        await keeping


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with open_store(tmp_path / "jarchy.db", NO_TERMS) as opened:
        yield opened


async def let_time_pass(clock: ManualClock, until: asyncio.Event) -> None:
    async with asyncio.timeout(10):
        while not until.is_set():
            await clock.advance(1)
            await asyncio.sleep(0.001)


@pytest.mark.parametrize("hours", [-1, 24])
async def test_after_the_clock_was_set_everything_is_as_far_off_as_it_was(store: SqliteStore, hours: int) -> None:
    await reader(store, 1)
    await reader(store, 2)
    await tell(store, "A thing")
    first, second = await claim(store)
    await settle(store, first, RetryAt(NOW + 10 * MINUTE, "429"))
    await store.outbox.mark_sending([second.id], now=NOW)
    feed = await the_feed(store)
    await store.feeds.save_state(feed.id, replace(feed.state, next_poll_at=NOW + 20 * MINUTE))
    clock = ManualClock(NOW)
    async with house(store, clock, []) as woken:
        await clock.advance(5)
        jump = timedelta(hours=hours)
        clock.set_hour(NOW + jump)
        await let_time_pass(clock, woken)
    now = NOW + jump
    slack = timedelta(seconds=10)
    assert abs(((await store.outbox.next_due_at()) or NOW) - (now + 10 * MINUTE)) < slack
    assert abs(((await store.feeds.next_due_at()) or NOW) - (now + 20 * MINUTE)) < slack
    assert await claim(store, now=now + 9 * MINUTE) == [], "nothing was taken back that is still being sent"
    assert [delivery.id for delivery in await claim(store, now=now + 11 * MINUTE)][:1] == [first.id]


async def test_a_digest_keeps_to_the_hour_on_the_clock(store: SqliteStore) -> None:
    subscriber = await reader(store, 1)
    await store.subscribers.set_timing(subscriber.id, Timing(Rhythm.DAILY, hour=9), now=NOW)
    await tell(store, "A thing", now=NOW + timedelta(hours=30))
    assert await store.outbox.next_due_at() == NOW.replace(hour=9) + timedelta(days=2)
    await store.housekeeping.shift_schedules(by=timedelta(hours=-30), now=NOW)
    assert await store.outbox.next_due_at() == NOW.replace(hour=9)
    await store.housekeeping.shift_schedules(by=timedelta(hours=8), now=NOW + timedelta(hours=8))
    assert await store.outbox.next_due_at() == NOW.replace(hour=9)


async def test_what_a_wrong_clock_planned_for_next_year_is_due_at_the_next_start(store: SqliteStore) -> None:
    await reader(store, 1)
    feed = await the_feed(store)
    later = NOW + timedelta(days=365)
    await tell(store, "A thing", now=later)
    await store.feeds.save_state(feed.id, replace(feed.state, next_poll_at=later))
    await store.housekeeping.bring_back(now=NOW)
    assert await store.outbox.next_due_at() == NOW
    assert await store.feeds.next_due_at() == NOW


async def test_what_waits_for_its_turn_is_left_alone_at_the_start(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "A thing")
    (delivery,) = await claim(store)
    await settle(store, delivery, RetryAt(NOW + 10 * MINUTE, "429"))
    feed = await the_feed(store)
    await store.feeds.save_state(feed.id, replace(feed.state, next_poll_at=NOW + 20 * MINUTE))
    await store.housekeeping.bring_back(now=NOW)
    assert await store.outbox.next_due_at() == NOW + 10 * MINUTE
    assert await store.feeds.next_due_at() == NOW + 20 * MINUTE


async def test_a_damaged_page_is_noticed_and_told(tmp_path: Path) -> None:
    path = tmp_path / "jarchy.db"
    async with open_store(path, NO_TERMS) as store:
        for chat_id in range(2000):
            await store.subscribers.remember(ChatRef(chat_id), kind=ChatKind.PRIVATE, language="en", now=NOW)
            if chat_id % 200 == 0:
                await tell(store, f"Entry {chat_id} with a long title to fill a page")
        root, size = await store.database.read(
            lambda connection: (
                connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'subscriber'").fetchone()[0],
                connection.execute("PRAGMA page_size").fetchone()[0],
            )
        )
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    heard: list[Trouble] = []
    clock = ManualClock(NOW)
    async with open_store(path, NO_TERMS) as store, house(store, clock, heard):
        async with asyncio.timeout(10):
            while not heard:
                await clock.advance(1)
                await asyncio.sleep(0.001)
    assert isinstance(heard[0], StoreDamaged)


async def test_a_sound_file_is_not_reported(store: SqliteStore) -> None:
    await reader(store, 1)
    assert await store.housekeeping.find_damage() == ""
