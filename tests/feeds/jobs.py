"""What workers are asked to do in tests: top-level functions that can be pickled."""

import os
import signal
import time
from pathlib import Path

MARK = "JARCHY_TEST_MARK"


def double(number: int) -> int:
    return number * 2


def size(body: bytes) -> int:
    return len(body)


def many(length: int) -> list[str]:
    return ["слово" + str(n) for n in range(length)]


def hang() -> None:
    time.sleep(3_600)


def hold_the_interpreter() -> int:
    """Stay in C code, where no other thread of the process gets a turn."""
    return sum(range(10**13))


def use_memory(size: int) -> int:
    return len(bytearray(size))


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise ValueError("no good")


def give_back_a_function() -> object:
    return lambda: None


def pid() -> int:
    return os.getpid()


def chatter() -> str:
    print("to standard output")  # noqa: T201 (what a library might do)
    return "done"


def know(name: str) -> str | None:
    return os.environ.get(name)


def set_up() -> None:
    os.environ[MARK] = os.environ.get(MARK, "") + "x"


def set_up_badly() -> None:
    raise RuntimeError("no lexicon")


def write_and_hang(path: str) -> None:
    Path(path).write_text(str(os.getpid()))
    hang()
