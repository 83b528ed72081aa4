"""/invite: whether anybody may talk to the bot, and links for those invited."""

from datetime import timedelta

from markupsafe import Markup

from handlers.call import Call, Message, Reply
from handlers.languages import Words
from handlers.services import Services
from handlers.views.buttons import OddButton, column, press, rest
from handlers.views.links import link
from handlers.views.text import bold, code, fit
from store.admin import Deed
from store.subscriber import ChatRef

PREFIX = "inv_"
"""What a start link's payload begins with where it is an invitation."""
_MOST_PLACES = 1000
_MOST_DAYS = 90


async def invite(call: Call, services: Services) -> Reply:
    """Without numbers how it stands; `/invite 20 7` makes a link for 20 chats and 7 days."""
    words = await services.words_for(call)
    if not call.arguments.strip():
        return Reply(messages=(await _shown(words, services),))
    numbers = call.arguments.split()
    if not all(text.isascii() and text.isdigit() and len(text) <= 5 for text in numbers) or len(numbers) > 2:
        return _explain(words)
    places, days = int(numbers[0]), int(numbers[1]) if len(numbers) == 2 else 7
    if not (1 <= places <= _MOST_PLACES and 1 <= days <= _MOST_DAYS):
        return _explain(words)
    return await _make(places, days, call, words, services)


async def pressed(call: Call, services: Services) -> Reply:
    """`y:only`, `y:open`, `y:none`."""
    words = await services.words_for(call)
    step = rest(call.action)
    if step == "none":
        await services.store.invitations.withdraw_all()
    elif step in {"only", "open"}:
        await services.store.invitations.require(needed=step == "only")
        deed = Deed.INVITATION_ONLY if step == "only" else Deed.OPEN_TO_ALL
        await services.store.admins.record(call.user_id or 0, deed, now=services.clock())
    else:
        raise OddButton(call.action)
    return Reply(messages=(await _shown(words, services),), edit=True)


async def let_in(call: Call, services: Services) -> Reply | None:
    """None where the chat may go on; else what an uninvited chat is told. A good link is used up by one place."""
    invitations = services.store.invitations
    if not invitations.needed or await services.store.subscribers.find(call.chat):
        return None
    if await services.role_of(call.user_id) is not None:
        return None
    if call.command == "start" and call.arguments.startswith(PREFIX):
        if await invitations.use(call.arguments.removeprefix(PREFIX), now=services.clock()):
            return None
        words = await services.words_for(call)
        return Reply(
            messages=(Message(text=words.say("This invitation is used up or over. Please ask for a new one.")),)
        )
    words = await services.words_for(call)
    return Reply(messages=(Message(text=words.say("This bot is open to invited readers only.")),))


async def is_invited(chat: ChatRef, services: Services) -> bool:
    """Whether a chat that asks for nothing in particular may be talked to."""
    return not services.store.invitations.needed or await services.store.subscribers.find(chat) is not None


async def _make(places: int, days: int, call: Call, words: Words, services: Services) -> Reply:
    secret = services.secret()
    ends_at = services.clock() + timedelta(days=days)
    await services.store.invitations.add(secret, places=places, ends_at=ends_at)
    detail = f"{places} / {days}"
    await services.store.admins.record(call.user_id or 0, Deed.INVITED, detail=detail, now=services.clock())
    address = f"https://t.me/{services.username}?start={PREFIX}{secret}"
    parts = [
        words.say_many("An invitation for {n} chat", "An invitation for {n} chats", n=places),
        link(address, address),
        words.say("Good until {moment}. I do not show it again.", moment=words.moment(ends_at)),
    ]
    return Reply(messages=(Message(text=fit(parts)),))


async def _shown(words: Words, services: Services) -> Message:
    needed = services.store.invitations.needed
    places = await services.store.invitations.open_places(now=services.clock())
    state = (
        words.say("Only the invited can begin to talk to this bot.")
        if needed
        else words.say("Everybody can talk to this bot.")
    )
    parts = [
        bold(words.say("Invitations")),
        state,
        words.say_many("Open invitations: {n} place", "Open invitations: {n} places", n=places) if places else Markup(),
        words.say("For a link for 20 chats and 7 days: {command}", command=code("/invite 20 7")),
    ]
    turn = press(words.say("Open it to all"), "y:open") if needed else press(words.say("Only by invitation"), "y:only")
    withdraw = press(words.say("Withdraw all invitations"), "y:none") if places else None
    return Message(text=fit(parts), buttons=column(turn, withdraw))


def _explain(words: Words) -> Reply:
    said = words.say(
        "How many chats (at most {places}), for how many days (at most {days})? For example: {command}",
        places=words.number(_MOST_PLACES),
        days=words.number(_MOST_DAYS),
        command=code("/invite 20 7"),
    )
    return Reply(messages=(Message(text=said),))
