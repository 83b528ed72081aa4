"""Serving an ASGI app inside the running loop, without touching its signals."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

LONGEST_GOODBYE = 1
"""Seconds that answers which have begun may take after the end."""


@asynccontextmanager
async def serve_app(
    app: Starlette,
    *,
    host: str,
    port: int,
    protocol: type[H11Protocol] = H11Protocol,
    on_end: Callable[[], None] = lambda: None,
) -> AsyncIterator[str]:
    """Serve while the block runs; gives the address; port 0 lets the system choose. Raises OSError where taken.

    `on_end` is called when the block has ended, before answers that stand open are cut.
    """
    listener = _listen(host, port)
    server = _Server(
        uvicorn.Config(
            app,
            http=protocol,
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
    try:
        await server.ready.wait()
        name = f"[{host}]" if ":" in host else host
        yield f"http://{name}:{listener.getsockname()[1]}"
    finally:
        server.leave()
        on_end()
        await asyncio.wait({serving})


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
