"""Users, chats and messages as the simulator keeps them, and the JSON that the Bot API makes of them."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.simulator.entities import Entity
from bot.simulator.journal import Event
from bot.simulator.wire import Json

Kind: TypeAlias = Literal["private", "group", "supergroup", "channel"]
Standing: TypeAlias = Literal["left", "member", "administrator", "kicked"]
GENERAL_TOPIC = 1
KEPT_HERE = 500


@dataclass(slots=True)
class User:
    id: int
    first_name: str
    language_code: str | None = None
    username: str | None = None
    is_bot: bool = False
    deactivated: bool = False

    def as_json(self) -> Json:
        body: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        extra = {"username": self.username, "language_code": self.language_code}
        return body | {name: value for name, value in extra.items() if value}


ANONYMOUS_ADMIN = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_SENDER = User(136817688, "Channel", username="Channel_Bot", is_bot=True)
TELEGRAM_SERVICE = User(777000, "Telegram")


@dataclass(slots=True)
class Message:
    """`media` holds the fields of a photo, document, voice or sticker; `service` those of a service message."""

    message_id: int
    chat: "Chat"
    date: int
    sender: User | None
    text: str | None = None
    caption: str | None = None
    entities: tuple[Entity, ...] = ()
    keyboard: list[list[Json]] = field(default_factory=list)
    media: Json = field(default_factory=dict)
    service: Json = field(default_factory=dict)
    thread_id: int | None = None
    sender_chat: "Chat | None" = None
    reply_to: "Message | None" = None
    edit_date: int | None = None
    link_preview: Json = field(default_factory=dict)
    protected: bool = False
    via_bot: User | None = None
    above: bool = False

    def as_json(self, *, with_reply: bool = True) -> Json:
        body: Json = {"message_id": self.message_id, "date": self.date, "chat": self.chat.as_json()}
        if self.sender is not None:
            body["from"] = self.sender.as_json()
        if self.sender_chat is not None:
            body["sender_chat"] = self.sender_chat.as_json()
        body |= self._content() | self.media | self.service | self._extras()
        if with_reply and self.reply_to is not None:
            body["reply_to_message"] = self.reply_to.as_json(with_reply=False)
        return body

    def _content(self) -> Json:
        body: Json = {}
        for name, text in (("text", self.text), ("caption", self.caption)):
            if text:
                body[name] = text
        if self.entities:
            body["entities" if self.text else "caption_entities"] = [entity.as_json() for entity in self.entities]
        return body

    def _extras(self) -> Json:
        body: Json = {}
        if self.thread_id is not None:
            body |= {"message_thread_id": self.thread_id, "is_topic_message": True}
        if self.edit_date is not None:
            body["edit_date"] = self.edit_date
        if self.keyboard:
            body["reply_markup"] = {"inline_keyboard": self.keyboard}
        if self.link_preview:
            body["link_preview_options"] = self.link_preview
        if self.via_bot is not None:
            body["via_bot"] = self.via_bot.as_json()
        if self.protected:
            body["has_protected_content"] = True
        if self.above:
            body["show_caption_above_media"] = True
        return body


@dataclass(slots=True)
class Chat:
    """`bot` is how the bot stands here; in a private chat `left` means never started, `kicked` means blocked.

    `heard` keeps the last messages and edits as they were, for those who wait for one.
    """

    id: int
    kind: Kind
    title: str
    user: User | None = None
    username: str | None = None
    is_forum: bool = False
    bot: Standing = "left"
    bot_may_write: bool = True
    members: dict[int, User] = field(default_factory=dict)
    admins: set[int] = field(default_factory=set)
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    messages: dict[int, Message] = field(default_factory=dict)
    migrated_to: int | None = None
    last_id: int = 0
    heard: "deque[Event]" = field(default_factory=lambda: deque(maxlen=KEPT_HERE))

    def as_json(self) -> Json:
        body: Json = {"id": self.id, "type": self.kind}
        body["first_name" if self.kind == "private" else "title"] = self.title
        if self.username:
            body["username"] = self.username
        if self.is_forum:
            body["is_forum"] = True
        return body

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id


def keyboard_of(reply_markup: Json | None) -> list[list[Json]]:
    rows: Sequence[Sequence[Json]] = (reply_markup or {}).get("inline_keyboard", ())
    return [[dict(button) for button in row] for row in rows if row]
