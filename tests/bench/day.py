"""Twelve hours of mixed load, ten times what is expected, pressed into minutes: what the process holds meanwhile, and
what stands in the database and the log afterwards that must not.

Run with `python -m tests.bench day`; minutes may be given: `python -m tests.bench.day 2`. Ends with 1 where memory or
file handles grow, or something of a reader is found.
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Route

from bot.clock import SystemClock
from bot.serving import serve_app
from bot.simulator.person import Person
from bot.simulator.server import serve
from bot.simulator.simulator import Simulator
from tests.bench.delivery import say
from tests.make import parsed
from tests.stories.conftest import ADMIN_ID, TOKEN, Outlet

MINUTES = 5.0
READERS = 200
FEEDS = 20
QUESTIONS = 2500
ENTRIES = 500
"""Ten times 250 questions and 50 entries in half a day."""
GROWTH, SLACK = 1.1, 10
"""What the last quarter may hold more of than the second (the first is for warming up): a tenth, and ten."""
_GIVEN = ("Aida", "Nurlan", "Gulnara", "Timur", "Asel", "Bakyt", "Zhyldyz", "Azamat")
_SURNAMES = ("Asanova", "Toktogulov", "Sydykova", "Mamatov", "Isakova", "Jumabaev", "Osmonova", "Abdyldaev")
_PLACES = ("Bishkek", "Osh", "Karakol", "Naryn", "Talas", "Batken", "Jalal-Abad")
_DEEDS = ("Police detain {who} in {where}", "Court in {where} jails {who}", "{who} is fined after a rally in {where}")
_ASKED = ("/latest", "/today", "/help", "/sources", "/watches", "/settings", "/privacy", "/why", "/trends", "/mydata")


@dataclass
class Held:
    """What a process and its children hold: bytes of memory and file handles, in the order they were looked at."""

    memory: list[int] = field(default_factory=list)
    handles: list[int] = field(default_factory=list)

    def look(self, process: Process) -> None:
        with suppress(OSError):  # a child that ended just now
            family = [process.pid, *_children(process.pid)]
            self.memory.append(sum(_memory(pid) for pid in family))
            self.handles.append(len(list(Path(f"/proc/{process.pid}/fd").iterdir())))

    def judge(self, name: str, seen: list[int], unit: int, word: str) -> bool:
        """Whether it stayed flat."""
        quarter = len(seen) // 4
        begun, ended = (statistics.median(part) / unit for part in (seen[quarter : 2 * quarter], seen[-quarter:]))
        say(f"  {name}: {begun:.0f} {word} in the second quarter, {ended:.0f} in the last")
        return ended <= begun * GROWTH + SLACK


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def _memory(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


@dataclass
class Newsroom:
    """Everything outside the process that is measured; `secrets` must be found nowhere afterwards."""

    simulator: Simulator
    outlets: list[Outlet]
    rng: random.Random
    readers: list[Person] = field(default_factory=list)
    secrets: set[str] = field(default_factory=lambda: {TOKEN.partition(":")[2]})

    def admit(self, count: int) -> None:
        for number in range(count):
            name = f"Zqname{number}x{self.rng.randrange(10**6)}"
            self.readers.append(self.simulator.person(name, language_code=self.rng.choice(("en", "ru", "ky"))))
            self.secrets.add(name)

    def secret(self, kind: str) -> str:
        """A word that only its writer knows."""
        word = f"zq{kind}{self.rng.randrange(10**9)}"
        self.secrets.add(word)
        return word

    async def ask(self) -> None:
        """Somebody does what readers do."""
        person = self.rng.choice(self.readers)
        chance = self.rng.random()
        if chance < 0.65:
            await person.says(self._words())
        elif chance < 0.75:
            await person.starts()
            await person.says("/subscribe")
        elif chance < 0.8:
            await person.sends("voice")
        elif chance < 0.85:
            await (person.blocks() if self.rng.random() < 0.3 else person.unblocks())
        elif chance < 0.9:
            with suppress(AssertionError, LookupError, TimeoutError):
                await person.asks_inline(self.secret("inline"), within=0.2)
        else:
            with suppress(AssertionError, LookupError):
                await person.presses(self.rng.choice(("More", "Ещё", "Дагы", "Yes", "Да", "Ооба")))

    def _words(self) -> str:
        """What somebody writes; watches are stored, and so hold no secret."""
        return self.rng.choice(
            (
                self.rng.choice(_ASKED),
                f"/watch {self.rng.choice(_PLACES)}",
                f"/person {self.rng.choice(_GIVEN)} {self.rng.choice(_SURNAMES)} {self.secret('who')}",
                f"{self.rng.choice(_PLACES)} {self.secret('query')}",
                f"/search {self.rng.choice(_SURNAMES)} {self.secret('search')}",
                f"/odd{self.secret('command')} {self.secret('text')}",
                "/forgetme",
            )
        )

    def publish(self) -> None:
        """An outlet writes something; a third of it about what a reader would be told of."""
        who = f"{self.rng.choice(_GIVEN)} {self.rng.choice(_SURNAMES)}"
        title = self.rng.choice(_DEEDS).format(who=who, where=self.rng.choice(_PLACES))
        if self.rng.random() < 0.66:
            title = f"Football in {self.rng.choice(_PLACES)}: round {self.rng.randrange(99)}"
        title = f"{title}, {self.rng.randrange(10**6)}"
        outlet = self.rng.choice(self.outlets)
        outlet.publish(parsed(title, published_at=datetime.now(UTC)))
        del outlet.published[30:]


def catalogue_of(urls: list[str]) -> str:
    return "".join(
        f'[[feed]]\noutlet = "Outlet {place}"\nurl = "{url}"\nlanguage = "en"\ncountry = "kg"\n'
        for place, url in enumerate(urls)
    )


async def live(newsroom: Newsroom, process: Process, minutes: float) -> Held:
    """The day itself: questions, entries, a broadcast now and then, evenly; a look at the process each second."""
    admin = newsroom.simulator.person("Admin", user_id=ADMIN_ID, language_code="en")
    await admin.starts()
    held, loop = Held(), asyncio.get_running_loop()
    begun, seconds = loop.time(), minutes * 60
    asked = told = looked = 0
    while (passed := loop.time() - begun) < seconds and process.returncode is None:
        for _ in range(round(QUESTIONS * passed / seconds) - asked):
            await newsroom.ask()
            asked += 1
        for _ in range(round(ENTRIES * passed / seconds) - told):
            newsroom.publish()
            told += 1
        if passed >= looked:
            looked += 1
            held.look(process)
        if looked % 60 == 30 and passed >= looked - 0.2:
            await admin.says("/broadcast Hello to everybody")
        await asyncio.sleep(0.1)
    say(f"  {asked} questions, {told} entries, {sum(outlet.polls for outlet in newsroom.outlets)} polls,")
    say(f"  {sum(newsroom.simulator.calls.values())} calls of the Bot API in {minutes:g} minutes")
    return held


def findings(folder: Path, secrets: set[str]) -> Iterator[str]:
    """Where something of a reader, or the token, stands."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name != "feeds.toml":
            content = path.read_bytes().lower()
            yield from (f"{path.name}: {secret}" for secret in sorted(secrets) if secret.lower().encode() in content)


async def measure(minutes: float) -> int:
    rng = random.Random(12)
    simulator = Simulator(token=TOKEN, clock=SystemClock())
    outlets = [Outlet(f"Outlet {number}") for number in range(FEEDS)]
    newsroom = Newsroom(simulator, outlets, rng)
    newsroom.admit(READERS)
    feeds = Starlette(routes=[Route(f"/{place}", outlet.answer) for place, outlet in enumerate(outlets)])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with serve(simulator) as served, serve_app(feeds, host="0.0.0.0", port=0) as url:
            port = url.rpartition(":")[2]
            urls = [f"http://127.0.1.{place + 1}:{port}/{place}" for place in range(FEEDS)]
            (folder / "feeds.toml").write_text(catalogue_of(urls), encoding="utf-8")
            with (folder / "log").open("wb") as log:
                process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "bot", "run"),
                    env=_environment(folder, served.url),
                    stdout=DEVNULL,
                    stderr=log,
                )
                await _until_asked(simulator, process)
                say(f"{READERS} readers, {FEEDS} feeds, {minutes:g} minutes:")
                held = await live(newsroom, process, minutes)
                process.terminate()
                ended = await process.wait()
        found = list(findings(folder, newsroom.secrets))
    flat = [
        held.judge("memory", held.memory, 2**20, "MiB"),
        held.judge("file handles", held.handles, 1, "open"),
    ]
    say(f"  {len(newsroom.secrets)} names, queries, texts and the token looked for: {len(found)} found {found[:5]}")
    say(f"  malformed for Telegram: {len(simulator.violations)}; ended with {ended}")
    return int(not all(flat) or bool(found) or ended != 0 or bool(simulator.violations))


def _environment(folder: Path, api: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JARCHY_")}
    return {
        **kept,
        "JARCHY_BOT_TOKEN": TOKEN,
        "JARCHY_API_URL": api,
        "JARCHY_DATABASE_URL": f"sqlite:///{folder / 'jarchy.db'}",
        "JARCHY_FEEDS_FILE": str(folder / "feeds.toml"),
        "JARCHY_FETCH_ALLOW": "127.0.0.0/8",
        "JARCHY_HTTP_BIND": "127.0.0.1:0",
        "JARCHY_POLL_INTERVAL": "1",
        "JARCHY_ADMINS": str(ADMIN_ID),
    }


async def _until_asked(simulator: Simulator, process: Process) -> None:
    async with asyncio.timeout(60):
        while not simulator.polls.begun.is_set():
            if process.returncode is not None:
                raise SystemExit("the bot did not start")
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    sys.exit(asyncio.run(measure(float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES)))
