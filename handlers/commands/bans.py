"""Chats that are ignored: the button on a flood notice bans one, /bans lifts it again."""

from handlers.call import Call, Message, Note, Reply
from handlers.languages import Words
from handlers.rights import tell_admins
from handlers.services import Services
from handlers.views.buttons import OddButton, column, press, rest, row
from handlers.views.text import bold, code, fit
from store.admin import Deed

_SHOWN = 20


async def bans(call: Call, services: Services) -> Reply:
    """The handles of all banned chats, each with a button."""
    words = await services.words_for(call)
    return Reply(messages=(await _listed(words, services),))


async def pressed(call: Call, services: Services) -> Reply:
    """`j:ban:handle` under a flood notice, `j:lift:handle` under /bans."""
    words = await services.words_for(call)
    step, _, handle = rest(call.action).partition(":")
    if step == "ban":
        return await _ban(handle, call, words, services)
    if step == "lift":
        if await services.store.bans.lift(handle):
            await services.store.admins.record(call.user_id or 0, Deed.BAN_LIFTED, detail=handle, now=services.clock())
        return Reply(messages=(await _listed(words, services),), edit=True)
    raise OddButton(call.action)


async def flood_notice(chat_id: int, services: Services) -> tuple[Note, ...]:
    """For owners and admins: a chat writes far too much. They learn a random handle, not the chat."""
    handle = services.secret()[:6]
    if not services.floods.note(chat_id, handle, services.clock()):
        return ()

    def tell(theirs: Words) -> Message:
        said = theirs.say("A chat writes far too much; here it is called {handle}.", handle=code(handle))
        return Message(text=said, buttons=row(press(theirs.say("Ignore it from now on"), f"j:ban:{handle}")))

    return await tell_admins(services, tell, but={chat_id}, speakers=True)


async def _ban(handle: str, call: Call, words: Words, services: Services) -> Reply:
    chat_id = services.floods.chat_of(handle)
    if chat_id is None:
        said = words.say("I do not remember any more which chat this was. If it goes on, you are told again.")
        return Reply(messages=(Message(text=said),), edit=True)
    if chat_id in services.owners:
        raise OddButton(call.action)
    await services.store.subscribers.forget_everywhere(chat_id)
    await services.store.bans.ban(chat_id, handle=handle, now=services.clock())
    await services.store.admins.record(call.user_id or 0, Deed.CHAT_BANNED, detail=handle, now=services.clock())
    said = words.say("{handle} is ignored from now on. To lift it: {command}", handle=code(handle), command="/bans")
    return Reply(messages=(Message(text=said),), edit=True)


async def _listed(words: Words, services: Services) -> Message:
    handles = await services.store.bans.handles()
    if not handles:
        return Message(text=words.say("No chat is ignored."))
    head = bold(words.say_many("{n} chat is ignored", "{n} chats are ignored", n=len(handles)))
    lifts = [press(words.say("Lift {handle}", handle=handle), f"j:lift:{handle}") for handle in handles[:_SHOWN]]
    return Message(text=fit([head]), buttons=column(*lifts))
