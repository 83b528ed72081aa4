"""What each answer of the Bot API means for a delivery."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.outcomes import (
    LONGEST_DELAY,
    UNAUTHORIZED,
    ApiAnswer,
    ApiFailure,
    GoneReason,
    Phase,
    decide_outcome,
    is_unauthorized,
)
from store.delivery import Gone, Moved, Outcome, Rejected, RetryAt, Sent, Uncertain

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


def decide(answer: ApiAnswer | ApiFailure, attempts: int = 0, seed: int = 1) -> Outcome:
    return decide_outcome(answer, now=NOW, attempts=attempts, rng=random.Random(seed))


def refused(status: int, description: str) -> ApiAnswer:
    return ApiAnswer(status, False, description)


def delay(outcome: Outcome) -> float:
    assert isinstance(outcome, RetryAt)
    return (outcome.at - NOW).total_seconds()


def test_taken() -> None:
    assert decide(ApiAnswer(200, True, message_id=7)) == Sent(7)


@pytest.mark.parametrize(
    ("status", "description", "reason"),
    [
        (403, "Forbidden: bot was blocked by the user", GoneReason.BLOCKED),
        (403, "Forbidden: bot can't initiate conversation with a user", GoneReason.BLOCKED),
        (403, "Forbidden: user is deactivated", GoneReason.DEACTIVATED),
        (403, "Forbidden: bot was kicked from the supergroup chat", GoneReason.KICKED),
        (403, "Forbidden: bot is not a member of the channel chat", GoneReason.KICKED),
        (403, "Forbidden: the group chat was deleted", GoneReason.KICKED),
        (403, "Forbidden: something new", GoneReason.FORBIDDEN),
        (400, "Bad Request: chat not found", GoneReason.NOT_FOUND),
        (400, "Bad Request: PEER_ID_INVALID", GoneReason.NOT_FOUND),
        (400, "Bad Request: TOPIC_CLOSED", GoneReason.TOPIC_CLOSED),
        (400, "Bad Request: message thread not found", GoneReason.TOPIC_DELETED),
        (400, "Bad Request: TOPIC_DELETED", GoneReason.TOPIC_DELETED),
        (400, "Bad Request: not enough rights to send text messages to the chat", GoneReason.NO_RIGHTS),
        (400, "Bad Request: have no rights to send a message", GoneReason.NO_RIGHTS),
        (400, "Bad Request: need administrator rights in the channel chat", GoneReason.NO_RIGHTS),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", GoneReason.NO_RIGHTS),
        (400, "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN", GoneReason.NO_RIGHTS),
    ],
)
def test_the_chat_refuses_us(status: int, description: str, reason: GoneReason) -> None:
    assert decide(refused(status, description)) == Gone(reason.value)


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: can't parse entities: Unsupported start tag at byte offset 3",
        "Bad Request: message is too long",
        "Bad Request: BUTTON_URL_INVALID",
        "Request Entity Too Large",
        "",
    ],
)
def test_the_message_is_refused(description: str) -> None:
    outcome = decide(refused(400, description))
    assert isinstance(outcome, Rejected)
    assert outcome.reason


def test_a_refusal_keeps_nothing_of_the_text() -> None:
    said = "Bad Request: can't parse entities: Unsupported start tag \"askarov\" at byte offset 0 in 'secret words'"
    outcome = decide(refused(400, said))
    assert isinstance(outcome, Rejected)
    assert "can't parse entities" in outcome.reason
    assert "askarov" not in outcome.reason
    assert "secret" not in outcome.reason


def test_a_group_that_moved() -> None:
    answer = ApiAnswer(400, False, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001)
    assert decide(answer) == Moved(-1001)


@pytest.mark.parametrize("answer", [ApiAnswer(429, False, retry_after=17.0), refused(429, "retry after 17")])
def test_a_flood_waits_as_long_as_told(answer: ApiAnswer) -> None:
    assert 17 <= delay(decide(answer)) <= 18


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("ok", [None, False])
def test_a_server_that_fails_is_tried_again(status: int, ok: bool | None) -> None:
    assert 1 <= delay(decide(ApiAnswer(status, ok))) <= 2


def test_delays_grow_differ_and_end() -> None:
    failure = ApiFailure(Phase.BEFORE, "refused")
    growing = [delay(decide(failure, attempts)) for attempts in range(0, 9, 2)]
    assert growing == sorted(growing)
    assert delay(decide(failure, 10_000)) <= LONGEST_DELAY
    assert len({delay(decide(failure, 3, seed)) for seed in range(10)}) == 10


@pytest.mark.parametrize(
    "answer",
    [
        ApiFailure(Phase.AFTER, "reset"),
        ApiAnswer(200, None),
        ApiAnswer(200, True),
        ApiAnswer(504, None),
        ApiAnswer(504, False),
    ],
)
def test_nobody_knows_whether_it_was_taken(answer: ApiAnswer | ApiFailure) -> None:
    assert isinstance(decide(answer), Uncertain)


@pytest.mark.parametrize("status", [401, 404])
def test_a_token_that_is_not_accepted(status: int) -> None:
    outcome = decide(refused(status, "Unauthorized"))
    assert is_unauthorized(outcome)
    assert isinstance(outcome, RetryAt)
    assert outcome.error == UNAUTHORIZED


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 413])
def test_a_page_of_a_proxy_puts_nobody_to_sleep(status: int) -> None:
    outcome = decide(ApiAnswer(status, None))
    assert isinstance(outcome, RetryAt)
    assert not is_unauthorized(outcome)


@given(
    st.builds(
        ApiAnswer,
        st.integers(100, 599),
        st.sampled_from([True, False, None]),
        st.text(max_size=50),
        st.none() | st.integers(),
        st.none() | st.floats(-5, 1e5),
        st.none() | st.integers(),
    ),
    st.integers(0, 10**9),
)
def test_every_answer_has_an_outcome_and_only_the_bot_api_ends_a_delivery(answer: ApiAnswer, attempts: int) -> None:
    outcome = decide(answer, attempts)
    if isinstance(outcome, RetryAt):
        assert NOW <= outcome.at <= NOW + timedelta(days=2)
    if isinstance(outcome, Gone | Moved | Rejected):
        assert answer.ok is False
    assert not isinstance(outcome, Sent) or answer.ok
