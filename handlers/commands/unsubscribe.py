"""/unsubscribe: follow nothing any more."""

from handlers.call import Call, Message, Reply
from handlers.services import Services
from handlers.views.buttons import press, row
from handlers.views.text import fit


async def unsubscribe(call: Call, services: Services) -> Reply:
    """Removes every watch of the chat; commands go on being answered."""
    words = await services.words_for(call)
    subscriber = await services.store.subscribers.find(call.chat)
    removed = await services.store.subscribers.remove_watches(subscriber.id) if subscriber else 0
    if removed:
        head = words.say("Done. No more updates will come here. You can still ask me anything.")
    else:
        head = words.say("You are not subscribed, so nothing comes here by itself.")
    parts = [head, words.say("To delete what I store about this chat: {command}", command="/forgetme")]
    return Reply(messages=(Message(text=fit(parts), buttons=row(press(words.say("Subscribe again"), "w:on"))),))
