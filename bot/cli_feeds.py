"""`jarchy feeds …`: which feeds are polled, and how they are."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from bot.clock import SystemClock
from bot.console.terminal import FAILED, Json, fail, print_json, warn
from config.settings import PREFIX, Settings, read_settings

feeds = typer.Typer(
    name="feeds",
    help="See, add, pause and test feeds. A running bot notices within a minute.",
    no_args_is_help=True,
)

Which = Annotated[str, typer.Argument(metavar="FEED", help="its number or address, or an outlet that has one feed")]
Url = Annotated[str, typer.Argument(help="an address of a feed or of a page, http or https")]
Selector = Annotated[str, typer.Option(help="CSS selector of a listing, looked up inside --item")]


@feeds.command("list")
def list_(as_json: Json = False) -> None:
    """Show each feed with its health: last success, last new entry, failures in a row, last error, next poll."""
    from bot.console import feed_table  # noqa: PLC0415 (--help need not wait for the machine to be loaded)

    timezone = ZoneInfo(read_settings().timezone)

    async def work(known: Any) -> None:
        found, undecided = await known.all(), await known.undecided()
        if not as_json:
            Console().print(feed_table.table_of(found, undecided, now=known.now, timezone=timezone))
            return
        for feed in found:
            print_json(feed_table.describe(feed, known.now, undecided=undecided.get(feed.id, 0)))

    _with_list(work)


@feeds.command()
def add(  # noqa: PLR0917 (typer makes an option of each)
    url: Url,
    outlet: Annotated[str, typer.Option(help="who publishes; without it the feed's own title")] = "",
    language: Annotated[str, typer.Option(help="two letters, a hint: what most entries are written in")] = "",
    country: Annotated[str, typer.Option(help="kg where every entry is about Kyrgyzstan")] = "",
    interval: Annotated[int, typer.Option(help="least seconds between two polls", min=0, max=86400)] = 0,
    item: Annotated[str, typer.Option(help="CSS selector of one item: the address is a page, not a feed")] = "",
    title: Selector = "",
    link: Selector = "",
    summary: Selector = "",
    date: Selector = "",
    next_page: Selector = "",
    untested: Annotated[bool, typer.Option("--untested", help="add it although it cannot be read now")] = False,
) -> None:
    """Have a feed polled beside the catalogue's, if it can be read. Of what it shows at first a day's news is told."""
    from bot.console.feed_trial import command_for, try_feed  # noqa: PLC0415 (as above)
    from store.feed import FeedKind, FeedSpec, Selectors  # noqa: PLC0415 (as above)

    spec = FeedSpec(
        outlet=outlet or (url if untested else ""),
        url=_checked(url),
        kind=FeedKind.LISTING if item else FeedKind.SYNDICATION,
        language=language or None,
        country=country or None,
        interval=timedelta(seconds=interval) if interval else None,
        selectors=Selectors(item, title, link, summary, date, next_page) if item else None,
    )

    async def work(known: Any) -> None:
        wanted = spec
        if not untested:
            trial = await try_feed(spec, rules=_rules(), now=SystemClock().now)
            if trial.spec is None:
                fail(f"{url}: {trial.trouble} (--untested adds it all the same)")
            if trial.spec.url != spec.url or trial.spec.kind is not spec.kind:
                fail(f"{url} is a page, not a feed; what can be polled is: {command_for(trial.spec)}")
            wanted = trial.spec
        await known.add(wanted)
        typer.echo(f"{wanted.outlet} ({wanted.url}) is polled from now on")

    _with_list(work)


@feeds.command()
def remove(which: Which) -> None:
    """Poll a feed no longer that was added here; its entries stay. One of the catalogue's can be paused."""

    async def work(known: Any) -> None:
        feed = await known.remove(which)
        typer.echo(f"{feed.spec.outlet} ({feed.spec.url}) is removed; its entries stay")

    _with_list(work)


@feeds.command()
def pause(which: Which) -> None:
    """Do not poll a feed until it is resumed, whatever the catalogue says."""
    _set_paused(which, paused=True)


@feeds.command()
def resume(which: Which) -> None:
    """Poll a paused feed again."""
    _set_paused(which, paused=False)


@feeds.command()
def every(
    which: Which,
    seconds: Annotated[int, typer.Argument(help="0: as the catalogue or the settings say", min=0, max=86400)],
) -> None:
    """Ask a feed at the earliest so many seconds after it was last asked, whatever the catalogue says."""

    async def work(known: Any) -> None:
        feed = await known.pace(which, timedelta(seconds=seconds) if seconds else None)
        said = f"at most every {seconds} seconds" if seconds else "as often as usual"
        typer.echo(f"{feed.spec.outlet} ({feed.spec.url}) is asked {said}, from its next poll on")

    _with_list(work)


@feeds.command("test")
def try_(
    url: Url,
    language: Annotated[str, typer.Option(help="two letters: what most entries are written in")] = "",
    country: Annotated[str, typer.Option(help="kg where every entry is about Kyrgyzstan")] = "",
    as_json: Json = False,
) -> None:
    """Show what an address would give: a page's feed, its first five entries, and what they are taken to be about."""
    from bot.console import feed_trial  # noqa: PLC0415 (as above)
    from store.feed import FeedSpec  # noqa: PLC0415 (as above)

    spec = FeedSpec(outlet="", url=_checked(url), language=language or None, country=country or None)
    trial = asyncio.run(feed_trial.try_feed(spec, rules=_rules(), now=SystemClock().now))
    if as_json:
        print_json(feed_trial.describe(trial))
    else:
        feed_trial.show(trial, Console())
    if trial.spec is None:
        sys.exit(FAILED)


@feeds.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="a list of feeds in OPML, as feed readers export it")],
) -> None:
    """Add all feeds of an OPML list that are not there yet."""
    from bot.feeds.opml import OpmlError, read_opml  # noqa: PLC0415 (as above)

    try:
        specs = read_opml(file.read_text(encoding="utf-8", errors="replace"))
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror}")
    except OpmlError as error:
        fail(f"{file}: {error}")

    async def work(known: Any) -> None:
        added = await known.add_all(specs)
        typer.echo(f"{added} added, {len(specs) - added} were there already; `jarchy check` tries them all")

    _with_list(work)


@feeds.command()
def export(
    file: Annotated[Path, typer.Argument(help="the file to write; - writes to standard output")] = Path("-"),
) -> None:
    """Write the feeds as an OPML list, which any feed reader takes. Listings are left out: only Jarchy reads them."""
    from bot.feeds.opml import write_opml  # noqa: PLC0415 (as above)

    async def work(known: Any) -> None:
        text = write_opml(feed.spec for feed in await known.all())
        if str(file) == "-":
            sys.stdout.write(text)
            return
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            fail(f"{file} cannot be written: {error.strerror}")
        warn(f"{file} written")

    _with_list(work)


def _set_paused(which: str, *, paused: bool) -> None:
    async def work(known: Any) -> None:
        feed = await known.pause(which, paused=paused)
        typer.echo(f"{feed.spec.outlet} ({feed.spec.url}) is {'paused' if paused else 'polled again'}")

    _with_list(work)


def _with_list(work: Callable[[Any], Awaitable[None]]) -> None:
    from bot.console.feed_list import open_list  # noqa: PLC0415 (as above)

    async def go(settings: Settings) -> None:
        async with open_list(settings, SystemClock()) as known:
            await work(known)

    asyncio.run(go(read_settings()))


def _checked(url: str) -> str:
    from bot.feeds.links import absolute_url  # noqa: PLC0415 (as above)

    return absolute_url("", url) or fail(f"{url} is no http or https address")


def _rules() -> Any:
    from bot.feeds.guard import FetchRules, parse_allow  # noqa: PLC0415 (as above)

    try:
        return FetchRules(allow=tuple(parse_allow(text) for text in read_settings().fetch_allow))
    except ValueError as error:
        fail(f"{PREFIX}FETCH_ALLOW is wrong: {error}")
