"""What the bot says of itself: commands by scope and language, names, descriptions, the menu button."""

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.simulator.chat import Chat
from bot.simulator.rooms import find_chat
from bot.simulator.wire import Json, malformed

if TYPE_CHECKING:  # the simulator holds a profile
    from bot.simulator.simulator import Simulator

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"|[a-z]{2}")


@dataclass(slots=True)
class Profile:
    """Commands are kept by (scope as JSON text, language), texts by (what, language)."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)

    def commands_in(self, chat: Chat, language: str | None, user_id: int | None = None) -> list[Json]:
        """The list that Telegram's apps show in this chat: the narrowest scope first, its language before none."""
        for scope in _scopes(chat, user_id):
            for code in dict.fromkeys(((language or "")[:2], "")):
                if (scope, code) in self.commands:
                    return self.commands[scope, code]
        return []

    def text_in(self, what: str, language: str | None) -> str:
        return self.texts.get((what, (language or "")[:2])) or self.texts.get((what, ""), "")


def _scopes(chat: Chat, user_id: int | None) -> list[str]:
    admin = user_id in chat.admins
    named: list[Json] = []
    if chat.kind == "private":
        named = [{"type": "chat", "chat_id": chat.id}, {"type": "all_private_chats"}]
    else:
        named = [{"type": "chat_member", "chat_id": chat.id, "user_id": user_id}]
        named += [{"type": "chat_administrators", "chat_id": chat.id}] * admin
        named += [{"type": "chat", "chat_id": chat.id}]
        named += [{"type": "all_chat_administrators"}] * admin
        named += [{"type": "all_group_chats"}]
    return [_key(scope) for scope in (*named, {"type": "default"})]


def _key(scope: Json | None) -> str:
    return json.dumps(scope or {"type": "default"}, sort_keys=True)


def _language(arguments: Json) -> str:
    language: str = arguments.get("language_code", "")
    if not _LANGUAGE.fullmatch(language):
        raise malformed("language_code is invalid")
    return language


def set_my_commands(simulator: "Simulator", arguments: Json) -> bool:
    key = (_key(_known_scope(simulator, arguments)), _language(arguments))
    commands: list[Json] = arguments["commands"]
    if len(commands) > 100:
        raise malformed("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _NAME.fullmatch(command["command"].removeprefix("/")):
            raise malformed("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"].strip()) <= 256:
            raise malformed("BOT_COMMAND_DESCRIPTION_INVALID")
    plain = [{**command, "command": command["command"].removeprefix("/")} for command in commands]
    simulator.profile.commands[key] = plain
    if not plain:
        del simulator.profile.commands[key]
    simulator.journal.record("commands", 0, {})
    return True


def get_my_commands(simulator: "Simulator", arguments: Json) -> list[Json]:
    return simulator.profile.commands.get((_key(_known_scope(simulator, arguments)), _language(arguments)), [])


def delete_my_commands(simulator: "Simulator", arguments: Json) -> bool:
    simulator.profile.commands.pop((_key(_known_scope(simulator, arguments)), _language(arguments)), None)
    simulator.journal.record("commands", 0, {})
    return True


def _known_scope(simulator: "Simulator", arguments: Json) -> Json | None:
    scope: Json | None = arguments.get("scope")
    if scope and "chat_id" in scope:
        find_chat(simulator, scope["chat_id"])
    return scope


def set_my_description(simulator: "Simulator", arguments: Json) -> bool:
    return _set_text(simulator, arguments, "description", 512)


def set_my_short_description(simulator: "Simulator", arguments: Json) -> bool:
    return _set_text(simulator, arguments, "short_description", 120)


def set_my_name(simulator: "Simulator", arguments: Json) -> bool:
    return _set_text(simulator, arguments, "name", 64)


def _set_text(simulator: "Simulator", arguments: Json, what: str, limit: int) -> bool:
    text: str = arguments.get(what, "")
    if len(text) > limit:
        raise malformed(f"{what} is too long")
    simulator.profile.texts[what, _language(arguments)] = text
    simulator.journal.record("commands", 0, {})
    return True


def set_chat_menu_button(simulator: "Simulator", arguments: Json) -> bool:
    simulator.profile.menu_buttons[arguments.get("chat_id")] = arguments.get("menu_button", {"type": "default"})
    return True
