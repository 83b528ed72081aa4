"""Subscribers and what they follow."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from store.timing import AT_ONCE, Timing

UNTIL_RESUMED = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of a pause that has none."""


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class ChatRef:
    """Where to talk: a chat, or one topic of a forum (`thread_id`)."""

    chat_id: int
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat that talks to the bot. Asleep means that Telegram refuses our messages; its watches are kept."""

    id: int
    chat: ChatRef
    kind: ChatKind
    language: str
    awake: bool = True
    discreet: bool = False
    previews: bool = False
    timing: Timing = AT_ONCE


@dataclass(frozen=True, slots=True)
class WatchRule:
    """What a watch asks for; all parts that are given must be met, and no word of `minus` may occur.

    An empty rule is a watch on everything. `topics`, `places`, `outlets`, `languages` hold alternatives; `words` are
    words or phrases all of which must occur; `person_id` is a stored person. An entry that names somebody of
    `not_people`, has a topic of `not_topics` or comes from one of `not_outlets` does not meet the watch: the reader has
    muted these.
    """

    person_id: int | None = None
    topics: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    outlets: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    languages: frozenset[str] = frozenset()
    not_people: frozenset[int] = frozenset()
    not_topics: frozenset[str] = frozenset()
    not_outlets: frozenset[str] = frozenset()

    @property
    def everything(self) -> bool:
        return self.wide and not self.languages

    @property
    def wide(self) -> bool:
        """Whether it is about nothing in particular, in whatever language."""
        return not (self.person_id or self.topics or self.places or self.outlets or self.words)


@dataclass(frozen=True, slots=True)
class Watch:
    id: int
    subscriber_id: int
    rule: WatchRule
    paused_until: datetime | None = None
    urgent: bool = False


POSSIBLY = "possibly"
"""The kind of a match on a surname alone."""


@dataclass(frozen=True, slots=True)
class Match:
    """This entry meets this watch, and why: `kind` names the part of the rule, `value` what met it in the text.

    `kind` is one of `everything`, `person`, `possibly`, `topic`, `place`, `outlet`, `words`. For a person `value` is
    the spelling seen in the text; `possibly`, where that is a surname alone: it is told in the next digest only.
    """

    watch_id: int
    subscriber_id: int
    kind: str
    value: str = ""
