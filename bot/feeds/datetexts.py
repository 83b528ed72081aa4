"""Reading one date, in every format that feeds and pages write."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from bot.feeds.months import RELATIVE_WORDS, ZONES, month_of

_LONGEST = 200
_RELATIVE_LANGUAGES = frozenset({"en", "ru", "ky", "uk", "de", "fr"})
Day = tuple[int, int, int, bool | None]
_EARLIEST_YEAR = 1980

_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?(?:\s*(?P<half>[ap])\.?m\b\.?)?"
_OFFSET = r"(?P<zone>z\b|(?:gmt|utc|ut)?\s*[+-]\d{1,2}(?::?\d{2})?\b|\(?\b[a-z]{2,5}\b\)?)"
_TIME = re.compile(rf"(?<![\d:]){_CLOCK}(?:\s*{_OFFSET})?", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(?!\d)")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_WORD = re.compile(r"[^\W\d_]+(?: (?:айы|куран|оона))?")
_HOURLY = re.compile(r"hour|min|sec|час|мин|сек|now|сейчас|\d:\d", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class DateReading:
    """The ways in which one date can be read, the likelier first: aware UTC, or naive where no zone was given.

    `as_gmt` tells that it was labelled GMT, which many servers write under local time. `day_first` tells for each way
    whether the day came before the month, None where that is no question.
    """

    ways: tuple[datetime, ...]
    as_gmt: bool = False
    day_first: tuple[bool | None, ...] = (None,)


def read_date(text: str, *, language: str | None, now: datetime) -> DateReading | None:
    """What a date says, before it is held against the feed's other dates; None when it says nothing.

    "Yesterday" and the like count from `now`, in its own zone, UTC or one with a name.
    """
    cleaned = " ".join(text[:_LONGEST].replace("\xa0", " ").replace("\u202f", " ").split())
    if not any(character.isalnum() for character in cleaned):
        return None
    try:
        return _read_epoch(cleaned) or _read_calendar(cleaned, language, now) or _read_relative(cleaned, language, now)
    except (ValueError, OverflowError):
        return None


def _read_epoch(text: str) -> DateReading | None:
    if not _EPOCH.fullmatch(text):
        return None
    return DateReading((datetime.fromtimestamp(int(text[:10]), UTC),))


def _read_calendar(text: str, language: str | None, now: datetime) -> DateReading | None:
    hour, minute, second, zone, as_gmt, rest = _take_time(text)
    if match := _YEAR_FIRST.search(rest):
        days: list[Day] = [(int(match[1]), int(match[3]), int(match[4] or 1), None)]
    elif match := _COMPACT.search(rest):
        days = [(int(match[1]), int(match[2]), int(match[3]), None)]
        if match[4] and (hour, minute) == (0, 0):
            hour, minute, second = int(match[4]), int(match[5]), int(match[6] or 0)
            zone, as_gmt = (UTC, True) if text.endswith(("Z", "z")) else (zone, as_gmt)
    elif match := _YEAR_LAST.search(rest):
        days = _two_ways(int(match[1]), int(match[3]), _full_year(match[4]), match[2], language)
    else:
        days = _in_words(rest, now)
    found = [(_moment(day[:3], (hour, minute, second), zone), day[3]) for day in days]
    sound = [(when, first) for when, first in found if when is not None]
    if not sound:
        return None
    return DateReading(tuple(when for when, _ in sound), as_gmt, tuple(first for _, first in sound))


def _take_time(text: str) -> tuple[int, int, int, tzinfo | None, bool, str]:
    """Hour, minute, second, zone, whether that was GMT, and the text without them."""
    text = re.sub(r"(?<=\d)T(?=\d{1,2}:)", " ", text, flags=re.IGNORECASE)
    match = _TIME.search(text)
    if match is None:
        return 0, 0, 0, None, False, text
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    zone, as_gmt = _zone(match["zone"])
    end = match.end() if zone is not None else match.end() - len(match["zone"] or "")
    # A leap second, and the midnight that some write as 24:00, would fit into no datetime.
    return hour, int(match["minute"]), min(int(match["second"] or 0), 59), zone, as_gmt, _cut(text, match.start(), end)


def _cut(text: str, start: int, end: int) -> str:
    return f"{text[:start]} {text[end:]}"


def _zone(text: str | None) -> tuple[tzinfo | None, bool]:
    if not text:
        return None, False
    name = text.strip("() ").lower()
    if match := re.fullmatch(r"(?:gmt|utc|ut)?\s*([+-])(\d{1,2}):?(\d{2})?", name):
        sign, hours, minutes = match[1], int(match[2]), int(match[3] or 0)
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1)
        return (timezone(offset), not offset) if abs(offset) <= timedelta(hours=14) else (None, False)
    if name in ("z", "gmt", "utc", "ut"):
        return UTC, True
    hours_east = ZONES.get(name)
    return (timezone(timedelta(hours=hours_east)), False) if hours_east is not None else (None, False)


def _two_ways(first: int, second: int, year: int, mark: str, language: str | None) -> list[Day]:
    day_first, month_first = (year, second, first, True), (year, first, second, False)
    if mark == "." or first == second:
        return [(year, second, first, None)]
    ways: list[Day] = [day_first, month_first]
    return ways if language != "en" or mark == "-" else [month_first, day_first]


def _in_words(text: str, now: datetime) -> list[Day]:
    """A month by name with a day and perhaps a year beside it."""
    month = next((found for match in _WORD.finditer(text) if (found := month_of(match[0]))), None)
    numbers = [match[0] for match in _NUMBER.finditer(text)]
    if month is None or not numbers or len(numbers) > 3:
        return []
    years = [number for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    if years:
        return [(int(years[0]), month, days[0] if days else 1, None)]
    if len(numbers) == 2 and len(numbers[1]) == 2:
        return [(_full_year(numbers[1]), month, days[0], None)]
    if len(days) != 1:
        return []
    # Without a year the newest that has passed is meant.
    past = (month, days[0]) <= (now.month, now.day + 1)
    return [(now.year if past else now.year - 1, month, days[0], None)]


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (2000 if year < 70 else 1900)


def _moment(day: Sequence[int | None], clock: tuple[int, int, int], zone: tzinfo | None) -> datetime | None:
    year, month, date = day
    hour, minute, second = clock
    if year is None or month is None or date is None or not _EARLIEST_YEAR <= year <= 9000:
        return None
    try:
        extra = timedelta(days=1) if hour == 24 else timedelta(0)
        when = datetime(year, month, date, hour % 24 if hour == 24 else hour, minute, second, tzinfo=zone) + extra
        return when.astimezone(UTC) if zone is not None else when
    except (ValueError, OverflowError):
        return None


def _read_relative(text: str, language: str | None, now: datetime) -> DateReading | None:
    """ "Two hours ago", "yesterday" and the like, and whatever else dateparser can read."""
    import dateparser  # noqa: PLC0415 (a tenth of a second that most feeds never need)

    for word, english in RELATIVE_WORDS.items():
        text = re.sub(rf"\b{word}\b", english, text, flags=re.IGNORECASE)
    languages = list(
        dict.fromkeys(name for name in (language, "en", "ru") if name in ("en", "ru", "ky", "uk", "de", "fr"))
    )
    found = dateparser.parse(
        text[:80],
        languages=languages,
        settings={
            "RELATIVE_BASE": now.replace(tzinfo=None),
            "TIMEZONE": str(now.tzinfo),
            "RETURN_AS_TIMEZONE_AWARE": True,
            "PREFER_DATES_FROM": "past",
            "REQUIRE_PARTS": ["day", "month", "year"],
        },
    )
    if found is None or not _EARLIEST_YEAR <= found.year <= 9000:
        return None
    # "Yesterday" means a day, not this hour of it; and what is read again a moment later should be the same.
    when = found.astimezone(now.tzinfo)
    hour, minute = (when.hour, when.minute) if _HOURLY.search(text) else (0, 0)
    return DateReading((when.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(UTC),))
