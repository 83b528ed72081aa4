"""/forgetme: delete everything that is stored about the chat."""

from markupsafe import Markup

from handlers.call import Call, Message, Reply
from handlers.languages import Words
from handlers.services import Services
from handlers.views.buttons import OddButton, press, rest, row
from handlers.views.text import fit


async def forgetme(call: Call, services: Services) -> Reply:
    """Asks first; nothing is deleted before the button is pressed."""
    words = await services.words_for(call)
    if await services.store.subscribers.find(call.chat) is None:
        return Reply(messages=(Message(text=words.say("I store nothing about this chat.")),))
    parts = [
        words.say("Shall I delete everything I store about this chat: language, what you follow, what was sent here?"),
        words.say("Updates then stop. This cannot be undone."),
    ]
    buttons = row(press(words.say("Yes, delete"), "f:yes"), press(words.say("No, keep it"), "f:no"))
    return Reply(messages=(Message(text=fit(parts), buttons=buttons),))


async def decide(call: Call, services: Services) -> Reply:
    """The confirmation: `f:yes` or `f:no`."""
    words = await services.words_for(call)
    match rest(call.action):
        case "yes":
            await services.store.subscribers.forget_chat(call.chat)
            said = await _farewell(call, words, services)
        case "no":
            said = words.say("All right, everything stays as it is.")
        case _:
            raise OddButton(call.action)
    return Reply(messages=(Message(text=said),), edit=True)


async def _farewell(call: Call, words: Words, services: Services) -> Markup:
    if await services.role_of(call.chat.chat_id):
        return words.say("Deleted. Your number stays among those who run this bot until your role is taken.")
    return words.say("Deleted. I store nothing about this chat any more. If you write to me again, I begin anew.")
