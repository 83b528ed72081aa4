"""Telling Telegram's bad days from a chat's own refusal. Pure: seconds come in."""

from collections import deque
from dataclasses import dataclass
from enum import Enum, StrEnum

from bot.delivery.outcomes import SERVER_ERROR, UNAUTHORIZED, UNREACHABLE, GoneReason
from store.delivery import Gone, Outcome, RetryAt, Sent, Uncertain

WINDOW = 300.0
"""Seconds back that are looked at, and at most `SAMPLE` outcomes."""

SAMPLE = 40
LEAST_CHATS = 5
SHARE = 0.5
"""A storm: at least five chats and half of the latest ones refused alike."""

PATIENCE = 5.0
CLEARING = 3
"""A refusal is believed once three other chats took something after it, or after five seconds without a storm."""

FIRST_GAP = 2.0
LONGEST_GAP = 60.0
UNAUTHORIZED_GAP = 60.0
LONGEST_UNAUTHORIZED_GAP = 300.0
RELAPSE = 60.0
"""Seconds. Probes go out after the first gap, then after ever longer ones."""


class Symptom(StrEnum):
    """What many chats can have in common when the fault is not theirs."""

    UNAUTHORIZED = "unauthorized"
    UNREACHABLE = "unreachable"
    SERVER_ERROR = "server error"
    NOT_FOUND = "chat not found"
    NO_RIGHTS = "no right to write"
    FORBIDDEN = "forbidden"

    @property
    def of_chats(self) -> bool:
        """Whether each chat is refused by itself; otherwise the whole API fails."""
        return self in {Symptom.NOT_FOUND, Symptom.NO_RIGHTS, Symptom.FORBIDDEN}


class Verdict(Enum):
    """What to do with a refusal that may be Telegram's fault."""

    WAIT = "wait"
    BELIEVE = "believe"
    DISBELIEVE = "disbelieve"


@dataclass(frozen=True, slots=True)
class Storm:
    """Sending rests but for a probe now and then."""

    symptom: Symptom
    began_at: float
    probe_at: float
    gap: float


_OF_CHATS = {
    GoneReason.NOT_FOUND.value: Symptom.NOT_FOUND,
    GoneReason.NO_RIGHTS.value: Symptom.NO_RIGHTS,
    GoneReason.FORBIDDEN.value: Symptom.FORBIDDEN,
}
_OF_THE_API = {
    UNAUTHORIZED: Symptom.UNAUTHORIZED,
    SERVER_ERROR: Symptom.SERVER_ERROR,
    UNREACHABLE: Symptom.UNREACHABLE,
}


def find_symptom(outcome: Outcome) -> Symptom | None:
    """What an outcome has in common with others on a bad day; None for one that shows the API at work.

    Blocked, deactivated and kicked are the reader's own doing and never Telegram's.
    """
    match outcome:
        case Uncertain():
            return Symptom.UNREACHABLE
        case Gone(reason=reason):
            return _OF_CHATS.get(reason)
        case RetryAt(error=error):
            return next((symptom for start, symptom in _OF_THE_API.items() if error.startswith(start)), None)
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Report:
    """The latest from one chat: what it was refused for, or whether it took a message."""

    at: float
    chat: int
    symptom: Symptom | None
    taken: bool


class Weather:
    """Keeps the latest outcomes. `storm` is the one that goes on, if any."""

    def __init__(self) -> None:
        self.storm: Storm | None = None
        self._recent: deque[Report] = deque(maxlen=SAMPLE)
        self._last_storm: Storm | None = None
        self._cleared_at = 0.0

    def note(self, chat: int, outcome: Outcome, *, sent_at: float, now: float) -> None:
        """One outcome. A storm begins with one refusal too many.

        It ends with a message taken that was sent in it, or, where the whole API failed, with any answer.
        """
        symptom, taken = find_symptom(outcome), isinstance(outcome, Sent)
        if symptom is None and isinstance(outcome, RetryAt):
            return
        self._recent.append(Report(now, chat, symptom, taken))
        if self.storm is None:
            if symptom is not None and self._many(symptom, now):
                self._begin(symptom, now)
        elif symptom is None and sent_at > self.storm.began_at and (taken or not self.storm.symptom.of_chats):
            self.clear(now)

    def clear(self, now: float) -> None:
        """A probe went through: what was refused before says nothing any more."""
        self._last_storm, self._cleared_at, self.storm = self.storm, now, None
        self._recent.clear()

    def probing(self, now: float) -> None:
        """A probe goes out; the next one after a gap that doubles."""
        storm = self.storm
        if storm is not None:
            gap = _longer(storm)
            self.storm = Storm(storm.symptom, storm.began_at, now + gap, gap)

    def judge(self, chat: int, *, refused_at: float, now: float) -> Verdict:
        """Whether to believe that a chat is gone: not in a storm, and not before there was time for one to show."""
        if self.storm is not None:
            return Verdict.DISBELIEVE
        taken = {report.chat for report in self._recent if report.taken and report.at >= refused_at} - {chat}
        if len(taken) >= CLEARING or now - refused_at >= PATIENCE:
            return Verdict.BELIEVE
        return Verdict.WAIT

    def _begin(self, symptom: Symptom, now: float) -> None:
        """A storm that comes back within a minute is probed as rarely as it was before."""
        last = self._last_storm
        gap = UNAUTHORIZED_GAP if symptom is Symptom.UNAUTHORIZED else FIRST_GAP
        if last is not None and last.symptom is symptom and now - self._cleared_at < RELAPSE:
            gap = _longer(last)
        self.storm = Storm(symptom, now, now + gap, gap)

    def _many(self, symptom: Symptom, now: float) -> bool:
        if symptom is Symptom.UNAUTHORIZED:
            return True
        latest = {report.chat: report.symptom for report in self._recent if report.at >= now - WINDOW}
        alike = sum(1 for fault in latest.values() if fault is symptom)
        return alike >= LEAST_CHATS and alike >= SHARE * len(latest)


def _longer(storm: Storm) -> float:
    longest = LONGEST_UNAUTHORIZED_GAP if storm.symptom is Symptom.UNAUTHORIZED else LONGEST_GAP
    return min(longest, 2 * storm.gap)
