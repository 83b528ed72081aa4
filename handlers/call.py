"""What reaches a handler, and what it gives back: plain values, no Telegram."""

from dataclasses import dataclass

from markupsafe import Markup

from store.subscriber import ChatKind, ChatRef


@dataclass(frozen=True, slots=True)
class Call:
    """A command, a plain text or a pressed button.

    `command` is without slash, lower case, "" for plain text. `action` is the callback data of a pressed button.
    `origin_text` is the text of the message under the pressed button ("" where Telegram does not give it any more).
    `language_code` is what Telegram says of the sender. `user_id` is None where nobody in particular speaks (channel,
    anonymous admin).
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


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: either `action` (callback data, at most 64 bytes) or `url` (checked http or https)."""

    text: str
    action: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo (`kind` "photo") or document to send along; the message's text becomes its caption."""

    kind: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """One message: escaped Telegram HTML of at most 4,096 characters after parsing (caption: 1,024), rows of buttons.

    `preview` shows the link preview; `protect` forbids forwarding and saving.
    """

    text: Markup
    buttons: tuple[tuple[Button, ...], ...] = ()
    preview: bool = False
    protect: bool = False
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What to do in answer: messages to send, in order; with `edit` the first one replaces the pressed message.

    `toast` answers a pressed button with a short line (at most 200 characters).
    """

    messages: tuple[Message, ...] = ()
    edit: bool = False
    toast: str = ""
