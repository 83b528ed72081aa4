"""The chat page's own routes."""

import asyncio
import json
import re
from typing import Any

import httpx
import pytest
from telegram import Bot, BotCommand

from bot.simulator.server import Served
from bot.simulator.simulator import Simulator
from tests.simulator.pictures import make_png


async def post(served: Served, path: str, **body: Any) -> httpx.Response:
    async with httpx.AsyncClient(base_url=served.url) as client:
        return await client.post(path, json=body)


async def get(served: Served, path: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=served.url) as client:
        return await client.get(path)


async def test_the_page_asks_for_nothing_from_elsewhere(served: Served) -> None:
    for path in (
        "/",
        "/static/page.css",
        "/static/page.js",
        "/static/message.js",
        "/static/menu.js",
        "/static/icon.svg",
    ):
        answer = await get(served, path)
        assert answer.status_code == 200
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        text = answer.text.replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|url\(|@import|innerHTML", text)


@pytest.mark.parametrize("name", ["../simulator.py", "__init__.py", "..%2f..%2fclock.py", "none.js", "..%5cserver.js"])
async def test_nothing_but_the_pages_files_is_served(served: Served, name: str) -> None:
    assert (await get(served, f"/static/{name}")).status_code == 404


async def test_the_state_shows_each_chat(served: Served, simulator: Simulator, bot: Bot) -> None:
    aida, timur = (
        simulator.person("Aida", language_code="ky", started=True),
        simulator.person("Timur", language_code="ru"),
    )
    simulator.group("Newsroom", members=(timur,), admins=(aida,))
    simulator.channel("News", admins=(aida,))
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("help", "Жардам")], language_code="ky")
    await bot.send_message(aida.id, "hello")

    state = (await get(served, "/page/state")).json()

    assert state["bot"] == {"id": bot.id, "name": "Jarchy", "username": "JarchyDemoBot"}
    assert [chat["title"] for chat in state["chats"]] == ["Aida", "Timur", "Newsroom", "News"]
    assert [chat["bot"] for chat in state["chats"]] == ["member", "left", "left", "left"]
    assert [chat["commands"][0]["description"] for chat in state["chats"][:2]] == ["Жардам", "Help"]
    assert [message["text"] for message in state["chats"][0]["messages"]] == ["hello"]
    speakers = [[speaker["name"] for speaker in chat["speakers"]] for chat in state["chats"]]
    assert speakers == [["Aida"], ["Timur"], ["Timur", "Aida", "Newsroom (anonymous admin)"], ["News"]]


async def test_saying_pressing_and_blocking(served: Served, simulator: Simulator, bot: Bot) -> None:
    aida = simulator.person("Aida")
    assert (await post(served, "/page/say", chat_id=aida.id, text=" /start ")).status_code == 200
    sent = await bot.send_message(aida.id, "welcome")
    pressed = await post(served, "/page/press", chat_id=aida.id, message_id=sent.message_id, data="more")
    await post(served, "/page/block", chat_id=aida.id, blocked=True)

    said, query, blocked = await bot.get_updates()
    assert said.message is not None
    assert (said.message.text, said.message.chat_id) == ("/start", aida.id)
    assert query.callback_query is not None
    assert (query.callback_query.id, query.callback_query.data) == (pressed.json()["query_id"], "more")
    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"


async def test_speaking_in_groups_and_channels(served: Served, simulator: Simulator, bot: Bot) -> None:
    aida = simulator.person("Aida")
    group, channel = simulator.group("Newsroom", admins=(aida,)), simulator.channel("News", admins=(aida,))
    await group.adds_bot(aida, admin=True)
    await channel.adds_bot(aida)
    before = len(await bot.get_updates())
    await post(served, "/page/say", chat_id=group.chat_id, user_id=aida.id, text="hello")
    await post(served, "/page/say", chat_id=group.chat_id, user_id=None, text="hello")
    await post(served, "/page/say", chat_id=channel.chat_id, text="hello")

    by_aida, anonymous, posted = (await bot.get_updates())[before:]
    assert by_aida.message is not None
    assert by_aida.message.from_user is not None
    assert by_aida.message.from_user.id == aida.id
    assert anonymous.message is not None
    assert anonymous.message.sender_chat is not None
    assert posted.channel_post is not None


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/page/say", {"chat_id": 0, "text": "x"}),
        ("/page/say", {"text": "x"}),
        ("/page/say", {"chat_id": 5000001, "text": "  "}),
        ("/page/say", {"chat_id": 5000001, "text": "x" * 4097}),
        ("/page/press", {"chat_id": 5000001, "message_id": 7, "data": "x"}),
        ("/page/press", {"chat_id": [], "message_id": 7, "data": "x"}),
        ("/page/block", {"chat_id": -1000001000001, "blocked": True}),
        ("/page/ask", {"chat_id": -1000001000001, "query": "x"}),
        ("/page/pick", {"chat_id": 5000001, "query_id": "1", "result_id": "1"}),
    ],
)
async def test_what_cannot_be_done_is_said(
    served: Served, simulator: Simulator, path: str, body: dict[str, Any]
) -> None:
    simulator.person("Aida", user_id=5000001)
    simulator.group("Newsroom")

    assert (await post(served, path, **body)).status_code == 400
    assert len(simulator.updates) == 0


async def test_events_come_live_and_go_on_where_they_broke_off(served: Served, simulator: Simulator, bot: Bot) -> None:
    aida = simulator.person("Aida", started=True)
    number = simulator.journal.number
    async with asyncio.timeout(10), httpx.AsyncClient(base_url=served.url) as client:
        async with client.stream("GET", f"/page/events?after={number}") as stream:
            lines = stream.aiter_lines()
            await bot.send_message(aida.id, "one")
            first = await next_event(lines)
        await bot.send_message(aida.id, "two")
        async with client.stream("GET", "/page/events", headers={"Last-Event-ID": str(number + 1)}) as stream:
            second = await next_event(stream.aiter_lines())
        async with client.stream("GET", "/page/events?after=999999") as stream:
            again = [line async for line in stream.aiter_lines()]

    assert (first["kind"], first["chat_id"], first["body"]["text"]) == ("message", aida.id, "one")
    assert second["body"]["text"] == "two"
    assert "event: again" in again


async def next_event(lines: Any) -> dict[str, Any]:
    async for line in lines:
        if line.startswith("data: "):
            event: dict[str, Any] = json.loads(line.removeprefix("data: "))
            return event
    raise AssertionError("the stream ended")


async def test_pictures_are_shown_and_other_files_only_downloaded(
    served: Served, simulator: Simulator, bot: Bot
) -> None:
    aida = simulator.person("Aida", started=True)
    picture = await bot.send_photo(aida.id, make_png(10, 10))
    page = await bot.send_document(aida.id, b"<script>alert(1)</script>", filename="page.html")
    assert page.document is not None

    shown = await get(served, f"/page/file/{picture.photo[0].file_id}")
    saved = await get(served, f"/page/file/{page.document.file_id}")

    assert shown.content == make_png(10, 10)
    assert saved.headers["content-disposition"] == "attachment"
    assert saved.headers["content-type"] == "application/octet-stream"
    assert (await get(served, "/page/file/none")).status_code == 404
