"""What the commands share: how they begin, how they print, how they fail."""

import asyncio
import json
import random
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress

from bot.clock import SystemClock
from config.settings import Settings, read_settings

FAILED = 1

Json = Annotated[bool, typer.Option("--json", help="one JSON object a line, for scripts")]


def with_base(work: Callable[[Any], Awaitable[None]]) -> None:
    """Run `work` on the lexicon and the store; the bot may run beside it."""
    from bot.app import open_base  # noqa: PLC0415 (--help need not wait for the machine to be loaded)

    async def go(settings: Settings) -> None:
        async with open_base(settings, clock=SystemClock(), rng=new_rng()) as base:
            await work(base)

    asyncio.run(go(read_settings()))


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int | None], None]]:
    """A bar on standard error, told what is done and of how much; none where nobody looks, as under cron."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def lines_of(file: Path) -> Iterable[bytes]:
    """The lines of a file, or of standard input where it is named `-`."""
    if str(file) == "-":
        yield from sys.stdin.buffer
        return
    try:
        with file.open("rb") as lines:
            yield from lines
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}")


def print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def warn(text: str) -> None:
    typer.echo(text, err=True)


def fail(text: str) -> NoReturn:
    """End the program with one line."""
    typer.echo(f"jarchy: {text}", err=True)
    sys.exit(FAILED)


def new_rng() -> random.Random:
    return random.Random()  # noqa: S311 (jitter, not secrets)
