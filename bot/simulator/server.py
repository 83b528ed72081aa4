"""The simulator over HTTP: the Bot API below /bot and /file, the chat page at /."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.serving import serve_app
from bot.simulator.api import api_routes
from bot.simulator.guard import LoopbackOnly
from bot.simulator.page_routes import page_routes
from bot.simulator.simulator import Simulator
from bot.simulator.webhook import carry_updates


@dataclass(frozen=True, slots=True)
class Served:
    """Where it is served: the chat page at `url`; python-telegram-bot takes `base_url` and `base_file_url`."""

    url: str

    @property
    def base_url(self) -> str:
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.url}/file/bot"


def build_app(simulator: Simulator, *, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """The Bot API, the chat page, and `routes` beside them; answers only under a loopback name.

    `app.state.closing` is an Event: once set, standing polls and event streams end.
    """
    app = Starlette(
        routes=[*api_routes(simulator), *page_routes(simulator), *routes], middleware=[Middleware(LoopbackOnly)]
    )
    app.state.closing = asyncio.Event()
    return app


@asynccontextmanager
async def serve(
    simulator: Simulator, *, host: str = "127.0.0.1", port: int = 0, routes: Sequence[BaseRoute] = ()
) -> AsyncIterator[Served]:
    """Serve while the block runs; port 0 lets the system choose. Raises OSError where the port is taken.

    Takes no signals, and is gone within about a second however many polls and streams stand open.
    """
    app = build_app(simulator, routes=routes)

    def hang_up() -> None:
        app.state.closing.set()
        simulator.polls.hang_up()

    async with serve_app(app, host=host, port=port, protocol=_Protocol, on_end=hang_up) as url:
        postman = asyncio.create_task(carry_updates(simulator))
        try:
            yield Served(url)
        finally:
            postman.cancel()
            await asyncio.wait({postman})


class _Protocol(H11Protocol):
    """Hands the connection to the app, so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}
