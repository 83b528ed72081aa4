"""What people do reaches the bot as the right update."""

from typing import Any

import httpx
import pytest

from bot.simulator.simulator import Simulator


async def take(api: httpx.AsyncClient) -> list[dict[str, Any]]:
    """All updates, confirmed."""
    updates: list[dict[str, Any]] = (await api.get("getUpdates")).json()["result"]
    if updates:
        await api.get("getUpdates", params={"offset": updates[-1]["update_id"] + 1, "limit": 1})
    return updates


async def take_one(api: httpx.AsyncClient, kind: str) -> dict[str, Any]:
    (update,) = await take(api)
    body: dict[str, Any] = update[kind]
    return body


async def test_a_deep_link_carries_its_payload(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida", language_code="ky")
    await aida.starts("person_12")

    message = await take_one(api, "message")

    assert message["text"] == "/start person_12"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"] == {"id": aida.id, "is_bot": False, "first_name": "Aida", "language_code": "ky"}
    assert message["chat"] == {"id": aida.id, "type": "private", "first_name": "Aida"}


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "document"])
async def test_media(api: httpx.AsyncClient, simulator: Simulator, kind: str) -> None:
    await simulator.person("Aida").sends(kind, caption="look")

    message = await take_one(api, "message")

    assert kind in message
    assert message["caption"] == "look"
    assert "text" not in message


async def test_an_edited_message(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida")
    said = await aida.says("/serach x")
    await take(api)
    await aida.edits(said, "/search x")

    message = await take_one(api, "edited_message")

    assert (message["message_id"], message["text"]) == (said.message_id, "/search x")
    assert message["edit_date"]


async def test_blocking_and_letting_in_again(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    await aida.blocks()
    await aida.blocks()
    await aida.unblocks()
    await aida.blocks()
    await aida.says("I am back")

    updates = await take(api)

    changes = [
        (each["my_chat_member"]["old_chat_member"]["status"], each["my_chat_member"]["new_chat_member"]["status"])
        for each in updates[:-1]
    ]
    assert changes == [("member", "kicked"), ("kicked", "member"), ("member", "kicked"), ("kicked", "member")]
    assert updates[-1]["message"]["text"] == "I am back"


async def test_a_pressed_button_brings_its_message(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    keyboard = {"inline_keyboard": [[{"text": "Next page", "callback_data": "page:2"}]]}
    sent = (await api.post("sendMessage", json={"chat_id": aida.id, "text": "list", "reply_markup": keyboard})).json()
    listed = await aida.hears("list")

    await aida.presses("Next")
    query = await take_one(api, "callback_query")
    assert query["message"] == sent["result"]
    assert (query["data"], query["from"]["id"]) == ("page:2", aida.id)

    await aida.presses("Next", readable=False)
    assert (await take_one(api, "callback_query"))["message"]["date"] == 0

    await aida.sends_data("page:-1", on=listed)
    assert (await take_one(api, "callback_query"))["data"] == "page:-1"

    await api.post("deleteMessage", json={"chat_id": aida.id, "message_id": listed.message_id})
    await aida.presses("Next", on=listed)
    assert (await take_one(api, "callback_query"))["message"]["date"] == 0


async def test_a_group_lets_the_bot_in_and_out(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida")
    group = simulator.group("Newsroom", admins=(aida,))
    await group.adds_bot(aida)
    await group.removes_bot(aida)

    added, notice, removed = await take(api)

    assert added["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert notice["message"]["new_chat_members"][0]["username"] == "JarchyDemoBot"
    assert removed["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert removed["my_chat_member"]["chat"]["type"] == "supergroup"


async def test_in_a_group_the_bot_hears_what_is_meant_for_it(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida, timur = simulator.person("Aida"), simulator.person("Timur")
    group = simulator.group("Newsroom", members=(timur,), admins=(aida,))
    await group.adds_bot(aida)
    await take(api)
    await api.post("sendMessage", json={"chat_id": group.chat_id, "text": "hello"})
    hello = await group.hears("hello")

    for text in ("idle talk", "/latest", "/latest@JarchyDemoBot", "/latest@OtherBot", "hey @jarchydemobot"):
        await group.says(text, by=timur)
    await group.says("an answer", by=timur, reply_to=hello)

    heard = [update["message"]["text"] for update in await take(api)]
    assert heard == ["/latest", "/latest@JarchyDemoBot", "hey @jarchydemobot", "an answer"]

    await group.adds_bot(aida, admin=True)
    await group.says("idle talk", by=timur)
    promoted, talk = await take(api)
    assert promoted["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert talk["message"]["text"] == "idle talk"


async def test_ids_that_many_share(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida")
    group = simulator.group("Newsroom", admins=(aida,))
    channel = simulator.channel("News", admins=(aida,))
    await group.adds_bot(aida, admin=True)
    await channel.adds_bot(aida)
    await take(api)

    await group.says_anonymously("/settings")
    await group.says_as_channel("/settings", channel)
    await channel.posts("/settings")
    anonymous, as_channel, post = await take(api)

    assert anonymous["message"]["from"]["id"] == 1087968824
    assert anonymous["message"]["from"]["username"] == "GroupAnonymousBot"
    assert anonymous["message"]["sender_chat"]["id"] == group.chat_id
    assert as_channel["message"]["from"]["id"] == 136817688
    assert as_channel["message"]["sender_chat"]["id"] == channel.chat_id
    assert post["channel_post"]["sender_chat"]["id"] == channel.chat_id
    assert "from" not in post["channel_post"]


async def test_forum_topics(api: httpx.AsyncClient, simulator: Simulator) -> None:
    aida = simulator.person("Aida")
    group = simulator.group("Newsroom", admins=(aida,), forum=True)
    await group.adds_bot(aida)
    await take(api)

    topic = await group.opens_topic("Alerts", aida)
    await group.says("/watch Osh", by=aida, topic=topic)
    await group.says("/watch Osh", by=aida)
    opened, inside, general = (update["message"] for update in await take(api))

    assert opened["forum_topic_created"]["name"] == "Alerts"
    assert (opened["message_id"], opened["message_thread_id"]) == (topic, topic)
    assert (inside["message_thread_id"], inside["is_topic_message"]) == (topic, True)
    assert inside["reply_to_message"]["message_id"] == topic
    assert inside["chat"]["is_forum"]
    assert "message_thread_id" not in general
