"""The command line."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer
from rich.console import Console

from bot.cli_admins import admins
from bot.cli_feeds import feeds
from bot.cli_operating import operating
from bot.cli_people import people
from bot.clock import SystemClock
from bot.console.terminal import FAILED, Json, fail, lines_of, new_rng, print_json, warn, with_base
from bot.errors import FeedRefused, StartFailed
from bot.logs import set_up_logs
from config.catalogue import CatalogueError
from config.settings import SettingsError, read_settings
from store.errors import StoreError

app = typer.Typer(
    name="jarchy",
    help="A Telegram bot that tells journalists what happens to civic space in Kyrgyzstan.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
)
ONE_LINE_ERRORS = (SettingsError, CatalogueError, StoreError, StartFailed, FeedRefused)
app.add_typer(operating)
app.add_typer(feeds)
app.add_typer(people)
app.add_typer(admins)


def main() -> None:
    """The console script. Ends with one line on standard error where something outside is wrong."""
    set_up_logs()
    try:
        app()
    except ONE_LINE_ERRORS as error:
        fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(FAILED)


@app.command()
def run() -> None:
    """Run the bot: poll the feeds, answer readers, send what is new. Ends with SIGTERM or Ctrl-C."""
    from bot.app import run as run_bot  # noqa: PLC0415 (--help need not wait for the machine to be loaded)

    settings = read_settings()
    _run_until_stopped(lambda stop: run_bot(settings, stop=stop))


@app.command()
def demo(
    tour: Annotated[bool, typer.Option("--tour", help="play a short conversation here, without a browser")] = False,
    port: Annotated[int, typer.Option(help="port of the chat page", min=0, max=65535)] = 8080,
) -> None:
    """Talk to the bot in a browser, without Telegram: a simulator on this machine, real code behind it."""
    from bot.demo import demonstrate  # noqa: PLC0415 (as above)

    _run_until_stopped(
        lambda stop: demonstrate(stop=stop, port=0 if tour else port, tour=tour, show=typer.echo, open_page=_open_page)
    )


@app.command()
def poll() -> None:
    """Poll each due feed once and show what came."""
    from bot.console.polling import poll_once  # noqa: PLC0415 (as above)

    settings = read_settings()
    asyncio.run(poll_once(settings, clock=SystemClock(), rng=new_rng(), console=Console()))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="what to look for; - reads queries from standard input, one a line")],
    as_json: Json = False,
    limit: Annotated[int, typer.Option(help="how many hits at most", min=1, max=1000)] = 10,
) -> None:
    """Search the entries as a reader would with /search."""
    from bot.console import lookup  # noqa: PLC0415 (as above)

    async def answer(base: Any, text: str) -> None:
        page = await lookup.search(base, text, limit)
        if as_json:
            print_json(lookup.describe_hits(text, page))
        else:
            Console().print(lookup.table_of(text, tuple(hit.entry for hit in page.hits)))

    with_base(_for_each(query, answer))


@app.command()
def person(
    name: Annotated[str, typer.Argument(help="a name in any script; - reads names from standard input, one a line")],
    as_json: Json = False,
) -> None:
    """Look somebody up by name as a reader would with /person."""
    from bot.console import lookup  # noqa: PLC0415 (as above)

    async def answer(base: Any, text: str) -> None:
        found, page = await lookup.look_up(base, text)
        if as_json:
            print_json(lookup.describe_person(found, page))
            return
        offered = ", ".join(suggestion.name for suggestion in found.suggestions)
        understood = f"{found.match.name} ({found.match.kind})" if found.match else "nobody"
        Console().print(lookup.table_of(f"{text}: {understood}", page.entries))
        if offered:
            typer.echo(f"Perhaps: {offered}")

    with_base(_for_each(name, answer))


@app.command()
def analyse(
    file: Annotated[Path, typer.Argument(help="JSON Lines; - or nothing reads standard input")] = Path("-"),
) -> None:
    """Say what texts are about: JSON Lines in, JSON Lines out."""
    from bot.analysis.jobs import own_lexicon  # noqa: PLC0415 (as above)
    from bot.console.analyse import analyse_line  # noqa: PLC0415 (as above)
    from bot.console.lines import TextLine, read_lines  # noqa: PLC0415 (as above)

    lexicon = own_lexicon()
    for _, line in read_lines(lines_of(file), TextLine, warn):
        print_json(analyse_line(line, lexicon))


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="JSON Lines; - reads standard input")],
) -> None:
    """Store entries from JSON Lines, each under its own id; nobody is told of them."""
    from bot.console.importing import import_lines  # noqa: PLC0415 (as above)

    async def work(base: Any) -> None:
        result = await import_lines(base, lines_of(file), warn)
        typer.echo(f"{result.stored} stored, {result.bad} bad", err=True)

    with_base(work)


def _for_each(text: str, answer: Callable[[Any, str], Awaitable[None]]) -> Callable[[Any], Coroutine[Any, Any, None]]:
    async def work(base: Any) -> None:
        for line in _queries_of(text):
            await answer(base, line)

    return work


def _queries_of(text: str) -> Iterator[str]:
    if text != "-":
        yield text
        return
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if line.strip():
            yield line


def _run_until_stopped(work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Run `work` until it ends or a signal sets its stop event; an unexpected error is logged and ends the process."""

    async def go() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):
                loop.add_signal_handler(number, stop.set)
        await work(stop)

    try:
        asyncio.run(go())
    except* ONE_LINE_ERRORS as group:
        fail(str(_first(group)))
    except* Exception as group:  # noqa: BLE001 (logged whole; the supervisor starts the bot again)
        error = _first(group)
        structlog.get_logger(__name__).exception("bot.crashed", error=type(error).__name__, exc_info=error)
        sys.exit(FAILED)


def _open_page(url: str) -> None:
    """Open the page where there is a screen; elsewhere its address has been shown."""
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        typer.launch(url)


def _first(group: BaseException) -> BaseException:
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    return group
