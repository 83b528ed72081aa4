"""Types of parameters and the fields of the objects they take, as the Bot API names them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias


class Plain(Enum):
    INT = "int"
    STR = "str"
    BOOL = "bool"
    CHAT = "int or str"
    FILE = "file or str"
    UPLOAD = "file"


@dataclass(frozen=True, slots=True)
class Exactly:
    """One literal value, by which objects of several shapes are told apart."""

    value: str | bool


@dataclass(frozen=True, slots=True)
class ListOf:
    item: "Type"


@dataclass(frozen=True, slots=True)
class Shape:
    """An object; `required` names fields that must be there."""

    name: str
    fields: Mapping[str, "Type"] = field(hash=False)
    required: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OneOf:
    """An object of one of several shapes: the first whose required fields and literals are there."""

    shapes: tuple[Shape, ...]


Type: TypeAlias = Plain | Exactly | ListOf | Shape | OneOf
INT, STR, BOOL, CHAT, FILE, UPLOAD = (Plain.INT, Plain.STR, Plain.BOOL, Plain.CHAT, Plain.FILE, Plain.UPLOAD)


def shape(
    name: str, *, required: Mapping[str, Type] | None = None, optional: Mapping[str, Type] | None = None
) -> Shape:
    return Shape(name, {**(required or {}), **(optional or {})}, frozenset(required or ()))


USER = shape("User", required={"id": INT, "is_bot": BOOL, "first_name": STR})
ENTITY = shape(
    "MessageEntity",
    required={"type": STR, "offset": INT, "length": INT},
    optional={
        "url": STR,
        "user": USER,
        "language": STR,
        "custom_emoji_id": STR,
        "unix_time": INT,
        "date_time_format": STR,
    },
)
LINK_PREVIEW = shape(
    "LinkPreviewOptions",
    optional={
        "is_disabled": BOOL,
        "url": STR,
        "prefer_small_media": BOOL,
        "prefer_large_media": BOOL,
        "show_above_text": BOOL,
    },
)
REPLY_TO = shape(
    "ReplyParameters",
    optional={
        "message_id": INT,
        "chat_id": CHAT,
        "ephemeral_message_id": INT,
        "allow_sending_without_reply": BOOL,
        "quote": STR,
        "quote_parse_mode": STR,
        "quote_entities": ListOf(ENTITY),
        "quote_position": INT,
        "checklist_task_id": INT,
        "poll_option_id": STR,
    },
)
WEB_APP = shape("WebAppInfo", required={"url": STR})
BUTTON = shape(
    "InlineKeyboardButton",
    required={"text": STR},
    optional={
        "icon_custom_emoji_id": STR,
        "style": STR,
        "url": STR,
        "callback_data": STR,
        "web_app": WEB_APP,
        "switch_inline_query": STR,
        "switch_inline_query_current_chat": STR,
        "copy_text": shape("CopyTextButton", required={"text": STR}),
        "pay": BOOL,
    },
)
INLINE_KEYBOARD = shape("InlineKeyboardMarkup", required={"inline_keyboard": ListOf(ListOf(BUTTON))})
KEY = shape("KeyboardButton", required={"text": STR}, optional={"request_contact": BOOL, "request_location": BOOL})
REPLY_MARKUP = OneOf(
    (
        INLINE_KEYBOARD,
        shape(
            "ReplyKeyboardMarkup",
            required={"keyboard": ListOf(ListOf(KEY))},
            optional={
                "is_persistent": BOOL,
                "resize_keyboard": BOOL,
                "one_time_keyboard": BOOL,
                "input_field_placeholder": STR,
                "selective": BOOL,
            },
        ),
        shape("ReplyKeyboardRemove", required={"remove_keyboard": Exactly(True)}, optional={"selective": BOOL}),
        shape(
            "ForceReply",
            required={"force_reply": Exactly(True)},
            optional={"input_field_placeholder": STR, "selective": BOOL},
        ),
    )
)
COMMAND = shape("BotCommand", required={"command": STR, "description": STR}, optional={"is_ephemeral": BOOL})
SCOPE = OneOf(
    (
        shape("BotCommandScopeDefault", required={"type": Exactly("default")}),
        shape("BotCommandScopeAllPrivateChats", required={"type": Exactly("all_private_chats")}),
        shape("BotCommandScopeAllGroupChats", required={"type": Exactly("all_group_chats")}),
        shape("BotCommandScopeAllChatAdministrators", required={"type": Exactly("all_chat_administrators")}),
        shape("BotCommandScopeChat", required={"type": Exactly("chat"), "chat_id": CHAT}),
        shape("BotCommandScopeChatAdministrators", required={"type": Exactly("chat_administrators"), "chat_id": CHAT}),
        shape("BotCommandScopeChatMember", required={"type": Exactly("chat_member"), "chat_id": CHAT, "user_id": INT}),
    )
)
MENU_BUTTON = OneOf(
    (
        shape("MenuButtonCommands", required={"type": Exactly("commands")}),
        shape("MenuButtonWebApp", required={"type": Exactly("web_app"), "text": STR, "web_app": WEB_APP}),
        shape("MenuButtonDefault", required={"type": Exactly("default")}),
    )
)
TEXT_CONTENT = shape(
    "InputTextMessageContent",
    required={"message_text": STR},
    optional={"parse_mode": STR, "entities": ListOf(ENTITY), "link_preview_options": LINK_PREVIEW},
)
ARTICLE = shape(
    "InlineQueryResultArticle",
    required={"type": Exactly("article"), "id": STR, "title": STR, "input_message_content": TEXT_CONTENT},
    optional={
        "reply_markup": INLINE_KEYBOARD,
        "url": STR,
        "description": STR,
        "thumbnail_url": STR,
        "thumbnail_width": INT,
        "thumbnail_height": INT,
    },
)
RESULTS_BUTTON = shape(
    "InlineQueryResultsButton", required={"text": STR}, optional={"web_app": WEB_APP, "start_parameter": STR}
)
EPHEMERAL = shape(
    "EphemeralMessageParameters",
    required={"receiver_user_id": INT},
    optional={"callback_query_id": STR, "replace_callback_query_message": BOOL},
)
