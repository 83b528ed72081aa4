"""The Bot API over bare HTTP: bodies, parameters, polling, and what is refused."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from bot.simulator.server import Served
from bot.simulator.simulator import Simulator
from tests.simulator.conftest import TOKEN


async def ok(api: httpx.AsyncClient, method: str, **parameters: Any) -> Any:
    answer = (await api.post(method, json=parameters)).json()
    assert answer["ok"], answer
    return answer["result"]


async def refused(api: httpx.AsyncClient, method: str, **parameters: Any) -> tuple[int, str]:
    answer = await api.post(method, json=parameters)
    body = answer.json()
    assert not body["ok"]
    assert body["error_code"] == answer.status_code
    return answer.status_code, body["description"]


async def test_get_form_json_and_multipart_are_understood(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    keyboard = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}
    given = {"chat_id": str(aida.id), "text": "x", "reply_markup": json.dumps(keyboard), "protect_content": "true"}

    answers = [
        await api.get("sendMessage", params=given),
        await api.post("sendMessage", data=given),
        await api.post(
            "sendMessage", json=given | {"reply_markup": keyboard, "protect_content": True, "chat_id": aida.id}
        ),
        await api.post("sendMessage", files={name: (None, value) for name, value in given.items()}),
    ]

    for answer in answers:
        result = answer.json()["result"]
        assert (result["text"], result["reply_markup"], result["has_protected_content"]) == ("x", keyboard, True)
    assert simulator.violations == []


@pytest.mark.parametrize(
    ("method", "parameters", "words"),
    [
        ("getMe", {"verbose": True}, '"verbose" is not known to getMe'),
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": "Aida", "text": "x"}, '"chat_id" must be an integer'),
        ("sendMessage", {"chat_id": 1, "text": 5}, '"text" must be str'),
        ("sendMessage", {"chat_id": 1, "text": "x", "protect_content": "maybe"}, "must be a boolean"),
        ("sendMessage", {"chat_id": 1, "text": "x", "message_thread_id": "2nd"}, "must be an integer"),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"keys": []}}, "InlineKeyboardMarkup or"),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "link_preview_options": {"disabled": True}},
            'LinkPreviewOptions has no field "disabled"',
        ),
        ("getUpdates", {"allowed_updates": "message"}, "can't parse allowed_updates"),
        ("setMyCommands", {"commands": [{"command": "Help!", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "help", "description": ""}]}, "DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [{"command": "help"}]}, 'field "description" must be there'),
        ("setMyCommands", {"commands": [], "language_code": "kyr"}, "language_code is invalid"),
        ("setMyDescription", {"description": "x" * 513}, "too long"),
        ("setWebhook", {"url": "http://example.org/hook"}, "HTTPS URL must be provided"),
        ("setWebhook", {"url": "http://127.0.0.1/", "secret_token": "no spaces"}, "unallowed characters"),
    ],
)  # fmt: skip
async def test_malformed_requests_are_refused_and_noted(
    api: httpx.AsyncClient, simulator: Simulator, method: str, parameters: dict[str, Any], words: str
) -> None:
    status, description = await refused(api, method, **parameters)

    assert status == 400
    assert words in description
    assert simulator.violations == [f"{method}: {description}"]


async def test_an_unknown_method_is_not_found(api: httpx.AsyncClient, simulator: Simulator) -> None:
    assert (await refused(api, "sendNothing"))[0] == 404
    assert len(simulator.violations) == 1


async def test_bodies_that_are_no_parameters(api: httpx.AsyncClient, simulator: Simulator) -> None:
    for content, kind in ((b"{", "application/json"), (b"[1]", "application/json"), (b"<a/>", "text/xml")):
        answer = await api.post("getMe", content=content, headers={"Content-Type": kind})
        assert answer.status_code == 400
    assert len(simulator.violations) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 4097, "message is too long"),
        ("<b>" + "x" * 4096 + "</b>", None),
        ("😀" * 2049, "message is too long"),
        ("&amp;" * 4096, None),
        ("&amp;" * 6554, "message is too long"),
        ("<i></i>" * 4682 + "x", "message is too long"),
        ("<i></i>" * 4600 + "x", None),
        ("", "message text is empty"),
        (" <b> </b>\n", "text must be non-empty"),
        ("\u202e\r", "text must be non-empty"),
    ],
)
async def test_the_length_counts_after_parsing(
    api: httpx.AsyncClient, simulator: Simulator, text: str, words: str | None
) -> None:
    aida = simulator.person("Aida", started=True)

    answer = (await api.post("sendMessage", json={"chat_id": aida.id, "text": text, "parse_mode": "HTML"})).json()

    assert answer.get("description", "") == (f"Bad Request: {words}" if words else "")


async def test_a_text_is_trimmed_and_cleaned_and_its_links_are_found(
    api: httpx.AsyncClient, simulator: Simulator
) -> None:
    aida = simulator.person("Aida", started=True)

    text = "\n <b>a</b>\u202e\r https://example.org/x \n"
    sent = await ok(api, "sendMessage", chat_id=aida.id, text=text, parse_mode="HTML")

    assert sent["text"] == "a https://example.org/x"
    assert [(each["type"], each["offset"], each["length"]) for each in sent["entities"]] == [
        ("bold", 0, 1),
        ("url", 2, 21),
    ]


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"callback_data": "x" * 64}, None),
        ({"callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"callback_data": "ж" * 32}, None),
        ({"callback_data": "ж" * 33}, "BUTTON_DATA_INVALID"),
        ({"url": "https://example.org"}, None),
        ({"url": "tg://user?id=5"}, None),
        ({"url": "http://"}, "BUTTON_URL_INVALID"),
        ({"url": "javascript:alert(1)"}, "BUTTON_URL_INVALID"),
        ({"url": "ftp://example.org"}, "BUTTON_URL_INVALID"),
        ({}, "Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "a", "url": "https://example.org"}, "Text buttons are unallowed"),
    ],
)
async def test_inline_buttons(
    api: httpx.AsyncClient, simulator: Simulator, button: dict[str, str], words: str | None
) -> None:
    aida = simulator.person("Aida", started=True)
    keyboard = {"inline_keyboard": [[{"text": "Press", **button}]]}

    answer = (await api.post("sendMessage", json={"chat_id": aida.id, "text": "x", "reply_markup": keyboard})).json()

    assert (words or "") in answer.get("description", "")
    assert answer["ok"] == (words is None)


async def test_updates_repeat_until_the_offset_passes_them(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida")
    for text in ("one", "two", "three"):
        await aida.says(text)

    first = await ok(api, "getUpdates", limit=2)
    again = await ok(api, "getUpdates")
    after = await ok(api, "getUpdates", offset=first[1]["update_id"] + 1)
    last = await ok(api, "getUpdates", offset=-1)

    assert [update["message"]["text"] for update in first] == ["one", "two"]
    assert [update["message"]["text"] for update in again] == ["one", "two", "three"]
    assert [update["message"]["text"] for update in after] == ["three"]
    assert last == after
    assert await ok(api, "getUpdates", offset=after[0]["update_id"] + 1) == []
    numbers = [update["update_id"] for update in again]
    assert numbers == sorted(set(numbers))


async def test_allowed_updates_are_remembered(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida")
    await ok(api, "getUpdates", allowed_updates=["my_chat_member"])
    await aida.says("not wanted")
    await aida.blocks()

    assert [set(update) - {"update_id"} for update in await ok(api, "getUpdates")] == [{"my_chat_member"}]
    await ok(api, "getUpdates", allowed_updates=[])
    await aida.says("wanted again")
    assert len(await ok(api, "getUpdates")) == 3


async def test_polling_while_a_webhook_is_set_is_a_conflict(api: httpx.AsyncClient, simulator: Simulator) -> None:
    await ok(api, "setWebhook", url="http://127.0.0.1:9/hook")

    status, description = await refused(api, "getUpdates")

    assert (status, description.partition(":")[0]) == (409, "Conflict")
    assert (await ok(api, "getWebhookInfo"))["url"] == "http://127.0.0.1:9/hook"
    await ok(api, "deleteWebhook", drop_pending_updates=True)
    assert await ok(api, "getUpdates") == []
    assert simulator.violations == []


async def test_a_pressed_button_is_answered_once(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    keyboard = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}
    await ok(api, "sendMessage", chat_id=aida.id, text="x", reply_markup=keyboard)
    query = await aida.presses("More")
    assert simulator.unanswered() == [query.id]

    assert await refused(api, "answerCallbackQuery", callback_query_id=query.id, text="x" * 201)
    await ok(api, "answerCallbackQuery", callback_query_id=query.id, text="Done", show_alert=True)
    status, description = await refused(api, "answerCallbackQuery", callback_query_id=query.id)

    assert (status, description[:36]) == (400, "Bad Request: query is too old and re")
    assert (aida.toast, simulator.unanswered()) == ("Done", [])


async def test_chats_the_bot_may_not_write_to(api: httpx.AsyncClient, simulator: Simulator) -> None:
    stranger, aida, gone = (
        simulator.person("Stranger"),
        simulator.person("Aida"),
        simulator.person("Gone", started=True),
    )
    await aida.says("/start")
    await aida.blocks()
    await gone.deletes_account()
    channel = simulator.channel("News", admins=(aida,), username="jarchy_news")
    group = simulator.group("Newsroom", admins=(aida,), forum=True)

    async def said(chat_id: int | str, **more: Any) -> str:
        return (await refused(api, "sendMessage", chat_id=chat_id, text="x", **more))[1]

    assert await said(stranger.id) == "Bad Request: chat not found"
    assert await said(12345) == "Bad Request: chat not found"
    assert await said("@nobody_here") == "Bad Request: chat not found"
    assert await said(aida.id) == "Forbidden: bot was blocked by the user"
    assert await said(gone.id) == "Forbidden: user is deactivated"
    assert await said("@jarchy_news") == "Forbidden: bot is not a member of the channel chat"
    await group.adds_bot(aida)
    topic = await group.opens_topic("Alerts", aida)
    assert (await ok(api, "sendMessage", chat_id=group.chat_id, text="x", message_thread_id=topic))["is_topic_message"]
    await group.closes_topic(topic, aida)
    assert await said(group.chat_id, message_thread_id=topic) == "Bad Request: TOPIC_CLOSED"
    await group.deletes_topic(topic)
    assert await said(group.chat_id, message_thread_id=topic) == "Bad Request: message thread not found"
    assert await said(group.chat_id, message_thread_id=1) == "Bad Request: message thread not found"
    await group.forbids_writing()
    assert await said(group.chat_id) == "Bad Request: not enough rights to send text messages to the chat"
    await group.removes_bot(aida)
    assert await said(group.chat_id) == "Forbidden: bot was kicked from the supergroup chat"
    await channel.adds_bot(aida)
    assert (await ok(api, "sendMessage", chat_id="@jarchy_news", text="x"))["sender_chat"]["id"] == channel.chat_id
    assert simulator.violations == []


async def test_a_group_that_became_a_supergroup(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida")
    group = simulator.group("Newsroom", admins=(aida,), kind="group")
    await group.adds_bot(aida)
    bigger = await group.upgrades(aida)

    answer = (await api.post("sendMessage", json={"chat_id": group.chat_id, "text": "x"})).json()
    updates = await ok(api, "getUpdates")

    assert answer["parameters"] == {"migrate_to_chat_id": bigger.chat_id}
    moved = [update["message"] for update in updates if "message" in update]
    assert moved[-2]["migrate_to_chat_id"] == bigger.chat_id
    assert moved[-1]["migrate_from_chat_id"] == group.chat_id
    assert await ok(api, "sendMessage", chat_id=bigger.chat_id, text="x")


async def test_files_are_served_to_the_token_alone(
    api: httpx.AsyncClient, served: Served, simulator: Simulator
) -> None:
    aida = simulator.person("Aida", started=True)
    given = {"chat_id": str(aida.id), "document": "attach://one"}
    answer = await api.post("sendDocument", data=given, files={"one": ("a.csv", b"a,b")})
    path = (await ok(api, "getFile", file_id=answer.json()["result"]["document"]["file_id"]))["file_path"]

    assert (await api.get(f"{served.base_file_url}{TOKEN}/{path}")).content == b"a,b"
    assert (await api.get(f"{served.base_file_url}1:other/{path}")).status_code == 404
    assert (await api.get(f"{served.base_file_url}{TOKEN}/documents/none.bin")).status_code == 404
    assert (await refused(api, "sendDocument", chat_id=aida.id, document="attach://none"))[0] == 400
    assert (await refused(api, "sendPhoto", chat_id=aida.id, photo="https://example.org/a.png"))[0] == 400


async def test_markdown_and_entities(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    entities = [{"type": "bold", "offset": 0, "length": 1}]

    assert (await ok(api, "sendMessage", chat_id=aida.id, text="ab", entities=entities))["entities"] == entities
    assert "HTML alone" in (await refused(api, "sendMessage", chat_id=aida.id, text="*a*", parse_mode="MarkdownV2"))[1]


async def test_a_poll_ends_when_its_time_is_up(api: httpx.AsyncClient) -> None:
    async with asyncio.timeout(5):
        assert await ok(api, "getUpdates", timeout=1) == []
