"""One watch with all that can be done about it: pause, resume, follow something else, bring back what is muted, end."""

import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from markupsafe import Markup

from handlers.call import Button, Call, Message, Reply
from handlers.commands.pause import command_for, examples
from handlers.commands.watch import find_watch
from handlers.languages import Words
from handlers.naming import describe_rule, name_of, names_of
from handlers.services import Services
from handlers.views.buttons import OddButton, column, number_in, numbers, press, rest, row
from handlers.views.text import bold, code, fit
from handlers.views.watches import pause_line, typed
from store.subscriber import UNTIL_RESUMED, Watch, WatchRule

_PAUSES = (1, 7, 30)  # days
_LONGEST_PAUSE = timedelta(days=400)
_MUTES_SHOWN = 12


async def open_watch(call: Call, services: Services) -> Reply:
    """`one:watch`: the watch's page takes the place of the message."""
    (watch_id,) = numbers(call.action, 1)
    return await shown(watch_id, call, services)


async def pause(call: Call, services: Services) -> Reply:
    """`pause:watch:2026-03-01`, `pause:watch:open` without an end, `pause:watch:off` to resume."""
    number, _, until = rest(call.action).partition(":")
    watch = await find_watch(call, number_in(number), services)
    if watch is not None:
        moment = _end_of_pause(until, services)
        await services.store.subscribers.pause_watch(watch.subscriber_id, watch.id, until=moment)
    return await shown(number_in(number), call, services)


async def ask_for_text(call: Call, services: Services) -> Reply:
    """`alter:watch`: how to let the watch follow something else."""
    (watch_id,) = numbers(call.action, 1)
    words = await services.words_for(call)
    place, watch = await _placed(watch_id, call, services)
    if watch is None:
        return gone(words)
    rule = watch.rule
    person = await name_of(rule.person_id, words, services) if rule.person_id is not None else ""
    now_typed = typed(rule, person) or "protest Osh"
    parts = [
        words.say("To follow something else instead, send this, changed as you like:"),
        code(f"/watches {place} {now_typed}"),
        words.say("I show you what it would have brought before anything is changed."),
    ]
    return Reply(messages=(Message(text=fit(parts), buttons=row(_back(watch.id, words))),), edit=True)


async def bring_back(call: Call, services: Services) -> Reply:
    """`unmute:watch:p:person`, `unmute:watch:t:topic`, `unmute:watch:o:mark of the outlet`."""
    number, _, muted = rest(call.action).partition(":")
    watch = await find_watch(call, number_in(number), services)
    if watch is not None:
        rule = without_mute(watch.rule, muted)
        await services.store.subscribers.replace_rule(watch.subscriber_id, watch.id, rule)
    return await shown(number_in(number), call, services)


async def shown(watch_id: int, call: Call, services: Services) -> Reply:
    """The watch's page, in place of the message."""
    words = await services.words_for(call)
    place, watch = await _placed(watch_id, call, services)
    if watch is None:
        return gone(words)
    paused = pause_line(watch, words, services.clock())
    parts = [
        words.say("Your watch: {what}", what=bold(await describe_rule(watch.rule, words, services))),
        paused or words.say("To pause it until another day, write it:"),
        Markup() if paused else examples(command_for(place, words), words, services),
    ]
    buttons = (
        *_pausing(watch, words, services),
        *column(press(words.say("Follow something else"), f"alter:{watch.id}")),
        *column(*await _unmuting(watch, words, services)),
        *row(press(words.say("Stop following"), f"u:{watch.id}"), press(words.say("« Back"), "list:0")),
    )
    return Reply(messages=(Message(text=fit(parts), buttons=buttons),), edit=True)


def gone(words: Words) -> Reply:
    """Where the watch has ended meanwhile."""
    said = words.say("This is not followed any more.")
    return Reply(messages=(Message(text=said, buttons=row(press(words.say("What you follow"), "list:0"))),), edit=True)


def without_mute(rule: WatchRule, muted: str) -> WatchRule:
    """The rule without what was muted, as a button names it."""
    kind, _, value = muted.partition(":")
    match kind:
        case "p":
            return replace(rule, not_people=rule.not_people - {number_in(value)})
        case "t":
            return replace(rule, not_topics=rule.not_topics - {value})
        case "o":
            kept = frozenset(outlet for outlet in rule.not_outlets if outlet_mark(outlet) != value)
            return replace(rule, not_outlets=kept)
        case _:
            raise OddButton(muted)


def outlet_mark(outlet: str) -> str:
    """Stands for an outlet in a button, which holds no more than 64 bytes."""
    return f"{zlib.crc32(outlet.encode()):08x}"


async def _placed(watch_id: int, call: Call, services: Services) -> tuple[int, Watch | None]:
    """The watch, and its number in the list."""
    subscriber = await services.store.subscribers.find(call.chat)
    kept = await services.store.subscribers.watches(subscriber.id) if subscriber else []
    found = ((number, watch) for number, watch in enumerate(kept, 1) if watch.id == watch_id)
    return next(found, (0, None))


def _end_of_pause(until: str, services: Services) -> datetime | None:
    if until == "off":
        return None
    if until == "open":
        return UNTIL_RESUMED
    try:
        day = date.fromisoformat(until)
    except ValueError as error:
        raise OddButton(until) from error
    if day > (services.clock() + _LONGEST_PAUSE).date():
        raise OddButton(until)
    return datetime.combine(day, time(0), services.timezone).astimezone(UTC)


def _pausing(watch: Watch, words: Words, services: Services) -> tuple[tuple[Button, ...], ...]:
    now = services.clock()
    if watch.paused_until and watch.paused_until > now:
        return row(press(words.say("Resume"), f"pause:{watch.id}:off"))
    today = now.astimezone(services.timezone).date()
    days = [today + timedelta(days=count) for count in _PAUSES]
    return column(
        *(
            press(words.say("Pause until {date}", date=words.date(day)), f"pause:{watch.id}:{day.isoformat()}")
            for day in days
        ),
        press(words.say("Pause until I resume it"), f"pause:{watch.id}:open"),
    )


async def _unmuting(watch: Watch, words: Words, services: Services) -> list[Button]:
    return [
        press(words.say("Bring back: {name}", name=label), f"unmute:{watch.id}:{muted}")
        for label, muted in await _mutes(watch.rule, words, services)
    ]


async def _mutes(rule: WatchRule, words: Words, services: Services) -> list[tuple[str, str]]:
    """What is muted: its name, and how a button names it."""
    people = await names_of(sorted(rule.not_people), words, services)
    named = [
        *((name, f"p:{person_id}") for person_id, name in people.items()),
        *((services.terms.topic_name(key, words.language), f"t:{key}") for key in sorted(rule.not_topics)),
        *((outlet, f"o:{outlet_mark(outlet)}") for outlet in sorted(rule.not_outlets)),
    ]
    return named[:_MUTES_SHOWN]


def _back(watch_id: int, words: Words) -> Button:
    return press(words.say("« Back"), f"one:{watch_id}")
