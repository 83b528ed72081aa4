"""Many readers, each with mishaps of its own: who can be reached is told all, and twice only where that was in doubt.

`JARCHY_TEST_READERS=2000` makes it large.
"""

import os
import random
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.delivery.line import Timeouts
from bot.delivery.sender import BotApiSender
from bot.delivery.session import Session
from store.delivery import NoticeKind
from store.subscriber import ChatRef, Subscriber
from tests.delivery.city import BLOCKED, EXPELLED, City, draw_mishap, serve_city
from tests.delivery.town import TOKEN, Town, build_town

READERS = int(os.environ.get("JARCHY_TEST_READERS", "120"))
SPEED = 60.0 if READERS < 500 else 15.0
ALERTS = 3


async def settle_readers(town: Town, rng: random.Random) -> list[Subscriber]:
    """Three in four in private chats, the others groups."""
    chats = [number if rng.random() < 0.75 else -number for number in range(1, READERS + 1)]
    week = "2026-W01"

    def write(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO subscriber (chat_id, kind, language, joined_week) VALUES (?, ?, 'en', ?)",
            [(chat, "private" if chat > 0 else "group", week) for chat in chats],
        )

    await town.store.database.write(write)
    found = [await town.store.subscribers.find(ChatRef(chat)) for chat in chats]
    return [subscriber for subscriber in found if subscriber is not None]


def write_scripts(city: City, readers: Sequence[Subscriber], rng: random.Random) -> None:
    for reader in readers:
        chat, luck = reader.chat.chat_id, rng.random()
        if luck < 0.15:
            city.closed[chat] = rng.choice(BLOCKED if chat > 0 else EXPELLED)
        elif luck < 0.2 and chat < 0:
            city.moved[chat] = -1_000_000_000_000 + chat
        elif luck < 0.6:
            city.scripts[chat].extend(draw_mishap(rng) for _ in range(rng.randint(1, 2)))


@pytest.mark.timeout(600)
async def test_whatever_happens_to_each_chat_who_can_be_reached_is_told_all(tmp_path: Path) -> None:
    rng = random.Random(12)
    async with build_town(tmp_path, speed=SPEED) as town, serve_city(town.clock) as city:
        readers = await settle_readers(town, rng)
        write_scripts(city, readers, rng)
        async with Session(timeouts=Timeouts(connect=5.0, total=1.0)) as session:
            town.sender = BotApiSender(
                city.url, TOKEN, session=session, limiter=town.limiter, clock=town.clock, rng=random.Random(1)
            )
            numbers = [await town.alert(readers) for _ in range(ALERTS)]
            await town.deliver(within=500)
        tally = (await town.store.outbox.tally())[NoticeKind.ALERT]
        for reader in readers:
            chat = reader.chat.chat_id
            took = city.took[city.moved.get(chat, chat)]
            if chat in city.closed:
                assert took == []
                continue
            expected = [f"<b>notice {number}</b>" for number in numbers]
            assert set(took) == set(expected), (chat, took)
            assert city.doubts[chat] > 1 or list(dict.fromkeys(took)) == expected
            assert len(took) - ALERTS <= city.doubts[chat]
        reached = [reader for reader in readers if reader.chat.chat_id not in city.closed]
        extra = sum(len(took) for took in city.took.values()) - ALERTS * len(reached)
        assert extra <= tally["once_uncertain"] <= city.doubts.total()
        assert city.impatient == 0, "a chat that was to rest was asked"
