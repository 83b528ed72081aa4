from datetime import UTC, datetime, timedelta

from handlers.pace import Pace, Pass

NOW = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)


def test_twenty_in_a_minute_are_answered_then_one_pause_then_silence() -> None:
    pace = Pace()
    admitted = [pace.admit(1, NOW + timedelta(seconds=second)) for second in range(23)]
    assert admitted == [Pass.GO] * 20 + [Pass.PAUSE, Pass.SILENCE, Pass.SILENCE]


def test_other_chats_notice_nothing() -> None:
    pace = Pace()
    for _ in range(30):
        pace.admit(1, NOW)
    assert pace.admit(2, NOW) is Pass.GO


def test_after_a_minute_the_chat_is_answered_and_may_be_paused_anew() -> None:
    pace = Pace()
    for _ in range(25):
        pace.admit(1, NOW)
    later = NOW + timedelta(minutes=1)
    assert [pace.admit(1, later) for _ in range(21)] == [Pass.GO] * 20 + [Pass.PAUSE]


def test_quiet_chats_are_forgotten() -> None:
    pace = Pace()
    for chat in range(1500):
        pace.admit(chat, NOW)
    pace.admit(9999, NOW + timedelta(minutes=2))
    assert len(pace._seen) == 1
