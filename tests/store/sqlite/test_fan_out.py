"""An alert for many readers: written in parts, each told once, whatever comes in between."""

from datetime import timedelta

import pytest

from store.sqlite import fan_out
from store.sqlite.open import SqliteStore
from store.subscriber import ChatKind, ChatRef
from tests.make import NOW
from tests.store.sqlite.test_outbox import claim, reader, tell

READERS = 11


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out, "PART", 4)


async def spread(store: SqliteStore) -> int:
    """Write all parts; how many there were."""
    parts = 0
    while await store.outbox.spread():
        parts += 1
    return parts


async def test_the_first_are_told_at_once_and_the_others_are_not_forgotten(store: SqliteStore) -> None:
    for chat_id in range(1, READERS + 1):
        await reader(store, chat_id)
    await tell(store, "A march in Osh")
    at_once = await claim(store)
    assert len(at_once) == 4
    assert await spread(store) == 2
    later = await claim(store, now=NOW + timedelta(seconds=1))
    chats = [delivery.subscriber.chat.chat_id for delivery in (*at_once, *later)]
    assert chats == list(range(1, READERS + 1))
    assert {delivery.reason_kind for delivery in later} == {"everything"}
    assert {delivery.enqueued_at for delivery in later} == {NOW}


async def test_who_left_or_sleeps_meanwhile_is_passed_over(store: SqliteStore) -> None:
    readers = [await reader(store, chat_id) for chat_id in range(1, READERS + 1)]
    await tell(store, "A march in Osh")
    await store.subscribers.forget_chat(readers[5].chat)
    await store.subscribers.sleep(readers[6].id, reason="blocked", now=NOW)
    await spread(store)
    told = {delivery.subscriber.id for delivery in await claim(store)}
    assert told == {each.id for place, each in enumerate(readers) if place not in {5, 6}}


async def test_a_group_that_moved_into_a_known_chat_meanwhile_is_told_there(store: SqliteStore) -> None:
    for chat_id in range(1, READERS + 1):
        await reader(store, chat_id)
    there = await store.subscribers.remember(ChatRef(-100), kind=ChatKind.GROUP, language="en", now=NOW)
    await tell(store, "A march in Osh")
    await store.subscribers.move_chat(READERS, -100)
    await spread(store)
    assert there.id in {delivery.subscriber.id for delivery in await claim(store)}


async def test_an_alert_withdrawn_before_all_is_written_leaves_nothing_behind(store: SqliteStore) -> None:
    for chat_id in range(1, READERS + 1):
        await reader(store, chat_id)
    await tell(store, "A march in Osh")
    await store.database.write(lambda connection: connection.execute("DELETE FROM notice"))
    assert await spread(store) == 0
    assert await claim(store) == []
