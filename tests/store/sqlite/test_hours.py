"""What waits for its reader's hour, and the digests made of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from store.delivery import Gone, NoticeKind, RetryAt, Sent, Uncertain
from store.sqlite.hours import ENTRIES_A_DIGEST
from store.sqlite.open import SqliteStore
from store.subscriber import Subscriber, WatchRule
from store.timing import Quiet, Rhythm, Timing
from tests.make import NOW
from tests.store.sqlite.test_outbox import claim, reader, settle, tell

DAILY = Timing(Rhythm.DAILY, hour=9)
NINE = NOW.replace(hour=9)


async def daily_reader(store: SqliteStore, chat_id: int = 1, timing: Timing = DAILY) -> Subscriber:
    subscriber = await reader(store, chat_id)
    await store.subscribers.set_timing(subscriber.id, timing, now=NOW)
    return subscriber


async def titles(store: SqliteStore, digest_id: int, subscriber: Subscriber) -> list[str]:
    held = await store.outbox.bundled(digest_id, subscriber.id)
    found = [await store.entries.get(each.entry_id) for each in held]
    return [entry.title for entry in found if entry]


async def test_what_waited_comes_as_one_digest_at_its_hour_while_others_are_told_at_once(store: SqliteStore) -> None:
    subscriber = await daily_reader(store)
    await reader(store, 2)
    for title in ("First thing", "Second thing", "Third thing"):
        await tell(store, title)
        (at_once,) = await claim(store)
        assert at_once.subscriber.chat.chat_id == 2
        await settle(store, at_once, Sent(1))
    assert await claim(store, now=NINE - timedelta(seconds=1)) == []
    (digest,) = await claim(store, now=NINE)
    assert (digest.notice.kind, digest.subscriber.id) == (NoticeKind.DIGEST, subscriber.id)
    assert await titles(store, digest.id, subscriber) == ["First thing", "Second thing", "Third thing"]
    await settle(store, digest, Sent(77), now=NINE)
    assert await claim(store, now=NINE + timedelta(days=3)) == []
    tally = await store.outbox.tally()
    assert (tally[NoticeKind.ALERT]["sent"], tally[NoticeKind.DIGEST]["sent"]) == (6, 1)
    assert {told.entry_id for told in await store.outbox.told_in(subscriber.id, 77)} == {1, 2, 3}


async def test_one_that_waited_alone_comes_as_it_is(store: SqliteStore) -> None:
    await daily_reader(store)
    await tell(store, "A thing")
    (alert,) = await claim(store, now=NINE)
    assert alert.notice.kind is NoticeKind.ALERT


async def test_much_comes_in_parts_that_follow_each_other(store: SqliteStore) -> None:
    subscriber = await daily_reader(store)
    wanted = [f"Thing number {number:02}" for number in range(2 * ENTRIES_A_DIGEST + 1)]
    for title in wanted:
        await tell(store, title)
    seen: list[str] = []
    for place in range(3):
        (part,) = await claim(store, now=NINE)
        seen += await titles(store, part.id, subscriber)
        await settle(store, part, Sent(place), now=NINE)
    assert seen == wanted
    assert await store.outbox.next_due_at() is None


async def test_what_waits_keeps_nothing_else_waiting(store: SqliteStore) -> None:
    subscriber = await daily_reader(store)
    await tell(store, "A thing")
    await store.outbox.announce({"*": "Hello"}, created_by=9, key="k", now=NOW)
    (broadcast,) = await claim(store)
    assert broadcast.notice.kind is NoticeKind.BROADCAST
    await settle(store, broadcast, Sent(1))
    (watch,) = await store.subscribers.watches(subscriber.id)
    await store.subscribers.set_urgent(subscriber.id, watch.id, urgent=True)
    await tell(store, "Another thing")
    (urgent,) = await claim(store)
    assert urgent.notice.kind is NoticeKind.ALERT


async def test_in_quiet_hours_only_what_is_urgent_comes_through(store: SqliteStore) -> None:
    quiet = Timing(quiet=Quiet(5, 8))
    calm, eager = await daily_reader(store, 1, quiet), await daily_reader(store, 2, quiet)
    (watch,) = await store.subscribers.watches(eager.id)
    await store.subscribers.set_urgent(eager.id, watch.id, urgent=True)
    await tell(store, "A thing")
    (urgent,) = await claim(store)
    assert urgent.subscriber.id == eager.id
    await settle(store, urgent, Sent(1))
    assert [delivery.subscriber.id for delivery in await claim(store, now=NOW.replace(hour=8))] == [calm.id]


async def test_a_broadcast_waits_for_the_end_of_quiet_hours(store: SqliteStore) -> None:
    await daily_reader(store, 1, Timing(quiet=Quiet(5, 8)))
    await daily_reader(store, 2)
    await store.outbox.announce({"*": "Hello"}, created_by=9, key="k", now=NOW)
    (now,) = await claim(store)
    assert now.subscriber.chat.chat_id == 2
    await settle(store, now, Sent(1))
    assert await store.outbox.next_due_at() == NOW.replace(hour=8)


async def test_of_two_watches_that_are_met_the_urgent_one_counts(store: SqliteStore) -> None:
    subscriber = await daily_reader(store)
    urgent = await store.subscribers.add_watch(subscriber.id, WatchRule(words=("thing",)), now=NOW)
    await store.subscribers.set_urgent(subscriber.id, urgent.id, urgent=True)
    first, _ = await store.subscribers.all_watches()
    assert first.id == urgent.id


async def test_who_changes_the_hours_has_what_waits_follow(store: SqliteStore) -> None:
    subscriber = await daily_reader(store)
    await tell(store, "First thing")
    await tell(store, "Second thing")
    await store.subscribers.set_timing(subscriber.id, Timing(Rhythm.WEEKLY, weekday=4, hour=7), now=NOW)
    assert await claim(store, now=NINE) == []
    await store.subscribers.set_timing(subscriber.id, Timing(), now=NINE)
    (digest,) = await claim(store, now=NINE)
    assert digest.notice.kind is NoticeKind.DIGEST


async def test_a_digest_made_is_not_made_again(store: SqliteStore) -> None:
    subscriber = await daily_reader(store)
    await tell(store, "First thing")
    await tell(store, "Second thing")
    (digest,) = await claim(store, now=NINE)
    await settle(store, digest, RetryAt(NINE + timedelta(minutes=5), "502"), now=NINE)
    await tell(store, "Third thing", now=NINE + timedelta(minutes=1))
    (alone,) = await claim(store, now=NINE + timedelta(days=1))
    assert alone.notice.kind is NoticeKind.ALERT
    await settle(store, alone, Sent(1), now=NINE + timedelta(days=1))
    (again,) = await claim(store, now=NINE + timedelta(days=1))
    assert again.id == digest.id
    assert len(await titles(store, again.id, subscriber)) == 2


async def ends(store: SqliteStore, now: datetime, *, killed: bool) -> Sequence[str]:
    """The states in which what a digest held ends when its sending is in doubt."""
    await daily_reader(store)
    await tell(store, "First thing")
    await tell(store, "Second thing")
    (digest,) = await claim(store, now=now)
    await store.outbox.mark_sending([digest.id], now=now)
    if killed:
        await store.outbox.recover(now=now)
    else:
        await store.outbox.settle([(digest, Uncertain("reset"))], now=now)
    assert await store.outbox.next_due_at() is None
    rows = await store.database.read(lambda connection: connection.execute("SELECT state FROM delivery").fetchall())
    return sorted(state for (state,) in rows)


async def test_an_uncertain_digest_is_not_repeated_and_takes_along_what_it_held(store: SqliteStore) -> None:
    assert await ends(store, NINE, killed=False) == ["uncertain"] * 3


async def test_a_digest_cut_off_by_a_crash_takes_along_what_it_held(store: SqliteStore) -> None:
    assert await ends(store, NINE, killed=True) == ["uncertain"] * 3


async def test_who_blocks_the_bot_gets_nothing_of_what_waited(store: SqliteStore) -> None:
    await daily_reader(store)
    await tell(store, "First thing")
    await tell(store, "Second thing")
    (digest,) = await claim(store, now=NINE)
    await settle(store, digest, Gone("blocked"), now=NINE)
    assert await store.outbox.next_due_at() is None
