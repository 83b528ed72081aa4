"""/incident: an editor's desk for a report: withdraw, note, topics, places, namesakes, merge, separate."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup, escape

from handlers.call import Button, Call, Message, Reply
from handlers.commands.edits import cancel, lately, made
from handlers.languages import Words
from handlers.narrowing import place_called
from handlers.services import Services
from handlers.views.buttons import press, row
from handlers.views.correction import withdrawn
from handlers.views.entries import entry_line, note_lines
from handlers.views.text import bold, clean, code, fit, shorten
from store.edit import ReportNote
from store.entry import Entry

TEXT_LENGTH = 300
WITH_REASON = "why"
"""Behind the button's step: the message under which it stands ends with the reason."""
_REPORTS = 6
_VERBS = ("title", "note", "withdraw", "places", "merge")


async def incident(call: Call, services: Services) -> Reply:
    """`/incident 12` opens report 12; `/incident 12 title …`, `note`, `withdraw`, `places` and `merge` change it."""
    words = await services.words_for(call)
    number, _, said = " ".join(clean(call.arguments).split()).partition(" ")
    verb, _, value = said.partition(" ")
    entry = await services.store.entries.get(int(number)) if _is_number(number) else None
    if entry is None:
        return Reply(messages=(_explain(words), await lately(words, services)))
    if not verb:
        return Reply(messages=(await desk(entry, words, services),))
    if verb.casefold() not in _VERBS:
        return Reply(messages=(_explain(words),))
    return await _change(entry, verb.casefold(), shorten(value.strip(), TEXT_LENGTH), call, services)


async def desk(entry: Entry, words: Words, services: Services) -> Message:
    """The report, the others of its incident, what editors say of it, and what can be changed."""
    reports = [each for each in await services.store.entries.reports(entry.incident_id) if each.id != entry.id]
    parts = [
        Markup("\n").join([bold(words.say("Report {n}", n=entry.id)), entry_line(entry, words)]),
        Markup("\n").join(note_lines(entry, words)),
        Markup("\n").join(_marks(entry, words, services)),
        *_others(reports, words),
        words.say("Every change shows first what it will do, and can be undone."),
    ]
    number = entry.id
    lines = (
        row(
            press(words.say("Withdraw"), f"inc:withdraw:{number}") if entry.withdrawn_at is None else None,
            press(words.say("Title or note"), f"inc:write:{number}"),
        ),
        row(press(words.say("Topics"), f"inc:topics:{number}"), press(words.say("Places"), f"inc:places:{number}")),
        row(
            press(words.say("A namesake"), f"inc:people:{number}"),
            press(words.say("Merge"), f"inc:near:{number}"),
        ),
        row(press(words.say("Not this incident"), f"inc:part:{number}") if reports else None),
        row(press(words.say("What is shown"), f"e:{number}"), press(words.say("All changes"), "undo:list:0")),
    )
    return Message(text=fit(parts), buttons=tuple(button for line in lines for button in line))


def withdrawing(entry: Entry, why: str, reports: Sequence[Entry], words: Words) -> Message:
    """What readers will see in place of the report, and whether all of the incident go."""
    seen = withdrawn(_as_withdrawn(entry, why), words).text
    parts = [
        words.say("Whoever was told of this report will see, in place of it:"),
        seen,
        words.say("It will be found no more. A reason is given so: {command}", command=written(entry.id, "withdraw")),
    ]
    given = f":{WITH_REASON}" if why else ""
    all_of_them = words.say_many("Withdraw {n} report", "Withdraw all {n} reports", n=len(reports))
    buttons = (
        *row(press(words.say("Withdraw this report"), f"inc:gone:{entry.id}{given}")),
        *row(press(all_of_them, f"inc:allgone:{entry.id}{given}") if len(reports) > 1 else None),
        *row(cancel(words, f"inc:back:{entry.id}")),
    )
    return Message(text=fit([*parts, escape(why)]), buttons=buttons)


async def merging(entry: Entry, other: Entry, words: Words, services: Services) -> Message:
    """Both incidents, before they become one."""
    if entry.incident_id == other.incident_id:
        return Message(text=words.say("These are one incident already."), buttons=row(_back(entry, words)))
    numbers = [len(await services.store.entries.reports(each.incident_id)) for each in (entry, other)]
    told = words.say_many("{n} report becomes one incident:", "{n} reports become one incident:", n=sum(numbers))
    parts = [told, entry_line(entry, words), entry_line(other, words)]
    yes = press(words.say("Yes, one incident"), f"inc:merge:{entry.id}:{other.id}")
    return Message(text=fit(parts), buttons=row(yes, _back(entry, words)))


def written(entry_id: int, verb: str) -> Markup:
    """The command as it can be copied and filled in."""
    return code(f"/incident {entry_id} {verb} …")


async def _change(entry: Entry, verb: str, value: str, call: Call, services: Services) -> Reply:
    words = await services.words_for(call)
    reports = await services.store.entries.reports(entry.incident_id)
    if verb == "withdraw":
        return Reply(messages=(withdrawing(entry, value, reports, words),))
    if verb == "merge":
        return await _merge(entry, value, words, services)
    if verb == "places":
        return await _set_places(entry, value, call, words, services)
    head = words.say("Readers will see under this report, and whoever was told of it is told of the note:")
    shown = note_lines(_as_noted(entry, verb, value), words)
    ends = [] if value else [words.say("Without text it is taken away.")]
    buttons = row(press(words.say("Yes"), f"inc:{verb}:{entry.id}"), _back(entry, words))
    text = fit([head, Markup("\n").join(shown), *ends, escape(value or "-")])
    return Reply(messages=(Message(text=text, buttons=buttons),))


async def _merge(entry: Entry, value: str, words: Words, services: Services) -> Reply:
    other = await services.store.entries.get(int(value)) if _is_number(value) else None
    if other is None:
        command = written(entry.id, "merge")
        said = words.say("Which report tells of the same? Its number stands in its card: {command}", command=command)
        return Reply(messages=(Message(text=said),))
    return Reply(messages=(await merging(entry, other, words, services),))


async def _set_places(entry: Entry, value: str, call: Call, words: Words, services: Services) -> Reply:
    """At once: readers are not told of it, and a button takes it back."""
    named = [name for part in value.split(",") if (name := part.strip())]
    keys = [place_called(name, services.terms) for name in named]
    unknown = [name for name, key in zip(named, keys, strict=True) if key is None]
    if unknown:
        said = words.say("I do not know this place: {places}", places=", ".join(unknown))
        return Reply(messages=(Message(text=said),))
    note = await services.store.edits.note_of(entry.id) or ReportNote()
    places = tuple(dict.fromkeys(key for key in keys if key))
    edit = await services.store.edits.correct(
        entry.id, ReportNote(note.title, note.note, note.topics, places), now=services.clock()
    )
    return await made(edit, call, words, services)


def _as_withdrawn(entry: Entry, why: str) -> Entry:
    return replace(entry, retracted=True, withdrawn_why=why, withdrawn_at=entry.read_at)


def _as_noted(entry: Entry, verb: str, value: str) -> Entry:
    return replace(entry, right_title=value) if verb == "title" else replace(entry, note=value)


def _marks(entry: Entry, words: Words, services: Services) -> list[Markup]:
    topics = ", ".join(services.terms.topic_name(key, words.language) for key in entry.topics)
    places = ", ".join(services.terms.place_name(key, words.language) for key in entry.places)
    return [
        words.say("Topics: {topics}", topics=topics or "-"),
        words.say("Places: {places}", places=places or "-"),
    ]


def _others(reports: Sequence[Entry], words: Words) -> list[Markup]:
    if not reports:
        return []
    head = words.say_many("{n} report more of this incident", "{n} reports more of this incident", n=len(reports))
    return [head, *(entry_line(each, words, number=each.id, width=90) for each in reports[:_REPORTS])]


def _back(entry: Entry, words: Words) -> Button:
    return cancel(words, f"inc:back:{entry.id}")


def _explain(words: Words) -> Message:
    more, edit, example = bold(words.say("More")), bold(words.say("Edit this report")), code("/incident 12")
    said = words.say(
        "Press {more} under a report and then {edit}, or write its number: {example}",
        more=more,
        edit=edit,
        example=example,
    )
    rest = words.say("There it can be withdrawn, corrected, merged with another incident or taken out of one.")
    return Message(text=fit([said, rest]))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15
