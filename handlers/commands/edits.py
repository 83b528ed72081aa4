"""What editors changed lately, and taking it back; and what all their changes have in common."""

from markupsafe import Markup, escape

from handlers.call import Button, Call, Message, Reply
from handlers.languages import Words
from handlers.services import Services
from handlers.views.buttons import OddButton, press, rest, row
from handlers.views.edits import name_edit
from handlers.views.text import bold, fit
from store.admin import Deed
from store.edit import Edit, EditKind

_SHOWN = 8
_DEEDS = {
    EditKind.MERGED: Deed.PEOPLE_MERGED,
    EditKind.SPLIT: Deed.PERSON_SPLIT,
    EditKind.RENAMED: Deed.PERSON_RENAMED,
    EditKind.ALIAS_ADDED: Deed.ALIAS_ADDED,
    EditKind.ALIAS_REMOVED: Deed.ALIAS_REMOVED,
    EditKind.RETRACTED: Deed.REPORTS_WITHDRAWN,
    EditKind.CORRECTED: Deed.REPORT_CORRECTED,
    EditKind.JOINED: Deed.INCIDENTS_MERGED,
    EditKind.SEPARATED: Deed.REPORT_SEPARATED,
}
_DETAIL = 200


async def pressed(call: Call, services: Services) -> Reply:
    """`undo:list:8` shows the changes from the eighth on; `undo:do:12` takes one back."""
    words = await services.words_for(call)
    step, _, given = rest(call.action).partition(":")
    if not (given.isascii() and given.isdigit() and len(given) <= 15):
        raise OddButton(call.action)
    if step == "list":
        return Reply(messages=(await lately(words, services, offset=int(given)),), edit=True)
    if step == "do":
        return await _undo(int(given), call, words, services)
    raise OddButton(call.action)


async def lately(words: Words, services: Services, *, offset: int = 0) -> Message:
    """The newest changes, each with a button that takes it back."""
    edits = await services.store.edits.recent(limit=_SHOWN + 1, offset=offset)
    shown = edits[:_SHOWN]
    lines = [_line(place, edit, words) for place, edit in enumerate(shown, offset + 1)]
    undo = [
        press(words.say("Undo {n}", n=place), f"undo:do:{edit.id}")
        for place, edit in enumerate(shown, offset + 1)
        if edit.undone_at is None
    ]
    pages = row(
        press(words.say("« Back"), f"undo:list:{max(0, offset - _SHOWN)}") if offset else None,
        press(words.say("More »"), f"undo:list:{offset + _SHOWN}") if len(edits) > _SHOWN else None,
    )
    head = bold(words.say("What editors changed last"))
    parts = [head, *(lines or [words.say("Nothing yet.")])]
    rows = tuple(line for start in range(0, len(undo), 4) for line in row(*undo[start : start + 4]))
    return Message(text=fit(parts, separator="\n"), buttons=(*rows, *pages))


async def made(
    edit: Edit | None,
    call: Call,
    words: Words,
    services: Services,
    *,
    buttons: tuple[tuple[Button, ...], ...] = (),
) -> Reply:
    """What to answer once a change was asked for: it is written down, and offered to be undone."""
    if edit is None:
        said = words.say("Nothing to change: it is so already, or somebody was faster.")
        return Reply(messages=(Message(text=said, buttons=buttons),), edit=call.action is not None)
    await record(edit, _DEEDS[edit.kind], call, services)
    services.wake_courier()
    undo = row(press(words.say("Undo"), f"undo:do:{edit.id}"), press(words.say("All changes"), "undo:list:0"))
    text = fit([bold(words.say("Done.")), name_edit(edit, words)], separator="\n")
    return Reply(messages=(Message(text=text, buttons=(*undo, *buttons)),), edit=call.action is not None)


async def record(edit: Edit, deed: Deed, call: Call, services: Services) -> None:
    """Into the audit log: who, what, and the names or titles concerned."""
    detail = " → ".join(edit.told)[:_DETAIL]
    await services.store.admins.record(call.user_id or 0, deed, detail=detail, now=services.clock())


def last_paragraph(call: Call) -> str:
    """What a preview put last: the text that its button is about."""
    text = call.origin_text.rsplit("\n\n", 1)[-1].strip()
    if not text:
        raise OddButton(call.action)
    return text


def cancel(words: Words, action: str) -> Button:
    return press(words.say("Cancel"), action)


async def _undo(edit_id: int, call: Call, words: Words, services: Services) -> Reply:
    undone = await services.store.edits.undo(edit_id, now=services.clock())
    again = row(press(words.say("All changes"), "undo:list:0"))
    if undone is None:
        said = words.say("This cannot be undone: it was undone already, or changed again since.")
        return Reply(messages=(Message(text=said, buttons=again),), edit=True)
    await record(undone, Deed.EDIT_UNDONE, call, services)
    services.wake_courier()
    text = fit([bold(words.say("Undone.")), Markup("<s>{}</s>").format(name_edit(undone, words))], separator="\n")
    return Reply(messages=(Message(text=text, buttons=again),), edit=True)


def _line(place: int, edit: Edit, words: Words) -> Markup:
    said = name_edit(edit, words)
    if edit.undone_at:
        said = Markup("<s>{}</s> · {}").format(said, words.say("undone"))
    return Markup("{}. {} · {}").format(place, escape(words.date(edit.made_at)), said)
