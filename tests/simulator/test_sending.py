"""Rules of sending, editing and answering that need no HTTP to be seen."""

from typing import Any

import pytest

from bot.simulator.files import measure_picture
from bot.simulator.simulator import Simulator
from bot.simulator.wire import Upload
from tests.clock import ManualClock
from tests.simulator.conftest import TOKEN
from tests.simulator.pictures import make_png

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x11\x08\x00\x14\x00\x28\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def simulator(clock: ManualClock) -> Simulator:
    return Simulator(token=TOKEN, clock=clock)


async def ok(simulator: Simulator, method: str, **parameters: Any) -> Any:
    answer = await simulator.call(method, parameters)
    assert answer.body["ok"], answer.body
    return answer.body["result"]


async def refusal(simulator: Simulator, method: str, **parameters: Any) -> str:
    answer = await simulator.call(method, parameters)
    assert answer.status == answer.body["error_code"]
    return str(answer.body["description"]).removeprefix("Bad Request: ")


def test_pictures_are_measured() -> None:
    assert measure_picture(make_png(40, 20)) == (40, 20)
    assert measure_picture(JPEG) == (40, 20)
    assert measure_picture(b"GIF89a\x28\x00\x14\x00") == (40, 20)
    for broken in (b"", b"%PDF-1.7", JPEG[:20], b"\x89PNG\r\n\x1a\n", make_png(1, 1)[:16] + bytes(8)):
        assert measure_picture(broken) is None


async def test_pictures_out_of_proportion_and_empty_files(simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    strip = await simulator.call("sendPhoto", {"chat_id": aida.id}, {"photo": Upload("a.png", make_png(210, 10))})
    empty = await simulator.call("sendDocument", {"chat_id": aida.id}, {"document": Upload("a.csv", b"")})

    assert strip.body["description"] == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    assert empty.body["description"] == "Bad Request: file must be non-empty"
    assert await refusal(simulator, "sendPhoto", chat_id=aida.id, photo="photo-99") == (
        "wrong file identifier/HTTP URL specified"
    )
    assert await refusal(simulator, "getFile", file_id="photo-99") == "invalid file_id"


async def test_a_copy_may_have_another_caption(simulator: Simulator) -> None:
    aida, timur = simulator.person("Aida", started=True), simulator.person("Timur", started=True)
    files = {"photo": Upload("a.png", make_png(40, 20))}
    await simulator.call("sendPhoto", {"chat_id": aida.id, "caption": "one"}, files)
    await ok(simulator, "copyMessage", chat_id=timur.id, from_chat_id=aida.id, message_id=1)
    await ok(simulator, "copyMessage", chat_id=timur.id, from_chat_id=aida.id, message_id=1, caption="two")

    assert [(message.text, message.attachment) for message in timur.messages] == [("one", "photo"), ("two", "photo")]
    words = await refusal(simulator, "copyMessage", chat_id=timur.id, from_chat_id=aida.id, message_id=9)
    assert words == "message to copy not found"


async def test_only_its_own_messages_and_the_right_part_of_them_are_edited(simulator: Simulator) -> None:
    aida = simulator.person("Aida")
    said = await aida.says("/start")
    sent = await ok(simulator, "sendMessage", chat_id=aida.id, text="x")
    where = {"chat_id": aida.id, "message_id": sent["message_id"]}

    theirs = {"chat_id": aida.id, "message_id": said.message_id}
    assert await refusal(simulator, "editMessageText", text="y", **theirs) == "message can't be edited"
    assert await refusal(simulator, "editMessageCaption", caption="y", **where) == (
        "there is no caption in the message to edit"
    )
    assert await refusal(simulator, "editMessageText", **where) == "message text is empty"
    assert await refusal(simulator, "editMessageText", text="y") == "message identifier is not specified"
    files = {"document": Upload("a.csv", b"a")}
    held = (await simulator.call("sendDocument", {"chat_id": aida.id}, files)).body["result"]["message_id"]
    assert await refusal(simulator, "editMessageText", chat_id=aida.id, message_id=held, text="y") == (
        "there is no text in the message to edit"
    )


async def test_an_edit_without_buttons_takes_them_away(simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    keyboard = {"inline_keyboard": [[{"text": "More", "callback_data": "m"}]]}
    await ok(simulator, "sendMessage", chat_id=aida.id, text="x", reply_markup=keyboard)
    await ok(simulator, "editMessageText", chat_id=aida.id, message_id=1, text="y")

    assert aida.buttons() == []


async def test_messages_are_deleted_within_two_days(simulator: Simulator, clock: ManualClock) -> None:
    aida = simulator.person("Aida", started=True)
    await ok(simulator, "sendMessage", chat_id=aida.id, text="x")
    await clock.advance(48 * 3600 + 1)

    assert await refusal(simulator, "deleteMessage", chat_id=aida.id, message_id=1) == (
        "message can't be deleted for everyone"
    )


async def test_others_messages_in_a_group_are_deleted_by_an_administrator_alone(simulator: Simulator) -> None:
    aida = simulator.person("Aida")
    group = simulator.group("Newsroom", admins=(aida,))
    await group.adds_bot(aida)
    said = await group.says("/help", by=aida)
    where = {"chat_id": group.chat_id, "message_id": said.message_id}

    assert await refusal(simulator, "deleteMessage", **where) == "message can't be deleted"
    await group.adds_bot(aida, admin=True)
    assert await ok(simulator, "deleteMessage", **where)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"id": "x" * 65}, "RESULT_ID_INVALID"),
        ({"title": " "}, "ARTICLE_TITLE_EMPTY"),
        ({"input_message_content": {"message_text": "<b>", "parse_mode": "HTML"}}, "can't parse entities"),
        ({"input_message_content": {"message_text": ""}}, "message text is empty"),
        ({"reply_markup": {"inline_keyboard": [[{"text": "x", "url": "http://"}]]}}, "BUTTON_URL_INVALID"),
        ({"type": "photo"}, "must be 'article'"),
    ],
)
async def test_inline_results_are_checked(simulator: Simulator, changed: dict[str, Any], words: str) -> None:
    simulator.queries.ask(5, "Askarov")
    (asked,) = simulator.queries.inline
    article = {"type": "article", "id": "1", "title": "x", "input_message_content": {"message_text": "x"}}

    assert words in await refusal(simulator, "answerInlineQuery", inline_query_id=asked, results=[article | changed])
    assert len(simulator.violations) == 1
    for results, reason in (([article] * 2, "RESULT_ID_DUPLICATE"), ([article] * 51, "RESULTS_TOO_MUCH")):
        assert await refusal(simulator, "answerInlineQuery", inline_query_id=asked, results=results) == reason
    assert await ok(simulator, "answerInlineQuery", inline_query_id=asked, results=[article])
    again = await refusal(simulator, "answerInlineQuery", inline_query_id=asked, results=[article])
    assert again.startswith("query is too old")


@pytest.mark.parametrize(
    ("method", "parameters", "words"),
    [
        ("sendChatAction", {"chat_id": 5, "action": "dancing"}, "wrong parameter action in request"),
        ("getChatMember", {"chat_id": 5, "user_id": 6}, "user not found"),
        ("getChatAdministrators", {"chat_id": 5}, "there are no administrators in the private chat"),
        ("leaveChat", {"chat_id": 5}, "chat member status can't be changed in private chats"),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 6}}, "chat not found"),
        ("editMessageText", {"inline_message_id": "1", "text": "x"}, "MESSAGE_ID_INVALID"),
        ("sendMessage", {"chat_id": 5, "text": "x", "message_thread_id": 9}, "message thread not found"),
    ],
)
async def test_more_refusals(simulator: Simulator, method: str, parameters: dict[str, Any], words: str) -> None:
    simulator.person("Aida", user_id=5, started=True)

    assert await refusal(simulator, method, **parameters) == words
