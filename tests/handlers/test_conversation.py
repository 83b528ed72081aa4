"""What a reader, a group and an admin get when they talk with the bot: real handlers on a real store."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.call import Message
from handlers.commands.search import first_line, query_in, tidy
from handlers.languages import LANGUAGES
from handlers.routes import BUTTONS
from handlers.views.text import plain
from store.entry import Period
from store.feed import FeedSpec
from store.subscriber import ChatKind, ChatRef
from store.timing import Rhythm
from tests.handlers.samples import NASTY
from tests.handlers.talking import (
    ADMIN,
    NOW,
    Chat,
    action_of,
    buttons_of,
    open_chat,
    publish,
    text_of,
    written,
)

ASKAROV = written(
    "Rights defender dies in prison",
    "News from Bishkek. Azimjan Askarov died on Saturday. His lawyer asks for an inquiry.",
    people=["Azimjan Askarov"],
    url="https://example.org/askarov",
    topics=("detention",),
)


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        yield reader


def admins(chat: Chat) -> Chat:
    return replace(chat, ref=ChatRef(ADMIN), user_id=ADMIN)


async def fill(chat: Chat, count: int) -> None:
    await publish(
        chat,
        *(
            written(f"Report {n}", published_at=datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=n), url=None)
            for n in range(1, count + 1)
        ),
    )


async def test_start_says_who_runs_it_what_is_stored_and_the_latest(chat: Chat) -> None:
    await publish(chat, ASKAROV)
    reply = await chat.write("/start")
    text = text_of(reply)
    assert "run by Example NGO" in text
    assert "Never your name" in text
    assert "Rights defender dies in prison" in text
    assert len(reply.messages) == 1
    assert await chat.services.store.subscribers.find(chat.ref) is not None


@pytest.mark.parametrize(("code", "word"), [("ru", "Здравствуйте"), ("ky-KG", "Саламатсызбы"), ("de", "Hello")])
async def test_a_new_chat_is_greeted_in_its_own_language(chat: Chat, code: str, word: str) -> None:
    chat.language_code = code
    assert word in text_of(await chat.write("/start"))


async def test_the_language_under_the_greeting_changes_the_greeting_in_place(chat: Chat) -> None:
    start = await chat.write("/start")
    reply = await chat.press(action_of(start, "Кыргызча"))
    assert reply.edit
    assert "Саламатсызбы" in text_of(reply)
    assert "Акыркы" in text_of(await chat.write("/latest")) or "кабар" in text_of(await chat.write("/help"))


async def test_a_shared_person_opens_from_the_start_link(chat: Chat) -> None:
    await publish(chat, ASKAROV)
    found = await chat.services.store.people.look_up("Azimjan Askarov")
    assert found.match
    assert "Rights defender dies" in text_of(await chat.write(f"/start person_{found.match.person_id}"))
    assert "Hello" in text_of(await chat.write("/start person_999999999999999999999"))


async def test_a_shared_incident_opens_from_the_start_link(chat: Chat) -> None:
    (entry_id,) = await publish(chat, ASKAROV)
    assert "Topics: detention" in text_of(await chat.write(f"/start incident_{entry_id}"))


async def test_help_names_every_command_in_every_language(chat: Chat) -> None:
    for language in LANGUAGES:
        chat.language_code = language
        text = text_of(await chat.write("/help"))
        for command in ("/latest", "/search", "/person", "/subscribe", "/privacy", "/forgetme"):
            assert command in text
        assert "/broadcast" not in text


async def test_latest_shows_ten_a_page_and_pages_both_ways(chat: Chat) -> None:
    await fill(chat, 23)
    first = await chat.write("/latest")
    assert "1. Report 23" in text_of(first)
    assert "10. Report 14" in text_of(first)
    assert "11." not in text_of(first)
    second = await chat.press(action_of(first, "More »"))
    assert second.edit
    assert "11. Report 13" in text_of(second)
    third = await chat.press(action_of(second, "More »"))
    assert "23. Report 1\n" in text_of(third)
    assert [button.text for button in buttons_of(third)] == ["21", "22", "23", "« Back"]
    card = await chat.press(action_of(third, "22"))
    assert text_of(card).startswith("Report 2\n")
    assert not card.edit
    assert "1. Report 23" in text_of(await chat.press(action_of(second, "« Back")))


async def test_latest_with_a_number_shows_so_many(chat: Chat) -> None:
    await fill(chat, 12)
    reply = await chat.write("/latest 5")
    assert "5. Report 8" in text_of(reply)
    assert "6." not in text_of(reply)
    assert "6. Report 7" in text_of(await chat.press(action_of(reply, "More »")))


@pytest.mark.parametrize("typed", ["0", "-3", "9999999999", "²", "1.5"])
async def test_latest_with_something_else_explains_itself(chat: Chat, typed: str) -> None:
    await fill(chat, 3)
    assert "/latest 5" in text_of(await chat.write(f"/latest {typed}"))


async def test_latest_about_a_topic_a_place_or_a_time(chat: Chat) -> None:
    await publish(
        chat,
        written("Rally in Osh", "A crowd.", topics=("protest",), published_at=NOW - timedelta(days=2), url=None),
        written("Old rally", "A crowd.", topics=("protest",), url=None),
        written("Arrest", "Somebody.", topics=("detention",), published_at=NOW, url=None),
    )
    assert "Rally in Osh" in text_of(await chat.write("/latest protest"))
    assert "Old rally" in text_of(await chat.write("/latest протест"))
    assert "Arrest" not in text_of(await chat.write("/latest protest"))
    week = text_of(await chat.write("/latest protest week"))
    assert "Rally in Osh" in week
    assert "Old rally" not in week


async def test_latest_without_entries_says_where_they_come_from(chat: Chat) -> None:
    assert "/sources" in text_of(await chat.write("/latest"))


async def test_a_page_beyond_the_end_shows_the_first(chat: Chat) -> None:
    await fill(chat, 3)
    assert "1. Report 3" in text_of(await chat.press("l:900:10"))


async def test_a_search_repeats_its_query_and_finds(chat: Chat) -> None:
    await publish(chat, ASKAROV)
    text = text_of(await chat.write("/search Askarov"))
    assert text.splitlines()[0] == "Search: Askarov"
    assert "Rights defender dies in prison" in text
    assert "Example Monitor · Dec 1, 2025" in text


async def test_plain_text_in_a_private_chat_is_a_search(chat: Chat) -> None:
    await publish(chat, ASKAROV)
    assert "Rights defender dies in prison" in text_of(await chat.write("Askarov"))


async def test_a_search_pages_from_the_query_above_the_buttons(chat: Chat) -> None:
    await publish(chat, *(written(f"Verdict {n}", "A court in Osh.", url=None) for n in range(8)))
    first = await chat.write("/search verdict")
    second = await chat.press(action_of(first, "More »"), under=first.messages[0])
    assert second.edit
    assert text_of(second).splitlines()[0] == "Search: verdict"
    assert "6. Verdict" in text_of(second)


async def test_where_the_query_cannot_be_read_it_is_asked_for_again(chat: Chat) -> None:
    reply = await chat.press("q:5", under="")
    assert not reply.edit
    assert "Please send me the words again" in text_of(reply)


async def test_an_empty_search_is_explained_by_example(chat: Chat) -> None:
    assert "/search Askarov" in text_of(await chat.write("/search"))


async def test_a_search_without_hits_helps_on(chat: Chat) -> None:
    await publish(chat, ASKAROV)
    reply = await chat.write("/search xyzzyq")
    assert "found nothing" in text_of(reply)
    assert "Show the latest" in [button.text for button in buttons_of(reply)]


@given(st.text() | NASTY, st.sampled_from(LANGUAGES))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_every_query_can_be_read_back_in_every_language(chat: Chat, query: str, language: str) -> None:
    asked = tidy(query)
    words = chat.services.words.for_language(language)
    shown = plain(first_line(asked, words)) + "\n\nmore: text"
    assert query_in(shown) == asked


async def test_a_person_is_found_in_another_script_with_the_sentence_around(chat: Chat) -> None:
    await publish(chat, ASKAROV)
    text = text_of(await chat.write("/person Аскаров Азимжан"))
    assert text.startswith("Azimjan Askarov\n")
    assert "understood as Azimjan Askarov" in text
    assert "Azimjan Askarov died on Saturday." in text
    assert "News from Bishkek" not in text


async def test_a_surname_alone_shows_the_nearest_and_says_so(chat: Chat) -> None:
    await publish(chat, ASKAROV)
    text = text_of(await chat.write("/person Аскаров"))
    assert "most likely Azimjan Askarov is meant" in text
    assert "Rights defender dies in prison" in text


async def test_one_of_several_can_be_chosen(chat: Chat) -> None:
    other = written("Singer on tour", "Hakim Askarov sang.", people=["Hakim Askarov"], url="https://example.org/s")
    await publish(chat, ASKAROV, other)
    reply = await chat.write("/person Askarov")
    names = {button.text for button in buttons_of(reply)}
    assert names & {"Azimjan Askarov", "Hakim Askarov"}
    chosen = await chat.press(next(b.action for b in buttons_of(reply) if b.action and b.action.startswith("p:")))
    assert chosen.edit
    assert "Askarov" in text_of(chosen)


async def test_a_role_is_shown_with_who_stated_it_when_and_none_that_is_anothers(chat: Chat) -> None:
    await publish(
        chat,
        written("Суд", "В суде был журналист Болот Темиров.", people=["Болот Темиров"], language="ru"),
        written("Жалоба", "Это передал адвокат. Болот Темиров молчал.", people=["Болот Темиров"], language="ru"),
    )
    told = text_of(await chat.write("/person Болот Темиров"))
    assert "Described as “журналист”: Example Monitor, Dec 1, 2025" in told
    assert "адвокат”" not in told


async def test_an_unknown_person_is_not_invented(chat: Chat) -> None:
    await publish(chat, ASKAROV)
    reply = await chat.write("/person Qwertyuiop")
    assert "I know nobody" in text_of(reply)
    assert "Rights defender" not in text_of(reply)


async def test_person_without_a_name_is_explained_by_example(chat: Chat) -> None:
    assert "/person Askarov" in text_of(await chat.write("/person"))


async def test_a_persons_entries_page(chat: Chat) -> None:
    await publish(
        chat,
        *(written(f"Case {n}", "Azimjan Askarov again.", people=["Azimjan Askarov"], url=None) for n in range(7)),
    )
    first = await chat.write("/person Azimjan Askarov")
    assert "7 updates name this person" in text_of(first)
    second = await chat.press(action_of(first, "More »"))
    assert "7. Case" in text_of(second)


async def test_subscribing_and_leaving(chat: Chat) -> None:
    subscribers = chat.services.store.subscribers
    reply = await chat.write("/subscribe")
    assert "will come here" in text_of(reply)
    known = await subscribers.find(chat.ref)
    assert known
    assert [watch.rule.everything for watch in await subscribers.watches(known.id)] == [True]
    assert "subscribed already" in text_of(await chat.write("/subscribe"))
    assert "No more updates" in text_of(await chat.press(action_of(reply, "Stop the updates")))
    assert await subscribers.watches(known.id) == []
    assert "not subscribed" in text_of(await chat.write("/unsubscribe"))


async def test_language_can_be_typed_or_pressed(chat: Chat) -> None:
    assert "по-русски" in text_of(await chat.write("/language ru"))
    assert "кыргызча" in text_of(await chat.write("/language Кыргызча"))
    asked = await chat.write("/language")
    assert "English" in text_of(await chat.press(action_of(asked, "English")))


async def test_settings_are_switched_in_one_message(chat: Chat) -> None:
    shown = await chat.write("/settings")
    assert "with title and summary" in text_of(shown)
    assert await chat.services.store.subscribers.find(chat.ref) is None
    discreet = await chat.press(action_of(shown, "Discreet alerts"))
    assert discreet.edit
    assert "they name nobody" in text_of(discreet)
    await chat.press(action_of(discreet, "Show link previews"))
    russian = await chat.press(action_of(discreet, "Русский"))
    assert "Настройки" in text_of(russian)
    known = await chat.services.store.subscribers.find(chat.ref)
    assert known
    assert (known.discreet, known.previews, known.language) == (True, True, "ru")


async def test_today_shows_what_came_since_midnight(chat: Chat) -> None:
    assert "nothing so far" in text_of(await chat.write("/today"))
    await publish(
        chat,
        written("This morning", published_at=datetime(2026, 1, 4, 19, 0, tzinfo=UTC), url=None),
        written("Last night", published_at=datetime(2026, 1, 4, 17, 0, tzinfo=UTC), url=None),
    )
    text = text_of(await chat.write("/today"))
    assert "Today, Jan 5, 2026: 1 update" in text
    assert "This morning" in text
    assert "Last night" not in text


async def test_sources_tell_how_fresh_each_outlet_is(chat: Chat) -> None:
    specs = [
        FeedSpec(outlet="Example Monitor", url="https://example.org/feed"),
        FeedSpec(outlet="Quiet Press", url="https://quiet.example/feed"),
        FeedSpec(outlet="Switched Off", url="https://off.example/feed", enabled=False),
    ]
    await chat.services.store.feeds.sync(specs, now=NOW)
    await publish(chat, written("New today", published_at=NOW - timedelta(hours=2)))
    text = text_of(await chat.write("/sources"))
    assert "I read 2 outlets" in text
    assert "Example Monitor: newest 2 hours ago" in text
    assert "Quiet Press: nothing yet" in text
    assert "Not read at present: Switched Off" in text


async def test_privacy_says_what_is_stored_and_by_whom(chat: Chat) -> None:
    text = text_of(await chat.write("/privacy"))
    for told in ("90 days", "Never" if "Never" in text else "never", "Example NGO", "/forgetme"):
        assert told in text


async def test_forgetting_asks_first_and_deletes_for_real(chat: Chat) -> None:
    await chat.write("/subscribe")
    asked = await chat.write("/forgetme")
    assert "stays as it is" in text_of(await chat.press(action_of(asked, "No, keep it")))
    assert await chat.services.store.subscribers.find(chat.ref) is not None
    assert "Deleted" in text_of(await chat.press(action_of(asked, "Yes, delete")))
    assert await chat.services.store.subscribers.find(chat.ref) is None
    assert "I store nothing" in text_of(await chat.write("/forgetme"))


async def test_nothing_is_stored_by_merely_asking(chat: Chat) -> None:
    for text in ("/latest", "/export x", "/search x", "/person y", "/help", "/sources", "/privacy", "plain words"):
        await chat.write(text)
    assert await chat.services.store.subscribers.find(chat.ref) is None


async def test_more_under_an_alert_shows_the_whole_entry_in_its_place(chat: Chat) -> None:
    (entry_id,) = await publish(chat, ASKAROV)
    reply = await chat.press(f"e:{entry_id}")
    assert reply.edit
    assert "asks for an inquiry" in text_of(reply)
    assert "Named: Azimjan Askarov" in text_of(reply)
    assert buttons_of(reply)[0].url == "https://example.org/askarov"
    about = await chat.press(action_of(reply, "Azimjan Askarov"))
    assert not about.edit
    assert "1 update names this person" in text_of(about)
    assert "no longer in my archive" in text_of(await chat.press("e:999"))


async def test_a_period_and_a_missing_address_are_shown(chat: Chat) -> None:
    await publish(
        chat,
        written(
            "Update",
            published_at=None,
            period=Period(date(2021, 1, 1), date(2021, 4, 30)),
            url="https://monitor.civicus.org/country/kyrgyzstan/",
        ),
    )
    text = text_of(await chat.write("/latest")).replace("\u2009", " ")
    assert "Jan – Apr 2021" in text
    assert "address of the update not known" in text


@pytest.mark.parametrize(
    ("typed", "guess"),
    [("/serach foo", "/search foo"), ("/lastest", "/latest"), ("/персон", None), ("/поск а", "/поиск а")],
)
async def test_a_mistyped_command_is_guessed(chat: Chat, typed: str, guess: str | None) -> None:
    text = text_of(await chat.write(typed))
    assert "/help" in text
    if guess:
        assert f"Did you mean {guess}?" in text


async def test_other_names_of_commands_work(chat: Chat) -> None:
    assert text_of(await chat.write("/поиск")) == text_of(await chat.write("/search"))


@given(
    st.sampled_from([*BUTTONS, "w", "b", "z", ""]), st.text(max_size=20) | st.sampled_from(["-1", "1:2:3", "9" * 40])
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
async def test_a_tampered_button_gets_a_kind_answer(chat: Chat, kind: str, data: str) -> None:
    reply = await chat.press(f"{kind}:{data}")
    assert text_of(reply).strip()


async def test_a_voice_message_gets_a_pointer(chat: Chat) -> None:
    assert "I can only read text" in text_of(await chat.write(""))


async def test_in_a_group_only_admins_change_settings(chat: Chat) -> None:
    group = replace(chat, ref=ChatRef(-100), kind=ChatKind.GROUP, chat_admin=False)
    for text in ("/subscribe", "/unsubscribe", "/language ru", "/forgetme"):
        assert "Only the admins" in text_of(await group.write(text))
    for action in ("w:on", "g:ru", "s:ru", "k:discreet:on", "u:1", "f:yes"):
        reply = await group.press(action)
        assert reply.messages == ()
        assert "Only the admins" in reply.toast
        assert len(reply.toast) <= 200
    assert await chat.services.store.subscribers.find(ChatRef(-100)) is None
    assert "will come here" in text_of(await replace(group, chat_admin=True).write("/subscribe"))


async def test_in_a_group_everyone_may_ask_and_plain_text_is_left_alone(chat: Chat) -> None:
    await publish(chat, ASKAROV)
    group = replace(chat, ref=ChatRef(-100), kind=ChatKind.GROUP, chat_admin=False)
    assert "Rights defender" in text_of(await group.write("/search Askarov"))
    assert (await group.write("good morning")).messages == ()


async def test_help_tells_admins_of_their_commands_and_readers_whom_to_ask(chat: Chat) -> None:
    assert "/broadcast" in text_of(await admins(chat).write("/help"))
    asked = replace(chat, services=replace(chat.services, contact="press@example.org"))
    assert "Questions: press@example.org" in text_of(await asked.write("/help"))


async def test_where_nobody_said_who_runs_the_bot_nothing_is_made_up(chat: Chat) -> None:
    unnamed = replace(chat, services=replace(chat.services, operator=""))
    assert "run by" not in text_of(await unnamed.write("/start"))
    assert "run by" not in text_of(await unnamed.write("/privacy"))


async def test_stats_count_without_naming(chat: Chat) -> None:
    await chat.write("/subscribe")
    text = text_of(await admins(chat).write("/stats"))
    assert "Chats" in text
    assert "following something: 1\nprivate chats: 1\nEnglish: 1" in text
    assert "updates: nothing yet" in text
    assert str(chat.ref.chat_id) not in text


async def test_every_answer_in_every_language_keeps_telegrams_limits(chat: Chat) -> None:
    await fill(chat, 12)
    await publish(chat, ASKAROV)
    commands = "start help latest search person subscribe sources privacy language forgetme unsubscribe odd".split()  # noqa: SIM905 - short
    for language in LANGUAGES:
        speaker = replace(chat, ref=ChatRef(LANGUAGES.index(language) + 50), language_code=language)
        for command in commands:
            reply = await speaker.write(f"/{command}")
            assert reply.messages
            assert all(fine(message) for message in reply.messages)


def fine(message: Message) -> bool:
    short = all(len((button.action or "").encode()) <= 64 for row in message.buttons for button in row)
    return short and 0 < len(plain(message.text)) <= 4096


async def test_what_was_understood_is_written_in_the_readers_script(chat: Chat) -> None:
    await publish(chat, ASKAROV)
    chat.language_code = "ru"
    shown = text_of(await chat.write("/person Аскаров Азимжан"))
    name = shown.partition("\n")[0]
    assert f"«{name}»" in shown


async def test_a_list_of_another_day_is_shown_as_it_stands_now(chat: Chat) -> None:
    await fill(chat, 23)
    yesterday = NOW - timedelta(days=1)
    old = await chat.press("l:10:10", sent_at=yesterday)
    assert old.toast == "This list is from Jan 4, 2026; here it is as it stands now."
    assert (await chat.press("l:10:10", sent_at=NOW - timedelta(hours=1))).toast == ""
    assert (await chat.press("l:10:10")).toast == ""
    assert "Today, Jan 5, 2026" in text_of(await chat.press("d:10", sent_at=yesterday))
    found = await chat.write("report")
    assert "from Jan 4" in (await chat.press("q:5", under=found.messages[0], sent_at=yesterday)).toast


@pytest.mark.parametrize("typed", ["8:00", "08", "в 8", "at 8:00", "саат 8"])
async def test_a_digest_each_day_at_an_hour_that_is_written(chat: Chat, typed: str) -> None:
    assert "every day at 8:00" in text_of(await chat.write(f"/settings {typed}"))
    known = await chat.services.store.subscribers.find(chat.ref)
    assert known is not None
    assert (known.timing.rhythm, known.timing.hour) == (Rhythm.DAILY, 8)


@pytest.mark.parametrize("typed", ["24:00", "8:30", "Mars/Olympus", "<b>"])
async def test_settings_that_cannot_be_read_are_answered_with_examples(chat: Chat, typed: str) -> None:
    reply = text_of(await chat.write(f"/settings {typed}"))
    assert f"nor a time zone from {typed}" in reply
    assert "/settings Europe/Paris" in reply
    assert await chat.services.store.subscribers.find(chat.ref) is None
