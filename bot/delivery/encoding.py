"""A `Message` as parameters of the Bot API. Pure."""

import json
from dataclasses import dataclass
from functools import lru_cache

from bot.delivery.plain import LONGEST_CAPTION, LONGEST_TEXT, strip_markup
from handlers.call import Attachment, Button, Message
from store.subscriber import ChatRef

Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A method and its parameters; with an `upload` they go as multipart under the field `upload_field`."""

    method: str
    fields: Fields
    upload_field: str = ""
    upload: Attachment | None = None

    def encode_json(self) -> bytes:
        return _encode_json(self.fields)

    def form_fields(self) -> dict[str, str]:
        """Parameters as form fields: whatever is not text goes as JSON."""
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in self.fields.items()}


def encode_message(chat: ChatRef, message: Message, *, plain: bool = False, paid: bool = False) -> ApiCall:
    """sendMessage, or sendPhoto and sendDocument with the text as caption.

    `plain` sends the bare words, without markup and buttons: what is left when Telegram refused the message.
    """
    fields = _address(chat) | _options(message, paid=paid)
    attachment = message.attachment
    if attachment is None:
        return ApiCall("sendMessage", fields | _text_fields(message, plain=plain))
    kind = "photo" if attachment.kind == "photo" else "document"
    method = "sendPhoto" if kind == "photo" else "sendDocument"
    return ApiCall(method, fields | _caption_fields(message, plain=plain), kind, attachment)


def encode_text(chat: ChatRef, message: Message, *, plain: bool = False, paid: bool = False) -> bytes:
    """The JSON of sendMessage for a message of text alone; what many chats get is written out once."""
    return b"%b,%b" % (_encode_json(_address(chat))[:-1], _encode_rest(message, plain, paid)[1:])


@lru_cache(maxsize=64)
def _encode_rest(message: Message, plain: bool, paid: bool) -> bytes:
    return _encode_json(_options(message, paid=paid) | _text_fields(message, plain=plain))


def _encode_json(fields: Fields) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _address(chat: ChatRef) -> Fields:
    fields: Fields = {"chat_id": chat.chat_id}
    return fields if chat.thread_id is None else fields | {"message_thread_id": chat.thread_id}


def _options(message: Message, *, paid: bool) -> Fields:
    fields: Fields = {}
    if message.protect:
        fields["protect_content"] = True
    if message.answers is not None:
        fields["reply_parameters"] = {"message_id": message.answers, "allow_sending_without_reply": True}
    if paid:
        fields["allow_paid_broadcast"] = True
    return fields


def encode_edit(chat: ChatRef, message_id: int, message: Message, *, plain: bool = False) -> ApiCall:
    """editMessageText, or editMessageCaption for a message with an attachment (which stays as it is)."""
    fields: Fields = {"chat_id": chat.chat_id, "message_id": message_id}
    if message.attachment is None:
        return ApiCall("editMessageText", fields | _text_fields(message, plain=plain))
    return ApiCall("editMessageCaption", fields | _caption_fields(message, plain=plain))


def encode_delete(chat: ChatRef, message_id: int) -> ApiCall:
    return ApiCall("deleteMessage", {"chat_id": chat.chat_id, "message_id": message_id})


def _text_fields(message: Message, *, plain: bool) -> Fields:
    preview: Fields = {"link_preview_options": {"is_disabled": not message.preview}}
    if plain:
        return {"text": strip_markup(message.text, longest=LONGEST_TEXT)} | preview
    return {"text": str(message.text), "parse_mode": "HTML"} | preview | _keyboard(message)


def _caption_fields(message: Message, *, plain: bool) -> Fields:
    if not message.text:
        return {} if plain else _keyboard(message)
    if plain:
        return {"caption": strip_markup(message.text, longest=LONGEST_CAPTION)}
    return {"caption": str(message.text), "parse_mode": "HTML"} | _keyboard(message)


def _keyboard(message: Message) -> Fields:
    rows = [[_encode_button(button) for button in row] for row in message.buttons if row]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _encode_button(button: Button) -> Fields:
    if button.url is not None:
        return {"text": button.text, "url": button.url}
    return {"text": button.text, "callback_data": button.action or ""}
