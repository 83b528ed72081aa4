"""When alerts come: the buttons `c:…`, and an hour or a time zone that is written after /settings."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from handlers.call import Call, Message, Reply
from handlers.services import Services
from handlers.views.buttons import OddButton, rest
from handlers.views.timing import timing_menu, zone_menu
from store.subscriber import Subscriber
from store.timing import Quiet, Rhythm, Timing

_LONGEST_PAUSE = 60
_LAST_HOUR = 23
_HOUR = re.compile(r"(?:at|в|саат|daily|ежедневно)?\s*(\d{1,2})(?:[:.]00)?")


async def pressed(call: Call, services: Services) -> Reply:
    """Changes one thing and shows all again."""
    what, _, value = rest(call.action).partition(":")
    if what == "zones":
        return Reply(messages=(zone_menu(await services.words_for(call)),), edit=True)
    subscriber = await services.store.subscribers.remember(
        call.chat, kind=call.kind, language=services.first_language(call), now=services.clock()
    )
    if what == "menu":
        return _shown(subscriber, subscriber.timing, services)
    if what not in _CHANGES:
        raise OddButton(call.action)
    return await change(subscriber, lambda timing: _CHANGES[what](timing, value, services.clock()), services)


async def choose_zone(call: Call, name: str, services: Services) -> Reply | None:
    """`/settings Europe/Paris`; None where there is no such zone."""
    zone = next((known for known in available_timezones() if known.lower() == name.lower()), None)
    if zone is None:
        return None
    subscriber = await services.store.subscribers.remember(
        call.chat, kind=call.kind, language=services.first_language(call), now=services.clock()
    )
    reply = await change(subscriber, lambda timing: replace(timing, timezone=zone), services)
    return replace(reply, edit=False)


async def choose_hour(call: Call, typed: str, services: Services) -> Reply | None:
    """`/settings 8:00`: all that is not urgent comes once a day at that hour; None where that is no full hour."""
    found = _HOUR.fullmatch(typed.casefold())
    if found is None or int(found[1]) > _LAST_HOUR:
        return None
    subscriber = await services.store.subscribers.remember(
        call.chat, kind=call.kind, language=services.first_language(call), now=services.clock()
    )
    hour = int(found[1])
    reply = await change(subscriber, lambda timing: replace(timing, rhythm=Rhythm.DAILY, hour=hour), services)
    return replace(reply, edit=False)


async def change(subscriber: Subscriber, alter: Callable[[Timing], Timing], services: Services) -> Reply:
    """Keep the altered timing; whoever has chosen no time zone has the bot's."""
    timing = subscriber.timing
    changed = alter(timing if timing.timezone else replace(timing, timezone=services.timezone.key))
    await services.store.subscribers.set_timing(subscriber.id, changed, now=services.clock())
    services.wake_courier()
    return _shown(subscriber, changed, services)


def _shown(subscriber: Subscriber, timing: Timing, services: Services) -> Reply:
    words = services.words.for_language(subscriber.language)
    known = timing if timing.timezone else replace(timing, timezone=services.timezone.key)
    message: Message = timing_menu(known, words, now=services.clock())
    return Reply(messages=(message,), edit=True)


def _rhythm(timing: Timing, value: str, _: datetime) -> Timing:
    if value not in set(Rhythm):
        raise OddButton(value)
    return replace(timing, rhythm=Rhythm(value))


def _hour(timing: Timing, value: str, _: datetime) -> Timing:
    return replace(timing, hour=_number(value, _LAST_HOUR))


def _day(timing: Timing, value: str, _: datetime) -> Timing:
    return replace(timing, weekday=_number(value, 6))


def _quiet(timing: Timing, value: str, _: datetime) -> Timing:
    if value == "off":
        return replace(timing, quiet=None)
    begin, separator, end = value.partition("-")
    quiet = Quiet(_number(begin, 23), _number(end, 23))
    if not separator or quiet.begin == quiet.end:
        raise OddButton(value)
    return replace(timing, quiet=quiet)


def _zone(timing: Timing, value: str, _: datetime) -> Timing:
    if value not in available_timezones():
        raise OddButton(value)
    return replace(timing, timezone=value)


def _pause(timing: Timing, value: str, now: datetime) -> Timing:
    days = _number(value, _LONGEST_PAUSE)
    return replace(timing, silent_until=now + timedelta(days=days) if days else None)


def _number(value: str, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 3 and int(value) <= most):
        raise OddButton(value)
    return int(value)


_CHANGES: Mapping[str, Callable[[Timing, str, datetime], Timing]] = {
    "rhythm": _rhythm,
    "hour": _hour,
    "day": _day,
    "quiet": _quiet,
    "zone": _zone,
    "pause": _pause,
}
