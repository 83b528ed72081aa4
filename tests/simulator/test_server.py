"""Serving: beginning, ending, and who is let in."""

import asyncio
import contextlib
import signal
import time

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.simulator.faults import FaultKind
from bot.simulator.server import Served, serve
from bot.simulator.simulator import Simulator
from tests.simulator.conftest import TOKEN


async def test_it_ends_soon_with_polls_streams_and_stalled_requests_open(simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    simulator.faults.add(FaultKind.STALL_BEFORE, chat_id=aida.id)
    async with httpx.AsyncClient(timeout=10) as client, contextlib.AsyncExitStack() as stack:
        served = await stack.enter_async_context(serve(simulator))
        api = f"{served.base_url}{TOKEN}"
        poll = asyncio.create_task(client.get(f"{api}/getUpdates", params={"timeout": 50}))
        stalled = asyncio.create_task(client.get(f"{api}/sendMessage", params={"chat_id": aida.id, "text": "x"}))
        await simulator.polls.begun.wait()
        async with client.stream("GET", f"{served.url}/page/events") as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == "retry: 1000"
            began = time.monotonic()
            await stack.aclose()
            assert [line async for line in lines if line] == []
        assert (await poll).json() == {"ok": True, "result": []}
        assert (await stalled).status_code == 504
    assert time.monotonic() - began < 1.5


async def test_it_can_go_down_and_come_back_on_the_same_port(simulator: Simulator) -> None:
    async with serve(simulator) as served:
        port = int(served.url.rpartition(":")[2])
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{served.base_url}{TOKEN}/getMe")
        async with serve(simulator, port=port):
            assert (await client.get(f"{served.base_url}{TOKEN}/getMe")).status_code == 200


async def test_a_taken_port_is_an_error_not_an_exit(simulator: Simulator, served: Served) -> None:
    with pytest.raises(OSError, match="in use"):
        async with serve(simulator, port=int(served.url.rpartition(":")[2])):
            pytest.fail("two servers on one port")


async def test_signals_are_left_alone(simulator: Simulator) -> None:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    async with serve(simulator):
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


async def test_more_routes_may_stand_beside(simulator: Simulator) -> None:
    async def feed(_: Request) -> Response:
        return PlainTextResponse("<rss/>")

    async with serve(simulator, routes=[Route("/feed.xml", feed)]) as served, httpx.AsyncClient() as client:
        assert (await client.get(f"{served.url}/feed.xml")).text == "<rss/>"


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 200),
        ("/", {"Host": "localhost"}, 200),
        ("/", {"Host": "localhost:8080"}, 200),
        ("/", {"Host": "[::1]:8080"}, 200),
        ("/", {"Host": "attacker.example"}, 403),
        ("/", {"Host": "127.0.0.1.attacker.example:8080"}, 403),
        ("/page/state", {"Host": "attacker.example:8080"}, 403),
        (f"/bot{TOKEN}/getMe", {"Host": "attacker.example"}, 403),
    ],
)
async def test_only_loopback_names_are_answered(
    served: Served, path: str, headers: dict[str, str], status: int
) -> None:
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{served.url}{path}", headers=headers)).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "OWN"}, 200),
        ({"Origin": "http://attacker.example"}, 403),
        ({"Origin": "http://localhost:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Content-Type": "text/plain"}, 400),
    ],
)
async def test_posts_from_other_origins_are_refused(
    served: Served, simulator: Simulator, headers: dict[str, str], status: int
) -> None:
    aida = simulator.person("Aida")
    sent = {name: served.url if value == "OWN" else value for name, value in headers.items()}
    async with httpx.AsyncClient() as client:
        body = {"chat_id": aida.id, "text": "hello"}
        answer = await client.post(f"{served.url}/page/say", json=body, headers=sent)

    assert answer.status_code == status
    assert len(simulator.updates) == (status == 200)
