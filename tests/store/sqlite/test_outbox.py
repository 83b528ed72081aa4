"""What becomes of a delivery, as an operator would see it in the outbox."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from store.delivery import ClaimedDelivery, Gone, Moved, NoticeKind, Outcome, Rejected, RetryAt, Sent, Uncertain
from store.feed import Feed
from store.intake import Decision, Known, Verdict
from store.sqlite.open import SqliteStore
from store.subscriber import ChatKind, ChatRef, Match, Subscriber, WatchRule
from tests.make import NOW, analysed, spec

LEASE = timedelta(minutes=5)


async def reader(store: SqliteStore, chat_id: int) -> Subscriber:
    subscriber = await store.subscribers.remember(ChatRef(chat_id), kind=ChatKind.PRIVATE, language="en", now=NOW)
    await store.subscribers.add_watch(subscriber.id, WatchRule(), now=NOW)
    return subscriber


async def the_feed(store: SqliteStore) -> Feed:
    if not await store.feeds.all():
        await store.feeds.sync([spec()], now=NOW)
    return (await store.feeds.all())[0]


async def tell(store: SqliteStore, title: str, *, now: datetime = NOW) -> None:
    """A new entry, told to everybody who watches everything."""
    feed = await the_feed(store)
    matches = [Match(watch.id, watch.subscriber_id, "everything") for watch in await store.subscribers.all_watches()]

    def judge(entries: Sequence[object], _: Known) -> list[Verdict]:
        return [Verdict(Decision.NEW, tell=True) for _ in entries]

    await store.entries.take_in(feed, [analysed(title)], judge=judge, audience=[matches], state=feed.state, now=now)


async def claim(store: SqliteStore, *, now: datetime = NOW, limit: int = 100) -> list[ClaimedDelivery]:
    return await store.outbox.claim(now=now, lease=LEASE, limit=limit, courier="test")


async def settle(store: SqliteStore, delivery: ClaimedDelivery, outcome: Outcome, *, now: datetime = NOW) -> None:
    await store.outbox.mark_sending([delivery.id], now=now)
    await store.outbox.settle([(delivery, outcome)], now=now)


async def test_everybody_who_watches_gets_one_delivery_of_an_alert(store: SqliteStore) -> None:
    for chat_id in (1, 2, 3):
        await reader(store, chat_id)
    await tell(store, "A march in Osh")
    claimed = await claim(store)
    assert sorted(delivery.subscriber.chat.chat_id for delivery in claimed) == [1, 2, 3]
    assert {delivery.reason_kind for delivery in claimed} == {"everything"}
    assert await claim(store) == []


async def test_a_chat_gets_its_alerts_in_order_and_one_at_a_time(store: SqliteStore) -> None:
    await reader(store, 1)
    await reader(store, 2)
    await tell(store, "First thing")
    await tell(store, "Second thing", now=NOW + timedelta(seconds=1))
    first = await claim(store, now=NOW + timedelta(seconds=2))
    assert [delivery.subscriber.chat.chat_id for delivery in first] == [1, 2]
    await settle(store, first[0], Sent(10), now=NOW + timedelta(seconds=2))
    second = await claim(store, now=NOW + timedelta(seconds=3))
    assert [delivery.subscriber.chat.chat_id for delivery in second] == [1], "chat 2 is still being sent to"


async def test_a_chat_that_must_wait_holds_up_no_other(store: SqliteStore) -> None:
    await reader(store, 1)
    await reader(store, 2)
    await tell(store, "First thing")
    waiting, served = await claim(store)
    await settle(store, waiting, RetryAt(NOW + timedelta(minutes=10), "429"))
    await settle(store, served, Sent(1))
    await tell(store, "Second thing")
    soon = await claim(store, now=NOW + timedelta(minutes=1))
    assert [delivery.subscriber.chat.chat_id for delivery in soon] == [2]
    await settle(store, soon[0], Sent(2))
    later = await claim(store, now=NOW + timedelta(minutes=11))
    assert [delivery.subscriber.chat.chat_id for delivery in later] == [1]


async def test_an_alert_overtakes_a_broadcast(store: SqliteStore) -> None:
    await reader(store, 1)
    await store.outbox.announce({"*": "We are moving"}, created_by=9, key="k", now=NOW)
    await tell(store, "Police raid a newsroom")
    (first,) = await claim(store)
    assert first.notice.kind is NoticeKind.ALERT


async def test_the_same_broadcast_is_enqueued_once(store: SqliteStore) -> None:
    await reader(store, 1)
    assert await store.outbox.announce({"*": "Hello"}, created_by=9, key="k", now=NOW) == 1
    assert await store.outbox.announce({"*": "Hello"}, created_by=9, key="k", now=NOW) == 1
    assert len(await claim(store)) == 1


async def test_an_uncertain_alert_is_sent_once_more_after_a_minute(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "A verdict")
    (delivery,) = await claim(store)
    await settle(store, delivery, Uncertain("timed out"))
    assert await claim(store, now=NOW + timedelta(seconds=59)) == []
    (again,) = await claim(store, now=NOW + timedelta(seconds=61))
    assert again.doubts == 1
    await settle(store, again, Sent(5))
    assert await claim(store, now=NOW + timedelta(days=1)) == []
    tally = await store.outbox.tally()
    assert tally[NoticeKind.ALERT] == {"sent": 1, "once_uncertain": 1}


async def test_an_alert_that_stays_in_doubt_is_sent_seldom_and_ends(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "A verdict")
    sent_at = []
    for minute in range(120):
        now = NOW + timedelta(minutes=minute)
        for delivery in await claim(store, now=now):
            sent_at.append(minute)
            await settle(store, delivery, Uncertain("timed out"), now=now)
    assert sent_at == [0, 1, 11, 71]
    assert (await store.outbox.tally())[NoticeKind.ALERT] == {"uncertain": 1, "once_uncertain": 4}


async def test_what_was_in_doubt_twice_holds_up_no_later_alert(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "First thing")
    for minute in (0, 1):
        (delivery,) = await claim(store, now=NOW + timedelta(minutes=minute))
        await settle(store, delivery, Uncertain("reset"), now=NOW + timedelta(minutes=minute))
    await tell(store, "Second thing", now=NOW + timedelta(minutes=2))
    (second,) = await claim(store, now=NOW + timedelta(minutes=2))
    assert second.doubts == 0


async def test_an_uncertain_broadcast_is_not_repeated(store: SqliteStore) -> None:
    await reader(store, 1)
    await store.outbox.announce({"*": "Hello"}, created_by=9, key="k", now=NOW)
    (delivery,) = await claim(store)
    await settle(store, delivery, Uncertain("reset"))
    assert await claim(store, now=NOW + timedelta(days=1)) == []
    assert (await store.outbox.depth()).uncertain == 1


async def test_who_blocks_the_bot_sleeps_keeps_the_watch_and_wakes_again(store: SqliteStore) -> None:
    subscriber = await reader(store, 1)
    await tell(store, "First thing")
    (delivery,) = await claim(store)
    await settle(store, delivery, Gone("blocked"))
    await tell(store, "Second thing")
    assert await claim(store) == []
    await reader(store, 1)
    assert len(await store.subscribers.watches(subscriber.id)) == 1
    await tell(store, "Third thing")
    assert len(await claim(store)) == 1


async def test_a_group_that_became_a_supergroup_gets_what_waited(store: SqliteStore) -> None:
    await reader(store, -5)
    await tell(store, "First thing")
    (delivery,) = await claim(store)
    await settle(store, delivery, Moved(-1005))
    (again,) = await claim(store)
    assert again.subscriber.chat.chat_id == -1005
    assert again.id == delivery.id


async def test_a_group_that_moves_where_it_was_already_is_told_once(store: SqliteStore) -> None:
    await reader(store, -5)
    await reader(store, -1005)
    await tell(store, "First thing")
    old, new = sorted(await claim(store), key=lambda delivery: -delivery.subscriber.chat.chat_id)
    await settle(store, new, Sent(1))
    await settle(store, old, Moved(-1005))
    assert await claim(store) == []
    assert (await store.subscribers.count())["total"] == 1


async def test_a_refused_message_is_tried_as_plain_text_and_then_dropped(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "Odd <markup>")
    (delivery,) = await claim(store)
    await settle(store, delivery, Rejected("can't parse entities"))
    (plain,) = await claim(store)
    assert plain.plain
    await settle(store, plain, Rejected("message text is empty"))
    assert await claim(store, now=NOW + timedelta(days=2)) == []
    assert (await store.outbox.tally())[NoticeKind.ALERT]["dropped"] == 1


async def fail(store: SqliteStore, at: datetime, *, counts: bool = True) -> None:
    """The due delivery is refused once more, and may be tried again an hour later."""
    (delivery,) = await claim(store, now=at)
    await settle(store, delivery, RetryAt(at + timedelta(hours=1), "502", counts=counts), now=at)


async def test_an_alert_is_given_up_after_a_day_of_refusals_in_a_row(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "A thing")
    late = NOW + timedelta(days=3)
    for hour in (0, 6, 12, 18, 23):
        await fail(store, late + timedelta(hours=hour))
    assert (await store.outbox.depth()).due == 1
    await fail(store, late + timedelta(hours=24))
    assert (await store.outbox.tally())[NoticeKind.ALERT]["dropped"] == 1


async def test_hours_in_which_nobody_was_answered_do_not_count_against_an_alert(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "A thing")
    await fail(store, NOW)
    for day in (1, 2, 3):
        await fail(store, NOW + timedelta(days=day), counts=False)
    await store.outbox.forgive()
    await fail(store, NOW + timedelta(days=4))
    assert (await store.outbox.depth()).due == 1


async def test_a_claim_whose_lease_has_run_out_is_taken_back(store: SqliteStore) -> None:
    await reader(store, 1)
    await reader(store, 2)
    await tell(store, "A thing")
    in_flight, untouched = await claim(store)
    await store.outbox.mark_sending([in_flight.id], now=NOW)
    assert await claim(store, now=NOW + LEASE - timedelta(seconds=1)) == []
    (again,) = await claim(store, now=NOW + LEASE)
    assert (again.id, again.doubts) == (untouched.id, 0)
    (repeated,) = await claim(store, now=NOW + LEASE + timedelta(minutes=1))
    assert (repeated.id, repeated.doubts) == (in_flight.id, 1)


async def test_what_was_taken_back_and_arrived_after_all_is_not_sent_again(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "A thing")
    (slow,) = await claim(store)
    await store.outbox.mark_sending([slow.id], now=NOW)
    assert await claim(store, now=NOW + LEASE) == []
    await store.outbox.settle([(slow, Sent(7))], now=NOW + LEASE)
    assert await claim(store, now=NOW + timedelta(days=1)) == []


async def test_after_a_crash_only_what_was_in_flight_is_uncertain(store: SqliteStore) -> None:
    await reader(store, 1)
    await reader(store, 2)
    await tell(store, "A thing")
    in_flight, untouched = await claim(store)
    await store.outbox.mark_sending([in_flight.id], now=NOW)
    assert await store.outbox.recover(now=NOW) == (1, 1)
    (again,) = await claim(store)
    assert again.id == untouched.id
    assert again.doubts == 0
    (repeated,) = await claim(store, now=NOW + timedelta(minutes=2))
    assert repeated.id == in_flight.id
    assert repeated.doubts == 1


async def test_who_is_forgotten_while_a_message_is_sent_leaves_nothing(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "A thing")
    (delivery,) = await claim(store)
    assert await store.subscribers.forget_chat(ChatRef(1))
    await settle(store, delivery, Sent(1))
    assert await store.outbox.tally() == {kind: {} for kind in NoticeKind}


async def test_a_sleeping_reader_is_told_nothing(store: SqliteStore) -> None:
    await reader(store, 1)
    await store.subscribers.sleep_chat(1, reason="blocked", now=NOW)
    await tell(store, "A thing")
    assert await claim(store) == []


async def test_depth_says_since_when_the_oldest_waits(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "A thing", now=NOW)
    depth = await store.outbox.depth()
    assert depth == replace(depth, due=1, claimed=0, uncertain=0, oldest_due_at=NOW)


async def test_after_ninety_days_only_numbers_are_left_of_what_was_sent(store: SqliteStore) -> None:
    await reader(store, 1)
    await tell(store, "A thing")
    (delivery,) = await claim(store)
    await settle(store, delivery, Sent(5))
    before = await store.outbox.tally()
    later = NOW + timedelta(days=91)
    await store.housekeeping.forget_old(now=later)
    rows = await store.database.read(lambda c: c.execute("SELECT count(*) FROM delivery").fetchone()[0])
    assert rows == 0
    assert await store.outbox.tally() == before


async def test_who_refused_the_bot_for_ninety_days_is_forgotten(store: SqliteStore) -> None:
    await reader(store, 1)
    await store.subscribers.sleep_chat(1, reason="blocked", now=NOW)
    await store.housekeeping.forget_old(now=NOW + timedelta(days=89))
    assert await store.subscribers.find(ChatRef(1)) is not None
    await store.housekeeping.forget_old(now=NOW + timedelta(days=91))
    assert await store.subscribers.find(ChatRef(1)) is None
