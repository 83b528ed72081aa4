"""/panic: the brake works at once, only an owner lets go of it, and the list of readers can be destroyed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from store.admin import Role
from store.sqlite.open import SqliteStore
from store.subscriber import ChatKind, ChatRef, WatchRule
from tests.handlers.talking import ADMIN, NOW, Chat, action_of, open_chat, text_of, written_in

SECOND = 8
READER = 5_512_345_678


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        await reader.services.store.admins.grant(SECOND, Role.ADMIN, by=ADMIN, now=NOW)
        yield reader.of(ADMIN)


async def enqueue(owner: Chat) -> None:
    subscribers = owner.services.store.subscribers
    reader = await subscribers.remember(ChatRef(READER), kind=ChatKind.PRIVATE, language="en", now=NOW)
    await subscribers.add_watch(reader.id, WatchRule(), now=NOW)
    await owner.services.store.outbox.announce({"*": "Hello"}, created_by=ADMIN, key="k", now=NOW)


async def claimed(owner: Chat) -> int:
    lease = timedelta(minutes=1)
    return len(await owner.services.store.outbox.claim(now=NOW, lease=lease, limit=9, courier="c"))


async def test_any_admin_stops_everything_and_the_others_are_told(owner: Chat) -> None:
    await enqueue(owner)
    stopped = await owner.of(SECOND).write("/panic")
    assert "Everything is stopped" in text_of(stopped)
    assert {note.chat.chat_id for note in stopped.notes} == {ADMIN}
    assert await claimed(owner) == 0


async def test_only_an_owner_lets_go(owner: Chat) -> None:
    await enqueue(owner)
    await owner.write("/panic")
    for word in ("off", "wipe"):
        assert "Only an owner" in text_of(await owner.of(SECOND).write(f"/panic {word}"))
    assert await claimed(owner) == 0
    assert "goes on" in text_of(await owner.write("/panic off"))
    assert owner.woken
    assert await claimed(owner) == 1


async def test_the_list_of_readers_is_destroyed_after_two_confirmations(owner: Chat, tmp_path: Path) -> None:
    await enqueue(owner)
    await owner.write("/broadcast Somebody must hear this")
    assert READER.to_bytes(6, "big") in written_in(tmp_path)
    first = await owner.write("/panic wipe")
    second = await owner.press(action_of(first, "Yes, destroy it"))
    assert (await owner.services.store.subscribers.count())["total"] == 1
    assert isinstance(owner.services.store, SqliteStore)
    read_before = owner.services.store.subscribers.revision
    done = await owner.press(action_of(second, "Destroy it now"))
    assert owner.services.store.subscribers.revision > read_before
    assert "1 chat was deleted" in text_of(done)
    assert (await owner.services.store.subscribers.count()).get("total", 0) == 0
    assert READER.to_bytes(6, "big") not in written_in(tmp_path)
    assert b"Somebody must hear this" not in written_in(tmp_path)


async def test_a_confirmation_of_an_hour_ago_destroys_nothing(owner: Chat) -> None:
    await enqueue(owner)
    first = await owner.write("/panic wipe")
    later = owner.at(NOW + timedelta(hours=1))
    assert "no longer works" in text_of(await later.press(action_of(first, "Yes, destroy it")))
    assert "no longer works" in text_of(await later.press(action_of(first, "Yes, destroy it").replace("1:", "2:", 1)))
    assert "stays as it is" in text_of(await owner.press(action_of(first, "No")))
    assert (await owner.services.store.subscribers.count())["total"] == 1


async def test_an_admin_cannot_destroy_by_a_tampered_button(owner: Chat) -> None:
    await enqueue(owner)
    stamp = int(NOW.timestamp())
    assert "no longer works" in text_of(await owner.of(SECOND).press(f"z:wipe2:{stamp}"))
    assert (await owner.services.store.subscribers.count())["total"] == 1
