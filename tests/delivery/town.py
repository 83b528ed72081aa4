"""A real outbox, the real sender and the simulator, on a clock that runs fast."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from markupsafe import Markup

from bot.clock import SystemClock
from bot.delivery.courier import Courier
from bot.delivery.flight import Render
from bot.delivery.limiter import Limiter
from bot.delivery.limits import Limits
from bot.delivery.sender import BotApiSender
from bot.delivery.session import Session
from bot.delivery.trouble import Trouble
from bot.simulator.chat import Message as ChatMessage
from bot.simulator.server import serve
from bot.simulator.simulator import Simulator
from handlers.call import Message
from store.delivery import ClaimedDelivery
from store.entry import About, AnalysedEntry, Analysis, ParsedEntry
from store.lexicon.terms import TermLexicon
from store.protocols import Outbox
from store.sqlite.open import SqliteStore, open_store
from store.sqlite.outbox import enqueue_alert
from store.subscriber import ChatKind, ChatRef, Match, Subscriber

SPEED = 40.0
TOKEN = "7000000001:AAexample-token-for-tests"
ANALYSIS = Analysis(language="en", about=About.PRIMARY, civic=True)


class HastyClock(SystemClock):
    """Its seconds are shorter than ours by `speed`, so that a minute's wait is over at once."""

    def __init__(self, speed: float, began_at: datetime | None = None) -> None:
        self._speed = speed
        self._began_at = began_at or datetime.now(UTC)
        self._began = super().monotonic()

    def now(self) -> datetime:
        return self._began_at + timedelta(seconds=self.monotonic() - self._began)

    def monotonic(self) -> float:
        return self._began + (super().monotonic() - self._began) * self._speed

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / self._speed)


async def render(delivery: ClaimedDelivery) -> Message | None:
    return Message(Markup("<b>notice {}</b>").format(delivery.notice.id))


@dataclass
class Town:
    """Readers who pressed Start, and what reached them."""

    store: SqliteStore
    simulator: Simulator
    url: str
    clock: SystemClock
    limiter: Limiter
    sender: BotApiSender
    paid: bool = False
    troubles: list[Trouble] = field(default_factory=list)
    troubled: asyncio.Event = field(default_factory=asyncio.Event)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def settle_readers(self, number: int) -> list[Subscriber]:
        people = [self.simulator.person(f"Reader {place}", started=True) for place in range(number)]
        return [
            await self.store.subscribers.remember(
                ChatRef(person.id), kind=ChatKind.PRIVATE, language="en", now=self.clock.now()
            )
            for person in people
        ]

    async def alert(self, readers: Sequence[Subscriber]) -> int:
        """Enqueue one alert about a new entry; the notice's id."""
        now, number = self.clock.now(), next(self.numbers)
        parsed = ParsedEntry(guid=None, url=None, link=None, title=f"Entry {number}", text="", published_at=now)
        await self.store.entries.import_entries([(f"e{number}", "Test", AnalysedEntry(parsed, ANALYSIS))], now=now)
        entry_id = (await self.store.database.read(last_entry))[0]
        matches = [Match(0, reader.id, "everything") for reader in readers]
        await self.store.database.write(lambda connection: enqueue_alert(connection, entry_id, matches, now))
        return number

    async def broadcast(self) -> int:
        number = next(self.numbers)
        await self.store.outbox.announce({"*": "news"}, created_by=1, key=f"b{number}", now=self.clock.now())
        return number

    def hear(self, trouble: Trouble) -> None:
        self.troubles.append(trouble)
        self.troubled.set()

    def courier(
        self, seed: int = 1, *, render: Render = render, outbox: Outbox | None = None, window: int = 200
    ) -> Courier:
        return Courier(
            outbox or self.store.outbox,
            self.sender,
            render,
            limiter=self.limiter,
            clock=self.clock,
            rng=random.Random(seed),
            on_trouble=self.hear,
            window=window,
            paid=self.paid,
        )

    async def deliver(self, courier: Courier | None = None, *, within: float = 60) -> Courier:
        """Run a courier until there is nothing left to send, for so many of our seconds."""
        courier, stop = courier or self.courier(), asyncio.Event()
        await self.store.outbox.recover(now=self.clock.now())
        running = asyncio.create_task(courier.run(stop))
        empty = asyncio.create_task(courier.until_empty())
        await asyncio.wait({running, empty}, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        was_empty = empty.done()
        empty.cancel()
        await running
        assert was_empty, "the outbox did not become empty"
        return courier

    def got(self, reader: Subscriber) -> list[str]:
        """The texts of the bot's messages in a reader's chat, oldest first."""
        return [text_of(message) for message in self.simulator.chats[reader.chat.chat_id].messages.values()]

    async def awake(self, reader: Subscriber) -> bool:
        found = await self.store.subscribers.find(reader.chat)
        return found is not None and found.awake


def last_entry(connection: sqlite3.Connection) -> tuple[int]:
    found: tuple[int] = connection.execute("SELECT max(id) FROM entry").fetchone()
    return found


def text_of(message: ChatMessage) -> str:
    return str(message.as_json().get("text", ""))


@asynccontextmanager
async def build_town(
    folder: Path, *, speed: float = SPEED, limits: Limits | None = None, paid: bool = False
) -> AsyncIterator[Town]:
    clock = HastyClock(speed)
    simulator = Simulator(token=TOKEN, clock=clock)
    limiter = Limiter(clock, limits or Limits())
    terms = TermLexicon({}, {}, {})
    async with (
        open_store(folder / "town.db", terms) as store,
        serve(simulator) as served,
        Session() as session,
    ):
        sender = BotApiSender(
            served.url,
            TOKEN,
            session=session,
            limiter=limiter,
            clock=clock,
            rng=random.Random(2),
            paid_broadcasts=paid,
        )
        yield Town(store, simulator, served.url, clock, limiter, sender, paid)
