"""What admins get keeps Telegram's limits in every language, whatever they type and however much there is."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.simulator.markup import Malformed, parse_html
from handlers.call import Message, Reply
from handlers.formatting import Span, format_lines
from handlers.languages import LANGUAGES
from handlers.routes import ADMIN_COMMANDS
from handlers.views.text import measure
from store.admin import Deed, Role
from store.broadcast import MediaFile
from store.feed import FeedSpec
from store.subscriber import ChatKind, ChatRef, WatchRule
from tests.handlers.samples import NASTY
from tests.handlers.talking import ADMIN, NOW, Chat, buttons_of, open_chat

LONG_TOPIC = "a-topic-with-a-name-that-is-much-too-long-for-the-data-of-one-button"


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[Chat]:
    """An owner with readers, admins, feeds, bans and a long past."""
    async with open_chat(tmp_path) as reader:
        store = reader.services.store
        for number in range(12):
            topics = frozenset({"protest", LONG_TOPIC})
            made = await store.subscribers.remember(
                ChatRef(2000 + number), kind=ChatKind.PRIVATE, language="ru", now=NOW
            )
            await store.subscribers.add_watch(made.id, WatchRule(topics=topics), now=NOW)
        for number in range(60):
            await store.admins.grant(3000 + number, Role.EDITOR, by=ADMIN, now=NOW)
            await store.admins.record(ADMIN, Deed.FEED_PAUSED, detail="<Outlet> " + "x" * 300, now=NOW)
            await store.bans.ban(4000 + number, handle=f"h{number}", now=NOW)
        specs = [FeedSpec("<Outlet> & " + "y" * 200, f"https://example.org/{n}", note="z" * 900) for n in range(40)]
        await store.feeds.sync(specs, now=NOW)
        yield reader.of(ADMIN)


def is_fine(message: Message) -> bool:
    limit = 1024 if message.attachment else 4096
    actions = [button.action for row in message.buttons for button in row if button.action]
    whole = not isinstance(parse_html(str(message.text)), Malformed) and measure(message.text) <= limit
    return whole and all(len(action.encode()) <= 64 for action in actions) and len(actions) <= 100


def are_fine(reply: Reply) -> bool:
    return all(is_fine(message) for message in (*reply.messages, *(note.message for note in reply.notes)))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_admin_command_and_its_buttons_in_every_language(owner: Chat, language: str) -> None:
    speaker = replace(owner, language_code=language)
    broadcasts = ["", "Hello", "at 18:30 Hi", "list", "edit Hi"]
    typed = {"broadcast": broadcasts, "panic": ["wipe"], "invite": ["", "5 5", "x"]}
    for command in sorted(ADMIN_COMMANDS):
        for arguments in typed.get(command, ["", "3001", "5 editor"]):
            reply = await speaker.write(f"/{command} {arguments}".strip())
            assert reply.messages
            assert are_fine(reply), command
            for button in buttons_of(reply):
                assert button.action
                assert are_fine(await speaker.press(button.action)), button.action


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=NASTY, marked=st.booleans(), file=st.booleans())
async def test_whatever_is_broadcast_can_be_sent_as_it_is_shown(
    owner: Chat, text: str, marked: bool, file: bool
) -> None:
    spans = [Span("bold", 0, len(text)), Span("text_link", 0, len(text) // 2, "https://example.org/")]
    formatted = format_lines(text, spans) if marked else None
    media = MediaFile("photo", "FILE-1") if file else None
    reply = await owner.write(f"/broadcast {text}", formatted=formatted, media=media)
    assert reply.messages
    assert all(is_fine(message) for message in reply.messages if message.text or not message.attachment)
    await owner.services.store.broadcasts.advance(now=NOW + timedelta(hours=2))
