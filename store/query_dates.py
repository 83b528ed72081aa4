"""Dates as they are typed in a query: 2024, 2024-05, 03.05.2024, yesterday, на прошлой неделе, былтыр."""

import re
from calendar import monthrange
from datetime import date, timedelta

Days = tuple[date, date]
"""The first and last day meant, both included."""

MOST_WORDS = 3
"""How many words a date in words may have."""

_TODAY = frozenset({"today", "сегодня", "бүгүн", "бугун"})
_YESTERDAY = frozenset({"yesterday", "вчера", "кечээ"})
_THIS = frozenset({"this", "эта", "эту", "этой", "этот", "этом", "этого", "бул", "ушул"})
_LAST = frozenset(
    {"last", "прошлая", "прошлую", "прошлой", "прошлый", "прошлом", "прошлого", "өткөн", "откон", "былтыркы"}
)
_UNITS = {
    "week": "week", "неделя": "week", "неделю": "week", "неделе": "week", "недели": "week", "апта": "week",
    "аптада": "week", "жума": "week", "жумада": "week",
    "month": "month", "месяц": "month", "месяце": "month", "месяца": "month", "ай": "month", "айда": "month",
    "year": "year", "год": "year", "году": "year", "года": "year", "жыл": "year", "жылы": "year",
}  # fmt: skip
_LAST_YEAR = frozenset({"былтыр"})
_FILLERS = frozenset({"на", "в", "the"})
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[./](\d{4})")


def read_days(text: str, *, today: date) -> Days | None:
    """The days that `text` means, seen from `today`; None when it is not a date."""
    words = [word for word in text.casefold().split() if word not in _FILLERS]
    if len(words) == 1:
        return _read_digits(words[0]) or _read_word(words[0], today)
    if len(words) == 2 and words[1] in _UNITS:
        return _read_unit(words[0], _UNITS[words[1]], today)
    return None


def _read_digits(text: str) -> Days | None:
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
        return _days(year, month, day)
    if found := _YEAR_FIRST.fullmatch(text):
        return _days(*(int(part) if part else None for part in found.groups()))
    if found := _MONTH_FIRST.fullmatch(text):
        month, year = map(int, found.groups())
        return _days(year, month, None)
    return None


def _days(year: int | None, month: int | None, day: int | None) -> Days | None:
    if year is None or not 1990 <= year <= 2100:
        return None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, last)
    return (date(year, month, day),) * 2 if 1 <= day <= last else None


def _read_word(word: str, today: date) -> Days | None:
    if word in _TODAY:
        return today, today
    if word in _YESTERDAY:
        return (today - timedelta(days=1),) * 2
    if word in _LAST_YEAR:
        return _read_unit("last", "year", today)
    return None


def _read_unit(which: str, unit: str, today: date) -> Days | None:
    if which in _LAST:
        inside = {"week": today - timedelta(days=7), "month": today.replace(day=1) - timedelta(days=1)}
        day = inside.get(unit) or date(today.year - 1, 1, 1)
    elif which in _THIS:
        day = today
    else:
        return None
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return _days(day.year, day.month if unit == "month" else None, None)
