"""What reaches a handler, and what it gives back: plain values, no Telegram."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from store.broadcast import MediaFile
from store.subscriber import ChatKind, ChatRef


@dataclass(frozen=True, slots=True)
class Call:
    """A command, a plain text or a pressed button.

    `command` is without slash, lower case, "" for plain text. `action` is the callback data of a pressed button.
    `origin_text` is the text of the message under the pressed button ("" where Telegram does not give it any more) and
    `message_id` its number. `language_code` is what Telegram says of the sender. `user_id` is None where nobody in
    particular speaks (channel, anonymous admin). `formatted` is `arguments` as Telegram HTML, each line whole in
    itself; `media` a photo or document that came along; both only in private chats.
    `replied_to` is the number of the message that a command answers. `sent_at` is when the message under a pressed
    button was sent, None where Telegram does not tell any more.
    """

    chat: ChatRef
    kind: ChatKind
    user_id: int | None
    language_code: str | None
    command: str = ""
    arguments: str = ""
    action: str | None = None
    origin_text: str = ""
    chat_admin: bool = True
    formatted: Markup | None = None
    media: MediaFile | None = None
    message_id: int | None = None
    replied_to: int | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: either `action` (callback data, at most 64 bytes) or `url` (checked http or https)."""

    text: str
    action: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo (`kind` "photo") or document to send along; the message's text becomes its caption.

    `file_id` names a file that Telegram holds already; `content` is not needed then.
    """

    kind: str
    name: str
    content: bytes = b""
    file_id: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: escaped Telegram HTML of at most 4,096 characters after parsing (caption: 1,024), rows of buttons.

    `preview` shows the link preview; `protect` forbids forwarding and saving. `replaces` is an earlier message that
    gets this text in place of its own, or with `withdraws` is deleted; only the courier sends such. `answers` is the
    message that it is shown as an answer to; with both, it is sent as one where the earlier cannot be edited.
    """

    text: Markup
    buttons: tuple[tuple[Button, ...], ...] = ()
    preview: bool = False
    protect: bool = False
    attachment: Attachment | None = None
    replaces: int | None = None
    answers: int | None = None
    withdraws: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A message for another chat than the one that asked."""

    chat: ChatRef
    message: Message


@dataclass(frozen=True, slots=True)
class Reply:
    """What to do in answer: messages to send, in order; with `edit` the first one replaces the pressed message.

    `toast` answers a pressed button with a short line (at most 200 characters); `opens` is a link to this bot that the
    presser's own app opens instead. `notes` go to other chats.
    """

    messages: tuple[Message, ...] = ()
    edit: bool = False
    toast: str = ""
    opens: str = ""
    notes: tuple[Note, ...] = ()
