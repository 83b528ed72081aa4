"""/settings: how the bot behaves in this chat, as one message of buttons."""

from dataclasses import replace

from handlers.call import Call, Message, Reply
from handlers.commands import timing
from handlers.commands.search import tidy
from handlers.languages import LANGUAGES, NATIVE_NAMES, Words
from handlers.services import Services
from handlers.views.buttons import OddButton, column, press, rest, row
from handlers.views.text import bold, code, fit
from handlers.views.timing import rhythm_line
from store.subscriber import Subscriber
from store.timing import AT_ONCE


async def settings(call: Call, services: Services) -> Reply:
    """Shows all; `/settings Europe/Paris` chooses that time zone, `/settings 8:00` a digest at that hour each day."""
    typed = tidy(call.arguments)
    if typed and call.chat_admin:
        chosen = await timing.choose_zone(call, typed, services) or await timing.choose_hour(call, typed, services)
        return chosen or Reply(messages=(_not_understood(typed, await services.words_for(call)),))
    subscriber = await services.store.subscribers.find(call.chat)
    return Reply(messages=(_shown(subscriber, await services.words_for(call)),))


def _not_understood(typed: str, words: Words) -> Message:
    parts = [
        words.say("I can read neither an hour nor a time zone from {typed}.", typed=bold(typed)),
        words.say("Every day at that hour: {command}", command=code("/settings 8:00")),
        words.say("Time zone: {command}", command=code("/settings Europe/Paris")),
        words.say("All settings: {command}", command="/settings"),
    ]
    return Message(text=fit(parts, separator="\n"))


async def switch(call: Call, services: Services) -> Reply:
    """`k:discreet:on`, `k:previews:off`, `k:language:ru`: changes one thing and shows all again, as `k:back` does."""
    what, _, value = rest(call.action).partition(":")
    if what == "back":
        return replace(await settings(call, services), edit=True)
    subscribers = services.store.subscribers
    language = services.first_language(call)
    if not ((what == "language" and value in LANGUAGES) or (what in _SWITCHES and value in _VALUES)):
        raise OddButton(call.action)
    subscriber = await subscribers.remember(call.chat, kind=call.kind, language=language, now=services.clock())
    if what == "language":
        changed = replace(subscriber, language=value)
        await subscribers.set_language(subscriber.id, value)
    else:
        switched = _VALUES[value]
        changed = (
            replace(subscriber, discreet=switched) if what == "discreet" else replace(subscriber, previews=switched)
        )
        await subscribers.set_delivery(subscriber.id, discreet=changed.discreet, previews=changed.previews)
    return Reply(messages=(_shown(changed, services.words.for_language(changed.language)),), edit=True)


_SWITCHES = frozenset({"discreet", "previews"})
_VALUES = {"on": True, "off": False}


def _shown(subscriber: Subscriber | None, words: Words) -> Message:
    discreet = subscriber is not None and subscriber.discreet
    previews = subscriber is not None and subscriber.previews
    parts = [
        bold(words.say("Settings of this chat")),
        words.say("Language: {language}", language=NATIVE_NAMES[words.language]),
        words.say("Alerts: discreet, they name nobody until you open them")
        if discreet
        else words.say("Alerts: with title and summary"),
        words.say("Link previews: shown") if previews else words.say("Link previews: not shown"),
        rhythm_line(subscriber.timing if subscriber else AT_ONCE, words),
        words.say("What you follow: {command}", command="/watches"),
    ]
    languages = [press(NATIVE_NAMES[code], f"k:language:{code}") for code in LANGUAGES]
    discretion = words.say("Alerts with title and summary") if discreet else words.say("Discreet alerts")
    showing = words.say("No link previews") if previews else words.say("Show link previews")
    return Message(
        text=fit(parts, separator="\n"),
        buttons=(
            *row(*languages),
            *column(
                press(discretion, f"k:discreet:{'off' if discreet else 'on'}"),
                press(showing, f"k:previews:{'off' if previews else 'on'}"),
                press(words.say("When alerts come"), "c:menu"),
            ),
        ),
    )
