"""The button "More" under an alert: the entry in full."""

from handlers.call import Call, Message, Reply
from handlers.services import Services
from handlers.views.buttons import numbers
from handlers.views.entries import entry_card


async def show_entry(call: Call, services: Services) -> Reply:
    """`e:entry` replaces the alert by the entry's card."""
    (entry_id,) = numbers(call.action, 1)
    words = await services.words_for(call)
    entry = await services.store.entries.get(entry_id)
    if entry is None:
        return Reply(messages=(Message(text=words.say("This update is no longer in my archive.")),))
    return Reply(messages=(entry_card(entry, words, services.terms, now=services.clock()),), edit=True)
