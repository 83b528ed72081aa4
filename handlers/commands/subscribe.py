"""/subscribe: follow everything about civic space in Kyrgyzstan."""

from handlers.call import Call, Message, Reply
from handlers.services import Services
from handlers.views.buttons import press, row
from handlers.views.text import fit
from store.subscriber import WatchRule


async def subscribe(call: Call, services: Services) -> Reply:
    """Begins with the next new entry; asked twice, it says that all is set."""
    now = services.clock()
    subscribers = services.store.subscribers
    subscriber = await subscribers.remember(call.chat, kind=call.kind, language=services.first_language(call), now=now)
    words = services.words.for_language(subscriber.language)
    known = next((watch for watch in await subscribers.watches(subscriber.id) if watch.rule.everything), None)
    if known:
        await subscribers.pause_watch(subscriber.id, known.id, until=None)
        head = words.say("You are subscribed already. New updates come here by themselves.")
    else:
        await subscribers.add_watch(subscriber.id, WatchRule(), now=now)
        head = words.say("Done. New updates about civic space in Kyrgyzstan will come here by themselves.")
    hint = words.say("To stop: {command}", command="/unsubscribe")
    buttons = row(press(words.say("Show the latest"), "n:0"), press(words.say("Stop the updates"), "w:off"))
    return Reply(messages=(Message(text=fit([head, hint]), buttons=buttons),))
