"""What is passed on: links that open the bot, and buttons that lead readers of a channel into a private chat."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from markupsafe import Markup

from handlers.inline import offer
from handlers.sharing import INCIDENT, link_behind, share_button
from handlers.views.links import checked
from store.subscriber import ChatKind, ChatRef
from tests.handlers.samples import NASTY
from tests.handlers.talking import Chat, buttons_of, open_chat, publish, text_of, written

ASKAROV = written("Rights defender dies in prison", "Azimjan Askarov died.", people=["Azimjan Askarov"])


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        yield reader


@given(title=NASTY)
def test_a_share_button_is_good_whatever_the_title_is(title: str) -> None:
    button = share_button(Markup("Share"), INCIDENT, 7, "JarchyBot", title=title)
    assert button is not None
    assert checked(button.url) == button.url
    assert parse_qs(urlsplit(button.url or "").query)["url"] == ["https://t.me/JarchyBot?start=incident_7"]


async def test_cards_can_be_shared_and_what_is_shared_opens(chat: Chat) -> None:
    (entry_id,) = await publish(chat, ASKAROV)
    for card in (await chat.press(f"e:{entry_id}"), await chat.write("/person Askarov")):
        (share,) = [button for button in buttons_of(card) if button.text == "Share"]
        link = parse_qs(urlsplit(share.url or "").query)["url"][0]
        opened = await chat.of(2002).write(f"/start {parse_qs(urlsplit(link).query)['start'][0]}")
        assert "Rights defender dies in prison" in text_of(opened)


async def test_a_link_to_what_is_gone_says_so_and_any_other_greets(chat: Chat) -> None:
    for payload in ("incident_99999", "person_99999"):
        assert "no longer" in text_of(await chat.write(f"/start {payload}"))
    for payload in ("nonsense", "other_7", "incident_x"):
        assert "I am Jarchy" in text_of(await chat.write(f"/start {payload}"))


async def test_a_bot_without_a_username_offers_no_sharing(chat: Chat) -> None:
    (entry_id,) = await publish(chat, ASKAROV)
    chat.services = replace(chat.services, username="")
    for card in (await chat.press(f"e:{entry_id}"), await chat.write("/person Askarov")):
        assert "Share" not in [button.text for button in buttons_of(card)]


async def test_a_card_sent_inline_leads_to_the_bot(chat: Chat) -> None:
    (entry_id,) = await publish(chat, ASKAROV)
    person, entry = await offer("Azimjan Askarov", chat.services.words.for_language("en"), chat.services)
    urls = [button.url for card in (person, entry) for row in card.message.buttons for button in row]
    found = await chat.services.store.people.look_up("Azimjan Askarov")
    assert found.match is not None
    assert f"https://t.me/JarchyBot?start=person_{found.match.person_id}" in urls
    assert f"https://t.me/JarchyBot?start=incident_{entry_id}" in urls


async def test_a_surname_offers_all_who_bear_it_inline(chat: Chat) -> None:
    await publish(
        chat, ASKAROV, written("A", "Sadyr Japarov, Akylbek Japarov.", people=["Sadyr Japarov", "Akylbek Japarov"])
    )
    words = chat.services.words.for_language("en")
    titles = [[card.title for card in await offer(asked, words, chat.services)] for asked in ("Askarov", "Japarov")]
    assert titles[0] == ["Azimjan Askarov", "Rights defender dies in prison"]
    assert set(titles[1][:2]) == {"Sadyr Japarov", "Akylbek Japarov"}


async def test_a_long_card_is_sent_inline_as_a_short_one(chat: Chat) -> None:
    """Of what is sent inline Telegram counts the markup too."""
    url = "https://example.org/?" + "a&" * 150
    longest = [written(f"{'&' * 400} {place}", "Azimjan Askarov & co. " * 300, url=url + str(place),
                       people=["Azimjan Askarov"]) for place in range(6)]  # fmt: skip
    await publish(chat, *longest)
    cards = await offer("Azimjan Askarov", chat.services.words.for_language("en"), chat.services)
    assert len(cards) == 7
    assert all(len(card.message.text) <= 4096 for card in cards)
    assert "Azimjan Askarov" in cards[0].message.text
    assert all("Example Monitor" in card.message.text for card in cards[1:])


async def test_what_a_reader_presses_in_a_channel_is_shown_in_private_alone(chat: Chat) -> None:
    (entry_id,) = await publish(chat, ASKAROV)
    channel = replace(chat, ref=ChatRef(-7), kind=ChatKind.CHANNEL, chat_admin=False)
    for action, payload in (
        (f"e:{entry_id}", f"incident_{entry_id}"),
        (f"h:{entry_id}", f"incident_{entry_id}"),
        ("i:3", "person_3"),
        ("p:3:5", "person_3"),
    ):
        reply = await channel.press(action)
        assert reply.opens == f"https://t.me/JarchyBot?start={payload}"
        assert reply.messages == ()
    for action in ("n:0", "w:off", "q:5", "e:x", "h:", "nonsense"):
        reply = await channel.press(action)
        assert "Only the admins of this channel" in reply.toast
        assert reply.messages == ()


@pytest.mark.parametrize("action", ["", "e", "e:", "e:-1", "e:²", "i:" + "9" * 19, "x:csv", "w:p:1"])
def test_other_buttons_have_no_link_behind_them(action: str) -> None:
    assert link_behind(action, "JarchyBot") == ""
