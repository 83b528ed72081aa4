"""Days and lengths of time as people type them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from handlers.languages import LANGUAGES
from handlers.moments import read_moment

BISHKEK = ZoneInfo("Asia/Bishkek")
NOW = datetime(2026, 12, 1, 20, 0, tzinfo=UTC)  # a Wednesday already in Bishkek
TODAY = date(2026, 12, 2)


def day_of(text: str) -> date | None:
    """The day at whose beginning the moment lies."""
    moment = read_moment(text, now=NOW, timezone=BISHKEK)
    if moment is None:
        return None
    local = moment.astimezone(BISHKEK)
    assert (local.hour, local.minute) == (0, 0), local
    return local.date()


def lasting(text: str) -> timedelta | None:
    moment = read_moment(text, now=NOW, timezone=BISHKEK)
    return moment - NOW if moment else None


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-24",
        "24.12.2026",
        "24.12",
        "24/12",
        "24 December",
        "December 24, 2026",
        "until Dec 24",
        "24 декабря",
        "до 24 декабря",
        "24 дек.",
        "24-декабрь",
        "24-декабрга чейин",
        "2026-жылдын 24-декабрына чейин",
    ],
)
def test_a_day_in_digits_and_in_words(text: str) -> None:
    assert day_of(text) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tomorrow", date(2026, 12, 3)),
        ("до завтра", date(2026, 12, 3)),
        ("эртеңкиге чейин", date(2026, 12, 3)),
        ("the day after tomorrow", date(2026, 12, 4)),
        ("послезавтра", date(2026, 12, 4)),
        ("бүрсүгүнкүгө чейин", date(2026, 12, 4)),
        ("until Friday", date(2026, 12, 4)),
        ("до пятницы", date(2026, 12, 4)),
        ("жумага чейин", date(2026, 12, 4)),
        ("в среду", date(2026, 12, 9)),
        ("дүйшөмбүгө чейин", date(2026, 12, 7)),
        ("1 марта", date(2027, 3, 1)),
        ("мая", date(2027, 5, 1)),
        ("29 February", date(2028, 2, 29)),
        ("2020-01-01", date(2020, 1, 1)),
    ],
)
def test_a_day_without_its_year_lies_ahead(text: str, wanted: date) -> None:
    assert day_of(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3 days", timedelta(days=3)),
        ("for two weeks", timedelta(days=14)),
        ("a month", timedelta(days=30)),
        ("на 3 дня", timedelta(days=3)),
        ("неделю", timedelta(days=7)),
        ("2 часа", timedelta(hours=2)),
        ("3 күн", timedelta(days=3)),
        ("эки апта", timedelta(days=14)),
        ("бир жума", timedelta(days=7)),
        ("10", timedelta(days=10)),
    ],
)
def test_a_length_of_time_begins_now(text: str, wanted: timedelta) -> None:
    assert lasting(text) == wanted


@pytest.mark.parametrize("text", ["", "osh", "31 февраля", "2026-13-01", "99999 days", "24 25 декабря", "next year"])
def test_anything_else_is_none(text: str) -> None:
    assert read_moment(text, now=NOW, timezone=BISHKEK) is None


@given(ahead=st.integers(1, 364), language=st.sampled_from(LANGUAGES), pattern=st.sampled_from(["d MMMM", "d MMM y"]))
def test_days_as_the_bot_itself_writes_them(ahead: int, language: str, pattern: str) -> None:
    day = TODAY + timedelta(days=ahead)
    assert day_of(format_date(day, pattern, locale=language)) == day


@given(st.text(max_size=80))
def test_no_text_is_an_error(text: str) -> None:
    moment = read_moment(text, now=NOW, timezone=BISHKEK)
    assert moment is None or moment.tzinfo is not None
