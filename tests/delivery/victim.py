"""A courier in a process of its own, to be killed: `python -m tests.delivery.victim DATABASE URL TOKEN NOW`."""

import asyncio
import random
import sys
from datetime import datetime
from pathlib import Path

import structlog

from bot.delivery.courier import Courier
from bot.delivery.limiter import Limiter
from bot.delivery.limits import Limits
from bot.delivery.sender import BotApiSender
from bot.delivery.session import Session
from store.lexicon.terms import TermLexicon
from store.sqlite.open import open_store
from tests.delivery.town import SPEED, HastyClock, render


async def work(database: Path, url: str, token: str, now: datetime) -> None:
    clock, rng = HastyClock(SPEED, now), random.Random(1)
    limiter = Limiter(clock, Limits(per_second=10))
    async with open_store(database, TermLexicon({}, {}, {})) as store, Session() as session:
        await store.outbox.recover(now=clock.now())
        sender = BotApiSender(url, token, session=session, limiter=limiter, clock=clock, rng=rng)
        courier = Courier(store.outbox, sender, render, limiter=limiter, clock=clock, rng=rng)
        await courier.run(asyncio.Event())


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    asyncio.run(work(Path(sys.argv[1]), sys.argv[2], sys.argv[3], datetime.fromisoformat(sys.argv[4])))
