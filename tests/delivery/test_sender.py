"""The lean path over real connections: what is sent, what comes of each way a request can end, and what leaks."""

import asyncio
import json
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from markupsafe import Markup
from structlog.testing import capture_logs

from bot.clock import SystemClock
from bot.delivery.limiter import Limiter
from bot.delivery.limits import Limits
from bot.delivery.line import Timeouts
from bot.delivery.outcomes import is_unauthorized
from bot.delivery.sender import BotApiSender
from bot.delivery.session import Session
from handlers.call import Attachment, Message
from store.delivery import Gone, Moved, Outcome, Priority, Rejected, RetryAt, Sent, Uncertain
from store.subscriber import ChatRef
from tests.delivery import wire as api

TOKEN = "123456:not-a-real-token"
CHAT = ChatRef(77)
MESSAGE = Message(Markup("<b>hello</b>"))


@asynccontextmanager
async def sending_to(
    url: str, *, timeouts: Timeouts | None = None, paid: bool = False
) -> AsyncIterator[tuple[BotApiSender, Limiter]]:
    clock = SystemClock()
    limiter = Limiter(clock, Limits(per_second=1000, private=(), private_answers=()))
    async with Session(timeouts=timeouts) as session:
        yield (
            BotApiSender(
                url, TOKEN, session=session, limiter=limiter, clock=clock, rng=random.Random(1), paid_broadcasts=paid
            ),
            limiter,
        )


async def outcome_of(way: api.Answering) -> Outcome:
    async with api.serve_wire(way) as wire, sending_to(wire.url) as (sender, _):
        return await sender.send(CHAT, MESSAGE, priority=Priority.ALERT)


async def test_a_message_is_one_request_on_a_connection_that_is_kept() -> None:
    async with api.serve_wire(api.taken(5)) as wire, sending_to(wire.url) as (sender, _):
        for _ in range(3):
            assert await sender.send(CHAT, MESSAGE, priority=Priority.ALERT) == Sent(5)
        path, body = wire.requests[0]
        assert path == f"/bot{TOKEN}/sendMessage"
        assert json.loads(body)["text"] == "<b>hello</b>"
        assert len(wire.requests) == 3
        assert wire.connections == 1


async def test_plain_and_paid_reach_the_wire() -> None:
    async with api.serve_wire(api.taken()) as wire, sending_to(wire.url, paid=True) as (sender, _):
        await sender.send(CHAT, MESSAGE, priority=Priority.BROADCAST, plain=True)
        await sender.send(CHAT, MESSAGE, priority=Priority.ANSWER)
        bulk, answer = (json.loads(body) for _, body in wire.requests)
        assert bulk["text"] == "hello"
        assert bulk["allow_paid_broadcast"] is True
        assert "allow_paid_broadcast" not in answer


async def test_a_document_goes_as_multipart() -> None:
    message = Message(Markup("list"), attachment=Attachment("document", "имена.csv", b"a;b\n"))
    async with api.serve_wire(api.taken(8)) as wire, sending_to(wire.url) as (sender, _):
        assert await sender.send(CHAT, message, priority=Priority.ANSWER) == Sent(8)
        path, body = wire.requests[0]
        assert path.endswith("/sendDocument")
        assert b'name="document"; filename' in body
        assert b"a;b\n" in body
        assert b'name="caption"' in body


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        (api.refused(403, "Forbidden: bot was blocked by the user"), Gone),
        (api.refused(400, "Bad Request: chat not found"), Gone),
        (api.refused(400, "Bad Request: upgraded", migrate_to_chat_id=-100), Moved),
        (api.refused(400, "Bad Request: can't parse entities"), Rejected),
        (api.refused(429, "Too Many Requests", retry_after=3), RetryAt),
        (api.answer(b"<h1>Bad Gateway</h1>", 502, "text/html"), RetryAt),
        (api.answer(b"<h1>Login to this hotel</h1>", 403, "text/html"), RetryAt),
        (api.answer({"ok": False}, 500), RetryAt),
        (api.answer(b"<h1>hi</h1>"), Uncertain),
        (api.answer([1, 2]), Uncertain),
        (api.answer({"ok": True, "result": True}), Uncertain),
        (api.reset, Uncertain),
        (api.hang_up, Uncertain),
        (api.cut_short, Uncertain),
        (api.babble, Uncertain),
    ],
)
async def test_each_end_of_a_request_has_its_outcome(way: api.Answering, kind: type[Outcome]) -> None:
    assert isinstance(await outcome_of(way), kind)


async def test_a_token_that_is_revoked() -> None:
    assert is_unauthorized(await outcome_of(api.refused(401, "Unauthorized")))


async def test_nobody_listens() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        async with sending_to(url) as (sender, _):
            assert isinstance(await sender.send(CHAT, MESSAGE, priority=Priority.ALERT), RetryAt)


async def test_a_stalled_answer_is_uncertain_and_a_stalled_connection_is_not() -> None:
    timeouts = Timeouts(connect=0.2, total=1.0)
    async with api.serve_wire(api.stall) as wire, sending_to(wire.url, timeouts=timeouts) as (sender, _):
        assert isinstance(await sender.send(CHAT, MESSAGE, priority=Priority.ALERT), Uncertain)
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        crowd = [socket.socket() for _ in range(4)]
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(address)
        async with sending_to(f"http://127.0.0.1:{address[1]}", timeouts=timeouts) as (sender, _):
            assert isinstance(await sender.send(CHAT, MESSAGE, priority=Priority.ALERT), RetryAt)
        for one in crowd:
            one.close()


async def test_a_full_pool_is_certainly_not_sent() -> None:
    timeouts = Timeouts(connect=0.1, total=2.0)
    clock = SystemClock()
    async with api.serve_wire(api.stall) as wire, Session(connections=1, timeouts=timeouts) as session:
        limiter = Limiter(clock, Limits(per_second=1000, private=(), private_answers=()))
        sender = BotApiSender(wire.url, TOKEN, session=session, limiter=limiter, clock=clock, rng=random.Random(1))
        first = asyncio.create_task(sender.send(CHAT, MESSAGE, priority=Priority.ALERT))
        await wire.arrived.wait()
        assert isinstance(await sender.send(CHAT, MESSAGE, priority=Priority.ALERT), RetryAt)
        assert isinstance(await first, Uncertain)


async def test_a_flood_reaches_the_limiter() -> None:
    ways = [api.refused(429, "Too Many Requests", retry_after=30), api.taken()]
    async with api.serve_wire(*ways) as wire, sending_to(wire.url) as (sender, limiter):
        await sender.send(CHAT, MESSAGE, priority=Priority.ALERT)
        assert limiter.closed_for(77) > 29
        assert limiter.closed_for(78) == 0


async def test_edits_deletions_and_the_probe() -> None:
    ways = [
        api.refused(400, "Bad Request: message is not modified: specified new message content"),
        api.refused(400, "Bad Request: message can't be edited"),
        api.answer({"ok": True, "result": True}),
        api.answer({"ok": True, "result": {"id": 1, "is_bot": True}}),
        api.refused(401, "Unauthorized"),
    ]
    async with api.serve_wire(*ways) as wire, sending_to(wire.url) as (sender, _):
        assert await sender.edit(CHAT, 4, MESSAGE) == Sent(4)
        assert isinstance(await sender.edit(CHAT, 4, MESSAGE), Rejected)
        assert await sender.delete(CHAT, 4) == Sent(4)
        assert await sender.probe() is True
        assert await sender.probe() is False
        assert [path.rpartition("/")[2] for path, _ in wire.requests] == [
            "editMessageText",
            "editMessageText",
            "deleteMessage",
            "getMe",
            "getMe",
        ]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "https://127.0.0.1:1"])
async def test_the_token_is_nowhere(url: str) -> None:
    with capture_logs() as logs:
        async with sending_to(url) as (sender, _):
            outcome = await sender.send(CHAT, MESSAGE, priority=Priority.ALERT)
            assert TOKEN not in repr(sender)
    assert TOKEN not in repr(outcome)
    assert TOKEN not in repr(logs)
