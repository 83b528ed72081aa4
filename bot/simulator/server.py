"""The simulator over HTTP: the Bot API below /bot and /file, the chat page at /."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Generator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.simulator.api import api_routes
from bot.simulator.guard import LoopbackOnly
from bot.simulator.page_routes import page_routes
from bot.simulator.simulator import Simulator
from bot.simulator.webhook import carry_updates

LONGEST_GOODBYE = 1


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
    listener = _listen(host, port)
    server = _Server(
        uvicorn.Config(
            app,
            http=_Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            date_header=False,
            timeout_graceful_shutdown=LONGEST_GOODBYE,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    postman = asyncio.create_task(carry_updates(simulator))
    try:
        await server.ready.wait()
        name = f"[{host}]" if ":" in host else host
        yield Served(f"http://{name}:{listener.getsockname()[1]}")
    finally:
        postman.cancel()
        server.leave()
        app.state.closing.set()
        simulator.polls.hang_up()
        await asyncio.wait({serving, postman})


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only where the protocol is named does asyncio switch Nagle's delay off (40 ms an answer).
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.leaving = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        """Sleep until `leave`, where uvicorn's own loop looks ten times a second."""
        await self.leaving.wait()

    def leave(self) -> None:
        self.should_exit = True
        self.leaving.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Signals belong to the program that serves us."""
        yield


class _Protocol(H11Protocol):
    """Hands the connection to the app, so that a fault can cut it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}
