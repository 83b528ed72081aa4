"""What is known of a reader: /privacy lists it, /mydata shows it, /forgetme leaves no byte of it."""

import json
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.call import Reply
from handlers.languages import LANGUAGES
from store.admin import Role
from store.delivery import Sent
from store.sqlite.migrate import migrate
from store.sqlite.personal import tables_of_readers
from store.subscriber import ChatKind, ChatRef
from tests.handlers.talking import (
    ADMIN,
    NOW,
    Chat,
    action_of,
    open_chat,
    publish,
    text_of,
    written,
    written_in,
)

READER = 5_512_345_678
OTHERS = 30

TOLD = {
    "The chat's number, its kind": "subscriber.id subscriber.chat_id subscriber.thread_id subscriber.kind "
    "subscriber.joined_week",
    "Its language, what it follows, what is muted": "subscriber.language subscriber.silent_until watch.id "
    "watch.subscriber_id watch.rule watch.paused_until watch.urgent",
    "How updates come": "subscriber.discreet subscriber.previews subscriber.rhythm subscriber.digest_hour "
    "subscriber.digest_weekday subscriber.timezone subscriber.quiet_from subscriber.quiet_until",
    "Whether Telegram still takes messages": "subscriber.awake subscriber.asleep_at subscriber.asleep_reason",
    "which updates were sent here, when, with what success": "delivery.id delivery.notice_id delivery.subscriber_id "
    "delivery.state delivery.priority delivery.enqueued_at delivery.due_at delivery.attempts delivery.courier "
    "delivery.lease_until delivery.sending_at delivery.settled_at delivery.was_uncertain delivery.plain delivery.error "
    "delivery.failing_since delivery.timed delivery.digest_id",
    "the number of each message": "delivery.message_id",
    "and why it was sent": "delivery.watch_id delivery.reason_kind delivery.reason_value",
}
"""For each sentence of /privacy the columns that it speaks of."""


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        yield reader


def test_privacy_speaks_of_every_column_that_the_schema_holds_of_a_reader() -> None:
    connection = sqlite3.connect(":memory:")
    migrate(connection)
    stored = {f"{table}.{column}" for table, columns in tables_of_readers(connection).items() for column in columns}
    connection.close()
    assert stored == {column for columns in TOLD.values() for column in columns.split()}


async def test_privacy_says_all_that_in_every_language(chat: Chat) -> None:
    said = text_of(await chat.write("/privacy"))
    assert all(sentence in said for sentence in TOLD)
    for language in LANGUAGES:
        chat.language_code = language
        text = text_of(await chat.write("/privacy"))
        assert text.count("•") == 7
        assert "/mydata" in text


async def live(reader: Chat) -> None:
    """A long conversation, with alerts that arrived."""
    await publish(reader, written("Rights defender dies in prison", "In Osh.", topics=("detention",)))
    for text in ("/start", "/subscribe", "/watch detention", "/settings", "Askarov", "/search Osh", "/latest"):
        await reader.write(text)
    for action in ("w:on", "k:discreet:on", "k:previews:on", "k:language:ru", "n:0"):
        await reader.press(action)
    outbox = reader.services.store.outbox
    for number in range(20):
        await outbox.announce({"*": "Hello"}, created_by=ADMIN, key=f"k{number}", now=NOW)
        claimed = await outbox.claim(now=NOW, lease=timedelta(minutes=1), limit=500, courier="c")
        await outbox.mark_sending([delivery.id for delivery in claimed], now=NOW)
        await outbox.settle([(delivery, Sent(number)) for delivery in claimed], now=NOW)


def shown(reply: Reply) -> dict[str, list[dict[str, object]]]:
    attachment = reply.messages[0].attachment
    assert attachment is not None
    content: dict[str, list[dict[str, object]]] = json.loads(attachment.content)
    return content


async def test_mydata_shows_every_row_of_the_chat_and_of_nobody_else(chat: Chat) -> None:
    reader, other = chat.of(READER), chat.of(READER + 1)
    await other.write("/subscribe")
    await live(reader)
    stored = shown(await reader.write("/mydata"))
    assert set(stored) == {"subscriber", "watch", "delivery"}
    (row,) = stored["subscriber"]
    assert (row["chat_id"], row["language"], row["discreet"]) == (READER, "ru", 1)
    assert len(stored["delivery"]) == 20
    assert stored["delivery"][0]["settled_at"] == NOW.isoformat()
    assert {delivery["subscriber_id"] for delivery in stored["delivery"]} == {row["id"]}
    assert str(READER + 1) not in json.dumps(stored)


async def test_mydata_of_one_who_is_not_stored_says_so(chat: Chat) -> None:
    assert "store nothing" in text_of(await chat.write("/mydata"))


async def test_mydata_of_an_admin_shows_the_role_and_the_deeds(chat: Chat) -> None:
    await chat.services.store.admins.grant(8, Role.ADMIN, by=ADMIN, now=NOW)
    admin = chat.of(8)
    await admin.write("/broadcast Hello")
    await admin.write("/panic")
    stored = shown(await admin.write("/mydata"))
    assert set(stored) == {"admin", "audit", "broadcast"}
    assert [row["deed"] for row in stored["audit"]] == ["granted", "panic on"]


def traces(folder: Path, number: int) -> list[bytes]:
    """The forms of the number that stand in any file: in digits, and as SQLite and others write integers."""
    forms = [str(number).encode(), number.to_bytes(6, "big"), number.to_bytes(8, "little", signed=True)]
    content = written_in(folder)
    return [form for form in forms if form in content]


async def test_forgetme_leaves_no_byte_of_the_chats_number(chat: Chat, tmp_path: Path) -> None:
    reader = chat.of(READER)
    for number in range(OTHERS):
        await chat.of(READER + 10_000 + number).write("/subscribe")
    await live(reader)
    assert READER.to_bytes(6, "big") in traces(tmp_path, READER)
    asked = await reader.write("/forgetme")
    assert "Удалено" in text_of(await reader.press(action_of(asked, "Да, удалить")))
    assert traces(tmp_path, READER) == []
    assert (await chat.services.store.subscribers.count())["total"] == OTHERS


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(40)))
async def test_whoever_goes_and_in_whatever_order_nothing_is_left(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    async with open_chat(folder) as chat:
        subscribers = chat.services.store.subscribers
        for number in order:
            ref = ChatRef(READER + number * 257)
            await subscribers.remember(ref, kind=ChatKind.PRIVATE, language="en", now=NOW)
        await chat.services.store.outbox.announce({"*": "Hello"}, created_by=ADMIN, key="k", now=NOW)
        for number in order[:20]:
            await subscribers.forget_chat(ChatRef(READER + number * 257))
        content = written_in(folder)
        assert not [n for n in order[:20] if (READER + n * 257).to_bytes(6, "big") in content]
        assert all((READER + n * 257).to_bytes(6, "big") in content for n in order[20:])


async def test_a_group_that_moved_and_was_forgotten_is_gone_under_both_numbers(chat: Chat, tmp_path: Path) -> None:
    old, new = ChatRef(-4_612_345_678), ChatRef(-1_005_512_345_678)
    subscribers = chat.services.store.subscribers
    await subscribers.remember(old, kind=ChatKind.GROUP, language="en", now=NOW)
    await subscribers.move_chat(old.chat_id, new.chat_id)
    await subscribers.forget_chat(new)
    content = written_in(tmp_path)
    for ref in (old, new):
        assert ref.chat_id.to_bytes(6, "big", signed=True) not in content


async def test_after_ninety_days_asleep_a_chat_is_forgotten_by_itself(chat: Chat, tmp_path: Path) -> None:
    await live(chat.of(READER))
    await chat.services.store.subscribers.sleep_chat(READER, reason="blocked", now=NOW)
    await chat.services.store.housekeeping.forget_old(now=NOW + timedelta(days=91))
    assert traces(tmp_path, READER) == []
