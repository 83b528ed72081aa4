"""A whole newsroom on this machine: feeds, the bot, and people who talk to it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app import Base
from bot.app import run as run_bot
from bot.clock import SystemClock
from bot.serving import serve_app
from bot.simulator.person import Person
from bot.simulator.server import Served, serve
from bot.simulator.simulator import Simulator
from config.archive import ArchiveRow
from config.settings import Settings, read_settings
from store.entry import ParsedEntry

TOKEN = "7000000001:token-for-tests"
ADMIN_ID = 99


@dataclass
class Outlet:
    """A feed served on loopback; `published` is what it shows, newest first."""

    name: str
    published: list[ParsedEntry] = field(default_factory=list)
    polls: int = 0
    status: int = 200

    def publish(self, entry: ParsedEntry) -> None:
        self.published.insert(0, entry)

    async def answer(self, _: Request) -> Response:
        self.polls += 1
        if self.status != 200:
            return Response("out of order", status_code=self.status)
        return Response(_render(self.published), media_type="application/rss+xml")


def _render(entries: Iterable[ParsedEntry]) -> str:
    items = "".join(
        f"<item><guid>{escape(entry.guid or '')}</guid><title>{escape(entry.title)}</title>"
        f"<link>{escape(entry.url or '')}</link><description>{escape(entry.text)}</description>"
        + (f"<pubDate>{format_datetime(entry.published_at)}</pubDate>" if entry.published_at else "")
        + "</item>"
        for entry in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


@dataclass
class Town:
    """Everything there is: a simulator of Telegram, an outlet, and the bot once it was started."""

    folder: Path
    simulator: Simulator
    served: Served
    outlet: Outlet
    catalogue: str

    @property
    def settings(self) -> Settings:
        catalogue = self.folder / "feeds.toml"
        catalogue.write_text(self.catalogue, encoding="utf-8")
        return read_settings(
            bot_token=TOKEN,
            api_url=self.served.url,
            database_url=f"sqlite:///{self.folder / 'jarchy.db'}",
            feeds_file=catalogue,
            admins=(ADMIN_ID,),
            poll_interval=1,
            fetch_allow=("127.0.0.0/8",),
            http_bind="127.0.0.1:0",
            operator="the test newsroom",
        )

    @asynccontextmanager
    async def bot(
        self,
        *,
        archive: tuple[ArchiveRow, ...] | None = None,
        clock: SystemClock | None = None,
        settings: Settings | None = None,
    ) -> AsyncIterator[Base]:
        """The bot, running while the block runs; stopped as SIGTERM stops it."""
        stop = asyncio.Event()
        started: asyncio.Future[Base] = asyncio.get_running_loop().create_future()
        running = asyncio.create_task(
            run_bot(
                settings or self.settings,
                stop=stop,
                clock=clock or SystemClock(),
                archive=archive,
                on_start=started.set_result,
            )
        )
        running.add_done_callback(lambda _: started.done() or started.cancel())
        await asyncio.wait({started})
        if running.done():
            await running
        try:
            yield started.result()
        finally:
            stop.set()
            await running


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    simulator = Simulator(token=TOKEN, clock=SystemClock())
    outlet = Outlet("CIVICUS Monitor")
    feeds = Starlette(routes=[Route("/feed", outlet.answer)])
    async with serve(simulator) as served, serve_app(feeds, host="127.0.0.1", port=0) as feeds_url:
        catalogue = f'[[feed]]\noutlet = "{outlet.name}"\nurl = "{feeds_url}/feed"\nlanguage = "en"\ncountry = "kg"\n'
        yield Town(tmp_path, simulator, served, outlet, catalogue)
    assert simulator.violations == []


@pytest.fixture
def aida(town: Town) -> Person:
    return town.simulator.person("Aida", language_code="en")


@pytest.fixture
def timur(town: Town) -> Person:
    return town.simulator.person("Timur", language_code="ru")


@pytest.fixture
def admin(town: Town) -> Person:
    return town.simulator.person("Admin", user_id=ADMIN_ID, language_code="ky")
