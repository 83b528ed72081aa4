"""When a reader wants to be told: at once or in digests, not in quiet hours, not before a pause is over. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = 7


class Rhythm(StrEnum):
    AT_ONCE = "at once"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Whole local hours from `begin` until `end`, over midnight where `end` is the smaller. Never all day."""

    begin: int
    end: int

    def covers(self, hour: int) -> bool:
        if self.begin <= self.end:
            return self.begin <= hour < self.end
        return hour >= self.begin or hour < self.end


@dataclass(frozen=True, slots=True)
class Timing:
    """A digest comes at `hour` (on `weekday`, Monday is 0) in `timezone`, an IANA name; "" is UTC.

    In `quiet` hours only urgent watches come through; until `silent_until` nothing does.
    """

    rhythm: Rhythm = Rhythm.AT_ONCE
    hour: int = 9
    weekday: int = 0
    timezone: str = ""
    quiet: Quiet | None = None
    silent_until: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether there is anything for which an alert may have to wait."""
        return self.rhythm is not Rhythm.AT_ONCE or self.quiet is not None or self.silent_until is not None


AT_ONCE = Timing()


def next_moment(timing: Timing, now: datetime, *, urgent: bool = False) -> datetime:
    """The first moment, not before `now`, at which an alert may come; `urgent` waits for the end of a pause only.

    Hour and weekday are those on the reader's clock. An hour that the clock skips comes with the next one, an hour that
    comes twice counts the first time. A digest that falls into quiet hours comes at their end.
    """
    start = max(now, timing.silent_until) if timing.silent_until else now
    if urgent:
        return start
    zone = zone_of(timing.timezone)
    match timing.rhythm:
        case Rhythm.AT_ONCE:
            return _after_quiet(timing.quiet, start, zone)
        case Rhythm.HOURLY:
            return _after_quiet(timing.quiet, _full_hour(start, zone), zone)
        case _:
            return min(moment for moment in _digests(timing, start, zone) if moment >= start)


def next_digest(timing: Timing, now: datetime) -> datetime:
    """As `next_moment`, of what only ever comes in a digest: a daily one where alerts come at once."""
    rhythm = Rhythm.DAILY if timing.rhythm is Rhythm.AT_ONCE else timing.rhythm
    return next_moment(replace(timing, rhythm=rhythm), now)


@lru_cache(maxsize=1024)
def zone_of(name: str) -> tzinfo:
    """The time zone of that name; UTC where this machine knows none of that name."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ValueError, OSError, LookupError):
        return UTC


def _digests(timing: Timing, start: datetime, zone: tzinfo) -> Iterator[datetime]:
    """The moments of the digests around `start`, quiet hours heeded."""
    today = start.astimezone(zone).date()
    for days in range(-2, _WEEK + 2):
        day = today + timedelta(days=days)
        if timing.rhythm is Rhythm.DAILY or day.weekday() == timing.weekday:
            yield _after_quiet(timing.quiet, _at(day, timing.hour, zone), zone)


def _full_hour(start: datetime, zone: tzinfo) -> datetime:
    moment = start
    while (local := moment.astimezone(zone)).minute or local.second or local.microsecond:
        passed = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        moment += _HOUR - passed
    return moment


def _after_quiet(quiet: Quiet | None, moment: datetime, zone: tzinfo) -> datetime:
    while quiet is not None and quiet.covers((local := moment.astimezone(zone)).hour):
        end = _at(local.date(), quiet.end, zone)
        moment = end if end > moment else _at(local.date() + _DAY, quiet.end, zone)
    return moment


def _at(day: date, hour: int, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
