"""What Telegram shows around the chat: the command menu and the descriptions, in each language."""

from typing import Any

import structlog
from telegram import BotCommandScopeChat
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from handlers.languages import LANGUAGES
from handlers.menu import admin_commands, description, reader_commands, short_description
from handlers.services import Services
from store.subscriber import ChatRef

_log = structlog.get_logger("jarchy.signboard")


async def publish_menu(bot: ExtBot[Any], services: Services) -> None:
    """Register commands and descriptions in every language, and the longer menu with those admins who have a chat here.

    Raises telegram.error.TelegramError where the API does not take them.
    """
    await _publish(bot, services, services.default_language, None)
    for language in LANGUAGES:
        await _publish(bot, services, language, language)
    for admin in sorted(services.admins):
        if await services.store.subscribers.find(ChatRef(admin)):
            await publish_admin_menu(bot, services, admin)


async def publish_admin_menu(bot: ExtBot[Any], services: Services, admin: int) -> None:
    """The longer menu in an admin's own chat, which must have been started: Telegram refuses it for others."""
    scope = BotCommandScopeChat(admin)
    for code in (None, *LANGUAGES):
        words = services.words.for_language(code or services.default_language)
        commands = [*reader_commands(words), *admin_commands(words)]
        try:
            await bot.set_my_commands(commands, scope=scope, language_code=code)
        except (BadRequest, Forbidden) as error:
            _log.info("no_menu_for_an_admin", error=type(error).__name__)
            return


async def _publish(bot: ExtBot[Any], services: Services, language: str, language_code: str | None) -> None:
    """In one language; without a code, for whoever's language has no menu of its own."""
    words = services.words.for_language(language)
    await bot.set_my_commands(reader_commands(words), language_code=language_code)
    await bot.set_my_description(description(words), language_code=language_code)
    await bot.set_my_short_description(short_description(words), language_code=language_code)
