"""The limiter on a clock moved by hand, and its door for python-telegram-bot over real HTTP."""

import asyncio
import random
from collections.abc import Coroutine
from typing import Any

import pytest
from telegram.error import RetryAfter
from telegram.ext import ExtBot

from bot.delivery.limiter import Limiter
from bot.delivery.limits import Limits
from bot.delivery.ptb_limiter import PtbLimiter, find_chat
from store.delivery import Priority
from tests.clock import ManualClock, settle
from tests.delivery import wire as api

pytestmark = pytest.mark.usefixtures("timedeltas")
TOKEN = "123456:not-a-real-token"


@pytest.fixture
def timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot gives its times in the type that is to stay; otherwise it warns at each 429."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


class Crowd:
    """Tasks that wait for a place and note when they got it."""

    def __init__(self, clock: ManualClock, limiter: Limiter) -> None:
        self.clock, self.limiter = clock, limiter
        self.got: list[tuple[float, int]] = []
        self.tasks: list[asyncio.Task[None]] = []

    def come(self, chat: int, priority: Priority) -> asyncio.Task[None]:
        task = asyncio.create_task(self._wait(chat, priority))
        self.tasks.append(task)
        return task

    async def _wait(self, chat: int, priority: Priority) -> None:
        await self.limiter.acquire(chat, priority=priority)
        self.got.append((self.clock.monotonic() - 1000.0, chat))

    async def leave(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def test_places_come_evenly() -> None:
    clock = ManualClock()
    crowd = Crowd(clock, Limiter(clock, Limits(per_second=10)))
    for chat in range(1, 31):
        crowd.come(chat, Priority.ALERT)
    await clock.advance(2.0)
    assert 20 <= len(crowd.got) <= 21
    gaps = [later - earlier for (earlier, _), (later, _) in zip(crowd.got, crowd.got[1:], strict=False)]
    assert min(gaps) > 0.08
    await crowd.leave()


async def test_an_answer_does_not_wait_behind_ten_thousand() -> None:
    clock = ManualClock()
    crowd = Crowd(clock, Limiter(clock))
    for chat in range(1, 10_001):
        crowd.come(chat, Priority.BROADCAST)
    await clock.advance(1.0)
    crowd.come(77_777, Priority.ANSWER)
    await clock.advance(0.05)
    assert 77_777 in {chat for _, chat in crowd.got}
    await crowd.leave()
    assert crowd.limiter.waiting == 0


async def test_how_long_each_waited_is_told() -> None:
    clock, waits = ManualClock(), list[tuple[Priority, float]]()
    limiter = Limiter(clock, Limits(per_second=1), on_wait=lambda priority, seconds: waits.append((priority, seconds)))
    crowd = Crowd(clock, limiter)
    for chat in range(3):
        crowd.come(chat + 1, Priority.ALERT)
    await clock.advance(5)
    assert [(priority, round(seconds)) for priority, seconds in waits] == [(Priority.ALERT, n) for n in range(3)]


async def test_those_who_gave_up_leave_nothing_and_take_no_place() -> None:
    clock = ManualClock()
    limiter = Limiter(clock, Limits(per_second=1))
    crowd = Crowd(clock, limiter)
    await limiter.acquire(1, priority=Priority.ALERT)
    leaving = [crowd.come(chat, Priority.ALERT) for chat in range(2, 50)]
    staying = crowd.come(60, Priority.BROADCAST)
    await settle()
    for task in leaving:
        task.cancel()
    await clock.advance(1.1)
    assert staying.done()
    assert limiter.waiting == 0
    assert len(asyncio.all_tasks()) == 1


async def test_random_cancellations_lose_nobody() -> None:
    clock, rng = ManualClock(), random.Random(7)
    limiter = Limiter(clock, Limits(per_second=20))
    crowd = Crowd(clock, limiter)
    for _ in range(300):
        task = crowd.come(rng.randint(1, 40), rng.choice(list(Priority)))
        if rng.random() < 0.4:
            asyncio.get_running_loop().call_soon(task.cancel)
        if rng.random() < 0.2:
            rng.choice(crowd.tasks).cancel()
        await clock.advance(rng.random() / 20)
    await clock.advance(120)
    assert all(task.done() for task in crowd.tasks)
    assert len(crowd.got) == sum(not task.cancelled() for task in crowd.tasks)
    assert limiter.waiting == 0
    assert len(asyncio.all_tasks()) == 1


async def test_a_deadline_set_while_others_wait_is_kept() -> None:
    clock = ManualClock()
    limiter = Limiter(clock, Limits(per_second=10))
    crowd = Crowd(clock, limiter)
    for chat in range(1, 10):
        crowd.come(chat, Priority.ALERT)
    await settle()
    limiter.report_retry_after(None, 5.0)
    await clock.advance(4.9)
    assert len(crowd.got) == 1
    await clock.advance(3.0)
    assert len(crowd.got) == 9
    assert limiter.pace < 10


def limited_bot(url: str, limiter: Limiter) -> ExtBot[Priority]:
    return ExtBot(TOKEN, base_url=f"{url}/bot", rate_limiter=PtbLimiter(limiter))


SENT = api.answer(
    {"ok": True, "result": {"message_id": 3, "date": 1, "chat": {"id": 9, "type": "private"}, "text": "hi"}}
)
ME = api.answer({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "J", "username": "JarchyBot"}})


async def send_with(limiter: Limiter, *ways: api.Answering, calls: int = 1) -> list[str]:
    """Send so many answers with python-telegram-bot; the methods that were asked for."""
    async with api.serve_wire(ME, *ways) as wire, limited_bot(wire.url, limiter) as bot:
        for _ in range(calls):
            await bot.send_message(9, "hi")
        return [path.rpartition("/")[2] for path, _ in wire.requests]


async def run_on(clock: ManualClock, work: Coroutine[Any, Any, list[str]]) -> list[str]:
    """Let real requests and the hand-moved clock go on together, the clock a hundred times faster."""
    task = asyncio.create_task(work)
    while not task.done():
        await asyncio.wait({task}, timeout=0.01)
        await clock.advance(1.0)
    return await task


async def test_a_refused_answer_is_tried_again_after_its_time() -> None:
    clock = ManualClock()
    started = clock.monotonic()
    flood = api.refused(429, "Too Many Requests: retry after 20", retry_after=20)
    methods = await run_on(clock, send_with(Limiter(clock), flood, flood, SENT))
    assert methods == ["getMe", "sendMessage", "sendMessage", "sendMessage"]
    assert clock.monotonic() - started >= 40


async def test_an_answer_that_is_refused_for_ever_is_given_up() -> None:
    clock = ManualClock()
    flood = api.refused(429, "Too Many Requests: retry after 2", retry_after=2)
    with pytest.raises(RetryAfter):
        await run_on(clock, send_with(Limiter(clock), flood))


async def test_what_is_no_message_passes_while_messages_wait() -> None:
    clock = ManualClock()
    limiter = Limiter(clock)
    limiter.report_retry_after(None, 1000.0)
    true = api.answer({"ok": True, "result": True})
    async with api.serve_wire(ME, true) as wire, limited_bot(wire.url, limiter) as bot:
        await bot.answer_callback_query("1")
        await bot.set_my_commands([("help", "help")])
        await bot.send_chat_action(9, "typing")
        assert len(wire.requests) == 4
        waiting = asyncio.create_task(bot.send_message(9, "hi", rate_limit_args=Priority.BROADCAST))
        await settle()
        assert limiter.waiting == 1
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert limiter.waiting == 0


def test_the_chat_is_found_as_number_or_name() -> None:
    assert find_chat({"chat_id": 5}) == 5
    assert find_chat({"chat_id": "-100123"}) == -100123
    assert find_chat({"chat_id": "@newsroom"}) == "@newsroom"
    assert find_chat({"text": "x"}) is None
