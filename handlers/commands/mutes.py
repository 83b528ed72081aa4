"""Under an alert's card: "not this person" and "less like this", which leave something out of the watch it came by."""

from dataclasses import replace

from markupsafe import Markup

from handlers.call import Button, Call, Message, Reply
from handlers.commands.watch import find_watch
from handlers.commands.watch_page import gone, outlet_mark
from handlers.languages import Words
from handlers.naming import describe_rule
from handlers.services import Services
from handlers.views.buttons import OddButton, column, number_in, numbers, press, rest, row
from handlers.views.entries import outlet_of
from handlers.views.people import name_for
from handlers.views.text import bold, code, fit
from handlers.views.watches import typed
from store.entry import Entry
from store.person import Person
from store.subscriber import Watch, WatchRule

_PEOPLE = 8
_TOPICS = 6


async def watch_behind(entry_id: int, call: Call, services: Services) -> Watch | None:
    """The chat's watch that brought the alert about the entry, if it got one and follows that still."""
    subscriber = await services.store.subscribers.find(call.chat)
    told = await services.store.outbox.told_of(subscriber.id, entry_id) if subscriber else None
    return await find_watch(call, told.watch_id, services) if told and told.watch_id is not None else None


async def choose(call: Call, services: Services) -> Reply:
    """`less:entry`: what can be left out from now on: a topic, the outlet, or the whole watch."""
    entry, watch = await _alerted(call, services)
    words = await services.words_for(call)
    if entry is None or watch is None:
        return gone(words)
    rule = watch.rule
    topics = [key for key in entry.topics if key not in rule.topics | rule.not_topics][:_TOPICS]
    choices = [press(_no_topic(key, words, services), f"mute:{watch.id}:t:{key}") for key in topics]
    if entry.outlet not in rule.outlets:
        label = words.say("Nothing from {outlet}", outlet=outlet_of(entry))
        choices.append(press(label, f"mute:{watch.id}:o:{entry.id}"))
    asked = words.say("What shall no longer come through it?")
    return await _menu(asked, choices, back=entry, watch=watch, call=call, services=services)


async def choose_person(call: Call, services: Services) -> Reply:
    """`not:entry`: which of the people named is not wanted, and how to tell namesakes apart."""
    entry, watch = await _alerted(call, services)
    words = await services.words_for(call)
    if entry is None or watch is None:
        return gone(words)
    people = await services.store.people.named_in(entry.id)
    others = [person for person in people if person.id not in {watch.rule.person_id, *watch.rule.not_people}]
    choices = [
        press(words.say("Not {name}", name=name_for(person, words.language)), f"mute:{watch.id}:p:{person.id}")
        for person in others[:_PEOPLE]
    ]
    asked = [words.say("Whom shall it no longer bring?")] if choices else []
    watched = next((person for person in people if person.id == watch.rule.person_id), None)
    if watched:
        asked.append(await _namesake(watched, watch, call, words, services))
    return await _menu(Markup("\n\n").join(asked), choices, back=entry, watch=watch, call=call, services=services)


async def mute(call: Call, services: Services) -> Reply:
    """`mute:watch:p:person`, `mute:watch:t:topic`, `mute:watch:o:entry` (its outlet); with a button to undo it."""
    number, _, muted = rest(call.action).partition(":")
    words = await services.words_for(call)
    watch = await find_watch(call, number_in(number), services)
    if watch is None:
        return gone(words)
    rule, undo = await _with_mute(watch.rule, muted, services)
    kept = await services.store.subscribers.replace_rule(watch.subscriber_id, watch.id, rule)
    if kept is None:
        return gone(words)
    done = words.say("Done. Your watch: {what}", what=bold(await describe_rule(rule, words, services)))
    buttons = row(press(words.say("Undo"), f"unmute:{kept.id}:{undo}"), press(words.say("What you follow"), "list:0"))
    return Reply(messages=(Message(text=done, buttons=buttons),), edit=True)


async def _alerted(call: Call, services: Services) -> tuple[Entry | None, Watch | None]:
    (entry_id,) = numbers(call.action, 1)
    return await services.store.entries.get(entry_id), await watch_behind(entry_id, call, services)


async def _menu(
    asked: Markup, choices: list[Button], *, back: Entry, watch: Watch, call: Call, services: Services
) -> Reply:
    words = await services.words_for(call)
    what = words.say("Your watch: {what}", what=bold(await describe_rule(watch.rule, words, services)))
    buttons = (
        *column(*choices),
        *column(press(words.say("Stop this watch"), f"u:{watch.id}")),
        *row(press(words.say("« Back"), f"e:{back.id}")),
    )
    return Reply(messages=(Message(text=fit([what, asked]), buttons=buttons),), edit=True)


def _no_topic(key: str, words: Words, services: Services) -> Markup:
    return words.say("Nothing about {topic}", topic=services.terms.topic_name(key, words.language))


async def _namesake(watched: Person, watch: Watch, call: Call, words: Words, services: Services) -> Markup:
    """How to keep two people of one name apart: by a word that only the wrong one's news hold."""
    subscriber = await services.store.subscribers.find(call.chat)
    kept = await services.store.subscribers.watches(subscriber.id) if subscriber else []
    place = next((number for number, each in enumerate(kept, 1) if each.id == watch.id), 1)
    name = name_for(watched, words.language)
    hint = words.say("If another {name} is meant, name a word with a minus that must not occur:", name=name)
    return Markup("{}\n{}").format(hint, code(f"/watches {place} {typed(watch.rule, name)} -football"))


async def _with_mute(rule: WatchRule, muted: str, services: Services) -> tuple[WatchRule, str]:
    """The rule with one thing more muted, and how the button that undoes it names that."""
    kind, _, value = muted.partition(":")
    if kind == "p" and await services.store.people.get(number_in(value)):
        return replace(rule, not_people=rule.not_people | {number_in(value)}), muted
    if kind == "t" and value in services.terms.topics:
        return replace(rule, not_topics=rule.not_topics | {value}), muted
    entry = await services.store.entries.get(number_in(value)) if kind == "o" else None
    if entry is None:
        raise OddButton(muted)
    return replace(rule, not_outlets=rule.not_outlets | {entry.outlet}), f"o:{outlet_mark(entry.outlet)}"
