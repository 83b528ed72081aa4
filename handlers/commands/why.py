"""/why, as an answer to an alert, and its button: which watch was met, and by what text."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.call import Call, Message, Reply
from handlers.languages import Words
from handlers.naming import describe_rule
from handlers.services import Services
from handlers.views.alert import reason
from handlers.views.buttons import numbers
from handlers.views.text import bold, clean, fit, shorten
from store.delivery import Told
from store.passages import passage_of
from store.subscriber import Subscriber

_PASSAGE = 250
_TITLE = 160


async def why(call: Call, services: Services) -> Reply:
    """Of the message answered to, else of the latest alert."""
    words = await services.words_for(call)
    subscriber = await services.store.subscribers.find(call.chat)
    if subscriber is None:
        return Reply(messages=(_unknown(words),))
    outbox = services.store.outbox
    if call.replied_to is not None:
        told = await outbox.told_in(subscriber.id, call.replied_to)
    else:
        latest = await outbox.told_of(subscriber.id)
        told = [latest] if latest else []
    return Reply(messages=(await _explained(told, subscriber, words, services),))


async def pressed(call: Call, services: Services) -> Reply:
    """`h:entry`, the button under an alert."""
    (entry_id,) = numbers(call.action, 1)
    words = await services.words_for(call)
    subscriber = await services.store.subscribers.find(call.chat)
    told = await services.store.outbox.told_of(subscriber.id, entry_id) if subscriber else None
    if subscriber is None or told is None:
        return Reply(messages=(_unknown(words),))
    return Reply(messages=(await _explained([told], subscriber, words, services),))


async def _explained(told: Sequence[Told], subscriber: Subscriber, words: Words, services: Services) -> Message:
    parts = [part for each in told if (part := await _reason_of(each, subscriber, words, services))]
    if not parts:
        return _unknown(words)
    return Message(text=fit(parts))


async def _reason_of(told: Told, subscriber: Subscriber, words: Words, services: Services) -> Markup:
    entry = await services.store.entries.get(told.entry_id)
    if entry is None:
        return Markup()
    watches = {watch.id: watch for watch in await services.store.subscribers.watches(subscriber.id)}
    watch = watches.get(told.watch_id or 0)
    if watch is None:
        met = words.say("You no longer follow what brought this.")
    else:
        met = words.say("Your watch: {what}", what=await describe_rule(watch.rule, words, services))
    lines = [
        bold(shorten(clean(entry.title), _TITLE)),
        reason(told.reason_kind, told.reason_value, words, services.terms),
        met,
    ]
    passage = shorten(clean(passage_of(entry, told.reason_kind, told.reason_value)), _PASSAGE)
    if passage != shorten(clean(entry.title), _PASSAGE):
        lines.append(words.say("In the text: “{passage}”", passage=passage))
    return Markup("\n").join(lines)


def _unknown(words: Words) -> Message:
    parts = [
        words.say("Answer one of my alerts with {command}, and I tell you what brought it.", command="/why"),
        words.say("I remember it for 90 days."),
    ]
    return Message(text=fit(parts, separator="\n"))
