"""The buttons of a report's desk: each asks first, then does it; topics are switched at once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from markupsafe import Markup, escape

from handlers.call import Button, Call, Message, Reply
from handlers.commands.edits import cancel, last_paragraph, made
from handlers.commands.incident import TEXT_LENGTH, WITH_REASON, desk, merging, withdrawing, written
from handlers.languages import Words
from handlers.services import Services
from handlers.views.buttons import OddButton, column, press, rest, row
from handlers.views.entries import entry_line, title_of
from handlers.views.people import name_for
from handlers.views.text import bold, clean, fit, shorten
from store.edit import ReportNote
from store.entry import Entry

Step = Callable[[Entry, str, Call, Words, Services], Awaitable[Reply]]
_NEAR = 6
_NEAR_READ = 40
_LONGEST = 15


async def pressed(call: Call, services: Services) -> Reply:
    """`inc:step:report` and what the step needs beside."""
    words = await services.words_for(call)
    step, _, given = rest(call.action).partition(":")
    number, _, more = given.partition(":")
    if step not in _STEPS or not _is_number(number):
        raise OddButton(call.action)
    entry = await services.store.entries.get(int(number))
    if entry is None:
        return _shown(Message(text=words.say("This update is no longer in my archive.")))
    return await _STEPS[step](entry, more, call, words, services)


async def _open(entry: Entry, _: str, __: Call, words: Words, services: Services) -> Reply:
    return Reply(messages=(await desk(entry, words, services),))


async def _back(entry: Entry, _: str, __: Call, words: Words, services: Services) -> Reply:
    return _shown(await desk(entry, words, services))


async def _withdraw(entry: Entry, _: str, __: Call, words: Words, services: Services) -> Reply:
    reports = await services.store.entries.reports(entry.incident_id)
    return _shown(withdrawing(entry, "", reports, words))


async def _gone(entry: Entry, more: str, call: Call, words: Words, services: Services) -> Reply:
    """With `why` the reason stands last in the preview."""
    return await _retract([entry.id], more, call, words, services)


async def _all_gone(entry: Entry, more: str, call: Call, words: Words, services: Services) -> Reply:
    reports = await services.store.entries.reports(entry.incident_id)
    return await _retract([each.id for each in reports], more, call, words, services)


async def _retract(entry_ids: list[int], more: str, call: Call, words: Words, services: Services) -> Reply:
    reason = shorten(clean(last_paragraph(call)), TEXT_LENGTH) if more == WITH_REASON else ""
    edit = await services.store.edits.retract(entry_ids, reason, now=services.clock())
    return await made(edit, call, words, services)


async def _write(entry: Entry, _: str, __: Call, words: Words, _services: Services) -> Reply:
    parts = [
        words.say("The outlet's own words stay. What the editors say stands beside them, marked as theirs. Send me:"),
        Markup("\n").join([written(entry.id, "title"), written(entry.id, "note")]),
    ]
    return _shown(Message(text=fit(parts), buttons=row(_cancel(entry, words))))


async def _title(entry: Entry, _: str, call: Call, words: Words, services: Services) -> Reply:
    return await _note(entry, lambda note, text: replace(note, title=text), call, words, services)


async def _remark(entry: Entry, _: str, call: Call, words: Words, services: Services) -> Reply:
    return await _note(entry, lambda note, text: replace(note, note=text), call, words, services)


async def _note(
    entry: Entry, change: Callable[[ReportNote, str], ReportNote], call: Call, words: Words, services: Services
) -> Reply:
    typed = shorten(clean(last_paragraph(call)), TEXT_LENGTH)
    note = await services.store.edits.note_of(entry.id) or ReportNote()
    changed = change(note, "" if typed == "-" else typed)
    return await made(
        await services.store.edits.correct(entry.id, changed, now=services.clock()), call, words, services
    )


async def _topics(entry: Entry, key: str, call: Call, words: Words, services: Services) -> Reply:
    """Every topic with a button; pressed, it is switched and the list shown again."""
    if key and key not in services.terms.topics:
        raise OddButton(call.action)
    if key:
        topics = tuple(each for each in entry.topics if each != key)
        topics = topics if key in entry.topics else (*entry.topics, key)
        note = await services.store.edits.note_of(entry.id) or ReportNote()
        edit = await services.store.edits.correct(entry.id, replace(note, topics=topics), now=services.clock())
        await made(edit, call, words, services)
        entry = replace(entry, topics=topics)
    names = {each: services.terms.topic_name(each, words.language) for each in services.terms.topics}
    switches = [
        press(f"{'✓' if each in entry.topics else '·'} {name}", f"inc:topics:{entry.id}:{each}")
        for each, name in names.items()
    ]
    rows = tuple(line for start in range(0, len(switches), 2) for line in row(*switches[start : start + 2]))
    parts = [bold(title_of(entry, words)), words.say("What is it about? Press a topic to add it or take it away.")]
    back = row(press(words.say("« Back"), f"inc:back:{entry.id}"))
    return _shown(Message(text=fit(parts), buttons=(*rows, *back)))


async def _places(entry: Entry, _: str, __: Call, words: Words, services: Services) -> Reply:
    names = ", ".join(services.terms.place_name(key, words.language) for key in entry.places)
    parts = [
        words.say("Places: {places}", places=names or "-"),
        words.say("Where did it happen? Send me all places, with commas between:"),
        written(entry.id, "places"),
    ]
    return _shown(Message(text=fit(parts), buttons=row(_cancel(entry, words))))


async def _people(entry: Entry, _: str, __: Call, words: Words, services: Services) -> Reply:
    """Those whom the report names: who of them is somebody else of the same name?"""
    named = await services.store.people.named_in(entry.id)
    chosen = [press(escape(name_for(each, words.language)), f"ed:other:{each.id}:{entry.id}") for each in named]
    said = words.say("Who of these is somebody else of the same name?") if named else words.say("Nobody is named here.")
    return _shown(Message(text=said, buttons=column(*chosen, _cancel(entry, words))))


async def _near(entry: Entry, _: str, __: Call, words: Words, services: Services) -> Reply:
    """Incidents that may be the same: those naming the same people, nearest in time first; any other by its number."""
    near = await _alike(entry, services)
    lines = [entry_line(each, words, number=place, width=90) for place, each in enumerate(near, 1)]
    chosen = [press(str(place), f"inc:ask:{entry.id}:{each.id}") for place, each in enumerate(near, 1)]
    parts = [
        words.say("Which incident is the same? Choose, or send me a report's number:"),
        written(entry.id, "merge"),
        *lines,
    ]
    return _shown(Message(text=fit(parts), buttons=(*row(*chosen), *row(_cancel(entry, words)))))


async def _alike(entry: Entry, services: Services) -> list[Entry]:
    found: dict[int, Entry] = {}
    for known in (await services.store.people.named_in(entry.id))[:3]:
        page = await services.store.people.entries(known.id, offset=0, limit=_NEAR_READ)
        for each in page.entries:
            if each.incident_id != entry.incident_id:
                found.setdefault(each.incident_id, each)
    at = entry.published_at or entry.read_at
    return sorted(found.values(), key=lambda each: abs((each.published_at or each.read_at) - at))[:_NEAR]


async def _ask(entry: Entry, more: str, call: Call, words: Words, services: Services) -> Reply:
    return _shown(await merging(entry, await _other(more, call, services), words, services))


async def _merge(entry: Entry, more: str, call: Call, words: Words, services: Services) -> Reply:
    other = await _other(more, call, services)
    edit = await services.store.edits.join(entry.incident_id, other.incident_id, now=services.clock())
    return await made(edit, call, words, services)


async def _part(entry: Entry, _: str, __: Call, words: Words, _services: Services) -> Reply:
    parts = [words.say("Shall this report be an incident of its own?"), entry_line(entry, words)]
    buttons = row(press(words.say("Yes"), f"inc:separate:{entry.id}"), _cancel(entry, words))
    return _shown(Message(text=fit(parts), buttons=buttons))


async def _separate(entry: Entry, _: str, call: Call, words: Words, services: Services) -> Reply:
    return await made(await services.store.edits.separate(entry.id, now=services.clock()), call, words, services)


async def _other(more: str, call: Call, services: Services) -> Entry:
    entry = await services.store.entries.get(int(more)) if _is_number(more) else None
    if entry is None:
        raise OddButton(call.action)
    return entry


def _cancel(entry: Entry, words: Words) -> Button:
    return cancel(words, f"inc:back:{entry.id}")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST


def _shown(message: Message) -> Reply:
    return Reply(messages=(message,), edit=True)


_STEPS: Mapping[str, Step] = {
    "open": _open,
    "back": _back,
    "withdraw": _withdraw,
    "gone": _gone,
    "allgone": _all_gone,
    "write": _write,
    "title": _title,
    "note": _remark,
    "topics": _topics,
    "places": _places,
    "people": _people,
    "near": _near,
    "ask": _ask,
    "merge": _merge,
    "part": _part,
    "separate": _separate,
}
