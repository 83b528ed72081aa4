"""Another bot's token on the same data: the owners are told, and nothing is sent until one of them agrees."""

from contextlib import suppress

import structlog
from telegram import Update
from telegram.error import TelegramError

from handlers.outgoing import AnyBot, send
from handlers.services import Services
from handlers.views.standing import stranger
from store.delivery import Standing
from store.subscriber import ChatRef

_log = structlog.get_logger(__name__)


class StandingNotice:
    """Tells each owner once; one who has not pressed Start with this bot is told when they first write."""

    def __init__(self, bot: AnyBot, services: Services, standing: Standing) -> None:
        self._bot = bot
        self._services = services
        self._waiting = set(services.owners) if standing is Standing.STRANGER else set[int]()

    async def tell_all(self) -> None:
        """At start."""
        if self._waiting:
            _log.warning("bot.is_another", sending="held until an owner agrees")
        for owner in list(self._waiting):
            with suppress(TelegramError):  # told when they write
                await self._tell(owner)

    async def show(self, update: Update) -> None:
        """After any answer to an owner who could not be told yet."""
        chat = update.effective_chat
        if chat is not None and chat.id in self._waiting:
            with suppress(TelegramError):
                await self._tell(chat.id)

    async def _tell(self, owner: int) -> None:
        chat = ChatRef(owner)
        readers = (await self._services.store.subscribers.count()).get("total", 0)
        await send(chat, stranger(readers, await self._services.words_in(chat)), self._bot)
        self._waiting.discard(owner)
