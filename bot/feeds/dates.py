"""When the entries of a feed were published, and what to believe of it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from bot.feeds.datetexts import DateReading, read_date

__all__ = ["DateReading", "parse_date", "read_date", "settle_dates"]

_AHEAD = timedelta(minutes=10)
_BELIEVABLE_AHEAD = timedelta(days=1)


def parse_date(text: str, *, language: str | None, now: datetime, zone: tzinfo = UTC) -> datetime | None:
    """One date alone; see `settle_dates` for what is believed. `zone` is taken where the text names none."""
    return settle_dates([read_date(text, language=language, now=now.astimezone(zone))], now=now, zone=zone)[0]


def settle_dates(
    readings: Sequence[DateReading | None], *, now: datetime, zone: tzinfo = UTC
) -> tuple[datetime | None, ...]:
    """Settle a feed's dates together, in its order.

    A date with two ways takes the one that the feed's unmistakable dates use, else the one that is not in the future,
    else what the language writes. Times labelled GMT that lie in the future, all explained by `zone`'s offset, make all
    such times of the feed local ones. What is still minutes ahead becomes `now`, what is further is not believed.
    """
    habit = _habit(readings, now, zone)
    chosen = [_choose(reading, habit, now, zone) for reading in readings]
    shift = _mislabelled(readings, chosen, now, zone)
    return tuple(
        _believe(when + shift if reading is not None and reading.as_gmt else when, now) if when is not None else None
        for reading, when in zip(readings, chosen, strict=True)
    )


def _habit(readings: Sequence[DateReading | None], now: datetime, zone: tzinfo) -> bool | None:
    """Whether the feed writes the day first, where one of its dates can be read, or can be true, in one way only."""
    votes = [0, 0]
    for reading in readings:
        if reading is None or None in reading.day_first:
            continue
        past = [
            first
            for when, first in zip(reading.ways, reading.day_first, strict=True)
            if _aware(when, zone) <= now + _BELIEVABLE_AHEAD
        ]
        if len(past) == 1:
            votes[bool(past[0])] += 1
    return None if votes[0] == votes[1] else votes[1] > votes[0]


def _choose(reading: DateReading | None, habit: bool | None, now: datetime, zone: tzinfo) -> datetime | None:
    if reading is None:
        return None
    ways = [(_aware(when, zone), first) for when, first in zip(reading.ways, reading.day_first, strict=True)]
    possible = [way for way in ways if way[0] <= now + _BELIEVABLE_AHEAD] or ways
    return next((when for when, first in possible if first is habit), possible[0][0])


def _aware(when: datetime, zone: tzinfo) -> datetime:
    return when if when.tzinfo is not None else when.replace(tzinfo=zone).astimezone(UTC)


def _mislabelled(
    readings: Sequence[DateReading | None], chosen: Sequence[datetime | None], now: datetime, zone: tzinfo
) -> timedelta:
    """What to add to the feed's GMT times: `zone`'s offset backwards where that explains future ones, or nothing."""
    offset = zone.utcoffset(now.astimezone(zone).replace(tzinfo=None)) or timedelta(0)
    ahead = [
        when - now
        for reading, when in zip(readings, chosen, strict=True)
        if reading is not None and reading.as_gmt and when is not None and when > now + _AHEAD
    ]
    if ahead and offset > timedelta(0) and max(ahead) <= offset + _AHEAD:
        return -offset
    return timedelta(0)


def _believe(when: datetime, now: datetime) -> datetime | None:
    if when <= now:
        return when
    return now if when <= now + _AHEAD else None
