"""The button "More" under an alert: the entry in full, with the people whom it names."""

from markupsafe import escape

from handlers.call import Call, Message, Reply
from handlers.reports import other_reports
from handlers.services import Services
from handlers.views.buttons import column, numbers, press
from handlers.views.entries import entry_card
from handlers.views.people import name_for

_PEOPLE = 5


async def show_entry(call: Call, services: Services) -> Reply:
    """`e:entry` replaces the alert by the entry's card."""
    (entry_id,) = numbers(call.action, 1)
    words = await services.words_for(call)
    card = await card_of(entry_id, call, services)
    if card is None:
        return Reply(messages=(Message(text=words.say("This update is no longer in my archive.")),))
    return Reply(messages=(card,), edit=True)


async def card_of(entry_id: int, call: Call, services: Services) -> Message | None:
    """The entry's card with a button to each person named; None where there is no such entry."""
    entry = await services.store.entries.get(entry_id)
    if entry is None:
        return None
    words = await services.words_for(call)
    people = await services.store.people.named_in(entry_id)
    named = [(person.id, name_for(person, words.language)) for person in people]
    card = entry_card(
        entry,
        words,
        services.terms,
        now=services.clock(),
        people=[name for _, name in named],
        reports=await other_reports(entry, services),
    )
    about = column(*(press(escape(name), f"i:{person_id}") for person_id, name in named[:_PEOPLE]))
    return Message(text=card.text, buttons=(*card.buttons, *about))
