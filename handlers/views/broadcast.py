"""A broadcast as its readers get it."""

from markupsafe import Markup

from handlers.call import Message


def broadcast(text_html: str, *, preview: bool = False) -> Message:
    """`text_html` is Telegram HTML that was checked before it was stored."""
    return Message(text=Markup(text_html), preview=preview)  # noqa: S704 - escaped when the broadcast was confirmed
