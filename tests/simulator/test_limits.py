"""Flood rules, by a clock that the test holds."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import RetryAfter

from bot.simulator.limits import FloodGate, FloodLimits
from bot.simulator.server import serve
from bot.simulator.simulator import Simulator
from tests.clock import ManualClock
from tests.simulator.conftest import TOKEN

LIMITS = FloodLimits()


def admit(gate: FloodGate, at: float, *, chat: int = 1, group: bool = False, paid: bool = False) -> int:
    return gate.admit(LIMITS, chat_id=chat, group=group, paid=paid, at=at)


def test_thirty_chats_a_second_and_a_thousand_when_paid() -> None:
    gate = FloodGate()

    assert [admit(gate, 0.5, chat=chat) for chat in range(31)] == [0] * 30 + [1]
    assert [admit(gate, 0.5, chat=chat, paid=True) for chat in range(100, 1070)] == [0] * 970
    assert admit(gate, 0.5, chat=2000, paid=True) == 1
    assert admit(gate, 1.6, chat=2000) == 0


def test_one_a_second_in_a_chat() -> None:
    gate = FloodGate()

    assert [admit(gate, at) for at in (0.0, 0.5, 0.99, 1.0, 1.5)] == [0, 1, 1, 0, 1]


def test_twenty_a_minute_in_a_group() -> None:
    gate = FloodGate()

    assert [admit(gate, float(at), group=True) for at in range(20)] == [0] * 20
    assert admit(gate, 20.0, group=True) == 40
    assert admit(gate, 60.0, group=True) == 0


def test_a_refusal_may_cost_more_than_its_window() -> None:
    gate, limits = FloodGate(), FloodLimits(penalty=5)
    asked = [gate.admit(limits, chat_id=1, group=False, paid=False, at=at) for at in (0.0, 0.1, 1.1, 5.2)]

    assert asked == [0, 5, 4, 0]


@given(st.lists(st.tuples(st.floats(0, 0.2), st.integers(1, 4)), max_size=200))
def test_never_more_than_the_limit_in_any_window(steps: Sequence[tuple[float, int]]) -> None:
    gate, at = FloodGate(), 0.0
    limits = FloodLimits(overall=5, burst=2)
    passed: list[tuple[float, int]] = []
    for pause, chat in steps:
        at += pause
        if gate.admit(limits, chat_id=chat, group=False, paid=False, at=at) == 0:
            passed.append((at, chat))

    for start, _ in passed:
        window = [chat for moment, chat in passed if start <= moment < start + 1]
        assert len(window) <= 5
        assert all(window.count(chat) <= 2 for chat in window)


async def test_the_bot_is_told_to_wait_and_may_go_on_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    clock = ManualClock()
    simulator = Simulator(token=TOKEN, clock=clock, limits=FloodLimits())
    aida = simulator.person("Aida", started=True)
    async with serve(simulator) as served, Bot(TOKEN, base_url=served.base_url) as bot:
        await bot.send_message(aida.id, "one")
        with pytest.raises(RetryAfter):
            await bot.send_message(aida.id, "two")
        await clock.advance(1)
        await bot.send_message(aida.id, "two")
        simulator.limits = None
        await bot.send_message(aida.id, "three")

    assert [message.text for message in aida.messages] == ["one", "two", "three"]
    assert simulator.violations == []
