"""The longer command menu that admins see in their own chats."""

from typing import Any

import structlog
from telegram import BotCommandScopeChat
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from handlers.languages import LANGUAGES
from handlers.menu import admin_commands, reader_commands
from handlers.services import Services

_log = structlog.get_logger("jarchy.signboard")


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
