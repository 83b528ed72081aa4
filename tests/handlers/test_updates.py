"""What the door makes of Telegram's updates."""

from typing import Any

import pytest
from telegram import Bot, Update

from handlers.call import Call
from handlers.updates import Grown, Joined, Left, call_of, change_of
from store.broadcast import MediaFile
from store.subscriber import ChatKind, ChatRef

BOT = Bot("1:token")
ME = "JarchyBot"
READER = {"id": 5, "is_bot": False, "first_name": "Aida", "username": "aida_secret", "language_code": "ky"}
PRIVATE = {"id": 5, "type": "private", "first_name": "Aida"}
GROUP = {"id": -100, "type": "supergroup", "title": "Newsroom"}
CHANNEL = {"id": -200, "type": "channel", "title": "News"}


def update_with(kind: str, /, **content: Any) -> Update:
    update = Update.de_json({"update_id": 1, kind: content}, BOT)
    assert update is not None
    return update


def message(text: str | None = None, /, *, kind: str = "message", **content: Any) -> Update:
    fields: dict[str, Any] = {"message_id": 9, "date": 1_760_000_000, "chat": PRIVATE}
    fields["from"] = content.pop("sender", READER)
    return update_with(kind, **(fields | ({"text": text} if text is not None else {}) | content))


def call_in(update: Update) -> Call:
    call = call_of(update, ME)
    assert call is not None
    return call


def test_a_command_comes_in_without_slash_and_name() -> None:
    assert call_in(message("/Search@jarchybot  Askarov\nOsh ")) == Call(
        chat=ChatRef(5),
        kind=ChatKind.PRIVATE,
        user_id=5,
        language_code="ky",
        command="search",
        arguments="Askarov\nOsh",
    )


def test_a_command_in_cyrillic_is_a_command() -> None:
    assert call_in(message("/поиск Аскаров")).command == "поиск"


def test_plain_text_in_private_is_passed_on() -> None:
    call = call_in(message("Askarov"))
    assert (call.command, call.arguments, call.action) == ("", "Askarov", None)


def test_a_path_is_no_command() -> None:
    assert call_in(message("/etc/passwd is a file")).command == ""


@pytest.mark.parametrize("text", ["/latest@OtherBot", "plain talk", "/order pizza"])
def test_in_a_group_what_is_not_for_the_bot_is_left_alone(text: str) -> None:
    assert call_of(message(text, chat=GROUP), ME) is None


@pytest.mark.parametrize("text", ["/latest", "/latest@JarchyBot", "/odd@jarchybot"])
def test_in_a_group_commands_for_the_bot_are_answered(text: str) -> None:
    call = call_in(message(text, chat=GROUP))
    assert call.kind is ChatKind.GROUP
    assert not call.chat_admin


def test_a_forum_topic_is_a_chat_of_its_own() -> None:
    call = call_in(message("/subscribe", chat=GROUP | {"is_forum": True}, message_thread_id=77, is_topic_message=True))
    assert (call.chat, call.kind) == (ChatRef(-100, 77), ChatKind.TOPIC)


def test_a_thread_of_replies_is_not_a_topic() -> None:
    call = call_in(message("/subscribe", chat=GROUP, message_thread_id=77))
    assert (call.chat, call.kind) == (ChatRef(-100), ChatKind.GROUP)


def test_an_anonymous_admin_is_nobody_but_an_admin() -> None:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    call = call_in(message("/subscribe", chat=GROUP, sender_chat=GROUP, sender=anonymous))
    assert (call.user_id, call.chat_admin, call.language_code) == (None, True, None)


def test_a_linked_channel_in_a_group_is_nobodys_admin() -> None:
    telegram = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    call = call_in(message("/subscribe", chat=GROUP, sender_chat=CHANNEL, sender=telegram))
    assert (call.user_id, call.chat_admin) == (None, False)


def test_a_channels_command_is_not_given_again_in_its_linked_group() -> None:
    telegram = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    forwarded = message("/subscribe", chat=GROUP, sender=telegram, sender_chat=CHANNEL, is_automatic_forward=True)
    assert call_of(forwarded, ME) is None


def test_a_user_who_speaks_as_a_channel_is_nobodys_admin() -> None:
    mask = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
    call = call_in(message("/subscribe", chat=GROUP, sender_chat=CHANNEL, sender=mask))
    assert (call.user_id, call.chat_admin) == (None, False)


def test_a_post_in_a_channel_comes_from_its_admin() -> None:
    post = update_with(
        "channel_post", message_id=1, date=1_760_000_000, chat=CHANNEL, sender_chat=CHANNEL, text="/subscribe"
    )
    call = call_in(post)
    assert (call.kind, call.user_id, call.chat_admin) == (ChatKind.CHANNEL, None, True)


def test_edited_messages_are_left_alone() -> None:
    assert call_of(message("/latest", kind="edited_message"), ME) is None


def test_a_voice_message_is_an_empty_text() -> None:
    voice = {"file_id": "x", "file_unique_id": "y", "duration": 1}
    call = call_in(message(voice=voice))
    assert (call.command, call.arguments) == ("", "")
    assert call_of(message(voice=voice, chat=GROUP), ME) is None


def test_service_messages_are_left_alone() -> None:
    assert call_of(message(pinned_message=None, delete_chat_photo=True), ME) is None


def pressed(**content: Any) -> Update:
    fields = {"id": "77", "from": READER, "chat_instance": "1", "data": "q:5"}
    return update_with("callback_query", **(fields | content))


def test_a_pressed_button_brings_the_text_above_it() -> None:
    below = {"message_id": 3, "date": 1_760_000_000, "chat": PRIVATE, "text": "Search: Askarov"}
    call = call_in(pressed(message=below))
    assert (call.action, call.origin_text, call.user_id) == ("q:5", "Search: Askarov", 5)


def test_a_button_under_a_message_that_is_gone_brings_no_text() -> None:
    call = call_in(pressed(message={"message_id": 3, "date": 0, "chat": PRIVATE}))
    assert (call.action, call.origin_text) == ("q:5", "")


def test_a_button_in_a_topic_belongs_to_the_topic() -> None:
    below = {
        "message_id": 3,
        "date": 1_760_000_000,
        "chat": GROUP,
        "text": "x",
        "message_thread_id": 77,
        "is_topic_message": True,
    }
    call = call_in(pressed(message=below))
    assert (call.chat, call.kind, call.chat_admin) == (ChatRef(-100, 77), ChatKind.TOPIC, False)


def test_no_name_comes_in() -> None:
    call = call_in(message("/latest"))
    assert "aida" not in repr(call).lower()


def membership(before: str, after: str, chat: dict[str, Any]) -> Update:
    me = {"id": 1, "is_bot": True, "first_name": "Jarchy"}
    extra: dict[str, dict[str, Any]] = {"kicked": {"until_date": 0}, "administrator": ADMIN_RIGHTS}
    return update_with(
        "my_chat_member",
        chat=chat,
        date=1_760_000_000,
        **{"from": READER},
        old_chat_member={"user": me, "status": before} | extra.get(before, {}),
        new_chat_member={"user": me, "status": after} | extra.get(after, {}),
    )


ADMIN_RIGHTS = {
    f"can_{right}": False
    for right in (
        "be_edited",
        "manage_chat",
        "delete_messages",
        "manage_video_chats",
        "restrict_members",
        "promote_members",
        "change_info",
        "invite_users",
        "post_stories",
        "edit_stories",
        "delete_stories",
    )
} | {"is_anonymous": False}


@pytest.mark.parametrize(
    ("before", "after", "chat", "change"),
    [
        ("member", "kicked", PRIVATE, Left(5)),
        ("kicked", "member", PRIVATE, Joined(5, greet=False)),
        ("left", "member", GROUP, Joined(-100, greet=True)),
        ("member", "administrator", GROUP, Joined(-100, greet=False)),
        ("member", "left", GROUP, Left(-100)),
        ("left", "administrator", CHANNEL, Joined(-200, greet=False)),
    ],
)
def test_blocking_and_returning_are_noticed(
    before: str, after: str, chat: dict[str, Any], change: Joined | Left
) -> None:
    assert change_of(membership(before, after, chat)) == change


def test_a_group_that_grows_keeps_its_readers() -> None:
    small = {"id": -5, "type": "group", "title": "Newsroom"}
    assert change_of(message(chat=small, migrate_to_chat_id=-100)) == Grown(-5, -100)
    assert change_of(message(chat=GROUP, migrate_from_chat_id=-5)) == Grown(-5, -100)


def test_an_ordinary_message_changes_nothing() -> None:
    assert change_of(message("/latest")) is None


def test_an_admins_marks_come_along_counted_from_the_arguments() -> None:
    text = "/broadcast 🇰🇬 Meet <at> nine\nhere"
    bold = {"type": "bold", "offset": 16, "length": 4}
    link = {"type": "text_link", "offset": 31, "length": 4, "url": "https://example.org/"}
    call = call_in(message(text, entities=[{"type": "bot_command", "offset": 0, "length": 10}, bold, link]))
    assert call.formatted == '🇰🇬 <b>Meet</b> &lt;at&gt; nine\n<a href="https://example.org/">here</a>'


def test_a_command_under_a_photo_or_document_brings_the_file() -> None:
    sizes = [{"file_id": size, "file_unique_id": size, "width": 9, "height": 9} for size in ("small", "large")]
    marks = [{"type": "italic", "offset": 11, "length": 3}]
    call = call_in(message(photo=sizes, caption="/broadcast Map", caption_entities=marks))
    assert (call.command, call.media) == ("broadcast", MediaFile("photo", "large"))
    assert call.formatted == "<i>Map</i>"
    document = {"file_id": "x", "file_unique_id": "y", "file_name": "list.pdf"}
    assert call_in(message(document=document, caption="/broadcast")).media == MediaFile("document", "x", "list.pdf")


def test_a_photo_in_a_group_is_left_alone_whatever_stands_under_it() -> None:
    sizes = [{"file_id": "x", "file_unique_id": "y", "width": 9, "height": 9}]
    assert call_of(message(photo=sizes, caption="/latest", chat=GROUP), ME) is None


def test_a_pressed_button_tells_under_which_message_it_stood() -> None:
    under = {"message_id": 77, "date": 1_760_000_000, "chat": PRIVATE, "text": "Broadcast #1"}
    pressed = update_with("callback_query", id="1", chat_instance="c", data="b:go:1", message=under, **{"from": READER})
    assert call_in(pressed).message_id == 77
