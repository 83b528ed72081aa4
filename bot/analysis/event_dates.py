"""Days and numbers that stand in a text, in English, Russian and Kyrgyz."""

import re
from collections.abc import Iterator

_MONTHS = ("jan|янв", "feb|фев", "mar|мар", "apr|апр", "may|ма[йя]", "jun|июн", "jul|июл", "aug|авг", "sep|сен",
           "oct|окт", "nov|ноя", "dec|дек")  # fmt: skip
_MONTH = "|".join(f"(?P<m{number}>(?:{names})\\w*)" for number, names in enumerate(_MONTHS, start=1))
_DAY_FIRST = re.compile(rf"(?i)\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?:of\s+)?|-)(?:{_MONTH})\b")
_MONTH_FIRST = re.compile(rf"(?i)\b(?:{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*\d{{3}})")
_ISO = re.compile(r"\b(?:19|20)\d\d-(?P<month>\d\d)-(?P<day>\d\d)\b")
_DOTTED = re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?:19|20)?\d\d\b")
_NUMBER = re.compile(
    r"(?<![\w.])(?P<figure>\d{1,3}(?:[ \u00a0,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)"
    r"(?P<unit>\s*(?:thousand|тыс\w*|миң\w*|mln|million|млн|миллион\w*))?"
)
_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "два": 2, "две": 2, "двух": 2, "двое": 2, "двоих": 2, "три": 3,
    "трех": 3, "трёх": 3, "трое": 3, "четыре": 4, "четырех": 4, "четырём": 4, "четырем": 4, "пять": 5, "пяти": 5,
    "шесть": 6, "шести": 6, "семь": 7, "семи": 7, "семеро": 7, "восемь": 8, "восьми": 8, "девять": 9, "девяти": 9,
    "десять": 10, "десяти": 10, "одиннадцать": 11, "эки": 2, "үч": 3, "төрт": 4, "беш": 5, "алты": 6, "жети": 7,
    "жетөө": 7, "сегиз": 8, "тогуз": 9, "он": 10, "экөө": 2,
}  # fmt: skip
_NUMBER_WORD = re.compile(r"(?i)\b(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + r")\b")
_ORDINARY = frozenset({"он"})


def find_days(text: str) -> frozenset[str]:
    """Days of the year, as `MM-DD`; a day must be possible in its month's longest form."""
    return frozenset(f"{month:02}-{day:02}" for month, day, _ in _days(text))


def find_numbers(text: str) -> frozenset[str]:
    """Numbers as plain digits; thousands and millions written out count, days and years of dates do not."""
    taken = [span for _, _, span in _days(text)]
    rest = "".join(
        " " if any(start <= at < end for start, end in taken) else mark for at, mark in enumerate(text)
    ) if taken else text  # fmt: skip
    figures = {number for found in _NUMBER.finditer(rest) if (number := _value(found))}
    words = (found.group().lower() for found in _NUMBER_WORD.finditer(rest))
    return frozenset(figures | {str(_WORDS[word]) for word in words if word not in _ORDINARY})


def _days(text: str) -> Iterator[tuple[int, int, tuple[int, int]]]:
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _ISO, _DOTTED):
        for found in pattern.finditer(text):
            day, month = int(found["day"]), _month_of(found)
            if 1 <= day <= 31 and 1 <= month <= 12:
                yield month, day, found.span()


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
