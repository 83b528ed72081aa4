"""The methods served and their parameters; what is not here is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.simulator.shapes import (
    ARTICLE,
    BOOL,
    CHAT,
    COMMAND,
    ENTITY,
    EPHEMERAL,
    FILE,
    INLINE_KEYBOARD,
    INT,
    LINK_PREVIEW,
    MENU_BUTTON,
    REPLY_MARKUP,
    REPLY_TO,
    RESULTS_BUTTON,
    SCOPE,
    STR,
    UPLOAD,
    ListOf,
    Type,
    shape,
)


@dataclass(frozen=True, slots=True)
class Method:
    """Parameters by name, and those that must be there."""

    parameters: Mapping[str, Type]
    required: frozenset[str]


def _method(
    required: Mapping[str, Type] | None = None, optional: Mapping[str, Type] | None = None, *more: Mapping[str, Type]
) -> Method:
    named = {**(required or {}), **(optional or {})}
    for group in more:
        named |= group
    return Method(named, frozenset(required or ()))


_OPTIONS: Mapping[str, Type] = {
    "message_thread_id": INT,
    "direct_messages_topic_id": INT,
    "disable_notification": BOOL,
    "protect_content": BOOL,
    "allow_paid_broadcast": BOOL,
    "message_effect_id": STR,
    "suggested_post_parameters": shape("SuggestedPostParameters", optional={"send_date": INT}),
    "reply_parameters": REPLY_TO,
    "reply_markup": REPLY_MARKUP,
}
_AS_SENDER: Mapping[str, Type] = {"business_connection_id": STR, "ephemeral_message_parameters": EPHEMERAL}
_TEXT: Mapping[str, Type] = {"parse_mode": STR, "entities": ListOf(ENTITY), "link_preview_options": LINK_PREVIEW}
_CAPTION: Mapping[str, Type] = {"caption": STR, "parse_mode": STR, "caption_entities": ListOf(ENTITY)}
_ABOVE: Mapping[str, Type] = {"show_caption_above_media": BOOL}
_EDITED: Mapping[str, Type] = {
    "business_connection_id": STR,
    "chat_id": CHAT,
    "message_id": INT,
    "inline_message_id": STR,
    "reply_markup": INLINE_KEYBOARD,
}
_IN_LANGUAGE: Mapping[str, Type] = {"language_code": STR}
_UPDATES: Mapping[str, Type] = {"allowed_updates": ListOf(STR)}
_DROP: Mapping[str, Type] = {"drop_pending_updates": BOOL}

METHODS: Mapping[str, Method] = {
    "getMe": _method(),
    "getUpdates": _method({}, {"offset": INT, "limit": INT, "timeout": INT}, _UPDATES),
    "setWebhook": _method(
        {"url": STR},
        {"certificate": UPLOAD, "ip_address": STR, "max_connections": INT, "secret_token": STR},
        _UPDATES,
        _DROP,
    ),
    "deleteWebhook": _method({}, _DROP),
    "getWebhookInfo": _method(),
    "sendMessage": _method({"chat_id": CHAT, "text": STR}, _TEXT, _OPTIONS, _AS_SENDER),
    "sendPhoto": _method(
        {"chat_id": CHAT, "photo": FILE}, {"has_spoiler": BOOL}, _CAPTION, _ABOVE, _OPTIONS, _AS_SENDER
    ),
    "sendDocument": _method(
        {"chat_id": CHAT, "document": FILE},
        {"thumbnail": FILE, "disable_content_type_detection": BOOL},
        _CAPTION,
        _OPTIONS,
        _AS_SENDER,
    ),
    "copyMessage": _method(
        {"chat_id": CHAT, "from_chat_id": CHAT, "message_id": INT},
        {"video_start_timestamp": INT},
        _CAPTION,
        _ABOVE,
        _OPTIONS,
    ),
    "editMessageText": _method({}, {"text": STR, "rich_message": shape("InputRichMessage")}, _TEXT, _EDITED),
    "editMessageCaption": _method({}, _CAPTION, _ABOVE, _EDITED),
    "editMessageReplyMarkup": _method({}, _EDITED),
    "deleteMessage": _method({"chat_id": CHAT, "message_id": INT}),
    "answerCallbackQuery": _method(
        {"callback_query_id": STR}, {"text": STR, "show_alert": BOOL, "url": STR, "cache_time": INT}
    ),
    "answerInlineQuery": _method(
        {"inline_query_id": STR, "results": ListOf(ARTICLE)},
        {"cache_time": INT, "is_personal": BOOL, "next_offset": STR, "button": RESULTS_BUTTON},
    ),
    "setMyCommands": _method({"commands": ListOf(COMMAND)}, {"scope": SCOPE}, _IN_LANGUAGE),
    "getMyCommands": _method({}, {"scope": SCOPE}, _IN_LANGUAGE),
    "deleteMyCommands": _method({}, {"scope": SCOPE}, _IN_LANGUAGE),
    "setMyDescription": _method({}, {"description": STR}, _IN_LANGUAGE),
    "setMyShortDescription": _method({}, {"short_description": STR}, _IN_LANGUAGE),
    "setMyName": _method({}, {"name": STR}, _IN_LANGUAGE),
    "setChatMenuButton": _method({}, {"chat_id": INT, "menu_button": MENU_BUTTON}),
    "sendChatAction": _method(
        {"chat_id": CHAT, "action": STR}, {"business_connection_id": STR, "message_thread_id": INT}
    ),
    "getChat": _method({"chat_id": CHAT}),
    "getChatMember": _method({"chat_id": CHAT, "user_id": INT}),
    "getChatAdministrators": _method({"chat_id": CHAT}, {"return_bots": BOOL}),
    "leaveChat": _method({"chat_id": CHAT}),
    "getFile": _method({"file_id": STR}),
}
