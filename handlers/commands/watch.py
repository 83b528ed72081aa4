"""/watch: follow a person, a topic, a place, an outlet, words, or several of these together.

Nothing is stored before the reader has seen what the watch would have brought. The button that saves reads the watch
from the first line of the message above it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from markupsafe import Markup, escape

from handlers.call import Button, Call, Message, Reply
from handlers.commands import subscribe, unsubscribe, watch_choices
from handlers.commands.search import lost_query, query_in, tidy
from handlers.commands.watch_choices import guide
from handlers.languages import Words
from handlers.naming import find_somebody, names_of
from handlers.narrowing import narrow
from handlers.services import Services
from handlers.views.buttons import OddButton, column, fitting, number_in, press, rest, row
from handlers.views.entries import entry_list
from handlers.views.people import name_for
from handlers.views.text import bold, fit, shorten
from handlers.views.watches import describe
from store.person import PersonLookup
from store.query import Query
from store.subscriber import Watch, WatchRule

_SHOWN = 5
_OTHERS = 4
_BEARERS = 6


async def watch(call: Call, services: Services) -> Reply:
    """Guides where nothing is typed; else shows what the watch would have brought, with a button to save it."""
    words = await services.words_for(call)
    typed = tidy(call.arguments)
    return Reply(messages=(await offer(typed, words, services) if typed else guide(words),))


async def offer(typed: str, words: Words, services: Services, replaced: Watch | None = None) -> Message:
    """What a watch on `typed` would have brought, with a button to save it, in place of `replaced` where given."""
    found = await find_somebody(typed, services)
    if found and found.match and found.suggestions and " " not in typed:
        return await _ask_which(found, words, services, replaced)
    if found and found.match:
        return await _offer_person(found.match.person_id, found, words, services, replaced)
    narrowed = tidy(narrow(typed, services, words.language))
    return await _offer_words(narrowed, words, services, replaced, typed=typed)


async def pressed(call: Call, services: Services) -> Reply:
    """Buttons that begin with `w:`."""
    what, _, value = rest(call.action).partition(":")
    if what not in _PRESSED:
        raise OddButton(call.action)
    return await _PRESSED[what](value, call, services)


def rule_of(query: Query, person_id: int | None = None) -> WatchRule:
    """The watch that asks for what a query looks for; days are no part of a watch."""
    return WatchRule(
        person_id=person_id,
        topics=query.topics,
        places=query.places,
        outlets=frozenset(query.outlets),
        words=tuple(" ".join(term.words) for term in query.terms),
        minus=tuple(" ".join(term.words) for term in query.minus),
        languages=query.languages,
    )


def with_mutes(rule: WatchRule, before: WatchRule) -> WatchRule:
    """The rule with what was muted before."""
    return replace(rule, not_people=before.not_people, not_topics=before.not_topics, not_outlets=before.not_outlets)


async def find_watch(call: Call, watch_id: int, services: Services) -> Watch | None:
    """The chat's own watch of that number."""
    subscriber = await services.store.subscribers.find(call.chat)
    kept = await services.store.subscribers.watches(subscriber.id) if subscriber else []
    return next((watch for watch in kept if watch.id == watch_id), None)


async def _ask_which(found: PersonLookup, words: Words, services: Services, replaced: Watch | None) -> Message:
    """Several bear the surname alone that was typed."""
    at = f":{replaced.id}" if replaced else ""
    matches = [found.match, *found.suggestions] if found.match else found.suggestions
    people = list(dict.fromkeys(match.person_id for match in matches))[:_BEARERS]
    named = await names_of(people, words, services)
    asked = words.say("Several people are called {name}. Which of them?", name=bold(shorten(found.query, 80)))
    choices = (press(escape(name), f"w:o:{person_id}{at}") for person_id, name in named.items())
    return Message(text=asked, buttons=column(*choices, _by_words(found.query, words, replaced)))


def _by_words(typed: str, words: Words, replaced: Watch | None) -> Button | None:
    """Follow what was typed as words after all."""
    action = f"w:v:{replaced.id}:" if replaced else "w:q:"
    return fitting(words.say("Follow the words instead"), action + typed)


async def _offer_person(
    person_id: int, found: PersonLookup | None, words: Words, services: Services, replaced: Watch | None = None
) -> Message:
    known = await services.store.people.get(person_id)
    if known is None:
        raise OddButton(str(person_id))
    name = shorten(name_for(known, words.language), 80)
    told = words.say("I tell you whenever {name} is named, in whatever spelling or script.", name=bold(name))
    at = f":{replaced.id}" if replaced else ""
    suggested = [match.person_id for match in (found.suggestions if found else ())]
    others = await names_of([other for other in suggested if other not in known.ids][:_OTHERS], words, services)
    if others:
        told = Markup("{}\n{}").format(told, words.say("Somebody else? Choose below."))
    return Message(
        text=await _preview(told, WatchRule(person_id=person_id), replaced, words, services),
        buttons=(
            *row(_saving(f"w:p:{person_id}{at}" if replaced else f"w:y:{person_id}", replaced, words)),
            *column(*(press(escape(name), f"w:o:{other}{at}") for other, name in others.items())),
            *column(_by_words(found.query, words, replaced) if found else None),
        ),
    )


async def _offer_words(
    query: str, words: Words, services: Services, replaced: Watch | None = None, *, typed: str = ""
) -> Message:
    """`typed` is what was made into filters; the words themselves can be followed instead."""
    parsed = services.parse_query(query, services.clock())
    rule, person = await _read_rule(parsed, words, services)
    if rule.everything:
        return guide(words)
    first = words.say("Watch: {query}", query=bold(query))
    told = words.say("I tell you about {what}.", what=describe(rule, person, words, services.terms))
    heading = Markup("{}\n\n{}").format(first, told)
    return Message(
        text=await _preview(heading, rule, replaced, words, services),
        buttons=(
            *row(_saving(f"w:s:{replaced.id}" if replaced else "w:s", replaced, words)),
            *column(_by_words(typed, words, replaced) if typed and typed != query and not parsed.languages else None),
        ),
    )


def _saving(action: str, replaced: Watch | None, words: Words) -> Button:
    return press(words.say("Follow this instead") if replaced else words.say("Follow"), action)


async def _read_rule(query: Query, words: Words, services: Services) -> tuple[WatchRule, str]:
    """The watch, and the name of the person in it. A name that nobody surely bears is looked for as words."""
    if not query.people:
        return rule_of(query), ""
    found = await services.store.people.look_up(query.people[0])
    known = await services.store.people.get(found.match.person_id) if found.match else None
    if known is None:
        rule = rule_of(query)
        return replace(rule, words=(*rule.words, query.people[0])), ""
    return rule_of(query, known.id), name_for(known, words.language)


async def _preview(
    heading: Markup, rule: WatchRule, replaced: Watch | None, words: Words, services: Services
) -> Markup:
    """The last incidents that the watch would have brought, found by the rule that new entries are tried by."""
    kept = with_mutes(rule, replaced.rule) if replaced else rule
    entries = await services.store.entries.meeting(kept, limit=_SHOWN, now=services.clock())
    if not entries:
        return fit([heading, words.say("So far nothing I know would have come. You can follow it all the same.")])
    would = words.say_many("This would have come last:", "These would have come last:", n=len(entries))
    return entry_list(Markup("{}\n\n{}").format(heading, would), entries, words, first=1)


async def _save_words(replaced: str, call: Call, services: Services) -> Reply:
    query = query_in(call.origin_text)
    words = await services.words_for(call)
    rule, person = await _read_rule(services.parse_query(query, services.clock()), words, services)
    if rule.everything:
        lost = words.say(
            "That message can no longer be read. Please give the command again: {command}", command="/watch"
        )
        return Reply(messages=(Message(text=lost),))
    return replace(await _save(rule, person, replaced, call, services), edit=True)


async def _take_offer(value: str, call: Call, services: Services) -> Reply:
    """As `_save_person`; what was offered makes way for what was done."""
    return replace(await _save_person(value, call, services), edit=True)


async def _save_person(value: str, call: Call, services: Services) -> Reply:
    number, _, replaced = value.partition(":")
    person_id = number_in(number)
    known = await services.store.people.get(person_id)
    if known is None:
        raise OddButton(call.action)
    words = await services.words_for(call)
    return await _save(WatchRule(person_id=person_id), name_for(known, words.language), replaced, call, services)


async def _save(rule: WatchRule, person: str, replaced: str, call: Call, services: Services) -> Reply:
    """Add the watch, or let the watch with the number `replaced` follow this instead; its mutes stay."""
    now = services.clock()
    subscribers = services.store.subscribers
    subscriber = await subscribers.remember(call.chat, kind=call.kind, language=services.first_language(call), now=now)
    words = services.words.for_language(subscriber.language)
    if replaced:
        before = await find_watch(call, number_in(replaced), services)
        saved = before and await subscribers.replace_rule(subscriber.id, before.id, with_mutes(rule, before.rule))
    else:
        saved = await subscribers.add_watch(subscriber.id, rule, now=now)
    if saved is None:
        return Reply(messages=(Message(text=words.say("This is not followed any more.")),))
    parts = [
        words.say(
            "Done. You now follow {what}.",
            what=Markup("<b>{}</b>").format(describe(rule, person, words, services.terms)),
        ),
        words.say("All you follow: {command}", command="/watches"),
    ]
    buttons = row(press(words.say("Stop following"), f"u:{saved.id}"))
    return Reply(messages=(Message(text=fit(parts), buttons=buttons),))


async def _propose_topic(key: str, call: Call, services: Services) -> Reply:
    if key not in services.terms.topics:
        raise OddButton(call.action)
    return Reply(messages=(await _offer_words(f"topic:{key}", await services.words_for(call), services),))


async def _propose_words(text: str, call: Call, services: Services) -> Reply:
    return Reply(messages=(await _offer_words(tidy(text), await services.words_for(call), services),))


async def _propose_other_words(value: str, call: Call, services: Services) -> Reply:
    number, _, text = value.partition(":")
    replaced = await find_watch(call, number_in(number), services)
    message = await _offer_words(tidy(text), await services.words_for(call), services, replaced)
    return Reply(messages=(message,))


async def _propose_person(value: str, call: Call, services: Services) -> Reply:
    number, _, watch_id = value.partition(":")
    replaced = await find_watch(call, number_in(watch_id), services) if watch_id else None
    message = await _offer_person(number_in(number), None, await services.words_for(call), services, replaced)
    return Reply(messages=(message,), edit=True)


async def _propose_searched(_: str, call: Call, services: Services) -> Reply:
    """What the search above the button looks for."""
    query = query_in(call.origin_text)
    words = await services.words_for(call)
    return Reply(messages=(await offer(query, words, services),)) if query else lost_query(words)


async def _everything(_: str, call: Call, services: Services) -> Reply:
    return await subscribe.subscribe(call, services)


async def _nothing(_: str, call: Call, services: Services) -> Reply:
    return await unsubscribe.unsubscribe(call, services)


_PRESSED: Mapping[str, Callable[[str, Call, Services], Awaitable[Reply]]] = {
    "on": _everything,
    "off": _nothing,
    "topics": watch_choices.choose_topic,
    "page": watch_choices.turn_topics,
    "who": watch_choices.choose_person,
    "here": _propose_searched,
    "y": _take_offer,
    "o": _propose_person,
    "q": _propose_words,
    "v": _propose_other_words,
    "t": _propose_topic,
    "s": _save_words,
    "p": _save_person,
}
