"""The buttons of a person's record: each asks first, then does it."""

from collections.abc import Awaitable, Callable, Mapping

from markupsafe import Markup, escape

from handlers.call import Button, Call, Message, Reply
from handlers.commands.edits import cancel, last_paragraph, made
from handlers.commands.people import NAME_LIMIT, choices, desk, key_of, merging, written
from handlers.languages import Words
from handlers.services import Services
from handlers.views.buttons import OddButton, column, press, rest, row
from handlers.views.entries import outlet_of, title_of, when_of
from handlers.views.text import bold, clean, fit, shorten
from store.person import Person

Step = Callable[[Person, list[str], Call, Words, Services], Awaitable[Reply]]
_FORMS = 10
_WORDS = 4
_ENTRIES = 8
_LONGEST = 15


async def pressed(call: Call, services: Services) -> Reply:
    """`ed:step:person` and what the step needs beside."""
    words = await services.words_for(call)
    step, _, given = rest(call.action).partition(":")
    number, *others = given.split(":")
    if step not in _STEPS or not _is_number(number):
        raise OddButton(call.action)
    known = await services.store.people.get(int(number))
    if known is None:
        return _shown(Message(text=words.say("There is no such person any more.")))
    return await _STEPS[step](known, others, call, words, services)


async def _open(known: Person, _: list[str], __: Call, words: Words, services: Services) -> Reply:
    """Under a message that stays."""
    return Reply(messages=(await desk(known.id, words, services),))


async def _back(known: Person, _: list[str], __: Call, words: Words, services: Services) -> Reply:
    """In place of a question."""
    return _shown(await desk(known.id, words, services))


async def _with(known: Person, _: list[str], __: Call, words: Words, services: Services) -> Reply:
    """Who may be the same person: those whose names are like it or share a word with it."""
    asked = [known.name, *reversed(known.name.split())]
    answers = [await services.store.people.look_up(each) for each in asked[:_WORDS]]
    near = tuple(one for found in answers for one in (found.match, *found.suggestions) if one)
    parts = [
        words.say("Who else is {name}? Choose, or send me the other name so:", name=bold(known.name)),
        written(known.id, "merge"),
    ]
    buttons = (*choices(near, f"ed:ask:{{}}:{known.id}", besides=known.id), *row(cancel(words, f"ed:back:{known.id}")))
    return _shown(Message(text=fit(parts), buttons=buttons))


async def _ask(known: Person, others: list[str], call: Call, words: Words, services: Services) -> Reply:
    return _shown(await merging(known.id, _number(others, call), words, services))


async def _merge(known: Person, others: list[str], call: Call, words: Words, services: Services) -> Reply:
    into = _number(others, call)
    edit = await services.store.edits.merge(known.id, into, now=services.clock())
    return await made(edit, call, words, services, buttons=row(press(words.say("The record"), f"ed:open:{into}")))


async def _names(known: Person, _: list[str], __: Call, words: Words, services: Services) -> Reply:
    """The spellings that there are, each as the name to be; another one is sent."""
    spellings = [one.spelling for one in await services.store.edits.spellings(known.id) if one.spelling != known.name]
    parts = [
        words.say("What shall {name} be called? Choose, or send me the name so:", name=bold(known.name)),
        written(known.id, "name"),
    ]
    offered = [press(escape(one), f"ed:called:{known.id}:{key_of(one)}") for one in spellings[:_FORMS]]
    return _shown(Message(text=fit(parts), buttons=column(*offered, cancel(words, f"ed:back:{known.id}"))))


async def _called(known: Person, others: list[str], call: Call, words: Words, services: Services) -> Reply:
    spelling = await _spelling(known, others, call, services)
    said = words.say("Shall {name} be called so from now on? The old name stays a spelling.", name=known.name)
    buttons = row(press(words.say("Yes"), f"ed:name:{known.id}"), cancel(words, f"ed:back:{known.id}"))
    return _shown(Message(text=fit([said, escape(spelling)]), buttons=buttons))


async def _rename(known: Person, _: list[str], call: Call, words: Words, services: Services) -> Reply:
    edit = await services.store.edits.rename(known.id, _typed(call), now=services.clock())
    return await made(edit, call, words, services, buttons=_record(known, words))


async def _forms(known: Person, _: list[str], __: Call, words: Words, services: Services) -> Reply:
    """Each spelling with a button to take it away; another one is sent."""
    spellings = [one.spelling for one in await services.store.edits.spellings(known.id)]
    parts = [
        words.say("Which spelling does not belong to {name}? A new one is sent so:", name=bold(known.name)),
        written(known.id, "alias"),
    ]
    away = [press(Markup("✕ {}").format(one), f"ed:drop:{known.id}:{key_of(one)}") for one in spellings[:_FORMS]]
    return _shown(Message(text=fit(parts), buttons=column(*away, cancel(words, f"ed:back:{known.id}"))))


async def _drop(known: Person, others: list[str], call: Call, words: Words, services: Services) -> Reply:
    """A spelling that updates have becomes a person of its own, any other just goes."""
    spelling = await _spelling(known, others, call, services)
    number = next(one.entries for one in await services.store.edits.spellings(known.id) if one.spelling == spelling)
    if number:
        said = words.say_many(
            "Is this somebody else? Then {n} update that says so goes to a person of its own.",
            "Is this somebody else? Then {n} updates that say so go to a person of their own.",
            n=number,
        )
        step = "split"
    else:
        said, step = words.say("No update has this spelling of {name}. Shall it go?", name=known.name), "remove"
    buttons = row(press(words.say("Yes"), f"ed:{step}:{known.id}"), cancel(words, f"ed:back:{known.id}"))
    return _shown(Message(text=fit([said, escape(spelling)]), buttons=buttons))


async def _split(known: Person, _: list[str], call: Call, words: Words, services: Services) -> Reply:
    edit = await services.store.edits.split(known.id, _typed(call), now=services.clock())
    return await made(edit, call, words, services, buttons=_record(known, words))


async def _remove(known: Person, _: list[str], call: Call, words: Words, services: Services) -> Reply:
    edit = await services.store.edits.remove_alias(known.id, _typed(call), now=services.clock())
    return await made(edit, call, words, services, buttons=_record(known, words))


async def _alias(known: Person, _: list[str], call: Call, words: Words, services: Services) -> Reply:
    edit = await services.store.edits.add_alias(known.id, _typed(call), now=services.clock())
    return await made(edit, call, words, services, buttons=_record(known, words))


async def _entries(known: Person, _: list[str], __: Call, words: Words, services: Services) -> Reply:
    """The updates, to choose the one that names somebody else of the same name."""
    page = await services.store.people.entries(known.id, offset=0, limit=_ENTRIES)
    lines = [
        Markup("{}. {} · {} · {}").format(place, title_of(entry, words, 90), outlet_of(entry), when_of(entry, words))
        for place, entry in enumerate(page.entries, 1)
    ]
    head = words.say("Which update names another {name}?", name=bold(known.name))
    chosen = [press(str(place), f"ed:other:{known.id}:{entry.id}") for place, entry in enumerate(page.entries, 1)]
    rows = tuple(line for start in range(0, len(chosen), 4) for line in row(*chosen[start : start + 4]))
    text = fit([head, *(lines or [words.say("Nothing yet.")])], separator="\n")
    return _shown(Message(text=text, buttons=(*rows, *row(cancel(words, f"ed:back:{known.id}")))))


async def _other(known: Person, others: list[str], call: Call, words: Words, services: Services) -> Reply:
    entry = await services.store.entries.get(_number(others, call))
    if entry is None:
        raise OddButton(call.action)
    parts = [
        words.say("Shall {name} in this update be a person of its own?", name=bold(known.name)),
        escape(title_of(entry, words)),
    ]
    buttons = row(press(words.say("Yes"), f"ed:apart:{known.id}:{entry.id}"), cancel(words, f"ed:entries:{known.id}"))
    return _shown(Message(text=fit(parts), buttons=buttons))


async def _apart(known: Person, others: list[str], call: Call, words: Words, services: Services) -> Reply:
    edit = await services.store.edits.split_entry(known.id, _number(others, call), now=services.clock())
    return await made(edit, call, words, services, buttons=_record(known, words))


def _record(known: Person, words: Words) -> tuple[tuple[Button, ...], ...]:
    return row(press(words.say("The record"), f"ed:open:{known.id}"))


async def _spelling(known: Person, others: list[str], call: Call, services: Services) -> str:
    """The spelling that the button means."""
    for one in await services.store.edits.spellings(known.id):
        if others and key_of(one.spelling) == others[0]:
            return one.spelling
    raise OddButton(call.action)


def _typed(call: Call) -> str:
    return shorten(clean(last_paragraph(call)), NAME_LIMIT)


def _number(others: list[str], call: Call) -> int:
    if not others or not _is_number(others[0]):
        raise OddButton(call.action)
    return int(others[0])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST


def _shown(message: Message) -> Reply:
    return Reply(messages=(message,), edit=True)


_STEPS: Mapping[str, Step] = {
    "open": _open,
    "back": _back,
    "with": _with,
    "ask": _ask,
    "merge": _merge,
    "names": _names,
    "called": _called,
    "name": _rename,
    "forms": _forms,
    "drop": _drop,
    "split": _split,
    "remove": _remove,
    "alias": _alias,
    "entries": _entries,
    "other": _other,
    "apart": _apart,
}
