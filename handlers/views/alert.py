"""An alert: made to fit a lock screen."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup, escape

from handlers.call import Message
from handlers.languages import Words
from handlers.views.buttons import open_button, press, row
from handlers.views.entries import address_note, also_reported, marks_of, note_lines, outlet_of, title_of
from handlers.views.links import link
from handlers.views.text import bold, clean, fit, shorten
from store.entry import Entry
from store.lexicon.terms import TermLexicon
from store.subscriber import POSSIBLY

_TITLE = 160
_SUMMARY = 180
_VALUE = 80


def alert(
    entry: Entry,
    match_kind: str,
    match_value: str,
    words: Words,
    terms: TermLexicon,
    *,
    now: datetime,
    preview: bool = False,
    discreet: bool = False,
    reports: Sequence[Entry] = (),
) -> Message:
    """Title; outlet, age, topic; two lines of summary; why it came. `match_kind` and `match_value` as in `Match`;
    `reports` are what other outlets say of the same incident.

    A discreet alert says only that there is something, and names nobody until it is opened.
    """
    if discreet:
        told = words.say("There is a new update for you.")
        return Message(text=told, buttons=row(press(words.say("Show it"), f"e:{entry.id}")))
    age = words.age(entry.published_at or entry.read_at, now)
    topics = [terms.topic_name(key, words.language) for key in entry.topics[:2]]
    facts = [link(entry.url, outlet_of(entry)), age, *(escape(shorten(clean(name), 60)) for name in topics)]
    notes = (address_note(entry, words), also_reported(reports, words))
    lines = [
        bold(title_of(entry, words, _TITLE)),
        Markup(" · ").join(facts),
        Markup(" · ").join([*marks_of(entry, words), *(note for note in notes if note)]),
        *note_lines(entry, words),
        escape(_summary(entry)),
        reason(match_kind, match_value, words, terms),
    ]
    return Message(
        text=fit(lines, separator="\n"),
        buttons=row(
            open_button(words.say("Open"), entry.url),
            press(words.say("More"), f"e:{entry.id}"),
            press(words.say("Why?"), f"h:{entry.id}"),
        ),
        preview=preview,
    )


def reason(match_kind: str, match_value: str, words: Words, terms: TermLexicon) -> Markup:
    """Why this entry came to this reader."""
    value = shorten(clean(match_value), _VALUE)
    language = words.language
    reasons = {
        "person": words.say("You follow this person; named here as {name}.", name=value),
        POSSIBLY: possibly(value, words),
        "topic": words.say("You follow this topic: {topic}.", topic=terms.topic_name(value, language)),
        "place": words.say("You follow this place: {place}.", place=terms.place_name(value, language)),
        "outlet": words.say("You follow this outlet: {outlet}.", outlet=value),
        "words": words.say("You follow these words: {words}.", words=value),
    }
    return reasons.get(match_kind) or words.say("You follow everything about Kyrgyzstan.")


def possibly(surface: str, words: Words) -> Markup:
    """That a surname alone may be that of somebody whom the reader follows."""
    name = shorten(clean(surface), _VALUE)
    return words.say("Possibly about a person you follow: the text says only {name}.", name=name)


def _summary(entry: Entry) -> str:
    """The text without a repeated title, two lines long on a phone."""
    text, title = clean(entry.text), clean(entry.title)
    if title and text.casefold().startswith(title.casefold()):
        text = text[len(title) :].lstrip(" .:-–—")
    return shorten(text, _SUMMARY)
