"""Inline keyboards: what Telegram refuses in them."""

import re
from urllib.parse import parse_qs, urlsplit

from bot.simulator.markup import check_link
from bot.simulator.wire import Json, malformed

MOST_DATA_BYTES = 64
MOST_BUTTONS = 100
MOST_COPIED = 256
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a deep link may hold after `start=`."""
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
    "pay",
)


def check_keyboard(reply_markup: Json | None, username: str | None = None) -> None:
    """Raises Refusal for a button without text or action, with too much data, or with an address Telegram refuses.

    So does a deep link to the bot `username` that no app would open.
    """
    buttons = [button for row in (reply_markup or {}).get("inline_keyboard", ()) for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise malformed("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check_button(button, username)


def _check_button(button: Json, username: str | None) -> None:
    if not button["text"].strip():
        raise malformed("BUTTON_TEXT_EMPTY")
    actions = [name for name in _ACTIONS if name in button]
    if len(actions) != 1:
        raise malformed("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data: str | None = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= MOST_DATA_BYTES:
        raise malformed("BUTTON_DATA_INVALID")
    copied: Json | None = button.get("copy_text")
    if copied is not None and not 1 <= len(copied["text"]) <= MOST_COPIED:
        raise malformed("BUTTON_COPY_TEXT_INVALID")
    if "url" in button:
        check_url(button["url"])
        if _leads_to(button["url"], username) and not is_deep_link(button["url"], username):
            raise malformed(f"inline keyboard button URL '{button['url']}' is invalid: START_PARAM_INVALID")


def check_url(url: str) -> None:
    """http, https or tg with a host; anything else refuses the whole message."""
    if not check_link(url) or len(url) > 2048:
        raise malformed(f"inline keyboard button URL '{url}' is invalid: BUTTON_URL_INVALID")


def is_deep_link(url: str, username: str | None) -> bool:
    """Whether the address opens this bot with a payload that Telegram passes on."""
    payloads = parse_qs(urlsplit(url).query, keep_blank_values=True).get("start", [])
    return _leads_to(url, username) and len(payloads) == 1 and START_PARAMETER.fullmatch(payloads[0]) is not None


def _leads_to(url: str, username: str | None) -> bool:
    parts = urlsplit(url)
    host, path = (parts.hostname or "").lower(), parts.path.strip("/").lower()
    return bool(username) and host in {"t.me", "telegram.me"} and path == (username or "").lower()
