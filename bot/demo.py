"""The demonstration: the real bot, a simulator of the Bot API with a chat page, and a feed served from this machine.

The database is its own, made anew at each start. One update of the starter archive is withheld and given out by the
feed a few seconds after somebody subscribed, marked as a demonstration: nothing is invented about real people.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app import Base
from bot.app import run as run_bot
from bot.clock import Clock, SystemClock
from bot.errors import StartFailed
from bot.simulator.limits import FloodLimits
from bot.simulator.server import Served, serve
from bot.simulator.simulator import Simulator
from bot.tour import Show, play_tour
from config.archive import ArchiveRow, read_archive
from config.settings import Settings, read_settings

TOKEN = "7000000001:demonstration-token-of-no-use-elsewhere"  # noqa: S105 (good for the simulator alone)
POLL_SECONDS = 3.0
RELEASE_SECONDS = 8.0
"""From the first subscription to the new entry."""
ADMIN_ID = 7003
FEED_PATH = "/demo/feed.xml"


@dataclass(slots=True)
class DemoFeed:
    """The archive as an Atom feed; the first update is left out until it is released."""

    rows: tuple[ArchiveRow, ...]
    released: bool = False

    @property
    def withheld(self) -> ArchiveRow:
        return self.rows[0]

    def render(self) -> str:
        """Atom 1.0 (RFC 4287), newest first, no dates where none is known."""
        rows = self.rows if self.released else self.rows[1:]
        entries = "\n".join(_entry(row) for row in rows)
        head = "<id>urn:jarchy:demonstration</id><title>Civic space in Kyrgyzstan (demonstration)</title>"
        return f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{head}\n{entries}\n</feed>\n'


def _entry(row: ArchiveRow) -> str:
    published = f"<published>{row.published.isoformat()}T00:00:00Z</published>" if row.published else ""
    return (
        f"<entry><id>{escape(row.id)}</id><title>{escape(row.title)}</title><link href={quoteattr(row.url)}/>"
        f"{published}<summary>{escape(row.text)}</summary></entry>"
    )


async def demonstrate(
    *, stop: asyncio.Event, port: int, tour: bool, show: Show, open_page: Callable[[str], object]
) -> None:
    """Run until `stop`, or to the end of the tour. `open_page` is given the chat page's address once it can be used.

    Raises StartFailed when the port is taken.
    """
    clock = SystemClock()
    feed = DemoFeed(read_archive())
    simulator = Simulator(token=TOKEN, clock=clock, limits=FloodLimits(burst=3))
    aida = simulator.person("Aida", user_id=7001, language_code="en")
    simulator.person("Timur", user_id=7002, language_code="ru")
    simulator.person("Nurgul (admin)", user_id=ADMIN_ID, language_code="ky")
    with tempfile.TemporaryDirectory(prefix="jarchy-demo-") as folder:
        async with _serve(simulator, feed, port) as served, asyncio.TaskGroup() as group:
            started: asyncio.Future[Base] = asyncio.get_running_loop().create_future()
            settings = _settings(Path(folder), served)
            group.create_task(
                run_bot(settings, stop=stop, clock=clock, archive=feed.rows[1:], on_start=started.set_result)
            )
            base = await started
            releasing = group.create_task(_release(feed, base, clock))
            if tour:
                await play_tour(aida, withheld=feed.withheld.title, show=show)
                stop.set()
            else:
                show(f"Open {served.url}/ in a browser and press Start. Ctrl-C ends the demonstration.")
                open_page(f"{served.url}/")
            await stop.wait()
            releasing.cancel()


@asynccontextmanager
async def _serve(simulator: Simulator, feed: DemoFeed, port: int) -> AsyncIterator[Served]:
    async def give_feed(_: Request) -> Response:
        return Response(feed.render(), media_type="application/atom+xml")

    async with AsyncExitStack() as stack:
        serving = serve(simulator, port=port, routes=[Route(FEED_PATH, give_feed)])
        try:
            served = await stack.enter_async_context(serving)
        except OSError as error:
            raise StartFailed(f"port {port} cannot be used: {error.strerror}; try another with --port") from error
        yield served


async def _release(feed: DemoFeed, base: Base, clock: Clock) -> None:
    """Let the feed have the withheld update some seconds after the first reader subscribed."""
    while not (await base.store.subscribers.count())["watching"]:
        await clock.sleep(1)
    await clock.sleep(RELEASE_SECONDS)
    feed.released = True


def _settings(folder: Path, served: Served) -> Settings:
    catalogue = folder / "feeds.toml"
    catalogue.write_text(
        f'[[feed]]\noutlet = "CIVICUS Monitor"\nurl = "{served.url}{FEED_PATH}"\nlanguage = "en"\ncountry = "kg"\n'
        "demonstration = true\n",
        encoding="utf-8",
    )
    return read_settings(
        bot_token=TOKEN,
        bot_token_file=None,
        database_key=None,
        database_key_file=None,
        api_url=served.url,
        database_url=f"sqlite:///{folder / 'demo.db'}",
        feeds_file=catalogue,
        admins=(ADMIN_ID,),
        poll_interval=POLL_SECONDS,
        fetch_allow=("127.0.0.0/8",),
        http_bind="127.0.0.1:0",
        operator="Jarchy Demo",
    )
