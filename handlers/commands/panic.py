"""/panic: stop everything at once; `/panic off` goes on; `/panic wipe` destroys the list of readers."""

from datetime import datetime

from handlers.call import Call, Message, Reply
from handlers.languages import Words
from handlers.rights import tell_admins
from handlers.services import Services
from handlers.views.buttons import OddButton, press, rest, row
from handlers.views.text import bold, code, fit
from store.admin import Deed, Role

_CONFIRM_WITHIN = 300  # seconds between asking for the wipe and its last confirmation


async def panic(call: Call, services: Services) -> Reply:
    """Any admin may pull the brake; only an owner lets go of it, or wipes."""
    words = await services.words_for(call)
    wanted = call.arguments.strip().lower()
    owner = await services.role_of(call.user_id) is Role.OWNER
    if wanted in {"off", "wipe"} and not owner:
        return Reply(messages=(Message(text=words.say("Only an owner can do that.")),))
    if wanted == "off":
        return await _let_go(call, words, services)
    if wanted == "wipe":
        return _ask_to_wipe(words, services.clock())
    return await _stop(call, words, services)


async def pressed(call: Call, services: Services) -> Reply:
    """`z:wipe1:stamp`, then `z:wipe2:stamp`; `z:no`."""
    words = await services.words_for(call)
    step, _, stamp = rest(call.action).partition(":")
    if step == "no":
        return Reply(messages=(Message(text=words.say("All right, everything stays as it is.")),), edit=True)
    if await services.role_of(call.user_id) is not Role.OWNER or not _recent(stamp, services.clock()):
        raise OddButton(call.action)
    if step == "wipe1":
        return _ask_again(words, stamp)
    if step == "wipe2":
        return await _wipe(call, words, services)
    raise OddButton(call.action)


async def _stop(call: Call, words: Words, services: Services) -> Reply:
    await services.store.panic.set(on=True, now=services.clock())
    await services.store.admins.record(call.user_id or 0, Deed.PANIC_ON, now=services.clock())

    def tell(theirs: Words) -> Message:
        return Message(text=theirs.say("Everything was stopped by {number}.", number=code(str(call.user_id))))

    parts = [
        bold(words.say("Everything is stopped.")),
        words.say("Nothing is sent, and nobody but an owner is answered. What waits is kept."),
        words.say("To go on: {command}", command="/panic off"),
        words.say("To destroy the list of readers: {command}", command=code("/panic wipe")),
    ]
    notes = await tell_admins(services, tell, but={call.user_id or 0})
    return Reply(messages=(Message(text=fit(parts)),), notes=notes)


async def _let_go(call: Call, words: Words, services: Services) -> Reply:
    await services.store.panic.set(on=False, now=services.clock())
    await services.store.admins.record(call.user_id or 0, Deed.PANIC_OFF, now=services.clock())
    services.wake_courier()

    def tell(theirs: Words) -> Message:
        return Message(text=theirs.say("Everything goes on."))

    notes = await tell_admins(services, tell, but={call.user_id or 0})
    return Reply(messages=(Message(text=words.say("Everything goes on.")),), notes=notes)


def _ask_to_wipe(words: Words, now: datetime) -> Reply:
    stamp = int(now.timestamp())
    parts = [
        bold(words.say("Destroy the list of readers?")),
        words.say(
            "Every reader, what they follow and what was sent to them is deleted for good. No backup is touched."
        ),
    ]
    buttons = row(press(words.say("Yes, destroy it"), f"z:wipe1:{stamp}"), press(words.say("No"), "z:no"))
    return Reply(messages=(Message(text=fit(parts), buttons=buttons),))


def _ask_again(words: Words, stamp: str) -> Reply:
    said = words.say("Once more: this cannot be undone. Destroy the list of readers now?")
    buttons = row(press(words.say("No"), "z:no"), press(words.say("Destroy it now"), f"z:wipe2:{stamp}"))
    return Reply(messages=(Message(text=said, buttons=buttons),), edit=True)


async def _wipe(call: Call, words: Words, services: Services) -> Reply:
    number = await services.store.panic.wipe()
    await services.store.admins.record(call.user_id or 0, Deed.WIPED, now=services.clock())
    said = words.say_many(
        "Done. {n} chat was deleted. Nothing is known about readers any more.",
        "Done. {n} chats were deleted. Nothing is known about readers any more.",
        n=number,
    )
    return Reply(messages=(Message(text=said),), edit=True)


def _recent(stamp: str, now: datetime) -> bool:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    return 0 <= now.timestamp() - int(stamp) <= _CONFIRM_WITHIN
