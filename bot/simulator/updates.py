"""Updates not yet confirmed: they repeat until the bot's offset passes them."""

import itertools

from bot.simulator.journal import Bell
from bot.simulator.wire import Json

KINDS = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    ]
)
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    def __init__(self) -> None:
        self._pending: dict[int, Json] = {}
        self._numbers = itertools.count(100_001)
        self.allowed: tuple[str, ...] = ()
        self.bell = Bell()

    def add(self, kind: str, body: Json) -> int | None:
        """The number of the update, or None where the bot did not ask for this kind."""
        if kind not in self.allowed if self.allowed else kind in NOT_BY_DEFAULT:
            return None
        number = next(self._numbers)
        self._pending[number] = {"update_id": number, kind: body}
        self.bell.ring()
        return number

    def allow(self, kinds: list[str] | None) -> None:
        """Remember which kinds are wanted; an empty list means the default ones, None leaves it as it was."""
        if kinds is not None:
            self.allowed = tuple(kind for kind in kinds if kind in KINDS)

    def confirm(self, offset: int) -> None:
        """Forget all below `offset`; a negative one keeps that many from the end."""
        first = offset if offset >= 0 else min(list(self._pending)[offset:], default=0)
        self._pending = {number: update for number, update in self._pending.items() if number >= first}

    def clear(self) -> None:
        self._pending.clear()

    def first(self, limit: int) -> list[Json]:
        return list(itertools.islice(self._pending.values(), limit))

    def __len__(self) -> int:
        return len(self._pending)
