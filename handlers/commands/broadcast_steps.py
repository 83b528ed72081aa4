"""The buttons of a broadcast: choose who gets it and when, send, confirm, pause, go on, cancel, delete again."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

from handlers.call import Call, Message, Note, Reply
from handlers.commands.broadcast import moments_ahead, offered
from handlers.languages import Words
from handlers.services import Services
from handlers.views.broadcast import as_received, choice, hours, progress, request, waiting
from handlers.views.buttons import OddButton, press, rest, row
from store.admin import Deed
from store.broadcast import UNCONFIRMED, Audience, Broadcast, BroadcastState, Draft, Purpose
from store.subscriber import ChatRef

Step = Callable[[Broadcast, Call, Words, Services], Awaitable[Reply]]
LATEST = timedelta(days=31)
_OVER = frozenset({BroadcastState.DONE, BroadcastState.CANCELLED})


async def decide(call: Call, services: Services) -> Reply:
    """`b:step:number`, with who gets it behind `b:to:number:`."""
    words = await services.words_for(call)
    step, _, given = rest(call.action).partition(":")
    number = given.partition(":")[0]
    if step not in _STEPS or not (number.isascii() and number.isdigit() and len(number) <= 15):
        raise OddButton(call.action)
    found = await services.store.broadcasts.get(int(number), now=services.clock())
    if found is None:
        return _gone(words)
    return await _STEPS[step](found, call, words, services)


async def _choose(found: Broadcast, call: Call, words: Words, services: Services) -> Reply:
    _check_author(found, call)
    audiences = await services.store.broadcasts.audiences()
    return Reply(messages=(choice(found, audiences, words, services.terms),), edit=True)


async def _aim(found: Broadcast, call: Call, words: Words, services: Services) -> Reply:
    _check_author(found, call)
    kind, _, key = rest(call.action).split(":", 2)[2].partition(":")
    audience = Audience(language=key if kind == "l" else "", topic=key if kind == "t" else "")
    if audience not in await services.store.broadcasts.audiences():
        return Reply(toast=str(words.say("This group has become too small.").unescape()))
    await services.store.broadcasts.aim(found.id, audience)
    return await _show_offer(found.id, words, services)


async def _ask_when(found: Broadcast, call: Call, words: Words, services: Services) -> Reply:
    _check_author(found, call)
    return Reply(messages=(hours(found, moments_ahead(services.clock(), services.timezone), words),), edit=True)


async def _set_hour(found: Broadcast, call: Call, words: Words, services: Services) -> Reply:
    """`b:at:number:minutes since 1970`, 0 for at once; an hour that has passed since it was offered is at once, too."""
    _check_author(found, call)
    given = rest(call.action).split(":")[2:]
    if len(given) != 1 or not (given[0].isascii() and given[0].isdigit() and len(given[0]) <= 9):
        raise OddButton(call.action)
    if found.state is not BroadcastState.DRAFT:
        return await _see(found, call, words, services)
    start_at = datetime.fromtimestamp(int(given[0]) * 60, UTC)
    later = start_at if services.clock() < start_at < services.clock() + LATEST else None
    await services.store.broadcasts.time(found.id, later)
    return await _show_offer(found.id, words, services)


async def _show_offer(number: int, words: Words, services: Services) -> Reply:
    found = await services.store.broadcasts.get(number, now=services.clock())
    return Reply(messages=(await offered(found, words, services),), edit=True) if found else _gone(words)


async def _go(found: Broadcast, call: Call, words: Words, services: Services) -> Reply:
    """Its author sends it: at once, or to another admin for confirmation where there is one."""
    _check_author(found, call)
    if found.state is not BroadcastState.DRAFT:
        return await _see(found, call, words, services)
    await _record(found, Deed.BROADCAST_ASKED, call, services)
    others = [user_id for user_id in await services.speakers() if user_id != call.user_id]
    if not (others and services.confirm_broadcasts):
        return await _confirm(found, call, words, services)
    await services.store.broadcasts.propose(found.id, shown_in=call.message_id)
    notes = [note for user_id in others for note in await _ask(found, user_id, services)]
    return Reply(messages=(waiting(found, words),), edit=True, notes=tuple(notes))


async def _ask(found: Broadcast, user_id: int, services: Services) -> list[Note]:
    chat = ChatRef(user_id)
    theirs = await services.words_in(chat)
    count = await services.store.broadcasts.count(found.id, found.audience)
    messages = (*as_received(found), request(found, count, theirs, services.terms))
    return [Note(chat, message) for message in messages]


async def _second(found: Broadcast, call: Call, words: Words, services: Services) -> Reply:
    """Another admin confirms; its author's own word is not enough."""
    if call.user_id == found.created_by:
        raise OddButton(call.action)
    if found.state is not BroadcastState.PROPOSED:
        return await _see(found, call, words, services)
    await _record(found, Deed.BROADCAST_CONFIRMED, call, services)
    return await _confirm(found, call, words, services)


async def _confirm(found: Broadcast, call: Call, words: Words, services: Services) -> Reply:
    shown_in = call.message_id if call.user_id == found.created_by else None
    count = await services.store.broadcasts.confirm(
        found.id, by=call.user_id or 0, shown_in=shown_in, now=services.clock()
    )
    if count is None:
        return await _explain_unsent(found, words, services)
    services.wake_courier()
    return await _show(found.id, words, services)


async def _explain_unsent(found: Broadcast, words: Words, services: Services) -> Reply:
    """Somebody was quicker, or its audience has shrunk."""
    now = await services.store.broadcasts.get(found.id, now=services.clock())
    if now is None or now.state not in UNCONFIRMED:
        return await _show(found.id, words, services)
    return Reply(messages=(Message(text=words.say("This group has become too small.")),), edit=True)


async def _hold(found: Broadcast, call: Call, words: Words, services: Services) -> Reply:
    if await services.store.broadcasts.hold(found.id, held=True):
        await _record(found, Deed.BROADCAST_PAUSED, call, services)
    return await _show(found.id, words, services)


async def _go_on(found: Broadcast, call: Call, words: Words, services: Services) -> Reply:
    if await services.store.broadcasts.hold(found.id, held=False):
        await _record(found, Deed.BROADCAST_RESUMED, call, services)
    services.wake_courier()
    return await _show(found.id, words, services)


async def _cancel(found: Broadcast, call: Call, words: Words, services: Services) -> Reply:
    if await services.store.broadcasts.cancel(found.id, now=services.clock()):
        await _record(found, Deed.BROADCAST_CANCELLED, call, services)
    if found.state in UNCONFIRMED:
        return Reply(messages=(Message(text=words.say("Cancelled. Nothing was sent.")),), edit=True)
    return await _show(found.id, words, services)


async def _see(found: Broadcast, _: Call, words: Words, services: Services) -> Reply:
    return await _show(found.id, words, services)


async def _ask_to_delete(found: Broadcast, call: Call, words: Words, services: Services) -> Reply:
    if found.state not in _OVER or found.purpose is not Purpose.SEND:
        raise OddButton(call.action)
    done = await services.store.broadcasts.progress(found.id)
    said = words.say_many(
        "Shall it be deleted from {n} chat? Telegram allows it for 48 hours after sending.",
        "Shall it be deleted from {n} chats? Telegram allows it for 48 hours after sending.",
        n=done.sent,
    )
    buttons = row(press(words.say("Yes, delete"), f"b:wipe:{found.id}"), press(words.say("No"), f"b:see:{found.id}"))
    return Reply(messages=(Message(text=said, buttons=buttons),), edit=True)


async def _delete(found: Broadcast, call: Call, words: Words, services: Services) -> Reply:
    """What was sent goes from all chats. One admin is enough: nobody is told anything by it."""
    if found.state not in _OVER or found.purpose is not Purpose.SEND:
        raise OddButton(call.action)
    draft = Draft(call.user_id or 0, found.body, Purpose.DELETE, file=found.file, amends=found.id)
    deletion = await services.store.broadcasts.draft(draft, now=services.clock())
    await _record(found, Deed.BROADCAST_DELETED, call, services)
    return await _confirm(deletion, call, words, services)


async def _show(number: int, words: Words, services: Services) -> Reply:
    found = await services.store.broadcasts.get(number, now=services.clock())
    if found is None:
        return _gone(words)
    done = await services.store.broadcasts.progress(number)
    return Reply(messages=(progress(found, done, words, services.terms),), edit=True)


async def _record(found: Broadcast, deed: Deed, call: Call, services: Services) -> None:
    await services.store.admins.record(call.user_id or 0, deed, detail=f"#{found.id}", now=services.clock())


def _check_author(found: Broadcast, call: Call) -> None:
    if call.user_id != found.created_by:
        raise OddButton(call.action)


def _gone(words: Words) -> Reply:
    return Reply(
        messages=(Message(text=words.say("This preview can no longer be used. Please give the command again.")),)
    )


_STEPS: Mapping[str, Step] = {
    "who": _choose,
    "to": _aim,
    "when": _ask_when,
    "at": _set_hour,
    "go": _go,
    "ok": _second,
    "hold": _hold,
    "on": _go_on,
    "no": _cancel,
    "see": _see,
    "del": _ask_to_delete,
    "wipe": _delete,
}
