"""What handlers work with, handed in by the app."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.call import Call
from handlers.languages import Translations, Words, choose_language
from handlers.pace import Pace
from store.lexicon.terms import TermLexicon
from store.protocols import Store
from store.query import Query


@dataclass(frozen=True, slots=True)
class Services:
    """`operator` is who runs this bot, as readers should see it; `contact` how to reach them. Either may be empty.

    `clock` gives aware UTC; `parse_query` turns a reader's text into a `Query`; `wake_courier` tells the courier that
    deliveries are due.
    """

    store: Store
    terms: TermLexicon
    words: Translations
    clock: Callable[[], datetime]
    timezone: ZoneInfo
    default_language: str
    admins: frozenset[int]
    parse_query: Callable[[str, datetime], Query]
    wake_courier: Callable[[], None]
    operator: str
    contact: str = ""
    pace: Pace = field(default_factory=Pace)

    async def words_for(self, call: Call) -> Words:
        """The chat's own language where it has one, else the one Telegram tells of the sender, else the default."""
        subscriber = await self.store.subscribers.find(call.chat)
        return self.words.for_language(subscriber.language if subscriber else self.first_language(call))

    def first_language(self, call: Call) -> str:
        """The language to begin with in a chat that has not chosen one."""
        return choose_language(call.language_code, self.default_language)

    def is_admin(self, call: Call) -> bool:
        return call.user_id is not None and call.user_id in self.admins
