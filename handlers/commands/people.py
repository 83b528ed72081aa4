"""/people: an editor's desk for the record of a person: merge, split, rename, spellings."""

import hashlib

from markupsafe import Markup, escape

from handlers.call import Button, Call, Message, Reply
from handlers.commands.edits import cancel, lately
from handlers.languages import Words
from handlers.services import Services
from handlers.views.buttons import column, press, row
from handlers.views.text import bold, clean, code, fit, shorten
from store.edit import Spelling
from store.person import Person, PersonMatch

NAME_LIMIT = 80
_SPELLINGS = 12
_OFFERED = 6
_VERBS = ("name", "alias", "merge")


async def people(call: Call, services: Services) -> Reply:
    """`/people NAME` opens somebody's record; `/people 12 name …`, `alias …` and `merge …` change record 12."""
    words = await services.words_for(call)
    typed = shorten(clean(call.arguments), 2 * NAME_LIMIT)
    if not typed:
        return Reply(messages=(_explain(words), await lately(words, services)))
    number, _, said = typed.partition(" ")
    if number.isascii() and number.isdigit() and len(number) <= 15:
        verb, _, value = said.partition(" ")
        return await _change(int(number), verb.casefold(), value.strip(), words, services)
    found = await services.store.people.look_up(typed)
    if found.match:
        return Reply(messages=(await desk(found.match.person_id, words, services),))
    buttons = choices(found.suggestions, "ed:open:{}")
    return Reply(messages=(Message(text=_unknown(typed, words), buttons=buttons),))


async def desk(person_id: int, words: Words, services: Services) -> Message:
    """The record: its number, every spelling with the number of updates that have it, and what can be changed."""
    known = await services.store.people.get(person_id)
    if known is None:
        return Message(text=words.say("There is no such person any more."))
    spellings = await services.store.edits.spellings(known.id)
    lines = [_spelling(one, words) for one in spellings[:_SPELLINGS]]
    if len(spellings) > _SPELLINGS:
        more = len(spellings) - _SPELLINGS
        lines.append(words.say_many("and {n} spelling more", "and {n} spellings more", n=more))
    parts = [
        Markup("\n").join([bold(shorten(clean(known.name), NAME_LIMIT)), words.say("Record {n}", n=known.id)]),
        Markup("\n").join([words.say("Spellings:"), *lines]),
        words.say("Every change shows first what it will do, and can be undone."),
    ]
    buttons = (
        *row(press(words.say("Merge"), f"ed:with:{known.id}"), press(words.say("Rename"), f"ed:names:{known.id}")),
        *row(
            press(words.say("Spellings"), f"ed:forms:{known.id}"),
            press(words.say("A namesake"), f"ed:entries:{known.id}"),
        ),
        *row(press(words.say("What is shown"), f"i:{known.id}"), press(words.say("All changes"), "undo:list:0")),
    )
    return Message(text=fit(parts), buttons=buttons)


async def merging(person_id: int, into: int, words: Words, services: Services) -> Message:
    """What a merge would do; either name may stay."""
    goes, stays = await services.store.people.get(person_id), await services.store.people.get(into)
    if goes is None or stays is None or goes.id == stays.id:
        return Message(text=words.say("These are one person already, or one of them is gone."))
    numbers = [await _count(one, services) for one in (goes, stays)]
    parts = [
        bold(words.say("Are these one person?")),
        Markup("\n").join(_with_count(one, n, words) for one, n in zip((goes, stays), numbers, strict=True)),
        words.say("All updates, spellings and followers of both come together, of later updates too."),
    ]
    buttons = column(
        press(words.say("Yes, call them {name}", name=stays.name), f"ed:merge:{goes.id}:{stays.id}"),
        press(words.say("Yes, call them {name}", name=goes.name), f"ed:merge:{stays.id}:{goes.id}"),
        cancel(words, f"ed:back:{goes.id}"),
    )
    return Message(text=fit(parts), buttons=buttons)


def choices(
    matches: tuple[PersonMatch, ...], action: str, besides: int | None = None
) -> tuple[tuple[Button, ...], ...]:
    """A button for each person; `{}` in `action` becomes the number."""
    offered = {match.person_id: match.name for match in matches if match.person_id != besides}
    return column(*(press(escape(name), action.format(number)) for number, name in list(offered.items())[:_OFFERED]))


def key_of(spelling: str) -> str:
    """A spelling in a button: too short to say it, long enough to know it by."""
    return hashlib.sha256(spelling.encode()).hexdigest()[:10]


def written(person_id: int, verb: str, value: str = "…") -> Markup:
    """The command as it can be copied and filled in."""
    return code(f"/people {person_id} {verb} {value}")


async def _change(person_id: int, verb: str, value: str, words: Words, services: Services) -> Reply:
    known = await services.store.people.get(person_id)
    if known is None or (verb and (verb not in _VERBS or not value)):
        return Reply(messages=(_explain(words),))
    if not verb:
        return Reply(messages=(await desk(known.id, words, services),))
    value = shorten(value, NAME_LIMIT)
    if verb == "merge":
        return Reply(messages=(await _merge_with(known, value, words, services),))
    if verb == "name":
        said = words.say("Shall {name} be called so from now on? The old name stays a spelling.", name=known.name)
    else:
        said = words.say("Shall this be one more spelling of {name}?", name=known.name)
    taken = await _taken_by(value, known, words, services)
    text = fit([said, *taken, escape(value)])
    buttons = row(press(words.say("Yes"), f"ed:{verb}:{known.id}"), cancel(words, f"ed:back:{known.id}"))
    return Reply(messages=(Message(text=text, buttons=buttons),))


async def _merge_with(known: Person, name: str, words: Words, services: Services) -> Message:
    found = await services.store.people.look_up(name)
    if found.match and found.match.person_id != known.id:
        return await merging(found.match.person_id, known.id, words, services)
    buttons = choices(found.suggestions, f"ed:ask:{{}}:{known.id}", besides=known.id)
    return Message(text=_unknown(name, words), buttons=buttons)


async def _taken_by(value: str, known: Person, words: Words, services: Services) -> list[Markup]:
    """A warning where the spelling already finds somebody else."""
    match = (await services.store.people.look_up(value)).match
    if match is None or match.person_id == known.id:
        return []
    return [words.say("Careful: so far this finds {name}. Perhaps merge the two instead?", name=match.name)]


async def _count(known: Person, services: Services) -> int:
    return (await services.store.people.entries(known.id, offset=0, limit=1)).total


def _with_count(known: Person, number: int, words: Words) -> Markup:
    counted = words.say_many("{n} update", "{n} updates", n=number)
    return Markup("{} · {}").format(bold(shorten(clean(known.name), NAME_LIMIT)), counted)


def _spelling(one: Spelling, words: Words) -> Markup:
    counted = words.say_many("{n} update", "{n} updates", n=one.entries) if one.entries else words.say("listed")
    return Markup("{} · {}").format(escape(shorten(clean(one.spelling), NAME_LIMIT)), counted)


def _unknown(typed: str, words: Words) -> Markup:
    return words.say("I know nobody whose name is written {name}.", name=bold(shorten(typed, NAME_LIMIT)))


def _explain(words: Words) -> Message:
    parts = [
        words.say("Whose record shall be changed? Write the name after the command:"),
        Markup("\n").join([code("/people Askarov"), code("/people Карасартова")]),
        words.say("There two records can be merged, one split, a name or a spelling changed."),
    ]
    return Message(text=fit(parts))
