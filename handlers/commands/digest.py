"""The button "Show them" under a discreet digest, `m:digest`: what it holds, in its place."""

from handlers.call import Call, Message, Reply
from handlers.services import Services
from handlers.views.buttons import numbers
from handlers.views.digest import digest
from store.delivery import surnames_in


async def show(call: Call, services: Services) -> Reply:
    (digest_id,) = numbers(call.action, 1)
    words = await services.words_for(call)
    subscriber = await services.store.subscribers.find(call.chat)
    held = await services.store.outbox.bundled(digest_id, subscriber.id) if subscriber else []
    found = [await services.store.entries.get(each.entry_id) for each in held]
    entries = [entry for entry in found if entry is not None and entry.withdrawn_at is None]
    if not entries:
        return Reply(messages=(Message(text=words.say("This update is no longer in my archive.")),))
    return Reply(messages=(digest(entries, words, now=services.clock(), surnames=surnames_in(held)),), edit=True)
