"""Following people, topics, places and words: what is offered, shown before it is saved, listed and stopped."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.commands.watch import rule_of
from store.query import Query, Term
from store.subscriber import ChatKind, ChatRef, WatchRule
from tests.handlers.talking import Chat, action_of, buttons_of, open_chat, publish, text_of, written

ASKAROV = written(
    "Rights defender dies in prison", "Azimjan Askarov died on Saturday.", people=["Azimjan Askarov"], url=None
)
RALLY = written("Rally in the south", "A crowd in Osh.", topics=("protest",), url=None)


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        await publish(reader, ASKAROV, RALLY)
        yield reader


async def rules(chat: Chat) -> list[WatchRule]:
    known = await chat.services.store.subscribers.find(chat.ref)
    return [watch.rule for watch in await chat.services.store.subscribers.watches(known.id)] if known else []


async def test_watch_without_words_guides(chat: Chat) -> None:
    reply = await chat.write("/watch")
    assert "/watch Temirov" in text_of(reply)
    assert [button.text for button in buttons_of(reply)] == [
        "Everything about Kyrgyzstan",
        "Choose a topic",
        "Choose a person",
    ]


async def test_a_person_is_followed_in_two_steps(chat: Chat) -> None:
    offer = await chat.write("/watch Азимжан Аскаров")
    assert "whenever Azimjan Askarov is named" in text_of(offer)
    assert "Rights defender dies in prison" in text_of(offer)
    assert await rules(chat) == []
    saved = await chat.press(action_of(offer, "Follow"))
    assert "You now follow person: Azimjan Askarov" in text_of(saved)
    (rule,) = await rules(chat)
    assert rule.person_id is not None


async def test_a_person_is_followed_from_the_card(chat: Chat) -> None:
    card = await chat.write("/person Azimjan Askarov")
    await chat.press(action_of(card, "Follow this person"))
    assert len(await rules(chat)) == 1


async def test_the_words_can_be_followed_instead_of_the_person(chat: Chat) -> None:
    offer = await chat.write("/watch Askarov")
    words = await chat.press(action_of(offer, "Follow the words instead"))
    assert text_of(words).startswith("Watch: Askarov")
    await chat.press(action_of(words, "Follow"), under=words.messages[0])
    assert await rules(chat) == [WatchRule(words=("Askarov",))]


async def test_topic_and_place_together(chat: Chat) -> None:
    offer = await chat.write("/watch protest Osh")
    assert "topic: protest; place: Osh" in text_of(offer)
    await chat.press(action_of(offer, "Follow"), under=offer.messages[0])
    assert await rules(chat) == [WatchRule(topics=frozenset({"protest"}), places=frozenset({"osh"}))]


async def test_a_phrase_without_a_word(chat: Chat) -> None:
    offer = await chat.write('/watch "foreign agents" -election')
    assert "words: foreign agents; without: election" in text_of(offer)
    assert "So far nothing" in text_of(offer)
    await chat.press(action_of(offer, "Follow"), under=offer.messages[0])
    assert await rules(chat) == [WatchRule(words=("foreign agents",), minus=("election",))]


async def test_a_person_together_with_a_topic(chat: Chat) -> None:
    offer = await chat.write("/watch person:Askarov topic:protest")
    assert "person: Azimjan Askarov; topic: protest" in text_of(offer)
    await chat.press(action_of(offer, "Follow"), under=offer.messages[0])
    (rule,) = await rules(chat)
    assert rule.person_id is not None
    assert rule.topics == {"protest"}


async def test_a_person_whom_nobody_knows_is_followed_as_words(chat: Chat) -> None:
    offer = await chat.write("/watch person:Qwertyuiop")
    assert "words: Qwertyuiop" in text_of(offer)


async def test_a_topic_is_chosen_from_the_list(chat: Chat) -> None:
    topics = await chat.press("w:topics:0")
    offer = await chat.press(action_of(topics, "protest"))
    assert "Rally in the south" in text_of(offer)
    await chat.press(action_of(offer, "Follow"), under=offer.messages[0])
    assert await rules(chat) == [WatchRule(topics=frozenset({"protest"}))]


async def test_a_watch_that_cannot_be_read_any_more_is_asked_for_again(chat: Chat) -> None:
    assert "/watch" in text_of(await chat.press("w:s", under=""))
    assert await rules(chat) == []


async def test_watches_are_listed_and_stopped_one_by_one(chat: Chat) -> None:
    assert "You follow nothing yet" in text_of(await chat.write("/watches"))
    await chat.write("/subscribe")
    card = await chat.write("/person Azimjan Askarov")
    saved = await chat.press(action_of(card, "Follow this person"))
    listed = await chat.write("/watches")
    assert "1. everything about Kyrgyzstan\n2. person: Azimjan Askarov" in text_of(listed)
    stopped = await chat.press(action_of(listed, "Stop 1"))
    assert stopped.edit
    assert "1. person: Azimjan Askarov" in text_of(stopped)
    again = await chat.press(action_of(listed, "Stop 1"))
    assert "not followed any more" in again.toast
    assert "You follow nothing yet" in text_of(await chat.press(action_of(saved, "Stop following")))


async def test_nobody_stops_another_chats_watch(chat: Chat) -> None:
    await chat.write("/subscribe")
    listed = await chat.write("/watches")
    stop = action_of(listed, "Stop 1")
    other = replace(chat, ref=ChatRef(2002), user_id=2002)
    await other.write("/subscribe")
    await other.press(stop)
    assert len(await rules(chat)) == 1


async def test_in_a_group_only_admins_follow(chat: Chat) -> None:
    group = replace(chat, ref=ChatRef(-100), kind=ChatKind.GROUP, chat_admin=False)
    assert "Only the admins" in text_of(await group.write("/watch protest"))
    assert "Only the admins" in (await group.press("u:1")).toast


def test_a_query_becomes_the_watch_that_asks_for_the_same() -> None:
    query = Query(
        text="",
        terms=(Term(("foreign", "agents")),),
        minus=(Term(("vote",)),),
        topics=frozenset({"protest"}),
        outlets=("24.kg",),
    )
    assert rule_of(query) == WatchRule(
        topics=frozenset({"protest"}), outlets=frozenset({"24.kg"}), words=("foreign agents",), minus=("vote",)
    )


@pytest.mark.parametrize("typed", ["only English", "lang:en", "на английском", "англисче гана"])
async def test_a_group_takes_one_language_alone(chat: Chat, typed: str) -> None:
    await publish(chat, written("Суд", "Суд в Бишкеке.", language="ru"), written("A court", "A court in Bishkek."))
    offer = await chat.write(f"/watch {typed}")
    assert "everything about Kyrgyzstan; only in English" in text_of(offer)
    assert "A court" in text_of(offer)
    assert "Суд" not in text_of(offer)
    await chat.press(action_of(offer, "Follow"), under=offer.messages[0])
    known = await chat.services.store.subscribers.find(chat.ref)
    assert known is not None
    (watch,) = await chat.services.store.subscribers.watches(known.id)
    assert watch.rule == WatchRule(languages=frozenset({"en"}))
    assert "/watches 1 lang:en" in text_of(await chat.press(f"alter:{watch.id}"))
    assert "Done" in text_of(await chat.write("/subscribe"))


JAPAROVS = (
    written("The president speaks", "Sadyr Japarov spoke.", people=["Sadyr Japarov"], url=None),
    written("The minister speaks", "Akylbek Japarov spoke.", people=["Akylbek Japarov"], url=None),
)


async def test_of_several_with_one_surname_the_reader_is_asked_which(chat: Chat) -> None:
    await publish(chat, *JAPAROVS)
    asked = await chat.write("/watch Japarov")
    assert "Several people are called Japarov" in text_of(asked)
    names = {button.text for button in buttons_of(asked)}
    assert names == {"Sadyr Japarov", "Akylbek Japarov", "Follow the words instead"}
    offer = await chat.press(action_of(asked, "Akylbek Japarov"))
    assert offer.edit
    assert "The minister speaks" in text_of(offer)
    assert "The president speaks" not in text_of(offer)
    assert (await chat.press(action_of(offer, "Follow"))).edit
    assert len(await rules(chat)) == 1


async def test_a_full_name_is_taken_at_its_word(chat: Chat) -> None:
    await publish(chat, *JAPAROVS)
    assert "whenever Akylbek Japarov is named" in text_of(await chat.write("/watch Akylbek Japarov"))


@pytest.mark.parametrize("typed", ['Азимжан "Аскаров"', "«Azimjan Askarov»"])
async def test_quotation_marks_do_not_hide_a_name(chat: Chat, typed: str) -> None:
    assert "whenever Azimjan Askarov is named" in text_of(await chat.write(f"/watch {typed}"))
    assert "words: Askarov" in text_of(await chat.write('/watch "Askarov"'))
    assert "without: football" in text_of(await chat.write("/watch Azimjan Askarov -football"))


async def test_from_start_to_a_watched_person_by_taps_alone(chat: Chat) -> None:
    taps = 1
    reply = await chat.write("/start")
    for label in ("Choose a person", "Azimjan Askarov", "Follow"):
        reply = await chat.press(action_of(reply, label), under=reply.messages[0])
        taps += 1
    assert "You now follow person: Azimjan Askarov" in text_of(reply)
    assert taps <= 6
    assert [rule.person_id is not None for rule in await rules(chat)] == [True]


async def test_whom_a_search_names_is_a_tap_away_and_the_search_can_be_followed(chat: Chat) -> None:
    for text in ("Азимжан Аскаров", "fcrfhjd", "askarov"):
        found = await chat.write(text)
        about = [button.text for button in buttons_of(found)]
        assert "About Azimjan Askarov" in about or text == "fcrfhjd"
        assert "Follow this" in about
    person = await chat.press(action_of(found, "About Azimjan Askarov"))
    assert "1 update names this person" in text_of(person)
    offer = await chat.press(action_of(found, "Follow this"), under=found.messages[0])
    assert "whenever Azimjan Askarov is named" in text_of(offer)
    nothing = await chat.write("protest in Osh by night")
    offer = await chat.press(action_of(nothing, "Follow this"), under=nothing.messages[0])
    assert "Watch: topic:protest place:Osh by night" in text_of(offer)
    assert "please send me the words again" in text_of(await chat.press("w:here")).lower()


async def test_the_words_can_be_followed_instead_of_the_topic_they_name(chat: Chat) -> None:
    offer = await chat.write("/watch протест")
    assert "topic: protest" in text_of(offer)
    words = await chat.press(action_of(offer, "Follow the words instead"))
    assert "words: протест" in text_of(words)


async def test_pages_of_topics_take_each_others_place(chat: Chat) -> None:
    assert not (await chat.press("w:topics:0")).edit
    assert (await chat.press("w:page:0")).edit
