"""/person: what was written about somebody, whichever way the name was written."""

from dataclasses import replace

from markupsafe import Markup, escape

from handlers.call import Button, Call, Message, Reply
from handlers.languages import Words
from handlers.rights import edits_here
from handlers.services import Services
from handlers.sharing import PERSON, share_button
from handlers.views.buttons import column, fitting, numbers, press, row, turning
from handlers.views.entries import entry_line, outlet_of, when_of
from handlers.views.hits import sentence_with
from handlers.views.people import name_for
from handlers.views.text import bold, clean, code, fit, fits, shorten
from store.entry import Entry
from store.people.roles import role_in
from store.person import MatchKind, Person, PersonLookup, PersonMatch, StoredMention
from store.text.folding import fold

PAGE = 5
_READ_FOR_ROLE = 20
_ROLES = 2
_OFFERED = 5
_NAME = 80
_SPELLINGS = 4
_SENTENCES = (240, 150, 80)


async def person(call: Call, services: Services) -> Reply:
    """Without a name it explains itself. It says who was understood, and calls a name that is only near just that.

    Editors get a button to change the record, in private.
    """
    words = await services.words_for(call)
    typed = shorten(clean(call.arguments), 100)
    if not typed:
        return Reply(messages=(explain(words),))
    found = await services.store.people.look_up(typed)
    if found.match is None:
        return Reply(messages=(_offer(typed, found, words),))
    editing = await edits_here(call, services)
    return await card(found.match.person_id, 0, words, services, understood=found, editing=editing)


async def turn(call: Call, services: Services) -> Reply:
    """A page of somebody's entries: `p:person:offset`."""
    person_id, offset = numbers(call.action, 2)
    editing = await edits_here(call, services)
    reply = await card(person_id, offset, await services.words_for(call), services, editing=editing)
    return Reply(messages=reply.messages, edit=True)


async def open_person(call: Call, services: Services) -> Reply:
    """`i:person`: somebody's card under another message, which stays."""
    (person_id,) = numbers(call.action, 1)
    editing = await edits_here(call, services)
    return await card(person_id, 0, await services.words_for(call), services, editing=editing)


async def card(
    person_id: int,
    offset: int,
    words: Words,
    services: Services,
    *,
    understood: PersonLookup | None = None,
    editing: bool = False,
) -> Reply:
    """Who it is, and the entries that name the person, newest first, with the sentence around the name."""
    known = await services.store.people.get(person_id)
    if known is None:
        gone = words.say(
            "I no longer know this person. Please send me the name: {example}", example=code("/person Askarov")
        )
        return Reply(messages=(Message(text=gone),))
    read = await services.store.people.entries(person_id, offset=offset, limit=PAGE if offset else _READ_FOR_ROLE)
    mentions = await services.store.people.mentions(person_id, [entry.id for entry in read.entries])
    page = replace(read, entries=read.entries[:PAGE])
    heading = _heading(known, understood, words)
    count = (
        words.say_many("{n} update names this person", "{n} updates name this person", n=page.total)
        if page.total
        else words.say("No update in my archive names this person yet.")
    )
    facts = [*heading, *([] if offset else _roles(read.entries, mentions, words)), count, *_gone(page.withdrawn, words)]
    text = _listed(facts, page.entries, mentions, words, first=offset + 1)
    buttons = turning(words, f"p:{person_id}:{{offset}}", offset=offset, size=PAGE, total=page.total)
    name = name_for(known, words.language)
    share = share_button(words.say("Share"), PERSON, person_id, services.username, title=name)
    follow = row(press(words.say("Follow this person"), f"w:p:{person_id}"), share)
    others = _choices(understood.suggestions if understood else (), besides=person_id)
    edit = row(press(words.say("Edit this person"), f"ed:open:{known.id}") if editing else None)
    return Reply(messages=(Message(text=text, buttons=(*buttons, *follow, *others, *edit)),))


def _roles(entries: tuple[Entry, ...], mentions: list[StoredMention], words: Words) -> list[Markup]:
    """What entries call the person, the newest of each word, with who wrote it when."""
    by_id = {entry.id: entry for entry in entries}
    found: dict[str, Entry] = {}
    for mention in mentions:
        role = role_in(clean(mention.sentence), clean(mention.surface), clean(mention.name))
        if role and mention.entry_id in by_id:
            found.setdefault(role, by_id[mention.entry_id])
        if len(found) == _ROLES:
            break
    lines = [
        words.say(
            "Described as “{role}”: {outlet}, {date}", role=role, outlet=outlet_of(entry), date=when_of(entry, words)
        )
        for role, entry in found.items()
    ]
    return [Markup("\n").join(lines)] if lines else []


def _gone(withdrawn: tuple[Entry, ...], words: Words) -> list[Markup]:
    """That reports were withdrawn, without what they said."""
    if not withdrawn:
        return []
    which = ", ".join(f"{outlet_of(entry)}, {when_of(entry, words)}" for entry in withdrawn)
    return [words.say("Withdrawn since, and no longer shown here: {reports}", reports=which)]


def explain(words: Words) -> Message:
    parts = [
        words.say("Whom shall I look for? Write the name after the command:"),
        Markup("\n").join(map(code, ("/person Askarov", "/person Азимжан Аскаров", "/person Карасартова"))),
        words.say("Kyrgyz, Russian or English spelling, first name or surname first: all will do."),
    ]
    return Message(text=fit(parts))


def _heading(known: Person, understood: PersonLookup | None, words: Words) -> list[Markup]:
    """Who it is, how that was understood, and the other spellings."""
    name = name_for(known, words.language)
    lines = [bold(shorten(clean(name), _NAME))]
    if understood and understood.match:
        lines.append(_understanding(understood.query, understood.match, name, words))
    others = dict.fromkeys(clean(spelling) for spelling in (known.name, *known.aliases) if spelling != name)
    if others:
        spellings = ", ".join(list(others)[:_SPELLINGS])
        lines.append(words.say("Also written: {names}", names=shorten(spellings, 2 * _NAME)))
    parts = [Markup("\n").join(lines)]
    if understood and understood.suggestions:
        parts.append(words.say("Somebody else? Choose below."))
    return parts


def _understanding(query: str, match: PersonMatch, name: str, words: Words) -> Markup:
    found = name if fold(name) == fold(match.spelling) else match.spelling
    typed, spelling = shorten(clean(query), _NAME), shorten(clean(found), _NAME)
    if match.kind is MatchKind.EXACT or typed == spelling:
        return words.say("You wrote {typed}: this spelling is known.", typed=typed)
    if match.kind is MatchKind.VARIANT:
        return words.say("You wrote {typed}: understood as {spelling}.", typed=typed, spelling=spelling)
    return words.say("You wrote {typed}: most likely {name} is meant.", typed=typed, name=shorten(clean(name), _NAME))


def _listed(
    heading: list[Markup], entries: tuple[Entry, ...], mentions: list[StoredMention], words: Words, *, first: int
) -> Markup:
    """Every entry of the page; sentences get shorter until all fit."""
    parts = heading
    for width in _SENTENCES:
        parts = heading + [
            Markup("\n").join(_with_sentence(entry, mentions, words, first + place, width))
            for place, entry in enumerate(entries)
        ]
        if fits(Markup("\n\n").join(parts)):
            break
    return fit(parts)


def _with_sentence(entry: Entry, mentions: list[StoredMention], words: Words, number: int, width: int) -> list[Markup]:
    lines = [entry_line(entry, words, number=number, width=width)]
    named = (mention for mention in mentions if mention.entry_id == entry.id)
    told = next((mention for mention in named if clean(mention.sentence) not in {"", clean(entry.title)}), None)
    if told:
        lines.append(sentence_with(told.sentence, told.surface, limit=width))
    return lines


def _offer(typed: str, found: PersonLookup, words: Words) -> Message:
    parts = [words.say("I know nobody whose name is written {name}.", name=bold(typed))]
    buttons = _choices(found.suggestions)
    if buttons:
        parts.append(words.say("Did you mean one of these?"))
    else:
        parts.append(words.say("Perhaps nobody by that name has been written about, or I spell it differently."))
    search = fitting(words.say("Search all texts for this"), f"t:{typed}")
    return Message(text=fit(parts), buttons=(*buttons, *column(search)))


def _choices(matches: tuple[PersonMatch, ...], besides: int | None = None) -> tuple[tuple[Button, ...], ...]:
    offered = {match.person_id: match.name for match in matches if match.person_id != besides}
    chosen = list(offered.items())[:_OFFERED]
    return column(*(press(escape(name), f"p:{person_id}:0") for person_id, name in chosen))
