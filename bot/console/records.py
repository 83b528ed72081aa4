"""`jarchy people …`: the records of people, looked up and changed as editors do in the chat."""

from collections.abc import Awaitable
from typing import Any

from bot.app import Base
from bot.console.terminal import fail
from store.admin import COMMAND_LINE, Deed
from store.edit import Edit, EditKind
from store.person import MatchKind, Person

Json = dict[str, Any]
_DEEDS = {
    EditKind.MERGED: Deed.PEOPLE_MERGED,
    EditKind.SPLIT: Deed.PERSON_SPLIT,
    EditKind.RENAMED: Deed.PERSON_RENAMED,
    EditKind.ALIAS_ADDED: Deed.ALIAS_ADDED,
    EditKind.ALIAS_REMOVED: Deed.ALIAS_REMOVED,
}


async def find(base: Base, who: str) -> Person:
    """The person of that number or name; a name that is not surely somebody's ends the program."""
    if who.isascii() and who.isdigit():
        known = await base.store.people.get(int(who))
        return known or fail(f"there is no person {who}")
    found = await base.store.people.look_up(who)
    match = found.match
    if match is None or match.kind is MatchKind.FUZZY:
        near = [match, *found.suggestions] if match else [*found.suggestions]
        offered = ", ".join(f"{one.person_id} {one.name}" for one in near)
        fail(f"nobody is surely called {who!r}" + (f"; perhaps {offered}" if offered else ""))
    known = await base.store.people.get(match.person_id)
    return known or fail(f"there is no person {match.person_id}")


async def describe(base: Base, known: Person) -> Json:
    """A record as plain values."""
    spellings = await base.store.edits.spellings(known.id)
    page = await base.store.people.entries(known.id, offset=0, limit=1)
    return {
        "person": known.id,
        "name": known.name,
        "entries": page.total,
        "merged": sorted(known.merged),
        "spellings": [{"spelling": one.spelling, "listed": one.listed, "entries": one.entries} for one in spellings],
    }


async def change(base: Base, made: Awaitable[Edit | None], *, undoing: bool = False) -> Edit:
    """Await the change and write it into the audit log; ends the program where there was nothing to change."""
    edit = await made
    if edit is None:
        fail("this cannot be undone: it was undone already, or changed again since" if undoing else "nothing to change")
    deed = Deed.EDIT_UNDONE if undoing else _DEEDS[edit.kind]
    detail = " → ".join(edit.told)[:200]
    await base.store.admins.record(int(COMMAND_LINE), deed, detail=detail, now=base.clock.now())
    return edit


def describe_edit(edit: Edit) -> Json:
    """A change as plain values."""
    return {
        "change": edit.id,
        "kind": edit.kind,
        "told": list(edit.told),
        "person": edit.person_id,
        "entry": edit.entry_id,
        "made_at": edit.made_at.isoformat(),
        "undone_at": edit.undone_at.isoformat() if edit.undone_at else None,
    }
