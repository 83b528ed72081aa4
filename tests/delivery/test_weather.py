"""A bad day of Telegram's is told from readers who left."""

from bot.delivery.outcomes import SERVER_ERROR, UNAUTHORIZED, UNREACHABLE, GoneReason
from bot.delivery.weather import PATIENCE, Symptom, Verdict, Weather, find_symptom
from store.delivery import Gone, Outcome, Rejected, RetryAt, Sent, Uncertain
from tests.clock import ManualClock

NOT_FOUND = Gone(GoneReason.NOT_FOUND.value)
BLOCKED = Gone(GoneReason.BLOCKED.value)


def later(error: str) -> RetryAt:
    return RetryAt(ManualClock().now(), error)


def watch(weather: Weather, *outcomes: Outcome, at: float = 0.0, first_chat: int = 1) -> None:
    for place, outcome in enumerate(outcomes):
        weather.note(first_chat + place, outcome, sent_at=at, now=at + place * 0.01)


def test_what_a_bad_day_looks_like() -> None:
    assert find_symptom(NOT_FOUND) is Symptom.NOT_FOUND
    assert find_symptom(Gone(GoneReason.NO_RIGHTS.value)) is Symptom.NO_RIGHTS
    assert find_symptom(later(f"{SERVER_ERROR} 502")) is Symptom.SERVER_ERROR
    assert find_symptom(later(UNREACHABLE)) is Symptom.UNREACHABLE
    assert find_symptom(Uncertain("TimeoutError")) is Symptom.UNREACHABLE
    for harmless in (BLOCKED, Sent(1), Rejected("too long"), later("flood control")):
        assert find_symptom(harmless) is None


def test_many_chats_refused_alike_are_a_storm_and_few_are_not() -> None:
    weather = Weather()
    watch(weather, *[NOT_FOUND] * 4)
    few = weather.storm
    watch(weather, NOT_FOUND, first_chat=50)
    many = weather.storm
    assert few is None
    assert many is not None
    assert many.symptom is Symptom.NOT_FOUND


def test_one_chat_refused_again_and_again_is_no_storm() -> None:
    weather = Weather()
    for _ in range(30):
        watch(weather, NOT_FOUND)
    assert weather.storm is None


def test_readers_who_left_among_many_are_no_storm() -> None:
    weather = Weather()
    mixed: list[Outcome] = [NOT_FOUND, Sent(1), Sent(1), Sent(1)]
    watch(weather, *(mixed * 100))
    assert weather.storm is None


def test_a_thousand_readers_who_blocked_us_are_no_storm() -> None:
    weather = Weather()
    watch(weather, *[BLOCKED] * 1000)
    assert weather.storm is None


def test_a_storm_after_fair_weather_shows_within_one_sample() -> None:
    weather = Weather()
    watch(weather, *[Sent(1)] * 1000)
    watch(weather, *[NOT_FOUND] * 20, at=20.0, first_chat=2000)
    assert weather.storm is not None


def test_refusals_spread_over_hours_are_no_storm() -> None:
    weather = Weather()
    for hour in range(20):
        watch(weather, NOT_FOUND, at=3600.0 * hour, first_chat=hour)
    assert weather.storm is None


def test_one_refused_token_is_enough() -> None:
    weather = Weather()
    watch(weather, later(UNAUTHORIZED))
    assert weather.storm is not None
    assert weather.storm.probe_at >= 60


def test_probes_become_rarer() -> None:
    weather = Weather()
    watch(weather, *[later(f"{SERVER_ERROR} 500")] * 5)
    gaps = []
    now = 1.0
    for _ in range(10):
        assert weather.storm is not None
        now = weather.storm.probe_at
        weather.probing(now)
        gaps.append(weather.storm.gap)
    assert gaps == sorted(gaps)
    assert gaps[0] <= 5
    assert gaps[-1] == 60


def test_a_storm_that_comes_back_at_once_is_probed_as_rarely_as_before() -> None:
    weather = Weather()
    watch(weather, *[later(f"{SERVER_ERROR} 500")] * 5)
    for now in (2.0, 6.0, 14.0):
        weather.probing(now)
    weather.clear(15.0)
    watch(weather, *[later(f"{SERVER_ERROR} 500")] * 5, at=16.0)
    assert weather.storm is not None
    assert weather.storm.probe_at - 16.0 > 20


def test_a_message_taken_ends_a_storm_but_not_one_sent_before_it() -> None:
    weather = Weather()
    watch(weather, *[NOT_FOUND] * 5)
    weather.note(90, Sent(1), sent_at=-1.0, now=1.0)
    assert weather.storm is not None
    weather.note(91, BLOCKED, sent_at=2.0, now=2.0)
    assert weather.storm is not None
    weather.note(92, Sent(1), sent_at=3.0, now=3.0)
    assert weather.storm is None


def test_a_refusal_is_believed_once_others_get_through_or_nothing_more_happens() -> None:
    weather = Weather()
    watch(weather, NOT_FOUND, at=10.0)
    assert weather.judge(1, refused_at=10.0, now=10.1) is Verdict.WAIT
    assert weather.judge(1, refused_at=10.0, now=10.0 + PATIENCE) is Verdict.BELIEVE
    watch(weather, Sent(1), Sent(1), Sent(1), at=10.2, first_chat=2)
    assert weather.judge(1, refused_at=10.0, now=10.3) is Verdict.BELIEVE


def test_no_refusal_is_believed_in_a_storm() -> None:
    weather = Weather()
    watch(weather, *[NOT_FOUND] * 5)
    assert weather.judge(1, refused_at=0.0, now=100.0) is Verdict.DISBELIEVE
