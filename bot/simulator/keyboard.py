"""Inline keyboards: what Telegram refuses in them."""

from bot.simulator.markup import check_link
from bot.simulator.wire import Json, malformed

MOST_DATA_BYTES = 64
MOST_BUTTONS = 100
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
    "pay",
)


def check_keyboard(reply_markup: Json | None) -> None:
    """Raises Refusal for a button without text or action, with too much data, or with an address Telegram refuses."""
    buttons = [button for row in (reply_markup or {}).get("inline_keyboard", ()) for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise malformed("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check_button(button)


def _check_button(button: Json) -> None:
    if not button["text"].strip():
        raise malformed("BUTTON_TEXT_EMPTY")
    actions = [name for name in _ACTIONS if name in button]
    if len(actions) != 1:
        raise malformed("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data: str | None = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= MOST_DATA_BYTES:
        raise malformed("BUTTON_DATA_INVALID")
    if "url" in button:
        check_url(button["url"])


def check_url(url: str) -> None:
    """http, https or tg with a host; anything else refuses the whole message."""
    if not check_link(url) or len(url) > 2048:
        raise malformed(f"inline keyboard button URL '{url}' is invalid: BUTTON_URL_INVALID")
