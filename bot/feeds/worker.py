"""Worker processes for what may be hostile: bounded in time and memory, killed and replaced one by one."""

import asyncio
import contextlib
import json
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from bot.feeds.worker_process import LENGTH, Answer, Job, Start

P = ParamSpec("P")
T = TypeVar("T")

TIME_LIMIT = 20.0
MEMORY_LIMIT = 1024 * 1024 * 1024

_START_LIMIT = 60.0
_ANSWER_LIMIT = 64 * 1024 * 1024
_LARGE = 128 * 1024
_BOOT = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from bot.feeds.worker_process import main; main()"
# A worker reads what strangers write, so it knows no secrets: of the environment only what Python itself needs.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "HOME", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")


class WorkerTrouble(StrEnum):
    """`start`: no worker could be started; `error`: the function raised."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    START = "start"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class WorkerFailed:
    """Why a job has no result; `detail` is one short line."""

    kind: WorkerTrouble
    detail: str


class Workers:
    """A pool of processes that run picklable functions of a module's top level.

    A worker is started when it is first needed. One that is stuck, out of memory or dead is replaced and troubles no
    other. `setup` runs once in each. Workers pay no heed to SIGINT and SIGTERM and end with the process that made them.
    """

    def __init__(
        self,
        *,
        size: int = 2,
        setup: Callable[[], None] | None = None,
        time_limit: float = TIME_LIMIT,
        memory_limit: int = MEMORY_LIMIT,
    ) -> None:
        self._time_limit = time_limit
        self._slots = [_Slot(setup, memory_limit) for _ in range(max(1, size))]
        # Last in, first out: the worker that has just worked is warm, and a second one starts only when needed.
        self._free: asyncio.LifoQueue[_Slot] = asyncio.LifoQueue()
        for slot in reversed(self._slots):
            self._free.put_nowait(slot)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.gather(*(slot.close() for slot in self._slots))

    async def run(self, function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T | WorkerFailed:
        """The function's result, or why there is none. Waits for a free worker; that wait has no limit.

        Cancelling kills the worker that had the job. Named arguments are not taken.
        """
        if named:
            raise TypeError("a job takes positional arguments only")
        frame = _pack(Job(function, arguments, self._time_limit))
        slot = await self._free.get()
        try:
            answer = await slot.run(frame, self._time_limit)
        except BaseException:
            slot.kill()
            raise
        finally:
            self._free.put_nowait(slot)
        if isinstance(answer, WorkerFailed):
            return answer
        if answer.trouble:
            return WorkerFailed(WorkerTrouble(answer.trouble), answer.detail)
        result: T = answer.result
        return result

    @property
    def processes(self) -> tuple[int, ...]:
        """The process ids of the workers that are running."""
        return tuple(pid for slot in self._slots if (pid := slot.pid) is not None)


class _Slot:
    """The place of one worker, with or without a running process."""

    def __init__(self, setup: Callable[[], None] | None, memory: int) -> None:
        self._setup = setup
        self._memory = memory
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def run(self, frame: bytes, seconds: float) -> Answer | WorkerFailed:
        pid = self.pid
        if pid is None or _has_ended(pid):
            await self._end()
            failure = await self._start()
            if failure is not None:
                return failure
        try:
            async with asyncio.timeout(seconds):
                answer = await self._exchange(frame)
        except TimeoutError:
            await self._end()
            return WorkerFailed(WorkerTrouble.TIMEOUT, f"not done within {seconds:g} seconds")
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            await self._end()
            return WorkerFailed(WorkerTrouble.CRASH, f"the worker process ended ({type(error).__name__})")
        if answer.trouble == WorkerTrouble.MEMORY:
            await self._end()
        return answer

    async def _start(self) -> WorkerFailed | None:
        try:
            async with asyncio.timeout(_START_LIMIT):
                self._process = await _spawn()
                answer = await self._exchange(_pack(Start(os.getpid(), self._memory, self._setup)))
        except (TimeoutError, EOFError, OSError, pickle.UnpicklingError) as error:
            await self._end()
            return WorkerFailed(WorkerTrouble.START, f"no worker process could be started ({type(error).__name__})")
        if answer.trouble:
            await self._end()
            return WorkerFailed(WorkerTrouble.START, f"a worker could not be set up: {answer.detail}")
        return None

    async def _exchange(self, frame: bytes) -> Answer:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise EOFError
        process.stdin.write(len(frame).to_bytes(LENGTH))
        process.stdin.write(frame)
        await process.stdin.drain()
        length = int.from_bytes(await process.stdout.readexactly(LENGTH))
        if length > _ANSWER_LIMIT:
            return Answer(trouble=WorkerTrouble.MEMORY, detail="the result is too large")
        return await _unpack(await process.stdout.readexactly(length))

    def kill(self) -> None:
        """End the process at once, without waiting."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        self._process = None

    async def close(self) -> None:
        """Let an idle process end by itself; end a busy one."""
        process = self._process
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await process.wait()
        await self._end()

    async def _end(self) -> None:
        process = self._process
        self.kill()
        if process is not None:
            await process.wait()


async def _spawn() -> Process:
    environment = {name: value for name, value in os.environ.items() if name in _ENVIRONMENT or name[:6] == "PYTHON"}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _BOOT,
        json.dumps(sys.path),
        stdin=PIPE,
        stdout=PIPE,
        env=environment,
        start_new_session=True,
    )


def _has_ended(pid: int) -> bool:
    """Whether a child is dead already, which asyncio may not have noticed yet. Leaves it to asyncio to reap it."""
    if not hasattr(os, "waitid"):
        return False
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def _pack(content: Job | Start) -> bytes:
    return pickle.dumps(content, pickle.HIGHEST_PROTOCOL)


async def _unpack(frame: bytes) -> Answer:
    """Read an answer; a large one in a thread, so that the event loop goes on."""
    load = pickle.loads  # the frame comes from a process of our own
    answer = await asyncio.to_thread(load, frame) if len(frame) > _LARGE else load(frame)
    if isinstance(answer, Answer):
        return answer
    raise EOFError("a frame that is no answer")
