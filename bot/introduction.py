"""The first words with the Bot API: is the token good, and what readers see of the bot in Telegram."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import structlog
from telegram import BotCommand, BotCommandScopeChat, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.errors import StartFailed
from config.settings import PREFIX
from handlers.languages import LANGUAGES, Translations, Words
from handlers.menu import admin_commands, description, reader_commands, short_description
from handlers.rights import may
from handlers.services import Services
from store.admin import Role

_log = structlog.get_logger(__name__)


async def greet_api(bot: ExtBot[Any], api_url: str) -> None:
    """Ask who we are. Raises StartFailed when the token is refused or the API does not answer."""
    with explained(api_url):
        await bot.initialize()


@contextmanager
def explained(api_url: str) -> Iterator[None]:
    """Say in one line, as StartFailed, why the Bot API refuses us."""
    try:
        yield
    except InvalidToken:
        raise StartFailed(f"{PREFIX}BOT_TOKEN is refused by {api_url}: check it with @BotFather") from None
    except Forbidden:
        raise StartFailed(f"{PREFIX}BOT_TOKEN is refused by {api_url}: the bot was deleted or is banned") from None
    except BadRequest:
        raise StartFailed(f"{PREFIX}API_URL {api_url} does not answer as a Bot API server") from None
    except NetworkError as error:
        raise StartFailed(f"{PREFIX}API_URL {api_url} cannot be reached: {_reason(error)}") from None


async def stop_webhook(bot: ExtBot[Any]) -> None:
    """Let updates be polled for; where that fails the polls themselves say so."""
    try:
        await bot.delete_webhook(drop_pending_updates=False)
    except TelegramError as error:
        _log.warning("webhook.not_deleted", error=type(error).__name__)


async def introduce(bot: ExtBot[Any], translations: Translations) -> None:
    """Register commands and descriptions in each language; what fails is logged, for the bot works without."""
    spoken: list[tuple[str | None, Words]] = [(None, translations.for_language("en"))]
    spoken += [(language, translations.for_language(language)) for language in LANGUAGES]
    try:
        for language, words in spoken:
            await bot.set_my_commands(_commands(reader_commands(words)), language_code=language)
        for language, words in spoken:
            await bot.set_my_description(description(words), language_code=language)
            await bot.set_my_short_description(short_description(words), language_code=language)
    except TelegramError as error:
        _log.warning("introduction.failed", error=type(error).__name__)


class AdminMenu:
    """Shows those who run the bot their commands, once they have written: before, Telegram knows no such chat."""

    def __init__(self, bot: ExtBot[Any], services: Services) -> None:
        self._bot = bot
        self._services = services
        self._shown: dict[int, Role | None] = {}

    async def show(self, update: Update) -> None:
        """Register the commands when `update` comes from a private chat whose role is not what its menu shows."""
        chat = update.effective_chat
        if update.message is None or chat is None or chat.id < 0:
            return
        role = await self._services.role_of(chat.id)
        if role is self._shown.get(chat.id):
            return
        self._shown[chat.id] = role
        with suppress(TelegramError):  # the menu is a convenience
            for language in (None, *LANGUAGES):
                await self._register(chat.id, role, language)

    async def _register(self, chat_id: int, role: Role | None, language: str | None) -> None:
        words = self._services.words.for_language(language or "en")
        own = [(name, meaning) for name, meaning in admin_commands(words) if may(role, name)]
        commands = _commands([*reader_commands(words), *own])
        await self._bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id), language_code=language)


def _commands(pairs: Iterable[tuple[str, str]]) -> list[BotCommand]:
    return [BotCommand(name, meaning) for name, meaning in pairs]


def _reason(error: NetworkError) -> str:
    # python-telegram-bot's message may hold the address, and the address holds the token.
    return "no answer in time" if isinstance(error, TimedOut) else "no connection"
