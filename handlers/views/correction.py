"""An alert that is no longer what its reader was told: the title was changed, or the outlet has withdrawn it."""

from dataclasses import replace

from markupsafe import Markup

from handlers.call import Message
from handlers.languages import Words
from handlers.views.buttons import press, row
from handlers.views.entries import outlet_of
from handlers.views.text import clean, fit, shorten
from store.entry import Entry

_TITLE = 160
_REASON = 300


def corrected(alert: Message, before: str, words: Words) -> Message:
    """The alert as it is now, under a line that says what its title was."""
    head = words.say("The outlet has changed the title. Before: {title}", title=shorten(clean(before), _TITLE))
    return replace(alert, text=fit([Markup("<i>{}</i>").format(head), alert.text]))


def withdrawn(entry: Entry, why: str, words: Words) -> Message:
    """What takes the place of an alert; `why` is what the outlet or an admin said, "" where nobody did."""
    outlet = outlet_of(entry)
    said = words.say("Reason: {reason}", reason=shorten(clean(why), _REASON)) if clean(why) else Markup()
    parts = [
        Markup("<b>{}</b>").format(words.say("Withdrawn: {outlet} no longer stands by this update.", outlet=outlet)),
        Markup("<s>{}</s>").format(shorten(clean(entry.title), _TITLE)),
        said,
    ]
    return Message(text=fit(parts, separator="\n"))


def sealed_correction(entry: Entry, words: Words) -> Message:
    """For a discreet reader: nothing is named until it is opened."""
    told = words.say("An update that you were told of has changed.")
    return Message(text=told, buttons=row(press(words.say("Show it"), f"e:{entry.id}")))
