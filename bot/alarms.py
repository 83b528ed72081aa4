"""Telling the owners what is wrong: one short message a trouble, and never a flood."""

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field, replace

import structlog
from markupsafe import Markup
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.clock import Clock
from bot.delivery.trouble import (
    ChatNeedsAdmin,
    StoreDamaged,
    StoreUnavailable,
    StoreWorksAgain,
    StormBegan,
    StormEnded,
    Trouble,
)
from handlers.call import Message
from handlers.languages import Translations, Words
from handlers.outgoing import AnyBot, send
from handlers.views import alarm
from store.errors import StoreError
from store.protocols import Store
from store.subscriber import ChatRef

GATHER_SECONDS = 5.0
"""How long an alarm waits for others of its kind, so that they become one message."""
REPEAT_SECONDS = 3600.0
"""A trouble of a kind is told at most once in this time."""
RETRY_SECONDS = 30.0

_STORM, _STORE, _CHATS, _DAMAGE = "storm", "store", "chats", "damage"
_ENDS = (StormEnded, StoreWorksAgain)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A trouble not yet told to everybody. `chats`: how many refuse; `to`: owners who do not know yet."""

    kind: str
    trouble: Trouble
    to: frozenset[int]
    chats: frozenset[int] = field(default=frozenset())


class Alarms:
    """Owners who have started the bot are told, each in its own language.

    What cannot be told because Telegram does not answer waits; when the trouble is over by then, only that is told.
    """

    def __init__(
        self, store: Store, bot: AnyBot, translations: Translations, owners: Iterable[int], clock: Clock
    ) -> None:
        self._store = store
        self._bot = bot
        self._translations = translations
        self._owners = frozenset(owners)
        self._clock = clock
        self._waiting: dict[str, Alarm] = {}
        self._begun_at: dict[str, float] = {}
        self._silent: set[str] = set()
        self._rung = asyncio.Event()

    def hear(self, trouble: Trouble) -> None:
        """Note a trouble; called in the event loop, does not block."""
        kind = _kind_of(trouble)
        if isinstance(trouble, _ENDS):
            if kind in self._silent:
                self._silent.discard(kind)
                return
        elif self._too_soon(kind):
            self._silent.add(kind)
            return
        known = self._waiting.get(kind)
        chats = known.chats if known else frozenset[int]()
        if isinstance(trouble, ChatNeedsAdmin):
            chats |= {trouble.subscriber_id}
        self._waiting[kind] = Alarm(kind, trouble, self._owners, chats)
        self._rung.set()

    def _too_soon(self, kind: str) -> bool:
        """Whether one of this kind was told lately; what is still waiting to be told takes more in."""
        now = self._clock.monotonic()
        if kind in self._waiting:
            return False
        if now - self._begun_at.get(kind, -REPEAT_SECONDS) < REPEAT_SECONDS:
            return True
        self._begun_at[kind] = now
        return False

    async def run(self, stop: asyncio.Event) -> None:
        """Tell what is heard, until `stop`."""
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                if not self._waiting:
                    await _first(stopping, self._rung.wait())
                self._rung.clear()
                await _first(stopping, self._clock.sleep(GATHER_SECONDS))
                if not stop.is_set() and not await self._tell_all():
                    await _first(stopping, self._clock.sleep(RETRY_SECONDS))
        finally:
            stopping.cancel()

    async def _tell_all(self) -> bool:
        """Whether everything could be told."""
        all_told = True
        for kind in list(self._waiting):
            alarm_ = self._waiting.pop(kind)
            left = frozenset([owner for owner in alarm_.to if not await self._tell(owner, alarm_)])
            if left:
                all_told = False
                self._waiting.setdefault(kind, replace(alarm_, to=left))
        return all_told

    async def _tell(self, owner: int, alarm_: Alarm) -> bool:
        """False when it should be tried again."""
        try:
            subscriber = await self._store.subscribers.find(ChatRef(owner))
            if subscriber is not None and subscriber.awake:
                words = self._translations.for_language(subscriber.language)
                await send(subscriber.chat, Message(text=_say(alarm_, words)), self._bot)
        except (Forbidden, BadRequest):
            return True
        except (TelegramError, StoreError) as error:
            _log.info("alarm.not_told", kind=alarm_.kind, error=type(error).__name__)
            return False
        return True


def _kind_of(trouble: Trouble) -> str:
    match trouble:
        case StormBegan() | StormEnded():
            return _STORM
        case StoreUnavailable() | StoreWorksAgain():
            return _STORE
        case ChatNeedsAdmin():
            return _CHATS
        case StoreDamaged():
            return _DAMAGE


def _say(alarm_: Alarm, words: Words) -> Markup:
    match alarm_.trouble:
        case StormBegan(symptom=symptom):
            return alarm.storm_began(symptom, words)
        case StormEnded(seconds=seconds):
            return alarm.storm_ended(seconds, words)
        case ChatNeedsAdmin():
            return alarm.chats_refuse(len(alarm_.chats), words)
        case StoreUnavailable():
            return alarm.database_unwritable(words)
        case StoreWorksAgain():
            return alarm.database_writable(words)
        case StoreDamaged():
            return alarm.database_damaged(words)


async def _first(stopping: asyncio.Task[bool], work: Awaitable[object]) -> None:
    """Wait for `work` or the stop, whichever comes first."""
    task = asyncio.ensure_future(work)
    await asyncio.wait({stopping, task}, return_when=asyncio.FIRST_COMPLETED)
    task.cancel()
