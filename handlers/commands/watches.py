"""/watches: what the chat follows, each with a button to change it and one to stop it."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from handlers.call import Button, Call, Message, Reply
from handlers.commands.pause import VERBS, BadEnd, command_for, read_end, refusal, zone_for
from handlers.commands.search import tidy
from handlers.commands.watch import offer
from handlers.commands.watch_page import shown
from handlers.languages import Words
from handlers.naming import describe_rule
from handlers.services import Services
from handlers.views.buttons import column, numbers, press
from handlers.views.text import bold, fit
from handlers.views.watches import pause_line
from store.subscriber import Watch

_SHOWN = 20
_MARKED = 12


async def watches(call: Call, services: Services) -> Reply:
    """Lists all; `/watches 2` opens the second, `/watches 2 protest Osh` proposes to follow that in its place.

    `/watches 2 pause 24 December` pauses it until then.
    """
    number, _, text = tidy(call.arguments).partition(" ")
    if number:
        return await _numbered(number, text.strip(), call, services)
    return Reply(messages=(await _listed(call, services),))


async def show(call: Call, services: Services) -> Reply:
    """`list:0`: the list takes the place of the message."""
    numbers(call.action, 1)
    return Reply(messages=(await _listed(call, services),), edit=True)


async def _numbered(number: str, text: str, call: Call, services: Services) -> Reply:
    subscriber = await services.store.subscribers.find(call.chat)
    kept = await services.store.subscribers.watches(subscriber.id) if subscriber else []
    place = int(number) if number.isascii() and number.isdigit() and len(number) <= 4 else 0
    if not 0 < place <= len(kept):
        return Reply(messages=(await _listed(call, services),))
    if not text:
        return replace(await shown(kept[place - 1].id, call, services), edit=False)
    verb, _, end = text.partition(" ")
    if verb.casefold() in VERBS and end:
        return await _pause(kept[place - 1], place, end, call, services)
    words = await services.words_for(call)
    return Reply(messages=(await offer(text, words, services, kept[place - 1]),))


async def _pause(watch: Watch, place: int, typed: str, call: Call, services: Services) -> Reply:
    subscriber = await services.store.subscribers.find(call.chat)
    end = read_end(typed, services.clock(), zone_for(subscriber, services))
    if isinstance(end, BadEnd):
        words = await services.words_for(call)
        return Reply(messages=(refusal(end, typed, command_for(place, words), words, services),))
    await services.store.subscribers.pause_watch(watch.subscriber_id, watch.id, until=end)
    return replace(await shown(watch.id, call, services), edit=False)


async def stop(call: Call, services: Services) -> Reply:
    """The button that ends one watch, `u:watch`: the list as it is afterwards takes the place of the message."""
    (watch_id,) = numbers(call.action, 1)
    words = await services.words_for(call)
    subscriber = await services.store.subscribers.find(call.chat)
    stopped = subscriber and await services.store.subscribers.remove_watch(subscriber.id, watch_id)
    toast = words.say("Stopped.") if stopped else words.say("This is not followed any more.")
    return Reply(messages=(await _listed(call, services),), edit=True, toast=str(toast.unescape()))


async def mark(call: Call, services: Services) -> Reply:
    """The button that makes a watch urgent or not, `r:watch:1` or `r:watch:0`."""
    watch_id, urgent = numbers(call.action, 2)
    subscriber = await services.store.subscribers.find(call.chat)
    if subscriber is not None:
        await services.store.subscribers.set_urgent(subscriber.id, watch_id, urgent=urgent > 0)
    return Reply(messages=(await _listed(call, services),), edit=True)


async def _listed(call: Call, services: Services) -> Message:
    words = await services.words_for(call)
    subscriber = await services.store.subscribers.find(call.chat)
    kept = await services.store.subscribers.watches(subscriber.id) if subscriber else []
    if not kept:
        buttons = column(
            press(words.say("Everything about Kyrgyzstan"), "w:on"),
            press(words.say("Choose a topic"), "w:topics:0"),
            press(words.say("Choose a person"), "w:who"),
        )
        return Message(text=words.say("You follow nothing yet. Begin here:"), buttons=buttons)
    lines = [await _line(number, watch, words, services) for number, watch in enumerate(kept, 1)]
    pairs = [
        (
            press(words.say("Change {number}", number=number), f"one:{watch.id}"),
            press(words.say("Stop {number}", number=number), f"u:{watch.id}"),
        )
        for number, watch in enumerate(kept[:_SHOWN], 1)
    ]
    rows = tuple(tuple(button for pair in pairs[at : at + 2] for button in pair) for at in range(0, len(pairs), 2))
    marks = _marks(kept, words) if subscriber and subscriber.timing.waits else ()
    everything = column(press(words.say("Stop all"), "w:off")) if len(kept) > 1 else ()
    return Message(
        text=fit([bold(words.say("You follow:")), *lines], separator="\n"), buttons=(*rows, *marks, *everything)
    )


async def _line(number: int, watch: Watch, words: Words, services: Services) -> Markup:
    line = Markup("{}. {}").format(number, await describe_rule(watch.rule, words, services))
    urgent = words.say("urgent") if watch.urgent else Markup()
    notes = (line, urgent, pause_line(watch, words, services.clock()))
    return Markup(" · ").join(note for note in notes if note)


def _marks(kept: Sequence[Watch], words: Words) -> tuple[tuple[Button, ...], ...]:
    """For a reader whose alerts wait: what shall come at once all the same."""
    marks = [
        press(
            words.say("{number} not urgent", number=number)
            if watch.urgent
            else words.say("{number} urgent", number=number),
            f"r:{watch.id}:{int(not watch.urgent)}",
        )
        for number, watch in enumerate(kept[:_MARKED], 1)
    ]
    return tuple(tuple(marks[at : at + 3]) for at in range(0, len(marks), 3))
