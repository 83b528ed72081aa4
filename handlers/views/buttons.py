"""Buttons, and what a pressed one says."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.call import Button
from handlers.languages import Words
from handlers.views.links import checked
from handlers.views.text import clean, plain, shorten
from store.entry import Entry

ACTION_BYTES = 64  # Bot API, InlineKeyboardButton.callback_data
_LABEL_UNITS = 60


class OddButton(ValueError):
    """The data of a pressed button is not what this version writes: old, or tampered with."""


def press(label: Markup | str, action: str) -> Button:
    """A button that comes back as `action`."""
    return Button(text=_label(label), action=action)


def fitting(label: Markup | str, action: str) -> Button | None:
    """As `press`, or nothing where the action does not go into 64 bytes."""
    return press(label, action) if len(action.encode()) <= ACTION_BYTES else None


def open_button(label: Markup | str, url: str | None) -> Button | None:
    """A button that opens the address, or nothing where Telegram would refuse it."""
    good = checked(url)
    return Button(text=_label(label), url=good) if good else None


def column(*buttons: Button | None) -> tuple[tuple[Button, ...], ...]:
    """One button a row; what is None is left out."""
    return tuple((button,) for button in buttons if button)


def row(*buttons: Button | None) -> tuple[tuple[Button, ...], ...]:
    """All in one row; no row where there is none."""
    kept = tuple(button for button in buttons if button)
    return (kept,) if kept else ()


def grid(buttons: Sequence[Button], width: int) -> tuple[tuple[Button, ...], ...]:
    """Rows of `width`."""
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))


def opening(entries: Sequence[Entry], *, first: int) -> tuple[tuple[Button, ...], ...]:
    """The numbers of a list, from `first`; each opens the card of its entry."""
    return grid([press(str(first + place), f"card:{entry.id}") for place, entry in enumerate(entries)], 5)


def turning(words: Words, action: str, *, offset: int, size: int, total: int) -> tuple[tuple[Button, ...], ...]:
    """Buttons to the pages before and after; `{offset}` in `action` becomes where that page begins."""
    before = press(words.say("« Back"), action.format(offset=max(0, offset - size))) if offset > 0 else None
    after = press(words.say("More »"), action.format(offset=offset + size)) if offset + size < total else None
    return row(before, after)


def numbers(action: str | None, count: int) -> tuple[int, ...]:
    """The `count` numbers after an action's first letter: `l:10:5` gives 10 and 5."""
    parts = (action or "").split(":")[1:]
    if len(parts) != count or not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in parts):
        raise OddButton(action)
    return tuple(int(part) for part in parts)


def number_in(value: str) -> int:
    """The number that stands in part of an action."""
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise OddButton(value)
    return int(value)


def rest(action: str | None) -> str:
    """What follows an action's first letter."""
    found = (action or "").partition(":")[2]
    if not found:
        raise OddButton(action)
    return found


def _label(label: Markup | str) -> str:
    text = plain(label) if isinstance(label, Markup) else label
    return shorten(clean(text), _LABEL_UNITS) or "…"
