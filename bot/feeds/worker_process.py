"""The other side of `bot.feeds.worker`: a process that runs one job after the other, within limits.

Frames in both directions are eight bytes of length and a pickle. The first frame in is a `Start`, its answer and every
other answer an `Answer`. The process ends when its input ends, when its parent is gone, or when a job takes too long.
"""

import contextlib
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

if sys.platform != "win32":
    import resource

LENGTH = 8
_GRACE = 2.0
_PARENT_CHECKED_EVERY = 0.5


@dataclass(frozen=True, slots=True)
class Start:
    """What a fresh worker needs: its parent, its memory in bytes, and what to run before the first job."""

    parent: int
    memory: int
    setup: Callable[[], None] | None


@dataclass(frozen=True, slots=True)
class Job:
    """A function of a module's top level, its arguments, and the seconds after which the process ends itself."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The result, or with `trouble` ("memory" or "error") what went wrong, in words."""

    result: Any = None
    trouble: str = ""
    detail: str = ""


def main() -> None:
    """Serve frames from standard input until it ends; what jobs print goes to standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    incoming = sys.stdin.buffer
    start = _read(incoming)
    if not isinstance(start, Start):
        return
    threading.Thread(target=_end_with, args=(start.parent,), daemon=True).start()
    _limit_memory(start.memory)
    with contextlib.suppress(BrokenPipeError):
        ready = _run(Job(start.setup, (), 0)) if start.setup else Answer()
        _write(outgoing, ready)
        while not ready.trouble and (job := _read(incoming)) is not None:
            ready = _serve(job)
            _write(outgoing, ready)
            # After memory ran out nothing in this process can be relied on.
            ready = ready if ready.trouble == "memory" else Answer()


def _serve(job: object) -> Answer:
    if not isinstance(job, Job):
        return Answer(trouble="error", detail="not a job")
    signal.setitimer(signal.ITIMER_REAL, job.seconds + _GRACE)
    try:
        return _run(job)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _run(job: Job) -> Answer:
    try:
        return Answer(job.function(*job.arguments))
    except MemoryError:
        return Answer(trouble="memory", detail="the memory allowed was used up")
    except Exception as error:  # noqa: BLE001 (whatever a job raises is its answer)
        return Answer(trouble="error", detail=f"{type(error).__name__}: {error}"[:300])


def _read(incoming: BinaryIO) -> object | None:
    head = incoming.read(LENGTH)
    if len(head) < LENGTH:
        return None
    try:
        frame: object = pickle.loads(incoming.read(int.from_bytes(head)))  # noqa: S301 (comes from our own parent)
        return frame
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (a module that cannot be imported here, say)
        return Answer(trouble="error", detail=f"{type(error).__name__}: {error}"[:300])


def _write(outgoing: BinaryIO, answer: Answer) -> None:
    try:
        frame = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        frame = pickle.dumps(Answer(trouble="memory", detail="the memory allowed was used up"))
    except Exception as error:  # noqa: BLE001 (a result that cannot be pickled)
        frame = pickle.dumps(Answer(trouble="error", detail=f"{type(error).__name__}: {error}"[:300]))
    outgoing.write(len(frame).to_bytes(LENGTH) + frame)
    outgoing.flush()


def _limit_memory(memory: int) -> None:
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with(parent: int) -> None:
    """End when the parent is gone, even in the middle of a job."""
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECKED_EVERY)
    os._exit(0)
