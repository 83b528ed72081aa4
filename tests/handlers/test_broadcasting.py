"""/broadcast as admins live it: shown first, confirmed by a second admin, narrowed, paused, corrected, deleted."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from handlers.call import Reply
from handlers.commands.broadcast import Request, body_of, read_request, split_languages
from handlers.views.text import plain
from store.admin import Deed, Role
from store.broadcast import BroadcastState, MediaFile
from store.delivery import ClaimedDelivery, Gone, Outcome, Sent, Uncertain
from store.subscriber import ChatKind, ChatRef, WatchRule
from tests.handlers.talking import ADMIN, BISHKEK, NOW, Chat, action_of, buttons_of, open_chat, text_of

SECOND = 8


@pytest.fixture
async def admin(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        yield reader.of(ADMIN)


async def subscribe(chat: Chat, count: int, *, language: str = "en", first: int = 2000, topic: str = "") -> None:
    subscribers = chat.services.store.subscribers
    for number in range(first, first + count):
        made = await subscribers.remember(ChatRef(number), kind=ChatKind.PRIVATE, language=language, now=NOW)
        rule = WatchRule(topics=frozenset({topic})) if topic else WatchRule()
        await subscribers.add_watch(made.id, rule, now=NOW)


async def claim(chat: Chat, *, now: datetime = NOW) -> list[ClaimedDelivery]:
    return await chat.services.store.outbox.claim(now=now, lease=timedelta(minutes=1), limit=500, courier="c")


async def settle(chat: Chat, claimed: list[ClaimedDelivery], outcome: Outcome | None = None) -> None:
    """Each is sent, as the message of its own delivery's number, unless said otherwise."""
    outcomes = [(delivery, outcome or Sent(delivery.id)) for delivery in claimed]
    await chat.services.store.outbox.settle(outcomes, now=NOW)
    await chat.services.store.broadcasts.advance(now=NOW)


async def started(admin: Chat, text: str = "/broadcast Hello") -> tuple[Reply, Reply]:
    """The preview, and what stands there once it was sent."""
    preview = await admin.write(text)
    return preview, await admin.press(action_of(preview, "Send it"), message_id=50)


async def second_admin(admin: Chat) -> Chat:
    await admin.services.store.admins.grant(SECOND, Role.ADMIN, by=ADMIN, now=NOW)
    return admin.of(SECOND)


async def test_it_is_shown_as_it_will_look_and_sent_once(admin: Chat) -> None:
    await subscribe(admin, 3)
    marked = Markup("<b>Meeting</b> &lt;tomorrow&gt;")
    preview = await admin.write("/broadcast Meeting <tomorrow>", formatted=marked)
    assert preview.messages[0].text == marked
    assert "Everyone · 3 chats · takes about 1 second" in text_of(preview)
    assert await claim(admin) == []
    press = action_of(preview, "Send it")
    assert "Being sent" in text_of(await admin.press(press, message_id=50))
    assert admin.woken == [True]
    await admin.press(press, message_id=50)
    claimed = await claim(admin)
    assert len(claimed) == 3
    assert {delivery.notice.body and delivery.notice.body["*"] for delivery in claimed} == {str(marked)}


async def test_each_language_is_shown_once(admin: Chat) -> None:
    preview = await admin.write("/broadcast en: Hello\nru: Привет\nвсем\nky: Салам")
    assert [plain(message.text) for message in preview.messages[:-1]] == ["Hello", "Привет\nвсем", "Салам"]


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_photo_or_document_goes_along(admin: Chat, kind: str) -> None:
    await subscribe(admin, 1)
    file = MediaFile(kind, "FILE-1", "map.pdf")
    preview = await admin.write("/broadcast The map", media=file)
    shown = preview.messages[0].attachment
    assert shown is not None
    assert (shown.kind, shown.file_id) == (kind, "FILE-1")
    await admin.press(action_of(preview, "Send it"))
    assert [delivery.notice.file for delivery in await claim(admin)] == [file]


async def test_a_photo_needs_no_words_and_takes_fewer(admin: Chat) -> None:
    file = MediaFile("photo", "FILE-1")
    assert len((await admin.write("/broadcast", media=file)).messages) == 2
    assert "1,024" in text_of(await admin.write("/broadcast " + "x" * 1025, media=file))
    assert "4,096" in text_of(await admin.write("/broadcast " + "x" * 4097))
    assert len((await admin.write("/broadcast " + "x" * 4096)).messages) == 2


async def test_without_words_it_explains_itself(admin: Chat) -> None:
    text = text_of(await admin.write("/broadcast"))
    assert "after the command" in text
    assert "/broadcast at 18:30" in text
    assert "after the command" in text_of(await admin.write("/broadcast en:\nru: "))


async def test_cancelled_it_is_not_sent(admin: Chat) -> None:
    await subscribe(admin, 1)
    preview = await admin.write("/broadcast Hello all")
    assert "Nothing was sent" in text_of(await admin.press(action_of(preview, "Cancel")))
    assert "Cancelled" in text_of(await admin.press(action_of(preview, "Send it")))
    assert await claim(admin) == []


async def test_a_preview_is_good_for_an_hour_and_then_forgotten(admin: Chat) -> None:
    await subscribe(admin, 1)
    preview = await admin.write("/broadcast Hello all")
    later = NOW + timedelta(minutes=61)
    assert "can no longer be used" in text_of(await admin.at(later).press(action_of(preview, "Send it")))
    await admin.services.store.broadcasts.advance(now=later)
    assert await admin.services.store.broadcasts.open() == []


async def test_a_narrow_audience_is_shown_from_ten_on(admin: Chat) -> None:
    await subscribe(admin, 10, language="ru")
    await subscribe(admin, 9, language="ky", first=3000, topic="protest")
    preview = await admin.write("/broadcast Hello")
    choice = await admin.press(action_of(preview, "Choose who gets it"))
    labels = [button.text for button in buttons_of(choice)]
    assert labels == ["Everyone (19)", "Readers in Русский (10)"]
    assert "at least 10" in text_of(choice)
    assert (await admin.press("b:to:1:l:ky")).toast
    assert (await admin.press("b:to:1:t:protest")).toast
    aimed = await admin.press(action_of(choice, "Readers in Русский (10)"))
    assert "Readers in Русский · 10 chats" in text_of(aimed)
    await admin.press(action_of(aimed, "Send it"))
    assert {delivery.subscriber.language for delivery in await claim(admin)} == {"ru"}


async def test_watchers_of_a_topic_get_it_alone(admin: Chat) -> None:
    await subscribe(admin, 11, topic="protest")
    await subscribe(admin, 5, first=3000)
    preview = await admin.write("/broadcast Hello")
    choice = await admin.press(action_of(preview, "Choose who gets it"))
    aimed = await admin.press(action_of(choice, "Watchers of protest (11)"))
    await admin.press(action_of(aimed, "Send it"))
    assert len(await claim(admin)) == 11


async def test_an_audience_that_shrank_meanwhile_is_not_written_to(admin: Chat) -> None:
    await subscribe(admin, 10, language="ru")
    preview = await admin.write("/broadcast Hello")
    aimed = await admin.press("b:to:1:l:ru")
    await admin.services.store.subscribers.forget_chat(ChatRef(2000))
    assert "too small" in text_of(await admin.press(action_of(aimed, "Send it")))
    assert await claim(admin) == []
    assert preview.messages


async def test_a_second_admin_must_confirm(admin: Chat) -> None:
    await subscribe(admin, 3)
    other = await second_admin(admin)
    preview = await admin.write("/broadcast Hello")
    assert "Another admin has to confirm" in text_of(preview)
    asked = await admin.press(action_of(preview, "Send it"), message_id=50)
    assert "Waits for another admin" in text_of(asked)
    assert await claim(admin) == []
    assert {note.chat for note in asked.notes} == {ChatRef(SECOND)}
    shown = Reply(messages=tuple(note.message for note in asked.notes))
    assert "Hello" in text_of(shown)
    assert "7 wants to send this" in text_of(shown)
    assert "no longer works" in text_of(await admin.press(action_of(shown, "Confirm")))
    assert await claim(admin) == []
    assert "Being sent" in text_of(await other.press(action_of(shown, "Confirm")))
    assert len(await claim(admin)) == 3
    deeds = [(line.deed, line.who) for line in await admin.services.store.admins.audit(limit=2)]
    assert deeds == [(Deed.BROADCAST_CONFIRMED, str(SECOND)), (Deed.BROADCAST_ASKED, str(ADMIN))]


async def test_where_the_setting_says_so_one_admin_is_enough(admin: Chat) -> None:
    alone = replace(admin, services=replace(admin.services, confirm_broadcasts=False))
    await second_admin(alone)
    await subscribe(alone, 2)
    preview, sent = await started(alone)
    assert "Another admin" not in text_of(preview)
    assert sent.notes == ()
    assert len(await claim(alone)) == 2


async def test_a_second_admin_may_refuse(admin: Chat) -> None:
    await subscribe(admin, 3)
    other = await second_admin(admin)
    preview = await admin.write("/broadcast Hello")
    asked = await admin.press(action_of(preview, "Send it"))
    request = Reply(messages=tuple(note.message for note in asked.notes))
    assert "Nothing was sent" in text_of(await other.press(action_of(request, "Refuse")))
    assert "Cancelled" in text_of(await other.press(action_of(request, "Confirm")))
    assert await claim(admin) == []


async def test_another_admins_draft_is_not_mine_to_send(admin: Chat) -> None:
    other = await second_admin(admin)
    preview = await other.write("/broadcast Hello")
    for step in ("Send it", "Choose who gets it"):
        assert "no longer works" in text_of(await admin.press(action_of(preview, step)))


@pytest.mark.parametrize("far", ["draft", "proposed", "scheduled", "sending"])
async def test_whoever_is_revoked_reaches_nobody_any_more(admin: Chat, far: str) -> None:
    await subscribe(admin, 3)
    other = await second_admin(admin)
    preview = await other.write("/broadcast at 18:30 Hello" if far == "scheduled" else "/broadcast Hello")
    going = action_of(preview, "Send it then" if far == "scheduled" else "Send it")
    if far != "draft":
        await other.press(going)
    if far in {"scheduled", "sending"}:
        await admin.press("b:ok:1")
    asked = await admin.write(f"/revoke {SECOND}")
    assert "1 pending broadcast was cancelled" in text_of(await admin.press(action_of(asked, "Yes")))
    tomorrow = NOW + timedelta(days=1)
    await admin.services.store.broadcasts.advance(now=tomorrow)
    assert await claim(admin, now=tomorrow) == []
    assert "no longer works" in text_of(await other.press(going))


async def test_it_waits_for_its_hour(admin: Chat) -> None:
    await subscribe(admin, 2)
    preview = await admin.write("/broadcast at 18:30 Good evening")
    assert plain(preview.messages[0].text) == "Good evening"
    assert "To be sent: Jan 5, 2026, 18:30" in text_of(preview)
    await admin.press(action_of(preview, "Send it then"), message_id=50)
    broadcasts = admin.services.store.broadcasts
    assert await broadcasts.advance(now=NOW + timedelta(hours=6, minutes=29)) == 0
    assert await claim(admin, now=NOW + timedelta(hours=6, minutes=29)) == []
    assert await broadcasts.advance(now=NOW + timedelta(hours=6, minutes=30)) == 1
    assert len(await claim(admin, now=NOW + timedelta(hours=6, minutes=30))) == 2


async def test_its_hour_is_chosen_by_a_button(admin: Chat) -> None:
    await subscribe(admin, 1)
    preview = await admin.write("/broadcast Later")
    offered = await admin.press(action_of(preview, "Choose when"))
    hours = ["Jan 5, 2026, 13:00", "Jan 5, 2026, 15:00", "Jan 5, 2026, 18:00", "Jan 6, 2026, 09:00"]
    assert [button.text for button in buttons_of(offered)] == ["At once", *hours]
    chosen = await admin.press(action_of(offered, hours[2]))
    assert "To be sent: Jan 5, 2026, 18:00" in text_of(chosen)
    again = await admin.press(action_of(await admin.press(action_of(chosen, "Choose when")), "At once"))
    assert "To be sent" not in text_of(again)
    await admin.press(action_of(offered, hours[0]))
    await admin.press(action_of(chosen, "Send it then"))
    assert await claim(admin) == []
    after = NOW + timedelta(hours=1)
    assert await admin.services.store.broadcasts.advance(now=after) == 1
    assert len(await claim(admin, now=after)) == 1
    assert "no longer works" in text_of(await admin.press("b:at:1:x"))


async def test_a_scheduled_one_can_be_cancelled(admin: Chat) -> None:
    await subscribe(admin, 2)
    preview = await admin.write("/broadcast at 18:30 Good evening")
    waiting = await admin.press(action_of(preview, "Send it then"))
    assert "Cancelled." in text_of(await admin.press(action_of(waiting, "Cancel")))
    assert await admin.services.store.broadcasts.advance(now=NOW + timedelta(days=2)) == 0


async def test_paused_nothing_more_is_sent_until_it_goes_on(admin: Chat) -> None:
    await subscribe(admin, 3)
    _, going = await started(admin)
    paused = await admin.press(action_of(going, "Pause"))
    assert "Paused" in text_of(paused)
    assert await claim(admin) == []
    await admin.services.store.outbox.announce({"*": "Something else"}, created_by=ADMIN, key="k", now=NOW)
    other = await claim(admin)
    assert {delivery.notice.body and delivery.notice.body["*"] for delivery in other} == {"Something else"}
    await settle(admin, other)
    assert "Being sent" in text_of(await admin.press(action_of(paused, "Go on")))
    assert len(await claim(admin)) == 3


async def test_cancelled_halfway_the_rest_is_not_sent_even_if_it_comes_back(admin: Chat) -> None:
    await subscribe(admin, 3)
    _, going = await started(admin)
    claimed = await claim(admin)
    await settle(admin, claimed[:1])
    stopped = await admin.press(action_of(going, "Cancel"))
    assert "Cancelled." in text_of(stopped)
    await admin.services.store.outbox.recover(now=NOW)
    assert await claim(admin) == []
    for _ in range(3):
        await admin.services.store.broadcasts.advance(now=NOW)
        assert await claim(admin) == []
    assert "Reached: 1 of 3\nNot reached: 2" in text_of(await admin.press("b:see:1"))


async def test_the_report_counts_sent_unreachable_and_uncertain(admin: Chat) -> None:
    await subscribe(admin, 4)
    await started(admin)
    claimed = await claim(admin)
    await settle(admin, claimed[:2])
    await settle(admin, claimed[2:3], Gone("blocked"))
    await settle(admin, claimed[3:], Uncertain("timed out"))
    report = text_of(await admin.press("b:see:1"))
    assert "Done." in report
    assert "Reached: 2 of 4" in report
    assert "Not reached: 1" in report
    assert "Uncertain, not repeated: 1" in report
    listed = await admin.write("/broadcast list")
    assert "#1 · Jan 5, 2026, 12:00" in text_of(listed)
    assert "Reached: 2 of 4" in text_of(await admin.press(action_of(listed, "#1")))


async def test_a_correction_edits_what_was_sent_to_those_who_got_it(admin: Chat) -> None:
    await subscribe(admin, 3)
    await started(admin)
    claimed = await claim(admin)
    await settle(admin, claimed[:2])
    await settle(admin, claimed[2:], Uncertain("timed out"))
    await subscribe(admin, 1, first=5000)
    preview = await admin.write("/broadcast edit The meeting is at 10")
    assert "Correction of broadcast #1" in text_of(preview)
    assert "2 chats" in text_of(preview)
    await admin.press(action_of(preview, "Send it"))
    edits = await claim(admin)
    sent_as = {delivery.subscriber.id: delivery.id for delivery in claimed[:2]}
    assert {delivery.subscriber.id: delivery.amends_message_id for delivery in edits} == sent_as
    assert not any(delivery.withdraws for delivery in edits)


async def test_it_is_deleted_from_all_chats_after_a_question(admin: Chat) -> None:
    await subscribe(admin, 2)
    await second_admin(admin)
    preview = await admin.write("/broadcast Hello")
    await admin.press(action_of(preview, "Send it"))
    await admin.of(SECOND).press("b:ok:1")
    claimed = await claim(admin)
    await settle(admin, claimed)
    report = await admin.press("b:see:1")
    asked = await admin.press(action_of(report, "Delete everywhere"))
    assert "deleted from 2 chats" in text_of(asked)
    assert await claim(admin) == []
    await admin.press(action_of(asked, "Yes, delete"))
    deletions = await claim(admin)
    assert {delivery.amends_message_id for delivery in deletions} == {delivery.id for delivery in claimed}
    assert all(delivery.withdraws for delivery in deletions)


async def test_what_is_still_being_sent_cannot_be_corrected(admin: Chat) -> None:
    await subscribe(admin, 1)
    await started(admin)
    assert "no broadcast to correct" in text_of(await admin.write("/broadcast edit #1 Hello"))
    assert "no broadcast to correct" in text_of(await admin.write("/broadcast edit #77 Hello"))
    assert "no longer works" in text_of(await admin.press("b:wipe:1"))


async def test_a_tampered_button_does_nothing(admin: Chat) -> None:
    for action in ("b:go:x", "b:go:", "b:odd:1", "b:to:1", "b:go:99999999999999999999"):
        reply = await admin.press(action)
        assert "no longer" in text_of(reply)


async def test_the_state_survives_a_restart(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as reader:
        await subscribe(reader, 3)
        admin = reader.of(ADMIN)
        _, going = await started(admin)
        await admin.press(action_of(going, "Pause"))
    async with open_chat(tmp_path) as reader:
        admin = reader.of(ADMIN)
        assert await claim(admin) == []
        (found,) = await admin.services.store.broadcasts.open()
        assert (found.state, found.shown_in) == (BroadcastState.PAUSED, 50)
        await admin.press("b:on:1")
        assert len(await claim(admin)) == 3


def test_languages_are_split_at_their_marks() -> None:
    assert split_languages("Hello\nru is a code") == {"*": "Hello\nru is a code"}
    assert split_languages("EN: Hi\n<b>there</b>\nru: Привет") == {"en": "Hi\n<b>there</b>", "ru": "Привет"}
    assert split_languages("en:\nru: Привет") == {"ru": "Привет"}


def test_readers_of_other_languages_get_the_default() -> None:
    texts = {"ru": Markup("Да"), "en": Markup("&lt;Yes&gt;")}
    assert body_of(texts, "ru") == {"ru": "Да", "en": "&lt;Yes&gt;", "*": "Да"}
    assert body_of({"ky": Markup("Ооба")}, "ru")["*"] == "Ооба"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("at 18:30 Hi", Request("Hi", start_at=datetime(2026, 1, 5, 12, 30, tzinfo=UTC))),
        ("AT 9:00\nHi", Request("Hi", start_at=datetime(2026, 1, 6, 3, 0, tzinfo=UTC))),
        ("at 2026-02-01 09:00 Hi", Request("Hi", start_at=datetime(2026, 2, 1, 3, 0, tzinfo=UTC))),
        ("at 2025-02-01 09:00 Hi", Request("at 2025-02-01 09:00 Hi")),
        ("at 25:00 Hi", Request("at 25:00 Hi")),
        ("at nine we meet", Request("at nine we meet")),
        ("edit #12 Hi", Request("Hi", edits=12)),
        ("edit Hi", Request("Hi", edits=0)),
        ("editors meet", Request("editors meet")),
    ],
)
def test_what_stands_before_the_text_is_taken_from_it(html: str, expected: Request) -> None:
    assert read_request(html, NOW, BISHKEK) == expected


def test_an_hour_is_one_of_the_bots_time_zone() -> None:
    assert read_request("at 18:30 Hi", NOW, ZoneInfo("UTC")).start_at == datetime(2026, 1, 5, 18, 30, tzinfo=UTC)


async def test_what_was_broadcast_is_forgotten_with_its_deliveries(admin: Chat) -> None:
    await subscribe(admin, 2)
    await started(admin)
    await settle(admin, await claim(admin))
    keeping = admin.services.store.housekeeping
    await keeping.forget_old(now=NOW + timedelta(days=89))
    assert len(await admin.services.store.broadcasts.recent(limit=9)) == 1
    await keeping.forget_old(now=NOW + timedelta(days=91))
    assert await admin.services.store.broadcasts.recent(limit=9) == []


async def test_the_slower_of_two_who_confirm_sees_that_it_is_under_way(admin: Chat) -> None:
    await subscribe(admin, 2)
    preview = await admin.write("/broadcast Hello")
    found = await admin.services.store.broadcasts.get(1, now=NOW)
    assert found is not None
    await admin.press(action_of(preview, "Send it"))
    assert await admin.services.store.broadcasts.confirm(1, by=SECOND, shown_in=None, now=NOW) is None
    assert "Being sent" in text_of(await admin.press(action_of(preview, "Send it")))
