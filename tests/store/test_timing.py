"""When alerts may come, over zones and clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.timing import Quiet, Rhythm, Timing, next_moment, zone_of

ZONES = [
    "",
    "Asia/Bishkek",
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
]
moments = st.integers(0, 24 * 366 * 24 * 60).map(
    lambda minutes: datetime(2011, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
# Minutes around the changes of the clock, where it is hard.
changes = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(
        [
            datetime(2026, 3, 29, 1, tzinfo=UTC),
            datetime(2026, 10, 25, 1, tzinfo=UTC),
            datetime(2026, 3, 8, 7, tzinfo=UTC),
            datetime(2026, 11, 1, 5, tzinfo=UTC),
            datetime(2026, 4, 4, 15, tzinfo=UTC),
            datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
            datetime(2011, 12, 30, 10, tzinfo=UTC),
            datetime(2018, 11, 4, 3, tzinfo=UTC),
        ]
    ),
    st.integers(-48 * 60, 48 * 60),
)
quiets = st.none() | st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda pair: pair[0] != pair[1]).map(
    lambda pair: Quiet(*pair)
)
timings = st.builds(
    Timing,
    rhythm=st.sampled_from(Rhythm),
    hour=st.integers(0, 23),
    weekday=st.integers(0, 6),
    timezone=st.sampled_from(ZONES),
    quiet=quiets,
)


@given(timings, moments | changes)
def test_it_is_not_before_now_not_quiet_and_soon_enough(timing: Timing, now: datetime) -> None:
    moment = next_moment(timing, now)
    local = moment.astimezone(zone_of(timing.timezone))
    assert moment >= now
    assert timing.quiet is None or not timing.quiet.covers(local.hour)
    days = {Rhythm.AT_ONCE: 0, Rhythm.HOURLY: 0, Rhythm.DAILY: 1, Rhythm.WEEKLY: 7}[timing.rhythm]
    assert moment - now <= timedelta(days=days + 2, hours=2)


@given(timings, moments | changes)
def test_what_may_come_then_need_not_wait_any_longer(timing: Timing, now: datetime) -> None:
    moment = next_moment(timing, now)
    assert next_moment(timing, moment) == moment


@given(timings, moments | changes, st.integers(0, 10 * 24 * 60))
def test_what_is_published_later_never_comes_earlier(timing: Timing, now: datetime, minutes: int) -> None:
    assert next_moment(timing, now) <= next_moment(timing, now + timedelta(minutes=minutes))


@given(timings, moments)
def test_urgent_watches_do_not_wait(timing: Timing, now: datetime) -> None:
    assert next_moment(timing, now, urgent=True) == now


@pytest.mark.parametrize(
    ("rhythm", "zone", "now", "expected"),
    [
        (Rhythm.DAILY, "Europe/Berlin", "2026-03-28T09:00+00:00", "2026-03-29T07:00+00:00"),
        (Rhythm.DAILY, "Europe/Berlin", "2026-10-24T09:00+00:00", "2026-10-25T08:00+00:00"),
        (Rhythm.DAILY, "Asia/Bishkek", "2026-10-24T02:59+00:00", "2026-10-24T03:00+00:00"),
        (Rhythm.WEEKLY, "America/New_York", "2026-11-01T12:00+00:00", "2026-11-02T14:00+00:00"),
        (Rhythm.HOURLY, "Asia/Kathmandu", "2026-01-01T00:20+00:00", "2026-01-01T01:15+00:00"),
        (Rhythm.AT_ONCE, "Asia/Bishkek", "2026-01-01T00:20+00:00", "2026-01-01T00:20+00:00"),
    ],
)
def test_hour_and_weekday_are_those_of_the_readers_clock(rhythm: Rhythm, zone: str, now: str, expected: str) -> None:
    timing = Timing(rhythm=rhythm, hour=9, weekday=0, timezone=zone)
    assert next_moment(timing, datetime.fromisoformat(now)) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-29T00:30+01:00", "2026-03-29T03:00+02:00"),  # two o'clock does not come that night
        ("2026-10-25T00:30+02:00", "2026-10-25T02:00+02:00"),  # it comes twice; the first counts
    ],
)
def test_an_hour_that_the_clock_skips_or_repeats(now: str, expected: str) -> None:
    timing = Timing(rhythm=Rhythm.DAILY, hour=2, timezone="Europe/Berlin")
    assert next_moment(timing, datetime.fromisoformat(now)) == datetime.fromisoformat(expected)


def test_a_weekly_digest_in_quiet_hours_comes_at_their_end_the_next_morning() -> None:
    timing = Timing(Rhythm.WEEKLY, hour=23, weekday=4, timezone="Asia/Bishkek", quiet=Quiet(22, 7))
    friday = datetime(2026, 1, 9, 12, tzinfo=ZoneInfo("Asia/Bishkek"))
    assert next_moment(timing, friday) == datetime(2026, 1, 10, 7, tzinfo=ZoneInfo("Asia/Bishkek"))


def test_in_a_pause_even_urgent_ones_wait() -> None:
    now = datetime(2026, 1, 9, 12, tzinfo=UTC)
    timing = Timing(silent_until=now + timedelta(days=2))
    assert next_moment(timing, now) == next_moment(timing, now, urgent=True) == now + timedelta(days=2)


def test_a_zone_that_this_machine_does_not_know_is_utc() -> None:
    assert zone_of("Mars/Olympus") is UTC
