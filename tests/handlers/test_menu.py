"""What Telegram shows beside the chat keeps Telegram's limits, in every language."""

import re
from zoneinfo import ZoneInfo

import pytest

from handlers.languages import LANGUAGES, read_translations
from handlers.menu import (
    COMMAND_MEANING_LIMIT,
    DESCRIPTION_LIMIT,
    SHORT_DESCRIPTION_LIMIT,
    admin_commands,
    description,
    reader_commands,
    short_description,
)
from handlers.routes import ADMIN_COMMANDS, ALIASES, COMMANDS
from handlers.views.text import units

TRANSLATIONS = read_translations(ZoneInfo("Asia/Bishkek"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_and_descriptions_keep_the_limits(language: str) -> None:
    words = TRANSLATIONS.for_language(language)
    for name, meaning in reader_commands(words) + admin_commands(words):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 1 <= units(meaning) <= COMMAND_MEANING_LIMIT
    assert units(description(words)) <= DESCRIPTION_LIMIT
    assert units(short_description(words)) <= SHORT_DESCRIPTION_LIMIT


def test_the_menu_names_every_command_that_is_answered() -> None:
    words = TRANSLATIONS.for_language("en")
    assert {name for name, _ in reader_commands(words)} == set(COMMANDS) - {"start"}
    assert {name for name, _ in admin_commands(words)} == set(ADMIN_COMMANDS)


def test_every_other_name_leads_to_a_command() -> None:
    assert set(ALIASES.values()) <= set(COMMANDS)
