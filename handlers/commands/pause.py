"""/pause: no alerts until a day that the reader names; what comes in between is kept."""

from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from enum import Enum, auto

from markupsafe import Markup

from handlers.call import Call, Message, Reply
from handlers.commands.search import tidy
from handlers.commands.timing import change
from handlers.languages import Words
from handlers.moments import read_moment
from handlers.services import Services
from handlers.views.buttons import press, row
from handlers.views.text import bold, code, fit
from store.subscriber import Subscriber
from store.timing import zone_of

_VERB = {"en": "pause", "ru": "пауза", "ky": "тыныгуу"}
VERBS = frozenset({*_VERB.values(), "паузу"})
"""Before a day, after the number of a watch: `/watches 2 pause 24 December`."""
_OFF = frozenset({"off", "stop", "end", "resume", "стоп", "конец", "снять", "хватит", "бүттү", "токтот"})
_LONGEST = timedelta(days=400)
_EXAMPLE = timedelta(days=20)


class BadEnd(Enum):
    """Why a pause cannot end then."""

    UNKNOWN = auto()
    PAST = auto()
    FAR = auto()


async def pause(call: Call, services: Services) -> Reply:
    """`/pause 24 December`, `/pause 3 days`, `/pause off`; alone it says how things stand."""
    words = await services.words_for(call)
    subscriber = await services.store.subscribers.find(call.chat)
    typed = tidy(call.arguments)
    if not typed:
        return Reply(messages=(_standing(subscriber, words, services),))
    if typed.casefold() in _OFF:
        await _silence(None, call, services)
        return Reply(messages=(Message(text=words.say("The pause is over. What was kept comes now.")),))
    end = read_end(typed, services.clock(), zone_for(subscriber, services))
    if isinstance(end, BadEnd):
        return Reply(messages=(refusal(end, typed, "/pause", words, services),))
    await _silence(end, call, services)
    return Reply(messages=(_paused(end, zone_for(subscriber, services), words),))


def read_end(typed: str, now: datetime, timezone: tzinfo) -> datetime | BadEnd:
    """When a pause ends that is to last as `typed` says."""
    moment = read_moment(typed, now=now, timezone=timezone)
    if moment is None:
        return BadEnd.UNKNOWN
    if moment <= now:
        return BadEnd.PAST
    return BadEnd.FAR if moment > now + _LONGEST else moment


def refusal(why: BadEnd, typed: str, command: str, words: Words, services: Services) -> Message:
    """What the reader is told, with an example to copy."""
    match why:
        case BadEnd.UNKNOWN:
            said = words.say("I cannot read a day or a length of time from {typed}.", typed=bold(typed))
        case BadEnd.PAST:
            said = words.say("{typed}: that has passed already.", typed=bold(typed))
        case BadEnd.FAR:
            said = words.say("A pause may last a year at most.")
    return Message(text=fit([said, examples(command, words, services)]))


def examples(command: str, words: Words, services: Services) -> Markup:
    """How to name the end of a pause, in the reader's language."""
    day = words.day(services.clock() + _EXAMPLE)
    lasting = words.say_many("{n} day", "{n} days", n=3)
    return words.say(
        "For example: {first} or {second}", first=code(f"{command} {day}"), second=code(f"{command} {lasting}")
    )


def command_for(place: int, words: Words) -> str:
    """What is written before a day to pause the watch that has that number in the list."""
    return f"/watches {place} {_VERB.get(words.language, _VERB['en'])}"


def zone_for(subscriber: Subscriber | None, services: Services) -> tzinfo:
    """The chat's own time zone, else the bot's."""
    return zone_of(subscriber.timing.timezone) if subscriber and subscriber.timing.timezone else services.timezone


async def _silence(until: datetime | None, call: Call, services: Services) -> None:
    subscriber = await services.store.subscribers.remember(
        call.chat, kind=call.kind, language=services.first_language(call), now=services.clock()
    )
    await change(subscriber, lambda timing: replace(timing, silent_until=until), services)


def _standing(subscriber: Subscriber | None, words: Words, services: Services) -> Message:
    until = subscriber.timing.silent_until if subscriber else None
    if until and until > services.clock():
        return _paused(until, zone_for(subscriber, services), words)
    parts = [
        words.say("Until when shall I be silent? Write it after the command. What comes in between is kept."),
        examples("/pause", words, services),
        words.say("One watch alone is paused here: {command}", command="/watches"),
    ]
    days = [
        press(words.say_many("Pause for {n} day", "Pause for {n} days", n=number), f"c:pause:{number}")
        for number in (1, 7)
    ]
    return Message(text=fit(parts), buttons=row(*days))


def _paused(until: datetime, timezone: tzinfo, words: Words) -> Message:
    local = replace(words, timezone=timezone)
    return Message(
        text=words.say("Paused until {time}. What comes in between is kept.", time=local.moment(until)),
        buttons=row(press(words.say("End the pause"), "c:pause:0"), press(words.say("When alerts come"), "c:menu")),
    )
