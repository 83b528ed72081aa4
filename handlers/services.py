"""What handlers work with, handed in by the app."""

import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from handlers.call import Call
from handlers.chart import Chart
from handlers.floods import Floods
from handlers.languages import Translations, Words, choose_language
from handlers.pace import Pace
from handlers.trial import TryFeed, nothing_found
from store.admin import Role
from store.feed import Feed
from store.lexicon.terms import TermLexicon
from store.protocols import Store
from store.query import Query
from store.subscriber import ChatRef


class FeedHealth(Protocol):
    """How a feed is: `condition` is `well`, `ill`, `silent` or `resting`; `note` what else was noticed."""

    @property
    def condition(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def since(self) -> datetime | None: ...
    @property
    def note(self) -> str: ...


async def _nothing_to_accept() -> bool:
    return False


async def _no_picture(_: Chart) -> bytes | None:
    return None


@dataclass(frozen=True, slots=True)
class Services:
    """`operator` is who runs this bot, as readers should see it; `contact` how to reach them. Either may be empty.

    `clock` gives aware UTC; `parse_query` turns a reader's text into a `Query`; `wake_courier` tells the courier that
    deliveries are due; `judge_feed` tells how a feed is. `owners` are Telegram's user ids; `username` is the bot's.
    `secret` makes random text that fits into links and buttons. `accept_bot` lets a bot with another token take the
    data over; False when that is not asked. `draw_chart` gives a picture, or None where none can be drawn.
    `try_feed` shows what an address would give; `learn_outlets` is told the feeds when they have changed, for queries
    name their outlets. `confirm_broadcasts`: a second admin has to, once there is one. `backup_days`: how long backups
    are kept.
    """

    store: Store
    terms: TermLexicon
    words: Translations
    clock: Callable[[], datetime]
    timezone: ZoneInfo
    default_language: str
    owners: frozenset[int]
    parse_query: Callable[[str, datetime], Query]
    wake_courier: Callable[[], None]
    judge_feed: Callable[[Feed, datetime], FeedHealth]
    operator: str
    contact: str = ""
    username: str = ""
    pace: Pace = field(default_factory=Pace)
    floods: Floods = field(default_factory=Floods)
    secret: Callable[[], str] = lambda: secrets.token_hex(8)
    accept_bot: Callable[[], Awaitable[bool]] = _nothing_to_accept
    draw_chart: Callable[[Chart], Awaitable[bytes | None]] = _no_picture
    try_feed: TryFeed = nothing_found
    learn_outlets: Callable[[Iterable[Feed]], None] = lambda _: None
    confirm_broadcasts: bool = True
    backup_days: int = 14

    async def words_for(self, call: Call) -> Words:
        """The chat's own language where it has one, else the one Telegram tells of the sender, else the default."""
        subscriber = await self.store.subscribers.find(call.chat)
        return self.words.for_language(subscriber.language if subscriber else self.first_language(call))

    async def words_in(self, chat: ChatRef) -> Words:
        """As `words_for`, in a chat that has not just spoken."""
        subscriber = await self.store.subscribers.find(chat)
        return self.words.for_language(subscriber.language if subscriber else self.default_language)

    def first_language(self, call: Call) -> str:
        """The language to begin with in a chat that has not chosen one."""
        return choose_language(call.language_code, self.default_language)

    async def role_of(self, user_id: int | None) -> Role | None:
        """Owner where the settings say so, else what was granted in the chat."""
        if user_id is None:
            return None
        if user_id in self.owners:
            return Role.OWNER
        admin = await self.store.admins.find(user_id)
        return admin.role if admin else None

    async def speakers(self) -> list[int]:
        """Who may speak to readers: owners and admins, each once."""
        granted = [admin.user_id for admin in await self.store.admins.all() if admin.role is Role.ADMIN]
        return list(dict.fromkeys([*sorted(self.owners), *granted]))
