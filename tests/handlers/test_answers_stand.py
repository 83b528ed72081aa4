"""Whatever is typed in whatever language, with the worst archive there can be: Telegram takes each answer."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.simulator.entities import find_misplaced
from bot.simulator.keyboard import check_keyboard
from bot.simulator.markup import Formatted, parse_html
from handlers.call import Message, Reply
from handlers.languages import LANGUAGES
from handlers.routes import COMMANDS
from handlers.views.text import units
from store.entry import Period
from tests.handlers.samples import NASTY
from tests.handlers.talking import Chat, buttons_of, open_chat, publish, written

ADDRESS = "https://example.org/?" + "a&" * 300
TITLES = (
    "<b>Bold</b> & <script>alert(1)</script> Osh",
    "\u202eright to left\u202c \u2067שלום\u2069 عربى Askarov",
    "слово " * 700,
    "🇰🇬👨‍👩‍👧‍👦" * 500,
    'Azimjan "Askarov" O\'Brien ' * 150,
    "",
)
PEOPLE = ("Azimjan Askarov", "Bolot Temirov", "Sadyr Japarov", "Akylbek Japarov", "Rita Karasartova")


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        text = f"{', '.join(PEOPLE)} in Osh. " + "Journalists & <activists> protest. " * 120
        months = Period(date(2025, 1, 1), date(2025, 12, 31))
        await publish(
            reader,
            *(
                written(title, text, url=ADDRESS + str(place), people=PEOPLE, topics=("protest",), period=months)
                for place, title in enumerate(TITLES * 2)
            ),
        )
        yield reader


def check(reply: Reply) -> None:
    assert len(reply.toast) <= 200
    for message in reply.messages:
        check_message(message)


def check_message(message: Message) -> None:
    read = parse_html(str(message.text))
    assert isinstance(read, Formatted), read
    assert 0 < units(read.text.strip()) <= (1024 if message.attachment else 4096)
    assert len(str(message.text).encode()) <= 32_768
    assert find_misplaced(read.entities) is None
    rows = [
        [
            {"text": button.text, **({"url": button.url} if button.url else {"callback_data": button.action})}
            for button in row
        ]
        for row in message.buttons
    ]
    check_keyboard({"inline_keyboard": rows}, "JarchyBot")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    command=st.sampled_from(sorted(set(COMMANDS) - {"mydata"})) | st.just(""),
    typed=NASTY | st.sampled_from(["Askarov", "Japarov", "protest Osh", "1", "1 pause 3 days", "person_1", "2025"]),
    language=st.sampled_from(LANGUAGES),
    place=st.integers(0, 30),
)
async def test_every_answer_and_what_its_buttons_bring_are_within_the_limits(
    chat: Chat, command: str, typed: str, language: str, place: int
) -> None:
    chat.language_code = language
    reply = await chat.write(f"/{command} {typed}" if command else typed)
    check(reply)
    pressed = [button.action for button in buttons_of(reply) if button.action]
    if pressed:
        check(await chat.press(pressed[place % len(pressed)], under=reply.messages[-1]))
