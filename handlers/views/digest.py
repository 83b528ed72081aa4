"""What waited for a reader's hour, as one message."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from markupsafe import Markup, escape

from handlers.call import Message
from handlers.languages import Words
from handlers.views.alert import possibly
from handlers.views.buttons import press, row
from handlers.views.entries import marks_of, outlet_of, title_of
from handlers.views.links import link
from handlers.views.text import fit, fits
from store.entry import Entry

_DOT = Markup(" · ")
_WIDTHS = (160, 120, 90, 60, 30)


def digest(
    entries: Sequence[Entry], words: Words, *, now: datetime, surnames: Mapping[int, str] | None = None
) -> Message:
    """The entries in the order given, those of one incident together; titles get narrower until all fit.

    `surnames` are the words of entries, by id, that came for a surname alone: they are possibly about somebody.
    """
    heading = words.say_many("{n} update that waited for you", "{n} updates that waited for you", n=len(entries))
    for width in _WIDTHS:
        parts = [
            Markup("\n").join(_line(entry, words, now, width, (surnames or {}).get(entry.id)) for entry in reports)
            for _, reports in groupby(entries, key=lambda entry: entry.incident_id)
        ]
        text = Markup("\n\n").join([Markup("<b>{}</b>").format(heading), *parts])
        if fits(text):
            return Message(text=text)
    return Message(text=fit([Markup("<b>{}</b>").format(heading), *parts]))


def sealed_digest(number: int, digest_id: int, words: Words) -> Message:
    """For a discreet reader: that there is something, and a button that opens it."""
    told = words.say_many("There is {n} new update for you.", "There are {n} new updates for you.", n=number)
    return Message(text=told, buttons=row(press(words.say("Show them"), f"m:{digest_id}")))


def _line(entry: Entry, words: Words, now: datetime, width: int, surname: str | None) -> Markup:
    title = link(entry.url, title_of(entry, words, width))
    age = words.age(entry.published_at or entry.read_at, now)
    facts = _DOT.join([escape(outlet_of(entry)), age, *marks_of(entry, words)])
    return Markup("\n").join([title, facts, *([possibly(surname, words)] if surname else [])])
