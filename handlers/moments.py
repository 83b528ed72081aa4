"""A moment ahead as people type it: 24 December, 24.12.2026, до пятницы, на 3 дня, 24-декабрга чейин. Pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise

from babel.dates import get_day_names, get_month_names

from handlers.languages import LANGUAGES

_LONGEST = 60
_MOST_DIGITS = 4
_WHOLE_DATE = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?(?![\d.]\d)")
_WORD = re.compile(r"\d+|[^\W\d_]+")
_FRIDAY_OR_WEEK = "жума"
_UNTIL = ("until", "till", "до", "чейин")

_NUMBERS: Mapping[str, int] = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "один": 1, "одну": 1, "два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "пару": 2,
    "бир": 1, "эки": 2, "үч": 3, "төрт": 4, "беш": 5,
}  # fmt: skip
_UNITS: Mapping[str, timedelta] = {
    "hour": timedelta(hours=1), "час": timedelta(hours=1), "саат": timedelta(hours=1),
    "day": timedelta(days=1), "день": timedelta(days=1), "дня": timedelta(days=1), "дней": timedelta(days=1),
    "сут": timedelta(days=1), "күн": timedelta(days=1),
    "week": timedelta(weeks=1), "недел": timedelta(weeks=1), "апта": timedelta(weeks=1),
    _FRIDAY_OR_WEEK: timedelta(weeks=1),
    "month": timedelta(days=30), "месяц": timedelta(days=30), "ай": timedelta(days=30),
}  # fmt: skip
"""By how the word begins; what follows is an ending."""
_TOMORROW = ("tomorrow", "завтра", "эртең")
_DAY_AFTER = ("послезавтра", "бүрсүгүн")
_LONGEST_ENDING = 4


def read_moment(text: str, *, now: datetime, timezone: tzinfo) -> datetime | None:
    """The beginning of the day named, or the end of the time named from `now` on, as aware UTC; None for anything else.

    A day without a year is the next of its kind. A day that is named with its year may lie behind.
    """
    typed = text[:_LONGEST].casefold()
    today = now.astimezone(timezone).date()
    words = _WORD.findall(typed)
    day = _written_in_digits(typed, today) or _written_with_month(words, today) or _weekday(words, today)
    if day is not None:
        return datetime.combine(day, time(0), timezone).astimezone(UTC)
    lasting = _lasting(words)
    return now + lasting if lasting else None


def _written_in_digits(typed: str, today: date) -> date | None:
    if found := _WHOLE_DATE.search(typed):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.search(typed):
        day, month = int(found[1]), int(found[2])
        return _day(int(found[3]), month, day) if found[3] else _next(month, day, today)
    return None


def _written_with_month(words: list[str], today: date) -> date | None:
    """A month's name beside the number of a day, a year somewhere."""
    month = next((number for word in words if (number := _month(word))), None)
    if month is None:
        return None
    numbers = [int(word) for word in words if word.isdecimal() and len(word) <= 4]
    days = [number for number in numbers if number <= 31]
    years = [number for number in numbers if number > 1000]
    if len(days) > 1:
        return None
    day = days[0] if days else 1
    return _day(years[0], month, day) if years else _next(month, day, today)


def _weekday(words: list[str], today: date) -> date | None:
    """The next day of that name, and tomorrow. A Kyrgyz Friday is a week where nothing says until."""
    if any(word.startswith(_DAY_AFTER) for word in words):
        return today + timedelta(days=2)
    if any(word.startswith(_TOMORROW) for word in words):
        return today + timedelta(days=2 if "after" in words else 1)
    if any(_number(word) for word in words):
        return None
    until = any(word in _UNTIL for word in words)
    for word in words:
        number = _named(word, _day_names())
        if number is not None and (until or not word.startswith(_FRIDAY_OR_WEEK)):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return None


def _lasting(words: list[str]) -> timedelta | None:
    """How many of a unit: one where no number is said, days where nothing else is."""
    if not any(_number(word) or word.isdecimal() for word in words):
        return next((unit for word in words if (unit := _unit(word))), None)
    if len(words) == 1:
        return timedelta(days=_number(words[0]))
    told = ((_number(amount), _unit(word)) for amount, word in pairwise(words))
    return next((number * unit for number, unit in told if number and unit), None)


def _number(word: str) -> int:
    if word.isdecimal() and len(word) <= _MOST_DIGITS:
        return int(word)
    return _NUMBERS.get(word, 0)


def _unit(word: str) -> timedelta | None:
    fitting = (
        unit for begin, unit in _UNITS.items() if word.startswith(begin) and len(word) <= len(begin) + _LONGEST_ENDING
    )
    return next(fitting, None)


def _month(word: str) -> int | None:
    return _named(word, _month_names())


def _named(word: str, names: Mapping[str, int]) -> int | None:
    """The number of the name that `word` is a form of."""
    return next((number for name, number in names.items() if _is_form(word, name)), None)


def _is_form(word: str, name: str) -> bool:
    """Whether both begin alike, for three letters at least, and differ in their endings only."""
    alike = max(3, len(name) - 2)
    return word[:alike] == name[:alike] and len(word) <= len(name) + _LONGEST_ENDING


@lru_cache(maxsize=1)
def _month_names() -> dict[str, int]:
    return dict(_names_of_months())


def _names_of_months() -> Iterator[tuple[str, int]]:
    for language in LANGUAGES:
        for form in ("format", "stand-alone"):
            for number, name in get_month_names("wide", form, locale=language).items():
                yield str(name).casefold(), int(number)
        for number, name in get_month_names("abbreviated", "stand-alone", locale=language).items():
            yield str(name).casefold().rstrip("."), int(number)


@lru_cache(maxsize=1)
def _day_names() -> dict[str, int]:
    return {
        str(name).casefold(): int(number)
        for language in LANGUAGES
        for number, name in get_day_names("wide", "stand-alone", locale=language).items()
    }


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next(month: int, day: int, today: date) -> date | None:
    """The next such day after today; the 29th of February may be years ahead."""
    years = range(today.year, today.year + 9)
    return next((found for year in years if (found := _day(year, month, day)) and found > today), None)
