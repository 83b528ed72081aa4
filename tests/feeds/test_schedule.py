"""Feeds are asked as often as they speak and as they wish, and are never given up."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.schedule import (
    Condition,
    PollFailed,
    PollOutcome,
    PollSucceeded,
    PollUnchanged,
    address_of,
    health,
    plan_next_poll,
)
from store.feed import Feed, FeedSpec, FeedState

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
URL, NEW_URL = "https://news.example/feed", "https://news.example/new"


def feed(interval: timedelta | None = 5 * MINUTE, **state: object) -> Feed:
    known = FeedState(next_poll_at=NOW, first_polled_at=NOW - 9 * DAY)
    return Feed(1, FeedSpec("An Outlet", URL, interval=interval), replace(known, **state))  # type: ignore[arg-type]  # fields by name


def plan(known: Feed, outcome: PollOutcome, now: datetime = NOW) -> FeedState:
    return plan_next_poll(known, outcome, now=now, rng=random.Random(1))


def after(known: Feed, *outcomes: PollOutcome) -> Feed:
    for outcome in outcomes:
        known = replace(known, state=plan(known, outcome, known.state.next_poll_at))
    return known


def wait(known: Feed, outcome: PollOutcome) -> timedelta:
    return plan(known, outcome).next_poll_at - NOW


def every(gap: timedelta, count: int = 20) -> tuple[datetime, ...]:
    return tuple(NOW - gap * n for n in range(count))


def test_a_feed_of_unknown_habit_is_asked_at_its_own_interval() -> None:
    assert 5 * MINUTE <= wait(feed(), PollSucceeded(new=True)) <= 5.5 * MINUTE


def test_an_hourly_feed_is_asked_a_few_times_an_hour() -> None:
    assert 8 * MINUTE < wait(feed(MINUTE), PollSucceeded(new=False, published=every(HOUR))) < 12 * MINUTE


def test_a_feed_that_wakes_up_is_asked_more_often() -> None:
    quiet = wait(feed(MINUTE), PollSucceeded(new=False, published=every(HOUR)))
    assert wait(feed(MINUTE), PollSucceeded(new=True, published=every(HOUR))) < 0.7 * quiet


def test_a_busy_feed_is_not_asked_more_often_than_it_lets() -> None:
    assert wait(feed(), PollSucceeded(new=True, published=every(MINUTE))) >= 5 * MINUTE


def test_a_feed_that_speaks_once_a_month_is_still_asked_hourly() -> None:
    assert 0.9 * HOUR <= wait(feed(), PollSucceeded(new=False, published=every(30 * DAY))) <= 1.1 * HOUR


@pytest.mark.parametrize("wish", [{"max_age": 20 * MINUTE}, {"ttl": 20 * MINUTE}])
def test_what_the_server_wishes_is_a_lower_bound(wish: dict[str, timedelta]) -> None:
    assert 20 * MINUTE <= wait(feed(), PollSucceeded(new=True, **wish)) <= 22 * MINUTE  # type: ignore[arg-type]  # fields by name


def test_a_wish_for_days_of_rest_is_heeded_for_an_hour() -> None:
    assert wait(feed(), PollUnchanged(max_age=30 * DAY)) <= 1.1 * HOUR


def test_ttl_is_remembered_where_nothing_changed() -> None:
    known = after(feed(), PollSucceeded(new=True, ttl=20 * MINUTE))
    assert plan(known, PollUnchanged()).next_poll_at - NOW >= 20 * MINUTE


def test_polls_drift_apart() -> None:
    outcome = PollSucceeded(new=False, published=every(HOUR))
    waits = [
        (plan_next_poll(feed(), outcome, now=NOW, rng=random.Random(n)).next_poll_at - NOW) / (10 * MINUTE)
        for n in range(50)
    ]
    assert min(waits) < 0.93
    assert max(waits) > 1.07
    assert all(0.9 <= factor <= 1.1 for factor in waits)


def test_feeds_first_polled_together_come_again_apart() -> None:
    first = feed(first_polled_at=None)
    waits = sorted(
        (plan_next_poll(first, PollUnchanged(), now=NOW, rng=random.Random(n)).next_poll_at - NOW) / MINUTE
        for n in range(100)
    )
    assert waits[0] >= 5
    assert waits[-1] <= 11
    assert all(later - earlier < 0.5 for earlier, later in pairwise(waits))


def test_feeds_that_waited_out_a_stop_of_the_bot_come_again_apart() -> None:
    waits = [
        (plan_next_poll(feed(), PollUnchanged(), now=NOW + HOUR, rng=random.Random(n)).next_poll_at - NOW - HOUR)
        for n in range(100)
    ]
    assert max(waits) - min(waits) > 4 * MINUTE


def test_a_feed_of_its_own_longest_interval_is_asked_that_often() -> None:
    rare = FeedSpec("An Outlet", URL, interval=MINUTE, max_interval=4 * HOUR)
    known = replace(feed(), spec=rare)
    assert 3.5 * HOUR < wait(known, PollSucceeded(new=False, published=every(30 * DAY))) < 4.5 * HOUR


def test_what_admins_should_know_of_a_reading_is_said_until_the_next() -> None:
    noted = after(feed(), PollSucceeded(new=True, note="too much"))
    assert health(noted, NOW).note == "too much"
    assert health(after(noted, PollUnchanged()), NOW).note == "too much"
    assert health(after(noted, PollSucceeded(new=False)), NOW).note == ""


def test_failures_are_followed_by_ever_longer_rests_up_to_a_day() -> None:
    known, waits = feed(), []
    for _ in range(15):
        state = plan(known, PollFailed("status 500"))
        waits.append(state.next_poll_at - NOW)
        known = replace(known, state=state)
    assert waits[0] < 6 * MINUTE
    assert waits[3] > 30 * MINUTE
    assert all(0.9 * DAY <= rest <= 1.1 * DAY for rest in waits[10:])
    assert known.state.failures == 15
    assert known.state.last_error == "status 500"


def test_one_good_poll_clears_every_failure() -> None:
    known = after(feed(), *[PollFailed("status 500")] * 9, PollUnchanged())
    assert (known.state.failures, known.state.last_error) == (0, None)
    assert health(known, known.state.next_poll_at).condition is Condition.WELL


@pytest.mark.parametrize(("asked", "least", "most"), [(HOUR, HOUR, 1.1 * HOUR), (90 * DAY, DAY, 1.1 * DAY)])
def test_retry_after_is_heeded_up_to_a_day(asked: timedelta, least: timedelta, most: timedelta) -> None:
    assert least <= wait(feed(), PollFailed("status 429", retry_after=asked, status=429)) <= most


def test_a_failure_keeps_what_was_learnt() -> None:
    known = after(feed(), PollSucceeded(new=True, etag='"a"', last_modified="yesterday", body_hash="h"))
    failed = after(known, PollFailed("status 500")).state
    assert (failed.etag, failed.last_modified, failed.body_hash) == ('"a"', "yesterday", "h")
    assert failed.last_success_at == known.state.last_success_at


def test_validators_that_a_server_never_honours_are_given_up_daily() -> None:
    known = feed(etag='"a"', last_body_at=NOW - HOUR)
    assert plan(known, PollUnchanged()).etag == '"a"'
    known = feed(etag='"a"', last_modified="x", last_body_at=NOW - 25 * HOUR)
    assert (plan(known, PollUnchanged()).etag, plan(known, PollUnchanged()).last_modified) == (None, None)


def test_a_feed_moves_after_three_permanent_redirects_in_a_row() -> None:
    moving = PollSucceeded(new=False, permanent_url=NEW_URL)
    assert address_of(after(feed(), moving, moving)) == URL
    assert address_of(after(feed(), moving, moving, PollSucceeded(new=False), moving)) == URL
    moved = after(feed(), moving, PollUnchanged(permanent_url=NEW_URL), moving)
    assert address_of(moved) == NEW_URL
    assert address_of(after(moved, PollSucceeded(new=True), PollUnchanged())) == NEW_URL


def test_a_failure_does_not_interrupt_a_move() -> None:
    moving = PollSucceeded(new=False, permanent_url=NEW_URL)
    assert address_of(after(feed(), moving, moving, PollFailed("timeout"), moving)) == NEW_URL


def test_a_move_to_an_address_that_fails_is_undone() -> None:
    moved = after(feed(), *[PollSucceeded(new=False, permanent_url=NEW_URL)] * 3)
    assert address_of(after(moved, *[PollFailed("status 404", status=404)] * 5)) == URL


def test_410_retires_a_feed_that_is_asked_weekly_from_then_on() -> None:
    gone = after(feed(), PollFailed("status 410", status=410))
    assert gone.state.retired
    assert gone.state.next_poll_at - NOW > 6 * DAY
    assert health(gone, NOW).condition is Condition.RESTING
    assert not after(gone, PollSucceeded(new=True)).state.retired


def test_the_cadence_of_a_feed_without_dates_is_learnt_from_its_news() -> None:
    known = after(feed(last_new_at=NOW - 2 * HOUR), PollSucceeded(new=True))
    assert known.state.cadence == 2 * HOUR


def test_a_pinned_old_entry_does_not_change_the_cadence() -> None:
    known = after(feed(), PollSucceeded(new=True, published=(NOW - 900 * DAY, *every(HOUR))))
    assert known.state.cadence == HOUR


OUTCOMES = st.one_of(
    st.builds(
        PollSucceeded,
        new=st.booleans(),
        published=st.lists(st.integers(0, 10**8).map(lambda s: NOW - timedelta(seconds=s)), max_size=5).map(tuple),
        max_age=st.none() | st.timedeltas(timedelta(0), 400 * DAY),
        ttl=st.none() | st.timedeltas(timedelta(0), 7 * DAY),
        permanent_url=st.none() | st.just(NEW_URL),
    ),
    st.builds(PollUnchanged, body_read=st.booleans(), max_age=st.none() | st.timedeltas(timedelta(0), 400 * DAY)),
    st.builds(
        PollFailed,
        detail=st.just("x"),
        retry_after=st.none() | st.timedeltas(timedelta(0), 4_000 * DAY),
        status=st.none() | st.sampled_from([404, 410, 429, 503]),
    ),
)


@given(st.lists(OUTCOMES, max_size=30), st.sampled_from([None, MINUTE, HOUR, 3 * DAY]), st.integers())
def test_whatever_happens_the_next_poll_is_neither_too_soon_nor_never(
    outcomes: list[PollOutcome], interval: timedelta | None, seed: int
) -> None:
    known, rng = feed(interval), random.Random(seed)
    shortest = interval or 5 * MINUTE
    for outcome in outcomes:
        now = known.state.next_poll_at
        state = plan_next_poll(known, outcome, now=now, rng=rng)
        rest = state.next_poll_at - now
        longest = 7 * DAY if state.retired else max(shortest, DAY if isinstance(outcome, PollFailed) else HOUR)
        assert shortest <= rest <= longest * 1.1 + timedelta(seconds=1)
        assert (state.failures == 0) is not isinstance(outcome, PollFailed)
        known = replace(known, state=state)


# Health


def test_a_feed_is_ill_after_three_failures_and_says_why() -> None:
    hiccup = after(feed(), PollSucceeded(new=True), PollFailed("status 500"), PollFailed("status 500"))
    assert health(hiccup, NOW).condition is Condition.WELL
    ill = health(after(hiccup, PollFailed("no complete answer within 15 seconds")), NOW)
    assert ill.condition is Condition.ILL
    assert ill.reason == "no complete answer within 15 seconds"
    assert ill.failures == 3


def test_a_feed_is_silent_when_it_says_nothing_for_much_longer_than_usual() -> None:
    known = after(feed(), PollSucceeded(new=True, published=every(6 * HOUR)))
    assert health(known, NOW + DAY).condition is Condition.WELL
    silent = health(known, NOW + 3 * DAY)
    assert silent.condition is Condition.SILENT
    assert silent.since == NOW


def test_a_monthly_feed_is_not_silent_after_a_week() -> None:
    known = after(feed(), PollSucceeded(new=True, published=every(30 * DAY)))
    assert health(known, NOW + 7 * DAY).condition is Condition.WELL
    assert health(known, NOW + 200 * DAY).condition is Condition.SILENT


def test_a_feed_that_was_dead_when_it_was_added_is_silent() -> None:
    old = tuple(when - 700 * DAY for when in every(DAY))
    assert (
        health(after(feed(first_polled_at=None), PollSucceeded(new=True, published=old)), NOW).condition
        is Condition.SILENT
    )


def test_a_new_entry_without_date_ends_the_silence() -> None:
    known = after(feed(), PollSucceeded(new=True, published=every(6 * HOUR)))
    spoke = replace(known, state=plan(known, PollSucceeded(new=True, published=every(6 * HOUR)), NOW + 9 * DAY))
    assert health(spoke, NOW + 10 * DAY).condition is Condition.WELL


def test_a_disabled_feed_rests_and_says_why() -> None:
    known = replace(feed(), spec=FeedSpec("An Outlet", URL, enabled=False, note="state outlet"))
    resting = health(known, NOW)
    assert (resting.condition, resting.reason) == (Condition.RESTING, "state outlet")
