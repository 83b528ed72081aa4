"""The courier on the real outbox, sending to the simulator: who gets what, whatever goes wrong."""

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest
from markupsafe import Markup

from bot.delivery.limits import limits_for
from bot.delivery.trouble import ChatNeedsAdmin, StormBegan, StormEnded
from bot.delivery.weather import Symptom
from bot.simulator.faults import SENDING, Fault, FaultKind
from handlers.call import Message
from store.delivery import ClaimedDelivery, NoticeKind
from store.sqlite import fan_out
from store.subscriber import ChatKind, ChatRef, Subscriber
from tests.delivery.town import Town, build_town, render


async def test_each_reader_gets_each_notice_once_and_in_order(town: Town) -> None:
    readers = await town.settle_readers(20)
    numbers = [await town.alert(readers), await town.alert(readers), await town.broadcast()]
    await town.deliver()
    assert {tuple(town.got(reader)) for reader in readers} == {tuple(f"notice {number}" for number in numbers)}
    assert town.simulator.violations == []
    tally = await town.store.outbox.tally()
    assert tally[NoticeKind.ALERT]["sent"] == 40
    assert tally[NoticeKind.ALERT]["once_uncertain"] == 0


async def test_a_large_audience_is_written_while_the_first_are_sent_to(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan_out, "PART", 8)
    readers = await town.settle_readers(30)
    await town.alert(readers)
    await town.deliver()
    assert [town.got(reader) for reader in readers] == [["notice 1"]] * 30


async def test_what_is_paid_for_leaves_at_the_paid_rate_and_is_not_refused(tmp_path: Path) -> None:
    async with build_town(tmp_path, speed=1.0, limits=limits_for(1000), paid=True) as town:
        readers = await town.settle_readers(120)
        await town.broadcast()
        begun = town.clock.monotonic()
        await town.deliver()
        assert town.clock.monotonic() - begun < 120 / 30
    assert [town.got(reader) for reader in readers] == [["notice 1"]] * 120
    assert town.simulator.violations == []


async def test_an_alert_enqueued_while_idle_is_sent_when_woken(town: Town) -> None:
    readers = await town.settle_readers(1)
    courier, stop = town.courier(), asyncio.Event()
    running = asyncio.create_task(courier.run(stop))
    await courier.until_empty()
    before = town.clock.monotonic()
    await town.alert(readers)
    courier.wake()
    await courier.until_empty()
    assert town.clock.monotonic() - before < 40 * 0.5
    assert town.got(readers[0]) == ["notice 1"]
    stop.set()
    await running


async def test_an_alert_overtakes_a_broadcast_that_runs(town: Town) -> None:
    readers = await town.settle_readers(150)
    await town.broadcast()
    courier, stop = town.courier(), asyncio.Event()
    running = asyncio.create_task(courier.run(stop))
    bell = town.simulator.journal.bell
    while sum(len(town.got(reader)) for reader in readers) < 10:
        await bell.wait()
    await town.alert(readers[-40:])
    before = sum(town.got(reader).count("notice 1") for reader in readers)
    courier.wake()
    while sum(town.got(reader).count("notice 2") for reader in readers) < 40:
        await bell.wait()
    overtaken = 150 - sum(town.got(reader).count("notice 1") for reader in readers)
    assert overtaken >= 150 - before - 60
    await courier.until_empty()
    stop.set()
    await running
    assert all(sorted(town.got(reader)) == ["notice 1", "notice 2"] for reader in readers[-40:])


@pytest.mark.parametrize("kind", [FaultKind.BLOCKED, FaultKind.DEACTIVATED, FaultKind.KICKED, FaultKind.CHAT_NOT_FOUND])
async def test_a_chat_that_refuses_us_sleeps_and_the_others_get_it(town: Town, kind: FaultKind) -> None:
    readers = await town.settle_readers(10)
    town.simulator.faults.add(kind, chat_id=readers[3].chat.chat_id, method=SENDING)
    await town.alert(readers)
    await town.deliver()
    assert [await town.awake(reader) for reader in readers] == [place != 3 for place in range(10)]
    assert [len(town.got(reader)) for reader in readers] == [int(place != 3) for place in range(10)]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.FLOOD, retry_after=3),
        Fault(FaultKind.INTERNAL),
        Fault(FaultKind.BAD_GATEWAY),
        Fault(FaultKind.RESET_BEFORE),
        Fault(FaultKind.RESET_AFTER),
        Fault(FaultKind.CUT_AFTER),
        Fault(FaultKind.STALL_BEFORE, seconds=0.1),
        Fault(FaultKind.STALL_AFTER, seconds=0.1),
    ],
)
async def test_what_fails_once_arrives_later_and_twice_only_when_uncertain(town: Town, fault: Fault) -> None:
    readers = await town.settle_readers(6)
    town.simulator.faults.add(fault, chat_id=readers[2].chat.chat_id, method=SENDING, times=1)
    await town.alert(readers)
    await town.deliver()
    tally = await town.store.outbox.tally()
    taken_at_first = fault.kind in {FaultKind.RESET_AFTER, FaultKind.CUT_AFTER, FaultKind.STALL_AFTER}
    expected = [2 if place == 2 and taken_at_first else 1 for place in range(6)]
    assert [len(town.got(reader)) for reader in readers] == expected
    assert sum(expected) - 6 <= tally[NoticeKind.ALERT]["once_uncertain"] <= 1


async def test_an_uncertain_broadcast_is_not_repeated_but_counted(town: Town) -> None:
    readers = await town.settle_readers(3)
    town.simulator.faults.add(FaultKind.RESET_AFTER, chat_id=readers[1].chat.chat_id, method=SENDING, times=1)
    await town.broadcast()
    await town.deliver()
    assert [len(town.got(reader)) for reader in readers] == [1, 1, 1]
    assert (await town.store.outbox.tally())[NoticeKind.BROADCAST] == {"sent": 2, "uncertain": 1, "once_uncertain": 1}


async def test_a_group_that_moved_gets_it_in_its_new_chat(town: Town) -> None:
    old, new = (town.simulator.group(title) for title in ("Newsroom", "Newsroom again"))
    admin = town.simulator.person("Admin", started=True)
    for group in (old, new):
        await group.adds_bot(admin)
    reader = await town.store.subscribers.remember(
        ChatRef(old.chat_id), kind=ChatKind.GROUP, language="en", now=town.clock.now()
    )
    moved = Fault(FaultKind.MIGRATED, migrate_to=new.chat_id)
    town.simulator.faults.add(moved, chat_id=old.chat_id, method=SENDING)
    await town.alert([reader])
    await town.deliver()
    assert await town.store.subscribers.find(ChatRef(old.chat_id)) is None
    assert [message.text for message in new.messages] == ["notice 1"]


async def test_a_message_that_telegram_refuses_is_sent_once_more_as_plain_text(town: Town) -> None:
    readers = await town.settle_readers(2)

    await town.alert(readers)

    async def render_wrong(delivery: ClaimedDelivery) -> Message | None:
        wrong = delivery.subscriber == readers[0]
        return Message(Markup("<b>notice</b> & <blink>more</blink>") if wrong else Markup("notice"))

    await town.deliver(town.courier(render=render_wrong))
    assert [town.got(reader) for reader in readers] == [["notice & more"], ["notice"]]


async def test_a_message_that_can_never_be_sent_or_written_stops_no_other(town: Town) -> None:
    readers = await town.settle_readers(6)

    async def render_with_poison(delivery: ClaimedDelivery) -> Message | None:
        if delivery.subscriber == readers[0]:
            raise RuntimeError("poison")
        if delivery.subscriber == readers[1]:
            return Message(Markup("x" * 5000))
        return None if delivery.subscriber == readers[2] else await render(delivery)

    await town.alert(readers)
    await town.alert(readers)
    await town.deliver(town.courier(render=render_with_poison))
    assert [len(town.got(reader)) for reader in readers[2:]] == [0, 2, 2, 2]
    assert await town.awake(readers[0])
    depth = await town.store.outbox.depth()
    assert (depth.due, depth.claimed) == (0, 0)


async def test_a_chat_that_must_rest_holds_up_nobody(town: Town) -> None:
    readers = await town.settle_readers(30)
    stuck = readers[:10]
    for reader in stuck:
        flood = Fault(FaultKind.FLOOD, retry_after=600)
        town.simulator.faults.add(flood, chat_id=reader.chat.chat_id, method=SENDING, times=1)
        town.limiter.report_retry_after(reader.chat.chat_id, 600)
    await town.alert(readers)
    before = town.clock.monotonic()
    courier, stop = town.courier(window=5), asyncio.Event()
    running = asyncio.create_task(courier.run(stop))
    last = town.simulator.chats[readers[-1].chat.chat_id]
    while not last.messages:
        await town.simulator.journal.bell.wait()
    assert town.clock.monotonic() - before < 300
    stop.set()
    await running
    assert [len(town.got(reader)) for reader in readers] == [0] * 10 + [1] * 20


async def test_a_newsrooms_admin_is_told_of_a_missing_right(town: Town) -> None:
    readers = await town.settle_readers(4)
    town.simulator.faults.add(FaultKind.NO_RIGHTS, chat_id=readers[0].chat.chat_id, method=SENDING)
    await town.alert(readers)
    await town.alert(readers)
    await town.deliver()
    assert town.troubles == [ChatNeedsAdmin(readers[0].id, "no right to write")]


@pytest.mark.parametrize(
    ("kind", "symptom"),
    [
        (FaultKind.CHAT_NOT_FOUND, Symptom.NOT_FOUND),
        (FaultKind.NO_RIGHTS, Symptom.NO_RIGHTS),
        (FaultKind.INTERNAL, Symptom.SERVER_ERROR),
        (FaultKind.UNAUTHORIZED, Symptom.UNAUTHORIZED),
    ],
)
async def test_on_telegrams_bad_day_nobody_is_put_to_sleep_and_all_is_delivered_afterwards(
    town: Town, kind: FaultKind, symptom: Symptom
) -> None:
    readers = await town.settle_readers(40)
    town.simulator.faults.add(kind)
    await town.alert(readers)
    courier, stop = town.courier(), asyncio.Event()
    running = asyncio.create_task(courier.run(stop))
    await town.troubled.wait()
    await town.clock.sleep(20)
    assert town.troubles == [StormBegan(symptom)]
    assert town.simulator.calls.get("sendMessage", 0) == 0
    town.simulator.faults.clear()
    await courier.until_empty()
    stop.set()
    await running
    assert [len(town.got(reader)) for reader in readers] == [1] * 40
    assert all([await town.awake(reader) for reader in readers])
    assert isinstance(town.troubles[-1], StormEnded)


async def test_after_the_stop_nothing_is_taken_and_what_waited_is_due_again(town: Town) -> None:
    readers = await town.settle_readers(60)
    await town.alert(readers)
    courier, stop = town.courier(), asyncio.Event()
    running = asyncio.create_task(courier.run(stop))
    await town.simulator.journal.bell.wait()
    stop.set()
    await running
    depth = await town.store.outbox.depth()
    sent = sum(len(town.got(reader)) for reader in readers)
    assert 0 < sent < 60
    assert (depth.claimed, depth.uncertain, depth.due) == (0, 0, 60 - sent)
    assert await town.store.outbox.recover(now=town.clock.now()) == (0, 0)


async def test_a_courier_cancelled_at_any_moment_leaves_nothing_lost_and_nothing_twice_without_cause(
    town: Town,
) -> None:
    rng = random.Random(11)
    readers = await town.settle_readers(60)
    for _ in range(3):
        await town.alert(readers)
    for seed in range(12):
        await town.store.outbox.recover(now=town.clock.now())
        running = asyncio.create_task(town.courier(seed).run(asyncio.Event()))
        await town.clock.sleep(rng.uniform(0, 4))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    await town.deliver()
    counts = Counter(text for reader in readers for text in town.got(reader))
    uncertain = (await town.store.outbox.tally())[NoticeKind.ALERT]["once_uncertain"]
    assert all(set(town.got(reader)) == {"notice 1", "notice 2", "notice 3"} for reader in readers)
    assert counts.total() - 180 <= uncertain


FAULTS = [
    Fault(FaultKind.BLOCKED),
    Fault(FaultKind.CHAT_NOT_FOUND),
    Fault(FaultKind.FLOOD, retry_after=5),
    Fault(FaultKind.INTERNAL),
    Fault(FaultKind.BAD_GATEWAY),
    Fault(FaultKind.RESET_BEFORE),
    Fault(FaultKind.RESET_AFTER),
    Fault(FaultKind.CUT_AFTER),
    Fault(FaultKind.STALL_AFTER, seconds=0.2),
]


async def test_random_faults_lose_nothing_for_those_who_can_be_reached(town: Town) -> None:
    rng = random.Random(5)
    readers = await town.settle_readers(200)
    gone = set[Subscriber]()
    for reader in readers:
        if rng.random() < 0.4:
            fault = rng.choice(FAULTS)
            forever = fault.kind in {FaultKind.BLOCKED, FaultKind.CHAT_NOT_FOUND}
            gone |= {reader} if forever else set()
            times = None if forever else 1 if fault.kind is FaultKind.RESET_BEFORE else rng.randint(1, 3)
            town.simulator.faults.add(fault, chat_id=reader.chat.chat_id, method=SENDING, times=times)
    for _ in range(3):
        await town.alert(readers)
    await town.deliver()
    alerts = {"notice 1", "notice 2", "notice 3"}
    kept = [reader for reader in readers if reader not in gone]
    assert all(set(town.got(reader)) == alerts for reader in kept)
    assert all([await town.awake(reader) for reader in kept])
    assert not any([await town.awake(reader) for reader in gone])
    extra = sum(len(town.got(reader)) - 3 for reader in kept)
    assert extra <= (await town.store.outbox.tally())[NoticeKind.ALERT]["once_uncertain"]
