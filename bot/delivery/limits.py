"""How much Telegram lets a bot say, as numbers.

The numbers follow the Bot API's FAQ ("My bot is hitting limits"): about 30 messages a second over all chats, one a
second in one chat with short bursts, 20 a minute in one group or channel; up to 1,000 a second with
`allow_paid_broadcast`. Ours stay a little below, since what leaves evenly arrives less evenly.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from store.delivery import Priority

ChatKey = int | str
"""A chat as the Bot API names it: its number, or the @name of a public group or channel."""

NEVER = -math.inf


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a second over all chats, and what one chat takes.

    `private` and `group` bind all but answers, which are bound by `…_answers` alone (those bind everything): so alerts
    never use up a chat's last place and leave a reader without an answer. At 29.25 a second no second holds more than
    30, though messages arrive up to 25 ms late.
    """

    per_second: float = 29.25
    paid_per_second: float = 950.0
    private: tuple[Quota, ...] = (Quota(1, 1.05),)
    private_answers: tuple[Quota, ...] = (Quota(3, 3.15),)
    group: tuple[Quota, ...] = (Quota(1, 1.05), Quota(15, 60.5))
    group_answers: tuple[Quota, ...] = (Quota(3, 3.15), Quota(20, 60.5))

    def quotas(self, *, group: bool, priority: Priority) -> tuple[Quota, ...]:
        answers = self.group_answers if group else self.private_answers
        if priority is Priority.ANSWER:
            return answers
        return (*(self.group if group else self.private), *answers)

    @property
    def memory(self) -> tuple[int, float]:
        """How many messages of a chat, and for how many seconds, have to be remembered."""
        every = (*self.private, *self.private_answers, *self.group, *self.group_answers)
        return max((q.count for q in every), default=1), max((q.seconds for q in every), default=0.0)


def limits_for(paid_per_second: int) -> Limits:
    """Telegram's limits, with so many paid messages a second; 0 where none are paid for."""
    return Limits(paid_per_second=0.95 * paid_per_second) if paid_per_second else Limits()


def free_at(quotas: Sequence[Quota], sent: Sequence[float]) -> float:
    """The first second at which one more message breaks no quota; `sent` are the seconds of earlier ones, ascending."""
    return max((sent[-q.count] + q.seconds for q in quotas if len(sent) >= q.count), default=NEVER)


def is_group(chat: ChatKey | None) -> bool:
    """Groups and channels have negative ids; only they have names that a bot may write to."""
    return isinstance(chat, str) or (chat is not None and chat < 0)
