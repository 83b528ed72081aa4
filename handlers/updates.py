"""What a Telegram update says, as plain values. Names and usernames go no further than this module."""

import re
from dataclasses import dataclass

from markupsafe import Markup
from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update

from handlers import routes
from handlers.call import Call
from handlers.formatting import Span, format_lines
from store.broadcast import MediaFile
from store.subscriber import ChatKind, ChatRef

GROUP_ANONYMOUS_BOT = 1087968824  # writes for anonymous admins of every group
CHANNEL_BOT = 136817688  # writes for users who speak as a channel
TELEGRAM = 777000  # forwards a linked channel's posts into its group
_COMMAND = re.compile(r"/(\w{1,64})(?:@(\w{1,64}))?(?:\s+(.*))?", re.DOTALL)
_GROUPS = frozenset({Chat.GROUP, Chat.SUPERGROUP})


@dataclass(frozen=True, slots=True)
class Joined:
    """The bot may write in this chat (again). `greet`: a group that had no bot before."""

    chat_id: int
    greet: bool


@dataclass(frozen=True, slots=True)
class Left:
    """The bot was blocked or removed."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Grown:
    """A group became a supergroup."""

    chat_id: int
    new_chat_id: int


def change_of(update: Update) -> Joined | Left | Grown | None:
    """What happened to the chat itself, if this update tells of that."""
    if update.my_chat_member:
        return _membership(update.my_chat_member)
    message = update.message
    if message and message.migrate_to_chat_id:
        return Grown(message.chat.id, message.migrate_to_chat_id)
    if message and message.migrate_from_chat_id:
        return Grown(message.migrate_from_chat_id, message.chat.id)
    return None


def call_of(update: Update, bot_username: str) -> Call | None:
    """The command, text or pressed button in an update; None where nothing is asked of this bot.

    In a group `chat_admin` is True only for anonymous admins; whether anybody else is one, Telegram must be asked.
    """
    if update.callback_query:
        return _pressed(update.callback_query)
    message = update.message or update.channel_post
    if message is None or message.via_bot or message.is_automatic_forward:  # of a channel's post into its group
        return None
    if message.text is not None:
        return _written(message, message.text, bot_username)
    if message.chat.type == Chat.PRIVATE and (message.caption or "").startswith("/"):
        return _written(message, message.caption or "", bot_username)
    return _wordless(message)


def _written(message: Message, raw: str, bot_username: str) -> Call | None:
    """A command addressed to nobody or to this bot; plain text in a private chat."""
    text = raw.strip()
    found = _COMMAND.fullmatch(text)
    if found is None:
        return _call(message, arguments=text) if message.chat.type == Chat.PRIVATE else None
    command, addressed, arguments = found.group(1).lower(), found.group(2), found.group(3) or ""
    if addressed and addressed.lower() != bot_username.lower():
        return None
    if message.chat.type != Chat.PRIVATE and not addressed and not routes.knows(command):
        return None
    if message.chat.type != Chat.PRIVATE:
        return _call(message, command=command, arguments=arguments)
    begins = len(raw) - len(raw.lstrip()) + max(found.start(3), 0)
    spans = _spans(message, raw, begins)
    formatted = format_lines(arguments, spans) if spans else None
    return _call(message, command=command, arguments=arguments, formatted=formatted, media=_media(message))


def _spans(message: Message, text: str, begins: int) -> list[Span]:
    """Entities of the text, or of the caption, that reach beyond `begins`, counted in characters from there."""
    spans = []
    for entity in message.entities or message.caption_entities:
        start, end = _character(text, entity.offset), _character(text, entity.offset + entity.length)
        if end > begins:
            spans.append(Span(entity.type, start - begins, end - begins, entity.url or ""))
    return spans


def _character(text: str, units: int) -> int:
    """Telegram counts UTF-16 units; this counts characters."""
    return len(text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore"))


def _media(message: Message) -> MediaFile | None:
    if message.photo:
        return MediaFile("photo", message.photo[-1].file_id)
    if message.document:
        return MediaFile("document", message.document.file_id, message.document.file_name or "")
    return None


def _membership(changed: ChatMemberUpdated) -> Joined | Left:
    before, after = changed.old_chat_member.status, changed.new_chat_member.status
    away = {ChatMember.LEFT, ChatMember.BANNED}
    if after in away:
        return Left(changed.chat.id)
    return Joined(changed.chat.id, greet=before in away and changed.chat.type in _GROUPS)


def _pressed(query: CallbackQuery) -> Call | None:
    message = query.message
    if message is None or query.data is None:
        return None
    thread = _thread(message) if isinstance(message, Message) else None
    text = (message.text or message.caption or "") if isinstance(message, Message) else ""
    return Call(
        chat=ChatRef(message.chat.id, thread),
        kind=_kind(message.chat, thread),
        user_id=query.from_user.id,
        language_code=query.from_user.language_code,
        action=query.data,
        origin_text=text,
        message_id=message.message_id,
        sent_at=message.date if isinstance(message, Message) else None,
        chat_admin=message.chat.type == Chat.PRIVATE,
    )


def _wordless(message: Message) -> Call | None:
    """A voice, photo or sticker in a private chat is answered; service messages and groups' pictures are not."""
    if message.chat.type != Chat.PRIVATE or not message.effective_attachment:
        return None
    return _call(message)


def _call(
    message: Message,
    *,
    command: str = "",
    arguments: str = "",
    formatted: Markup | None = None,
    media: MediaFile | None = None,
) -> Call:
    thread = _thread(message)
    speaker = _speaker(message)
    return Call(
        chat=ChatRef(message.chat.id, thread),
        kind=_kind(message.chat, thread),
        user_id=speaker,
        language_code=message.from_user.language_code if message.from_user and speaker is not None else None,
        command=command,
        arguments=arguments.strip(),
        replied_to=message.reply_to_message.message_id if message.reply_to_message else None,
        formatted=formatted,
        media=media,
        chat_admin=message.chat.type in {Chat.PRIVATE, Chat.CHANNEL} or _speaks_as_group(message),
    )


def _speaker(message: Message) -> int | None:
    """The user's id, None where nobody in particular speaks: those ids are shared by many and are nobody's."""
    sender = message.from_user
    if sender is None or message.sender_chat or sender.id in {GROUP_ANONYMOUS_BOT, CHANNEL_BOT, TELEGRAM}:
        return None
    return sender.id


def _speaks_as_group(message: Message) -> bool:
    """Anonymous admins write as the group itself; a linked channel writes as the channel."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def _thread(message: Message) -> int | None:
    """The forum topic; a reply's thread in an ordinary group is none, and the General topic has no number."""
    is_topic = message.chat.type == Chat.SUPERGROUP and message.is_topic_message
    return message.message_thread_id if is_topic else None


def _kind(chat: Chat, thread: int | None) -> ChatKind:
    if chat.type == Chat.CHANNEL:
        return ChatKind.CHANNEL
    if chat.type in _GROUPS:
        return ChatKind.TOPIC if thread is not None else ChatKind.GROUP
    return ChatKind.PRIVATE
