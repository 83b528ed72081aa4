"""Entries as readers see them: a line of a list, a card."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup, escape

from handlers.call import Message
from handlers.languages import Words
from handlers.views.buttons import open_button, row
from handlers.views.links import LISTING_PAGE, checked, host_of, link
from handlers.views.text import TEXT_LIMIT, bold, clean, clean_lines, fit, fits, shorten
from store.entry import Entry, Origin
from store.lexicon.terms import TermLexicon

_DOT = Markup(" · ")
_BREAK = Markup("\n")
_TITLE_WIDTHS = (220, 140, 90, 60, 30)
_CARD_TEXT = 2800
_CARD_NAMES = 300
_ALSO_AT = 300
_REPORTS = 4
_NOTE = 300


def title_of(entry: Entry, words: Words, width: int = 220) -> str:
    """The title as published, on one line and not too long."""
    return shorten(clean(entry.title), width) or str(words.say("(without a title)").unescape())


def outlet_of(entry: Entry) -> str:
    return shorten(clean(entry.outlet), 60)


def when_of(entry: Entry, words: Words) -> Markup:
    """The period an update covers, else the day it was published, else that there is no date and when we read it."""
    if entry.period:
        return escape(words.period(entry.period))
    if entry.published_at:
        return escape(words.date(entry.published_at))
    if entry.origin is Origin.ARCHIVE:
        return words.say("date not stated")
    return words.say("undated, read {date}", date=words.date(entry.read_at))


def marks_of(entry: Entry, words: Words) -> list[Markup]:
    """What a reader must know about an entry beside its title: language, edits, where it comes from."""
    marks = [words.in_language(entry.language)] if entry.language != words.language else []
    if entry.edited_at:
        marks.append(words.say("edited {date}", date=words.date(entry.edited_at)))
    if entry.origin is Origin.ARCHIVE:
        marks.append(words.say("archive"))
    if entry.demonstration:
        marks.append(words.say("demonstration"))
    if entry.withdrawn_at:
        marks.append(words.say("withdrawn by the editors") if entry.retracted else words.say("withdrawn by the outlet"))
    elif entry.note or entry.right_title:
        marks.append(words.say("with an editors' note"))
    return [mark for mark in marks if mark]


def note_lines(entry: Entry, words: Words) -> list[Markup]:
    """What this bot's editors say of the entry, marked as theirs."""
    lines = []
    if entry.right_title:
        title = shorten(clean(entry.right_title), _NOTE)
        lines.append(words.say("Editors' note: the title should be “{title}”.", title=title))
    if entry.note:
        lines.append(words.say("Editors' note: {note}", note=shorten(clean(entry.note), _NOTE)))
    return lines


def withdrawal(entry: Entry, words: Words) -> Markup:
    """That nobody stands by the entry any more, its title struck out, and why."""
    outlet = outlet_of(entry)
    head = (
        words.say("Withdrawn by the editors of this bot: please do not rely on this update of {outlet}.", outlet=outlet)
        if entry.retracted
        else words.say("Withdrawn: {outlet} no longer stands by this update.", outlet=outlet)
    )
    why = shorten(clean(entry.withdrawn_why), _NOTE)
    lines = [bold(head), Markup("<s>{}</s>").format(title_of(entry, words, 160))]
    return _BREAK.join([*lines, words.say("Reason: {reason}", reason=why)] if why else lines)


def address_note(entry: Entry, words: Words) -> Markup:
    """Says so where the entry's own address is not known."""
    if entry.url == LISTING_PAGE:
        return words.say("address of the update not known")
    return Markup() if checked(entry.url) else words.say("no address given")


def also_at(entry: Entry, words: Words) -> Markup:
    """Other places that published it, linked."""
    links = [link(url, shorten(host_of(url), 40)) for url in entry.also_at[:3] if checked(url, _ALSO_AT)]
    return words.say("also at {places}", places=Markup(", ").join(links)) if links else Markup()


def also_reported(reports: Sequence[Entry], words: Words) -> Markup:
    """Other outlets that report the same incident, linked."""
    outlets = Markup(", ").join(link(report.url, outlet_of(report)) for report in reports[:_REPORTS])
    return words.say("also reported by {outlets}", outlets=outlets) if outlets else Markup()


def entry_line(
    entry: Entry, words: Words, *, number: int | None = None, width: int = 220, reports: Sequence[Entry] = ()
) -> Markup:
    """An entry in a list: linked title, then outlet, date and marks. `width` bounds the title, in UTF-16 units.

    `reports` are what other outlets say of the same incident.
    """
    title = link(entry.url, title_of(entry, words, width))
    head = Markup("{}. {}").format(number, title) if number is not None else title
    facts = [escape(outlet_of(entry)), when_of(entry, words), *marks_of(entry, words)]
    told = (address_note(entry, words), also_at(entry, words), also_reported(reports, words))
    notes = [note for note in told if note]
    lines = [head, _DOT.join(facts), *([_DOT.join(notes)] if notes else [])]
    return _BREAK.join(lines)


def entry_list(
    heading: Markup,
    entries: Sequence[Entry],
    words: Words,
    *,
    first: int,
    reports: Mapping[int, Sequence[Entry]] | None = None,
) -> Markup:
    """A heading and all the entries, numbered from `first`; titles get narrower until everything fits.

    `reports` are other outlets' entries on the same incident, by the entry's id.
    """
    text = heading
    for width in _TITLE_WIDTHS:
        lines = [
            entry_line(entry, words, number=first + place, width=width, reports=(reports or {}).get(entry.id, ()))
            for place, entry in enumerate(entries)
        ]
        text = Markup("\n\n").join([heading, *lines])
        if fits(text):
            return text
    return fit([heading, *lines])


def entry_card(
    entry: Entry,
    words: Words,
    terms: TermLexicon,
    *,
    now: datetime,
    people: Sequence[str] = (),
    reports: Sequence[Entry] = (),
) -> Message:
    """One entry in full: summary, people, topics, places, sources, when it was published, read and edited.

    Of one that was withdrawn only that it was.
    """
    if entry.withdrawn_at:
        return Message(text=fit([withdrawal(entry, words), *_sources(entry, words, now, reports)[:1]]))
    parts = [
        bold(title_of(entry, words, 400)),
        _BREAK.join(note_lines(entry, words)),
        escape(shorten(clean_lines(entry.text), _CARD_TEXT)),
        _BREAK.join(_subjects(entry, people, words, terms)),
        _BREAK.join(_sources(entry, words, now, reports)),
    ]
    return Message(text=fit(parts, TEXT_LIMIT), buttons=row(open_button(words.say("Open"), entry.url)))


def topics_of(entry: Entry, words: Words, terms: TermLexicon) -> str:
    return ", ".join(terms.topic_name(key, words.language) for key in entry.topics)


def _subjects(entry: Entry, people: Sequence[str], words: Words, terms: TermLexicon) -> list[Markup]:
    places = ", ".join(terms.place_name(key, words.language) for key in entry.places)
    topics = topics_of(entry, words, terms)
    lines = []
    if people:
        lines.append(words.say("Named: {names}", names=shorten(clean(", ".join(people)), _CARD_NAMES)))
    if topics:
        lines.append(words.say("Topics: {topics}", topics=shorten(clean(topics), _CARD_NAMES)))
    if places:
        lines.append(words.say("Places: {places}", places=shorten(clean(places), _CARD_NAMES)))
    return lines


def _sources(entry: Entry, words: Words, now: datetime, reports: Sequence[Entry]) -> list[Markup]:
    lines = [words.say("Source: {outlet}", outlet=link(entry.url, outlet_of(entry)))]
    if entry.period:
        lines.append(words.say("Period covered: {period}", period=words.period(entry.period)))
    if entry.published_at:
        lines.append(words.say("Published: {date}", date=words.date(entry.published_at)))
    lines.append(words.say("Read by me: {age}", age=words.age(entry.read_at, now)))
    notes = [*marks_of(entry, words), address_note(entry, words), also_at(entry, words), also_reported(reports, words)]
    return [*lines, *([_DOT.join(kept)] if (kept := [note for note in notes if note]) else [])]
