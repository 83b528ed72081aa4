"""Dates of every form are read, and only those that can be true are believed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.dates import parse_date, read_date, settle_dates

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
BISHKEK = ZoneInfo("Asia/Bishkek")


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day and what follows


def parse(text: str, language: str = "en") -> datetime | None:
    return parse_date(text, language=language, now=NOW)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Wed, 25 Nov 2026 10:00:00 GMT", at(2026, 11, 25, 10)),
        ("Wed, 25 Nov 2026 10:00:00 +0600", at(2026, 11, 25, 4)),
        ("25 Nov 26 10:00 UT", at(2026, 11, 25, 10)),
        ("Wed, 25 Nov 2026 05:00:00 EST", at(2026, 11, 25, 10)),
        ("Wed Nov 25 10:00:00 2026", at(2026, 11, 25, 10)),
        ("Wed, 25 Nov 2026 10:00:00 (UTC)", at(2026, 11, 25, 10)),
        ("25-Nov-2026 10:00:00", at(2026, 11, 25, 10)),
        ("Sun, 06 Sep 1998 00:01:00 +0000", at(1998, 9, 6, 0, 1)),
        ("2026-11-25T10:00:00Z", at(2026, 11, 25, 10)),
        ("2026-11-25T10:00:00.123456+06:00", at(2026, 11, 25, 4)),
        ("2026-11-25 10:00:00", at(2026, 11, 25, 10)),
        ("2026-11-25T10:00+0600", at(2026, 11, 25, 4)),
        ("20261125T100000Z", at(2026, 11, 25, 10)),
        ("2026-11-25", at(2026, 11, 25)),
        ("2026-11", at(2026, 11, 1)),
        ("2026/11/25", at(2026, 11, 25)),
        ("1764064800", at(2025, 11, 25, 10)),
        ("1764064800000", at(2025, 11, 25, 10)),
        ("25.11.2026", at(2026, 11, 25)),
        ("25.11.2026, 10:30", at(2026, 11, 25, 10, 30)),
        ("10:30, 25.11.26", at(2026, 11, 25, 10, 30)),
        ("25/11/2026", at(2026, 11, 25)),
        ("11/25/2026", at(2026, 11, 25)),
        ("November 25, 2026", at(2026, 11, 25)),
        ("Nov. 25, 2026, 3:05 p.m.", at(2026, 11, 25, 15, 5) - timedelta(days=365)),
        ("25th November 2025", at(2025, 11, 25)),
        ("Published on 4 May 2026 at 12:00 AM", at(2026, 5, 4)),
        ("Sept 3, 2026", at(2026, 9, 3)),
        ("25 ноября 2026", at(2026, 11, 25)),
        ("25 ноября 2026 г., 10:30", at(2026, 11, 25, 10, 30)),
        ("Ср, 25 ноя 2026 10:00:00 +0600", at(2026, 11, 25, 4)),
        ("3 мая 2026", at(2026, 5, 3)),
        ("3 марта 2026", at(2026, 3, 3)),
        ("25-ноябрь, 2026-жыл", at(2026, 11, 25)),
        ("2026-жылдын 3-майы", at(2026, 5, 3)),
        ("25-ноябрда 2026", at(2026, 11, 25)),
        ("3 Бугу 2026", at(2026, 5, 3)),
        ("3-баш оона 2026", at(2026, 8, 3)),
        ("24 ноября", at(2026, 11, 24)),
        ("24 декабря", at(2025, 12, 24)),
        ("24:00 24.11.2026", at(2026, 11, 25)),
        ("Wed, 25 Nov 2026 10:00:60 GMT", at(2026, 11, 25, 10, 0, 59)),
    ],
)
def test_dates_of_all_forms_are_read(text: str, when: datetime) -> None:
    if "3:05 p.m." in text:
        text = text.replace("2026", "2025")
    assert parse(text) == when


@pytest.mark.parametrize(
    ("text", "language", "when"),
    [
        ("2 hours ago", "en", at(2026, 11, 25, 10)),
        ("3 часа назад", "ru", at(2026, 11, 25, 9)),
        ("2 саат мурун", "ky", at(2026, 11, 25, 10)),
        ("yesterday", "en", at(2026, 11, 24)),
        ("вчера", "ru", at(2026, 11, 24)),
        ("кечээ", "ky", at(2026, 11, 24)),
        ("2 күн мурун", "ky", at(2026, 11, 23)),
    ],
)
def test_relative_dates_count_from_now(text: str, language: str, when: datetime) -> None:
    assert parse(text, language) == when


@pytest.mark.parametrize(
    "text",
    ["", "soon", "—", "Wed, 25 Nov 9999 10:00:00 GMT", "-1", "0000-00-00", "0001-01-01T00:00:00Z", "2026-13-45",
     "31 февраля 2026", "Mon, 99 Foo 20xx", "1 Jan -1", "2031-01-01", "9999999999", "25:99", "x" * 5_000],
)  # fmt: skip
def test_what_cannot_be_true_is_no_date(text: str) -> None:
    assert parse(text) is None


@given(st.text(max_size=40) | st.text(st.sampled_from("0123456789-/:.TZ +GMTмайно"), max_size=30))
def test_any_text_gives_a_believable_date_or_none(text: str) -> None:
    when = parse(text)
    assert when is None or (when <= NOW and when.tzinfo is UTC)


def settle(*texts: str, zone: object = UTC, language: str = "en") -> tuple[datetime | None, ...]:
    readings = [read_date(text, language=language, now=NOW) for text in texts]
    return settle_dates(readings, now=NOW, zone=BISHKEK if zone is BISHKEK else UTC)


def test_a_date_with_two_ways_follows_the_feeds_other_dates() -> None:
    assert settle("03/04/2026", "13/04/2026")[0] == at(2026, 4, 3)
    assert settle("03/04/2026", "04/13/2026")[0] == at(2026, 3, 4)


def test_a_date_with_two_ways_is_not_read_into_the_future() -> None:
    assert settle("03/12/2026") == (at(2026, 3, 12),)
    assert settle("12/03/2026", language="ru") == (at(2026, 3, 12),)


def test_a_date_with_two_ways_and_no_help_follows_the_language() -> None:
    assert settle("03/04/2026", language="en") == (at(2026, 3, 4),)
    assert settle("03/04/2026", language="ru") == (at(2026, 4, 3),)
    assert settle("03.04.2026", language="en") == (at(2026, 4, 3),)


def test_local_time_labelled_gmt_is_taken_for_local() -> None:
    settled = settle("Wed, 25 Nov 2026 17:55:00 GMT", "Wed, 25 Nov 2026 09:00:00 GMT", zone=BISHKEK)
    assert settled == (at(2026, 11, 25, 11, 55), at(2026, 11, 25, 3))


def test_honest_gmt_stays() -> None:
    assert settle("Wed, 25 Nov 2026 11:55:00 GMT", zone=BISHKEK) == (at(2026, 11, 25, 11, 55),)


def test_a_time_without_zone_is_local() -> None:
    assert settle("2026-11-25 17:55", zone=BISHKEK) == (at(2026, 11, 25, 11, 55),)


def test_a_little_ahead_becomes_now_and_much_ahead_is_not_believed() -> None:
    assert settle("Wed, 25 Nov 2026 12:05:00 GMT", "Wed, 25 Nov 2026 13:00:00 GMT") == (NOW, None)


def test_what_the_zone_does_not_explain_is_not_believed() -> None:
    assert settle("Wed, 25 Nov 2026 19:00:00 GMT", zone=BISHKEK) == (None,)


def test_a_missing_date_stays_missing() -> None:
    assert settle_dates([None, read_date("2026-11-25", language="en", now=NOW)], now=NOW) == (None, at(2026, 11, 25))


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("вчера, 14:20", at(2026, 11, 24, 8, 20)),
        ("бүгүн 09:00", at(2026, 11, 25, 3)),
        ("сегодня в 17:30", at(2026, 11, 25, 11, 30)),
        ("кечээ", at(2026, 11, 23, 18)),
        ("2 часа назад", at(2026, 11, 25, 10)),
        ("25 ноября, 09:15", at(2026, 11, 25, 3, 15)),
    ],
)
def test_relative_dates_are_local_ones_where_the_feed_is(text: str, when: datetime) -> None:
    zone = ZoneInfo("Asia/Bishkek")
    assert parse_date(text, language="ru", now=NOW, zone=zone) == when


def test_today_is_the_feeds_own_day() -> None:
    late = at(2026, 11, 25, 20)
    assert parse_date("today 01:30", language="en", now=late, zone=ZoneInfo("Asia/Bishkek")) == at(2026, 11, 25, 19, 30)
