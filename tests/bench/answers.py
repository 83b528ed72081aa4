"""How long a reader waits for an answer while a broadcast goes out to 10,000 chats, and an alert for its start.

Run with `python -m tests.bench.answers`. The bot is a process of its own; the simulator keeps Telegram's limits.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Route

from bot.clock import SystemClock
from bot.serving import serve_app
from bot.simulator.limits import FloodLimits
from bot.simulator.person import Person
from bot.simulator.server import serve
from bot.simulator.simulator import Simulator
from store.sqlite.open import open_store
from store.subscriber import ChatKind, ChatRef, WatchRule
from tests.bench.delivery import say
from tests.make import NO_TERMS
from tests.stories.conftest import TOKEN, Outlet, Town
from tests.stories.kills import rows, some_news
from tests.stories.test_first_day import until
from tests.stories.test_process import jarchy, started

READERS = 10_000
QUESTIONS = 120
ALERTS = 5
NAMES = ("Bolot Temirov", "Asel Otorbaeva", "Ulan Egizbaev", "Dina Maslova", "Adil Turdukulov", "Azat Ruziev")
CITIES = ("Bishkek", "Osh", "Naryn", "Talas", "Batken")
ASKERS = 25  # each so seldom that nobody is asked to slow down
ASKED = ("/latest", "/search Askarov", "/settings", "/person Аскаров")


@asynccontextmanager
async def a_town(folder: Path) -> AsyncIterator[Town]:
    simulator = Simulator(token=TOKEN, clock=SystemClock(), limits=FloodLimits())
    outlet = Outlet("CIVICUS Monitor")
    feeds = Starlette(routes=[Route("/feed", outlet.answer)])
    async with serve(simulator) as served, serve_app(feeds, host="127.0.0.1", port=0) as feeds_url:
        catalogue = f'[[feed]]\noutlet = "{outlet.name}"\nurl = "{feeds_url}/feed"\nlanguage = "en"\ncountry = "kg"\n'
        yield Town(folder, simulator, served, outlet, catalogue)


async def fill(town: Town) -> Person:
    """Ten thousand readers, and one who follows everything and asks."""
    now = datetime.now(UTC)
    chats = [town.simulator.person(f"Reader {number}", started=True).id for number in range(READERS)]
    curious = town.simulator.person("Curious", started=True)
    async with open_store(town.folder / "jarchy.db", NO_TERMS) as store:
        await store.database.write(
            lambda connection: connection.executemany(
                "INSERT INTO subscriber (chat_id, kind, language, joined_week) VALUES (?, 'private', 'en', '2026-W01')",
                [(chat,) for chat in chats],
            )
        )
        subscriber = await store.subscribers.remember(
            ChatRef(curious.id), kind=ChatKind.PRIVATE, language="en", now=now
        )
        await store.subscribers.add_watch(subscriber.id, WatchRule(), now=now)
        await store.outbox.announce({"*": "<b>News</b> for everybody"}, created_by=1, key="bench", now=now)
    return curious


async def ask(person: Person, question: str) -> float:
    """Seconds from the question to its answer."""
    person.forgets()
    begun = time.perf_counter()
    await person.says(question)
    await person.hears("", within=30)
    return time.perf_counter() - begun


async def wait_for_alert(town: Town, person: Person, number: int) -> float:
    """Seconds from when an alert is enqueued until it arrives."""
    story = some_news(number)
    title = f"Police detain journalist {NAMES[number]} in {CITIES[number]}"
    town.outlet.publish(replace(story, title=title, text=f"{title}. {story.text}"))
    await person.hears(title, within=60)
    arrived = datetime.now(UTC)
    (enqueued,) = rows(town.folder / "jarchy.db", "SELECT max(created_at) FROM notice WHERE kind = 'alert'")[0]
    return arrived.timestamp() - int(str(enqueued)) / 1_000_000


async def measure() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with a_town(Path(folder)) as town:
            curious = await fill(town)
            askers = [town.simulator.person(f"Asker {number}", started=True) for number in range(ASKERS)]
            async with jarchy(town, "run") as process:
                await started(town, process)
                await until(lambda: town.outlet.polls > 1, within=60)
                waits: list[float] = []
                alerts: list[float] = []
                for number in range(QUESTIONS):
                    waits.append(await ask(askers[number % len(askers)], ASKED[number % len(ASKED)]))
                    if number % (QUESTIONS // ALERTS) == 10:
                        alerts.append(await wait_for_alert(town, curious, len(alerts)))
                    await asyncio.sleep(0.4)
                (left,) = rows(town.folder / "jarchy.db", "SELECT count(*) FROM delivery WHERE state = 'due'")[0]
    p95 = statistics.quantiles(waits, n=20)[-1]
    say(f"While a broadcast runs ({left} of {READERS} still to go at the end):")
    say(f"  answers: median {1000 * statistics.median(waits):.0f} ms, 95 % within {1000 * p95:.0f} ms")
    say(f"  an alert arrives {max(alerts):.2f} s after it was written at most, of {len(alerts)}")


if __name__ == "__main__":
    asyncio.run(measure())
