"""Days and numbers that stand in a text, in English, Russian and Kyrgyz."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.analysis.number_words import find_worded_numbers
from store.lexicon.events import EventWords

_ISO = re.compile(r"\b(?:19|20)\d\d-(?P<month>\d\d)-(?P<day>\d\d)\b")
_DOTTED = re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?:19|20)?\d\d\b")
_NUMBER = re.compile(
    r"(?<![\w.])(?P<figure>\d{1,3}(?:[ \u00a0,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)"
    r"(?P<unit>\s*(?:thousand|тыс\w*|миң\w*|mln|million|млн|миллион\w*))?"
)


def find_days(text: str, events: EventWords) -> frozenset[str]:
    """Days of the year, as `MM-DD`; a day must be possible in its month's longest form."""
    return frozenset(f"{month:02}-{day:02}" for month, day, _ in _days(text, events))


def find_numbers(text: str, events: EventWords) -> frozenset[str]:
    """Numbers as plain digits; words count too, days and years of dates do not."""
    taken = [span for _, _, span in _days(text, events)]
    rest = "".join(
        " " if any(start <= at < end for start, end in taken) else mark for at, mark in enumerate(text)
    ) if taken else text  # fmt: skip
    figures = {number for found in _NUMBER.finditer(rest) if (number := _value(found))}
    return frozenset(figures | find_worded_numbers(rest, events))


def _days(text: str, events: EventWords) -> Iterator[tuple[int, int, tuple[int, int]]]:
    for pattern in (*_worded_dates(events), _ISO, _DOTTED):
        for found in pattern.finditer(text):
            day, month = int(found["day"]), _month_of(found)
            if 1 <= day <= 31 and 1 <= month <= 12:
                yield month, day, found.span()


@lru_cache(maxsize=4)
def _worded_dates(events: EventWords) -> tuple[re.Pattern[str], ...]:
    """A day and a month's name, in both orders; the month's number is in the name of its group."""
    months = "|".join(f"(?P<m{number}>(?:{'|'.join(names)})\\w*)" for number, names in events.months.items())
    if not months:
        return ()
    return (
        re.compile(rf"(?i)\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?:of\s+)?|-)(?:{months})\b"),
        re.compile(rf"(?i)\b(?:{months})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*\d{{3}})"),
    )


def _month_of(found: re.Match[str]) -> int:
    groups = found.groupdict()
    if groups.get("month"):
        return int(groups["month"])
    return next((int(name[1:]) for name, value in groups.items() if value and name != "day"), 0)


def _value(found: re.Match[str]) -> str:
    figure = re.sub(r"[ \u00a0]|,(?=\d{3}\b)", "", found["figure"]).replace(",", ".")
    unit = (found["unit"] or "").strip().lower()
    scale = 1 if not unit else 1_000_000 if unit.startswith(("mln", "mill", "млн", "милл")) else 1_000
    number = float(figure) * scale
    if scale == 1 and 1990 <= number <= 2035:
        return ""
    return f"{number:g}" if number < 1e6 else str(int(number))
