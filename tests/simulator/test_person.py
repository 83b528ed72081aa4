"""People in stories: what they hear, and what a failed wait tells."""

import asyncio

import httpx
import pytest

from bot.simulator.simulator import Simulator


async def send(api: httpx.AsyncClient, chat_id: int, text: str, *labels: str) -> int:
    row = [{"text": label, "callback_data": label.lower()} for label in labels]
    given = {"chat_id": chat_id, "text": text, "reply_markup": {"inline_keyboard": [row]}}
    message_id: int = (await api.post("sendMessage", json=given)).json()["result"]["message_id"]
    return message_id


async def test_hearing_waits_for_what_is_yet_to_come(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(aida.hears("second"))
        await send(api, aida.id, "the first")
        await send(api, aida.id, "the second")

    assert waiting.result().text == "the second"
    assert (await aida.hears("first")).text == "the first"


async def test_what_was_heard_is_not_heard_again(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    await send(api, aida.id, "latest one")
    await send(api, aida.id, "latest two")
    assert (await aida.hears("latest")).text == "latest one"
    assert (await aida.hears("latest")).text == "latest two"

    with pytest.raises(AssertionError, match=r"Aida did not hear 'latest' within 0.05 s(.|\n)*nothing"):
        await aida.hears("latest", within=0.05)


async def test_a_failed_wait_lists_what_came_instead(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida, timur = simulator.person("Aida", started=True), simulator.person("Timur", started=True)
    await aida.says("the report")
    await send(api, aida.id, "something else")
    await send(api, timur.id, "the report")

    with pytest.raises(AssertionError, match=r"What came instead:\n  - 'something else'$"):
        await aida.hears("the report", within=0.05)
    aida.forgets()
    with pytest.raises(AssertionError, match="nothing"):
        await aida.hears("something", within=0.05)


async def test_an_edit_is_heard_as_one(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    message_id = await send(api, aida.id, "page 1", "Next")
    await aida.hears("page 1")
    await api.post("editMessageText", json={"chat_id": aida.id, "message_id": message_id, "text": "page 2"})

    heard = await aida.hears("page 2")

    assert (heard.edited, heard.message_id) == (True, message_id)
    assert [message.text for message in aida.messages] == ["page 2"]


async def test_buttons_and_presses(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    await send(api, aida.id, "old", "More", "Follow")
    old = await aida.hears("old")
    await send(api, aida.id, "new", "More")

    assert aida.buttons() == ["More"]
    assert aida.buttons(old) == ["More", "Follow"]
    await aida.presses("More")
    await aida.presses("Foll")
    await aida.presses("More", on=old)
    updates = (await api.get("getUpdates")).json()["result"]
    assert [each["callback_query"]["message"]["text"] for each in updates] == ["new", "old", "old"]
    with pytest.raises(AssertionError, match=r"Aida has no button 'Share'; there are \['More', 'More', 'Follow'\]"):
        await aida.presses("Share")


async def test_a_button_with_an_address_does_not_reach_the_bot(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    keyboard = {"inline_keyboard": [[{"text": "Open", "url": "https://example.org/a"}]]}
    await api.post("sendMessage", json={"chat_id": aida.id, "text": "x", "reply_markup": keyboard})

    with pytest.raises(AssertionError, match="does not reach the bot"):
        await aida.presses("Open")


async def test_waiting_for_the_toast(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    await send(api, aida.id, "x", "Follow")
    query = await aida.presses("Follow")
    with pytest.raises(AssertionError, match="did not answer within"):
        await aida.answered(within=0.05)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(aida.answered())
        await api.post("answerCallbackQuery", json={"callback_query_id": query.id, "text": "You follow Askarov"})

    assert waiting.result() == aida.toast == "You follow Askarov"


async def test_many_messages_elsewhere_drown_nothing(simulator: Simulator) -> None:
    aida, timur = simulator.person("Aida", started=True), simulator.person("Timur", started=True)
    await simulator.call("sendMessage", {"chat_id": aida.id, "text": "yours"})
    for number in range(2500):
        await simulator.call("sendMessage", {"chat_id": timur.id, "text": str(number)})

    assert (await aida.hears("yours")).text == "yours"


def test_each_person_has_an_id_of_their_own(simulator: Simulator) -> None:
    first = simulator.person("Aida", user_id=5_000_001)
    second, third = simulator.person("Timur"), simulator.person("Admin")

    assert len({first.id, second.id, third.id, simulator.bot.id}) == 4
    with pytest.raises(ValueError, match="5000001"):
        simulator.person("Again", user_id=5_000_001)
