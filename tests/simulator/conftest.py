"""A served simulator and the library's own Bot talking to it over HTTP."""

from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot

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
    async with Bot(TOKEN, base_url=served.base_url, base_file_url=served.base_file_url) as ready:
        yield ready


@pytest.fixture
async def api(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    """A client whose paths are method names."""
    async with httpx.AsyncClient(base_url=f"{served.base_url}{TOKEN}/", timeout=10) as client:
        yield client
