"""Worker processes: what happens in one, however bad, is a result and troubles nobody else."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.feeds.document import Document, NotAFeed, Parsed, ParsedFeed
from bot.feeds.parsing import parse
from bot.feeds.worker import WorkerFailed, Workers, WorkerTrouble
from store.feed import FeedKind, FeedSpec, Selectors
from tests.feeds import jobs

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SPEC = FeedSpec("An Outlet", "https://news.example/feed")
LISTING = FeedSpec("An Outlet", SPEC.url, kind=FeedKind.LISTING, selectors=Selectors("div.i", link="a"))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/status")
    return "\nState:\tZ" not in status.read_text() if status.exists() else True


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 (another process's state, which tells nobody when it changes)
        await asyncio.sleep(0.01)


async def test_jobs_give_their_results_from_other_processes() -> None:
    async with Workers() as workers:
        assert await asyncio.gather(*(workers.run(jobs.double, n) for n in range(20))) == [n * 2 for n in range(20)]
        pids = set(await asyncio.gather(*(workers.run(jobs.pid) for _ in range(20))))
        assert os.getpid() not in pids
        assert pids == set(workers.processes)


async def test_one_job_after_another_needs_one_worker() -> None:
    async with Workers() as workers:
        for number in range(3):
            await workers.run(jobs.double, number)
        assert len(workers.processes) == 1


async def test_large_bodies_and_results_pass() -> None:
    async with Workers() as workers:
        assert await workers.run(jobs.size, b"x" * 5_000_000) == 5_000_000
        words = await workers.run(jobs.many, 300_000)
        assert isinstance(words, list)
        assert len(words) == 300_000


async def test_what_a_job_prints_does_not_disturb() -> None:
    async with Workers() as workers:
        assert await workers.run(jobs.chatter) == "done"
        assert await workers.run(jobs.double, 2) == 4


async def test_setup_runs_once_in_each_worker() -> None:
    async with Workers(size=1, setup=jobs.set_up) as workers:
        for _ in range(3):
            assert await workers.run(jobs.know, jobs.MARK) == "x"


async def test_a_setup_that_fails_is_a_result() -> None:
    async with Workers(setup=jobs.set_up_badly) as workers:
        failed = await workers.run(jobs.double, 1)
    assert isinstance(failed, WorkerFailed)
    assert failed.kind is WorkerTrouble.START
    assert "no lexicon" in failed.detail


async def test_a_worker_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JARCHY_BOT_TOKEN", "12345:secret")
    async with Workers() as workers:
        assert await workers.run(jobs.know, "JARCHY_BOT_TOKEN") is None


@pytest.mark.parametrize("job", [jobs.hang, jobs.hold_the_interpreter])
async def test_a_stuck_worker_is_replaced_and_delays_no_other(job: object) -> None:
    assert callable(job)
    async with Workers(time_limit=1.0) as workers:
        stuck = asyncio.create_task(workers.run(job))
        await until(lambda: bool(workers.processes))
        (pid,) = workers.processes
        assert [await workers.run(jobs.double, n) for n in range(5)] == [0, 2, 4, 6, 8]
        assert not stuck.done()
        failed = await stuck
        assert isinstance(failed, WorkerFailed)
        assert failed.kind is WorkerTrouble.TIMEOUT
        assert not alive(pid)
        assert await asyncio.gather(*(workers.run(jobs.double, n) for n in range(4))) == [0, 2, 4, 6]


@pytest.mark.skipif(sys.platform != "linux", reason="memory limits hold on Linux only")
async def test_memory_is_limited() -> None:
    async with Workers(size=1, memory_limit=400 * 1024 * 1024) as workers:
        failed = await workers.run(jobs.use_memory, 500 * 1024 * 1024)
        assert isinstance(failed, WorkerFailed)
        assert failed.kind is WorkerTrouble.MEMORY
        assert await workers.run(jobs.double, 2) == 4


async def test_a_worker_that_dies_is_replaced() -> None:
    async with Workers(size=1) as workers:
        failed = await workers.run(jobs.die)
        assert isinstance(failed, WorkerFailed)
        assert failed.kind is WorkerTrouble.CRASH
        assert await workers.run(jobs.double, 2) == 4


async def test_a_worker_killed_while_idle_is_replaced_unnoticed() -> None:
    async with Workers(size=1) as workers:
        await workers.run(jobs.double, 1)
        (pid,) = workers.processes
        os.kill(pid, signal.SIGKILL)
        await until(lambda: not alive(pid))
        assert await workers.run(jobs.double, 2) == 4


@pytest.mark.parametrize("job", [jobs.fail, jobs.give_back_a_function])
async def test_what_a_job_raises_is_a_result(job: object) -> None:
    assert callable(job)
    async with Workers(size=1) as workers:
        await workers.run(jobs.double, 1)
        before = workers.processes
        failed = await workers.run(job)
        assert isinstance(failed, WorkerFailed)
        assert failed.kind is WorkerTrouble.ERROR
        assert await workers.run(jobs.double, 2) == 4
        assert workers.processes == before


async def test_a_cancelled_job_leaves_no_process_behind() -> None:
    async with Workers(size=1) as workers:
        task = asyncio.create_task(workers.run(jobs.hang))
        await until(lambda: bool(workers.processes))
        (pid,) = workers.processes
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await workers.run(jobs.double, 2) == 4
        await until(lambda: not alive(pid))


async def test_signals_meant_for_the_bot_do_not_end_a_worker() -> None:
    async with Workers(size=1) as workers:
        await workers.run(jobs.double, 1)
        before = workers.processes
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(before[0], number)
        assert await workers.run(jobs.double, 2) == 4
        assert workers.processes == before


async def test_workers_end_with_the_pool() -> None:
    async with Workers() as workers:
        await asyncio.gather(*(workers.run(jobs.double, n) for n in range(4)))
        pids = workers.processes
    assert not any(map(alive, pids))


PARENT = """
import asyncio, sys
from bot.feeds.worker import Workers
from tests.feeds import jobs

async def main():
    async with Workers(time_limit=100) as workers:
        await asyncio.gather(workers.run(jobs.write_and_hang, sys.argv[1]), idle(workers, sys.argv[2]))

async def idle(workers, path):
    pid = await workers.run(jobs.pid)
    open(path, "w").write(str(pid))

asyncio.run(main())
"""


async def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    busy, idle = tmp_path / "busy", tmp_path / "idle"
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(busy), str(idle), cwd=Path(__file__).parents[2]
    )
    await until(lambda: all(path.exists() and path.read_text() for path in (busy, idle)))
    parent.kill()
    await parent.wait()
    pids = [int(path.read_text()) for path in (busy, idle)]
    await asyncio.wait_for(until(lambda: not any(map(alive, pids))), 5)


# Hostile documents


def billion_laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>' + item("<title>&l9;</title>")


def quadratic_blowup() -> str:
    entity = f'<!ENTITY a "{"a" * 100_000}">'
    return f'<?xml version="1.0"?><!DOCTYPE x [{entity}]>' + item(f"<title>{'&a;' * 20_000}</title>")


def external_entity() -> str:
    entity = '<!ENTITY a SYSTEM "file:///etc/passwd">'
    return f'<?xml version="1.0"?><!DOCTYPE x [{entity}]>' + item("<title>x &a;</title>")


def many_attributes() -> str:
    attributes = " ".join(f'a{n}="x"' for n in range(40_000))
    return item(f"<title {attributes}>x</title>")


def comment_soup() -> str:
    return item("<title>x</title>" + "<!--" * 100_000)


def nested_tags() -> str:
    return item("<title>x</title><description>" + "<b>" * 100_000 + "</description>")


def nested_html() -> str:
    return item("<title>x</title><description>" + "&lt;div&gt;" * 100_000 + "</description>")


def nested_json() -> str:
    return '{"items":' + "[" * 200_000


def open_cdata() -> str:
    return item("<title>x</title>" + "<![CDATA[" * 100_000)


def spaces() -> str:
    return item(f"<title>x</title><description>{' ' * 1_000_000}x{' ' * 1_000_000}</description>")


def tail_words() -> str:
    return item(f"<title>x</title><description>{'the post ' * 100_000}</description>")


def angle_brackets() -> str:
    return item(f"<title>{'<' * 200_000}</title>")


def item(inside: str) -> str:
    return f'<rss version="2.0"><channel><item>{inside}</item></channel></rss>'


HOSTILE = (
    billion_laughs, quadratic_blowup, external_entity, many_attributes, comment_soup, nested_tags, nested_html,
    nested_json, open_cdata, spaces, tail_words, angle_brackets,
)  # fmt: skip


async def lag_of(task: asyncio.Task[Parsed | WorkerFailed]) -> float:
    """The longest time for which the event loop did not come round while the task ran."""
    loop, worst = asyncio.get_running_loop(), 0.0
    while not task.done():
        before = loop.time()
        await asyncio.sleep(0.005)
        worst = max(worst, loop.time() - before - 0.005)
    return worst


@pytest.mark.parametrize("document", HOSTILE)
async def test_hostile_documents_end_within_the_limits(document: object) -> None:
    assert callable(document)
    body = document().encode()
    async with Workers(time_limit=3.0) as workers:
        await workers.run(jobs.double, 1)
        task = asyncio.create_task(workers.run(parse, Document(body, SPEC.url), SPEC, NOW))
        lag = await lag_of(task)
        result = await task
        honest = await workers.run(parse, Document(item("<title>A title</title>").encode(), SPEC.url), SPEC, NOW)
    assert isinstance(result, ParsedFeed | NotAFeed | WorkerFailed)
    if isinstance(result, ParsedFeed):
        assert all(len(entry.text) <= 200_000 and len(entry.title) <= 1_000 for entry in result.entries)
        assert "root:" not in repr(result)
    assert isinstance(honest, ParsedFeed)
    assert lag < 0.5, "the event loop stood still"


async def test_a_page_nested_a_hundred_thousand_deep_ends_within_the_limits() -> None:
    body = b'<html><body><div class="i">' + b"<div>" * 100_000
    async with Workers(time_limit=5.0) as workers:
        result = await workers.run(parse, Document(body, SPEC.url), LISTING, NOW)
    assert isinstance(result, ParsedFeed | NotAFeed | WorkerFailed)
