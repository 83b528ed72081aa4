"""Links that open this bot on a person or an incident, and buttons that pass them on."""

from urllib.parse import urlencode

from markupsafe import Markup

from handlers.call import Button
from handlers.views.buttons import open_button
from handlers.views.text import clean, shorten

INCIDENT, PERSON = "incident", "person"
_TEXT = 80
_SHOWN_BY = {
    "e": INCIDENT,
    "card": INCIDENT,
    "cite": INCIDENT,
    "h": INCIDENT,
    "less": INCIDENT,
    "not": INCIDENT,
    "i": PERSON,
    "p": PERSON,
}


def deep_link(kind: str, number: int, username: str) -> str:
    """The link under which /start shows it; "" while the bot's username is not known."""
    return f"https://t.me/{username}?start={kind}_{number}" if username else ""


def share_button(label: Markup, kind: str, number: int, username: str, *, title: str) -> Button | None:
    """A button by which the reader's app asks to whom the link is to be sent; None while there is no link."""
    link = deep_link(kind, number, username)
    if not link:
        return None
    query = urlencode({"url": link, "text": shorten(clean(title), _TEXT)}, errors="replace")
    return open_button(label, f"https://t.me/share/url?{query}")


def link_behind(action: str, username: str) -> str:
    """Where in private the reader sees what the button would show; "" for buttons that do something else."""
    kind, _, number = action.partition(":")
    number = number.partition(":")[0]
    if kind not in _SHOWN_BY or not (number.isascii() and number.isdigit() and len(number) <= 18):
        return ""
    return deep_link(_SHOWN_BY[kind], int(number), username)
