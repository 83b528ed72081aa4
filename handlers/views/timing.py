"""When alerts come, as a reader sees and changes it."""

from dataclasses import replace
from datetime import datetime

from babel.dates import get_day_names
from markupsafe import Markup

from handlers.call import Button, Message
from handlers.languages import Words
from handlers.views.buttons import grid, press, row
from handlers.views.text import bold, fit
from store.timing import Rhythm, Timing, zone_of

ZONES = ("Asia/Bishkek", "Asia/Almaty", "Europe/Moscow", "Europe/Berlin", "Europe/London", "America/New_York", "UTC")
HOURS = (6, 7, 8, 9, 12, 15, 18, 21)
QUIETS = ((21, 8), (22, 7), (23, 6))
PAUSES = (1, 7)


def rhythm_line(timing: Timing, words: Words) -> Markup:
    """When alerts come."""
    at = f"{timing.hour}:00"
    match timing.rhythm:
        case Rhythm.AT_ONCE:
            return words.say("Alerts come at once")
        case Rhythm.HOURLY:
            return words.say("Alerts come every hour, as one message")
        case Rhythm.DAILY:
            return words.say("Alerts come every day at {time}, as one message", time=at)
        case Rhythm.WEEKLY:
            day = _days("wide", words)[timing.weekday]
            return words.say("Alerts come every week, as one message: {day}, {time}", day=day, time=at)


def quiet_line(timing: Timing, words: Words) -> Markup:
    if timing.quiet is None:
        return words.say("Quiet hours: none")
    span = _span(timing.quiet.begin, timing.quiet.end)
    return words.say("Quiet hours: {hours}. Only what you marked as urgent comes through.", hours=span)


def timing_menu(timing: Timing, words: Words, *, now: datetime) -> Message:
    """All of it, with the buttons that change it."""
    local = replace(words, timezone=zone_of(timing.timezone))
    silent = timing.silent_until if timing.silent_until and timing.silent_until > now else None
    parts = [
        bold(words.say("When alerts come")),
        rhythm_line(timing, words),
        quiet_line(timing, words),
        words.say("Time zone: {zone}, where it is {time} now", zone=timing.timezone or "UTC", time=local.moment(now)),
        words.say("Paused until {time}. What comes in between is kept.", time=local.moment(silent))
        if silent
        else Markup(),
        words.say("Any other end of a pause can be written: {command}", command="/pause") if not silent else Markup(),
        words.say("What is urgent comes at once all the same; you mark it here: {command}", command="/watches"),
    ]
    return Message(
        text=fit(parts, separator="\n"),
        buttons=(*_rhythms(words), *_hours(timing, words), *_quiets(words), *_others(silent is not None, words)),
    )


def zone_menu(words: Words) -> Message:
    """A few time zones to choose from; any other can be written."""
    parts = [
        bold(words.say("Choose a time zone")),
        words.say("Any other can be written, for example: {command}", command="/settings Asia/Tashkent"),
    ]
    buttons = [press(zone.rpartition("/")[2].replace("_", " "), f"c:zone:{zone}") for zone in ZONES]
    return Message(text=fit(parts, separator="\n"), buttons=grid(buttons, 2))


def _rhythms(words: Words) -> tuple[tuple[Button, ...], ...]:
    return (
        *row(press(words.say("At once"), "c:rhythm:at once"), press(words.say("Hourly"), "c:rhythm:hourly")),
        *row(press(words.say("Daily"), "c:rhythm:daily"), press(words.say("Weekly"), "c:rhythm:weekly")),
    )


def _hours(timing: Timing, words: Words) -> tuple[tuple[Button, ...], ...]:
    """Hours, and days of the week, where a digest has any."""
    if timing.rhythm not in {Rhythm.DAILY, Rhythm.WEEKLY}:
        return ()
    hours = grid([press(f"{hour}:00", f"c:hour:{hour}") for hour in HOURS], 4)
    if timing.rhythm is Rhythm.DAILY:
        return hours
    days = [press(name, f"c:day:{number}") for number, name in enumerate(_days("abbreviated", words))]
    return (*hours, *grid(days, 4))


def _quiets(words: Words) -> tuple[tuple[Button, ...], ...]:
    spans = [
        press(words.say("Quiet {hours}", hours=f"{begin}–{end}"), f"c:quiet:{begin}-{end}") for begin, end in QUIETS
    ]
    return (*grid(spans, 3), *row(press(words.say("No quiet hours"), "c:quiet:off")))


def _others(silent: bool, words: Words) -> tuple[tuple[Button, ...], ...]:
    days = [
        press(words.say_many("Pause for {n} day", "Pause for {n} days", n=number), f"c:pause:{number}")
        for number in PAUSES
    ]
    pauses = [press(words.say("End the pause"), "c:pause:0")] if silent else days
    return (*row(*pauses), *row(press(words.say("Time zone"), "c:zones"), press(words.say("« Back"), "k:back")))


def _days(form: str, words: Words) -> list[str]:
    names = get_day_names(form, "stand-alone", locale=words.language)  # type: ignore[arg-type]  # one of babel's forms
    return [str(names[number]) for number in range(7)]


def _span(begin: int, end: int) -> str:
    return f"{begin}:00-{end}:00"
