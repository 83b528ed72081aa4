"""Edits, deletions, files that Telegram holds already, and the brake, over real connections."""

import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from markupsafe import Markup

from bot.amending import AmendingSender
from bot.clock import SystemClock
from bot.delivery.limiter import Limiter
from bot.delivery.limits import Limits
from bot.delivery.session import Session
from handlers.call import Attachment, Message
from store.delivery import Priority, Rejected, RetryAt, Sent
from store.subscriber import ChatRef
from tests.delivery import wire as api

CHAT = ChatRef(77)
NEW = Message(Markup("<b>new</b>"), replaces=9)
PHOTO = Attachment("photo", "", file_id="FILE-1")


@asynccontextmanager
async def sending_to(url: str) -> AsyncIterator[AmendingSender]:
    clock = SystemClock()
    limiter = Limiter(clock, Limits(per_second=1000, private=(), private_answers=()))
    async with Session() as session:
        yield AmendingSender(url, "1:token", session=session, limiter=limiter, clock=clock, rng=random.Random(1))


async def request_for(
    message: Message, answered: api.Answering, *, plain: bool = False
) -> tuple[str, dict[str, object]]:
    """The method called, and its parameters; the answer is taken for success."""
    async with api.serve_wire(answered) as wire, sending_to(wire.url) as sender:
        outcome = await sender.send(CHAT, message, priority=Priority.BROADCAST, plain=plain)
        assert isinstance(outcome, Sent)
        ((path, body),) = wire.requests
        return path.rpartition("/")[2], json.loads(body)


@pytest.mark.parametrize(("plain", "text"), [(False, "<b>new</b>"), (True, "new")])
async def test_a_correction_edits_the_message(plain: bool, text: str) -> None:
    method, fields = await request_for(NEW, api.taken(9), plain=plain)
    assert (method, fields["message_id"], fields["text"]) == ("editMessageText", 9, text)


async def test_of_a_photo_the_caption_is_edited() -> None:
    method, fields = await request_for(replace(NEW, attachment=PHOTO), api.taken(9))
    assert (method, fields["caption"]) == ("editMessageCaption", "<b>new</b>")


async def test_what_is_taken_back_is_deleted_and_counts_as_done() -> None:
    method, fields = await request_for(replace(NEW, withdraws=True), api.answer({"ok": True, "result": True}))
    assert (method, fields) == ("deleteMessage", {"chat_id": 77, "message_id": 9})


@pytest.mark.parametrize(("kind", "method"), [("photo", "sendPhoto"), ("document", "sendDocument")])
async def test_a_file_that_telegram_holds_is_named_and_not_uploaded(kind: str, method: str) -> None:
    message = Message(Markup("map"), attachment=replace(PHOTO, kind=kind))
    called, fields = await request_for(message, api.taken(5))
    assert (called, fields[kind], fields["caption"]) == (method, "FILE-1", "map")


async def test_a_correction_that_changes_nothing_is_no_failure() -> None:
    refused = api.refused(400, "Bad Request: message is not modified: specified new message content is the same")
    async with api.serve_wire(refused) as wire, sending_to(wire.url) as sender:
        assert await sender.send(CHAT, NEW, priority=Priority.BROADCAST) == Sent(9)


async def test_a_message_that_can_be_edited_no_more_is_rejected() -> None:
    refused = api.refused(400, "Bad Request: message can't be edited")
    async with api.serve_wire(refused) as wire, sending_to(wire.url) as sender:
        assert isinstance(await sender.send(CHAT, NEW, priority=Priority.BROADCAST), Rejected)


@pytest.mark.parametrize("message", [NEW, replace(NEW, replaces=None), replace(NEW, withdraws=True)])
async def test_with_the_brake_on_nothing_is_handed_over(message: Message) -> None:
    async with api.serve_wire(api.taken(5)) as wire, sending_to(wire.url) as sender:
        sender.halted = lambda: True
        assert isinstance(await sender.send(CHAT, message, priority=Priority.ALERT), RetryAt)
        assert wire.requests == []
