"""A served simulator and the library's own Bot talking to it over HTTP."""

from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.clock import SystemClock
from bot.simulator.server import Served, serve
from bot.simulator.simulator import Simulator

TOKEN = "7000000001:AAexample-token-for-tests"


@pytest.fixture
def simulator() -> Simulator:
    return Simulator(token=TOKEN, clock=SystemClock())


@pytest.fixture
async def served(simulator: Simulator) -> AsyncIterator[Served]:
    async with serve(simulator) as where:
        yield where


@pytest.fixture
async def bot(served: Served) -> AsyncIterator[Bot]:
    async with Bot(
        TOKEN,
        base_url=served.base_url,
        base_file_url=served.base_file_url,
        request=plain_request(),
        get_updates_request=plain_request(),
    ) as ready:
        yield ready


def plain_request() -> HTTPXRequest:
    """The library's own transport, sparing the quarter second in which it reads certificates nobody needs here."""
    return HTTPXRequest(httpx_kwargs={"verify": False})


@pytest.fixture
async def api(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    """A client whose paths are method names."""
    async with httpx.AsyncClient(base_url=f"{served.base_url}{TOKEN}/", timeout=10, verify=False) as client:
        yield client
