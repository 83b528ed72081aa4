"""An alert that is no longer what its reader was told: title changed, withdrawn, or noted by editors."""

from dataclasses import replace

from markupsafe import Markup

from handlers.call import Message
from handlers.languages import Words
from handlers.views.buttons import press, row
from handlers.views.entries import withdrawal
from handlers.views.text import clean, fit, shorten
from store.entry import Entry

_TITLE = 160


def corrected(alert: Message, before: str, words: Words) -> Message:
    """The alert as it is now, under a line that says what its title was."""
    head = words.say("The outlet has changed the title. Before: {title}", title=shorten(clean(before), _TITLE))
    return replace(alert, text=fit([Markup("<i>{}</i>").format(head), alert.text]))


def withdrawn(entry: Entry, words: Words) -> Message:
    """What takes the place of an alert."""
    return Message(text=fit([withdrawal(entry, words)]))


def restored(alert: Message, words: Words) -> Message:
    """The alert again, after it had been withdrawn."""
    head = words.say("This update stands again; it had been withdrawn.")
    return replace(alert, text=fit([Markup("<i>{}</i>").format(head), alert.text]))


def noted(alert: Message, words: Words) -> Message:
    """The alert with what the editors have said of it since."""
    head = words.say("The editors of this bot have changed their note on this update.")
    return replace(alert, text=fit([Markup("<i>{}</i>").format(head), alert.text]))


def sealed_correction(entry: Entry, words: Words) -> Message:
    """For a discreet reader: nothing is named until it is opened."""
    told = words.say("An update that you were told of has changed.")
    return Message(text=told, buttons=row(press(words.say("Show it"), f"e:{entry.id}")))
