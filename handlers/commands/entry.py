"""The button "More" under an alert: the entry in full, with the people whom it names."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import escape

from handlers.call import Button, Call, Message, Reply
from handlers.commands.mutes import watch_behind
from handlers.commands.watch import with_mutes
from handlers.languages import Words
from handlers.reports import other_reports
from handlers.rights import edits_here
from handlers.services import Services
from handlers.sharing import INCIDENT, share_button
from handlers.views.buttons import numbers, press, row
from handlers.views.entries import entry_card, title_of
from handlers.views.exports import citation
from handlers.views.people import name_for
from handlers.views.text import code, fit, shorten
from store.person import Person
from store.subscriber import WatchRule

_PEOPLE = 5
_CITATION = 3000


async def show_entry(call: Call, services: Services) -> Reply:
    """`e:entry` replaces the alert by the entry's card."""
    (entry_id,) = numbers(call.action, 1)
    words = await services.words_for(call)
    card = await card_of(entry_id, call, services)
    if card is None:
        return Reply(messages=(Message(text=words.say("This update is no longer in my archive.")),))
    return Reply(messages=(card,), edit=True)


async def open_card(call: Call, services: Services) -> Reply:
    """`card:entry`, a number under a list: the card under the list, which stays."""
    return replace(await show_entry(call, services), edit=False)


async def cite(call: Call, services: Services) -> Reply:
    """`cite:entry`: a line to copy."""
    (entry_id,) = numbers(call.action, 1)
    entry = await services.store.entries.get(entry_id)
    if entry is None or entry.withdrawn_at:
        return await open_card(call, services)
    words = await services.words_for(call)
    parts = [words.say("To cite it; a tap copies:"), code(shorten(citation(entry, words), _CITATION))]
    return Reply(messages=(Message(text=fit(parts)),))


async def card_of(entry_id: int, call: Call, services: Services) -> Message | None:
    """The entry's card; None where there is no such entry.

    For each person named a button to what is known and one to follow; where an alert brought the entry, what to mute.
    """
    entry = await services.store.entries.get(entry_id)
    if entry is None:
        return None
    words = await services.words_for(call)
    people = await services.store.people.named_in(entry_id)
    card = entry_card(
        entry,
        words,
        services.terms,
        now=services.clock(),
        people=[name_for(person, words.language) for person in people],
        reports=await other_reports(entry, services.store.entries),
    )
    share = share_button(words.say("Share"), INCIDENT, entry_id, services.username, title=title_of(entry, words))
    buttons = (
        *row(*(button for line in card.buttons for button in line), share),
        *row(press(words.say("Cite"), f"cite:{entry_id}")),
        *await _about_people(people[:_PEOPLE], call, words, services),
        *await _muting(entry_id, bool(people), call, words, services),
    )
    if entry.withdrawn_at:
        buttons = ()
    if await edits_here(call, services):
        buttons += row(press(words.say("Edit this report"), f"inc:open:{entry_id}"))
    return Message(text=card.text, buttons=buttons)


async def _about_people(
    named: Sequence[Person], call: Call, words: Words, services: Services
) -> tuple[tuple[Button, ...], ...]:
    """A row for each: who it is, and to follow whoever is not followed yet."""
    subscriber = await services.store.subscribers.find(call.chat)
    kept = await services.store.subscribers.watches(subscriber.id) if subscriber else []
    followed = {rule.person_id for rule in (watch.rule for watch in kept) if rule == _whole_person(rule)}
    rows: list[tuple[Button, ...]] = []
    for person in named:
        name = name_for(person, words.language)
        about = press(escape(name), f"i:{person.id}")
        label = words.say("Follow this person") if len(named) == 1 else words.say("Follow {name}", name=name)
        rows.extend(row(about, press(label, f"w:p:{person.id}") if followed.isdisjoint(person.ids) else None))
    return tuple(rows)


def _whole_person(rule: WatchRule) -> WatchRule:
    """The watch on the rule's person whatever it is about, muted things aside."""
    return with_mutes(WatchRule(person_id=rule.person_id), rule)


async def _muting(
    entry_id: int, named: bool, call: Call, words: Words, services: Services
) -> tuple[tuple[Button, ...], ...]:
    if await watch_behind(entry_id, call, services) is None:
        return ()
    return row(
        press(words.say("Not this person"), f"not:{entry_id}") if named else None,
        press(words.say("Less like this"), f"less:{entry_id}"),
    )
