"""The real process, killed again and again while it reads, stores and sends; the outside world stays."""

import asyncio
import random
import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.simulator.person import Person
from store.entry import ParsedEntry
from store.sqlite.open import open_store
from store.subscriber import ChatKind, ChatRef, WatchRule
from tests.make import NO_TERMS, parsed
from tests.stories.conftest import Town
from tests.stories.test_first_day import until
from tests.stories.test_process import jarchy, started

READERS = 12
_DEEDS = ("Court fines", "Police detain", "Parliament debates a bill on", "Activists march for", "Editors protest over")
_THINGS = (
    "peaceful assembly",
    "a news website",
    "foreign representatives",
    "a blogger",
    "women's rights",
    "a trade union",
)
_PLACES = ("Osh", "Bishkek", "Naryn", "Talas", "Karakol", "Batken", "Jalal-Abad")

_WORDS = (
    *("colleagues", "evening", "letter", "window", "statement", "office", "morning", "neighbour", "lawyer", "minute"),
    *("street", "announcement", "hearing", "report", "camera", "library", "market", "winter", "question", "answer"),
    *("document", "visit", "witness", "journey", "bridge", "garden", "theatre", "ticket", "harvest", "river"),
)


@dataclass(frozen=True)
class Account:
    """What came of it: deliveries of alerts in the end, messages above one each, and how many were once in doubt.

    `found`: how often a kill found something being sent, claimed, due, unread, or nothing to do.
    """

    kills: int
    deliveries: int
    lost: int
    duplicates: int
    uncertain: int
    torn: list[str]
    found: Counter[str]


async def kill_again_and_again(town: Town, kills: int, rng: random.Random) -> Account:
    """Publish, start, kill at a random moment, so many times; then let it finish."""
    database = town.folder / "jarchy.db"
    readers = [town.simulator.person(f"Reader {number}", started=True) for number in range(READERS)]
    await settle_readers(database, readers)
    found = Counter[str]()
    for number in range(kills):
        town.outlet.publish(some_news(number))
        async with jarchy(town, "run") as process:
            if rng.random() < 0.8:
                await started(town, process)
            await asyncio.sleep(rng.uniform(0.0, 2.0))  # the moment of the kill is what is random here
            assert process.returncode is None, (await process.communicate())[1].decode()
            process.kill()
            await process.wait()
        found[find_stage(database, number + 1)] += 1
    async with jarchy(town, "run") as process:
        await started(town, process)
        await until(lambda: all_is_sent(database, kills), within=600)
    return settle_account(database, kills, readers, found)


def some_news(number: int) -> ParsedEntry:
    deed, thing = _DEEDS[number % len(_DEEDS)], _THINGS[number % len(_THINGS)]
    title = f"{deed} {thing} in {_PLACES[number % len(_PLACES)]}, case {number}"
    told = " ".join(random.Random(number).choices(_WORDS, k=40))  # no two tell the same, so none is taken for another
    return parsed(title, text=f"{title}. {told}.", published_at=datetime.now(UTC))


async def settle_readers(database: Path, readers: list[Person]) -> None:
    async with open_store(database, NO_TERMS) as store:
        for reader in readers:
            now = datetime.now(UTC)
            subscriber = await store.subscribers.remember(
                ChatRef(reader.id), kind=ChatKind.PRIVATE, language="en", now=now
            )
            await store.subscribers.add_watch(subscriber.id, WatchRule(), now=now)


def rows(database: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database, timeout=20)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def all_is_sent(database: Path, published: int) -> bool:
    """Whether all that was published is stored, and all deliveries have ended."""
    stored = rows(database, "SELECT count(*) FROM entry WHERE origin = 'feed'")[0][0]
    open_ = rows(database, "SELECT count(*) FROM delivery WHERE state IN ('due', 'claimed')")[0][0]
    return stored == published and not open_


def find_stage(database: Path, published: int) -> str:
    """What the process was about when it was killed, by what it left."""
    for stage, condition in (
        ("being sent", "state = 'claimed' AND sending_at IS NOT NULL"),
        ("claimed", "state = 'claimed'"),
        ("due", "state = 'due'"),
    ):
        if rows(database, f"SELECT 1 FROM delivery WHERE {condition} LIMIT 1"):
            return stage
    stored = rows(database, "SELECT count(*) FROM entry WHERE origin = 'feed'")[0][0]
    return "all told" if stored == published else "not yet read"


_TOLD = """
SELECT chat_id, title, count(*) FROM delivery JOIN notice ON notice.id = notice_id JOIN entry ON entry.id = entry_id
JOIN subscriber ON subscriber.id = subscriber_id WHERE notice.kind = 'alert' GROUP BY chat_id, title
"""


def settle_account(database: Path, kills: int, readers: list[Person], found: Counter[str]) -> Account:
    got: Counter[tuple[object, object]] = Counter(
        (reader.id, message.text.splitlines()[0]) for reader in readers for message in reader.messages if message.text
    )
    told = [(chat, title) for chat, title, _ in rows(database, _TOLD)]
    lost = len([wanted for wanted in told if wanted not in got])
    duplicates = sum(number - 1 for wanted, number in got.items() if wanted in set(told))
    (uncertain,) = rows(database, "SELECT coalesce(sum(was_uncertain), 0) FROM delivery")[0]
    torn = [str(line) for (line,) in rows(database, "PRAGMA integrity_check") if line != "ok"]
    return Account(kills, len(told), lost, duplicates, int(str(uncertain)), torn, found)
