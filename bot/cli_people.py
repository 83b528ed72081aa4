"""`jarchy people …`: records of people, merged, split and renamed as in the chat."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer

from bot.console.terminal import Json, print_json, with_base

people = typer.Typer(
    name="people",
    help="See and change the records of people. A running bot notices within a minute; every change can be undone.",
    no_args_is_help=True,
)

Who = Annotated[
    str, typer.Argument(metavar="PERSON", help="the number of a record, or a name that is surely somebody's")
]
Text = Annotated[str, typer.Argument(help="as it is to be written")]


@people.command()
def show(who: Who, as_json: Json = False) -> None:
    """Show a record: its number, and every spelling with the number of entries that have it."""
    from bot.console import records  # noqa: PLC0415 (--help need not wait for the machine to be loaded)

    async def work(base: Any) -> None:
        found = await records.describe(base, await records.find(base, who))
        if as_json:
            print_json(found)
            return
        typer.echo(f"{found['person']} {found['name']}: {found['entries']} entries")
        for one in found["spellings"]:
            typer.echo(f"  {one['spelling']} ({one['entries']})")

    with_base(work)


@people.command()
def merge(who: Who, into: Who, as_json: Json = False) -> None:
    """Let one person be another, in later entries and for followers too."""

    async def work(base: Any, records: Any) -> Any:
        goes, stays = await records.find(base, who), await records.find(base, into)
        return await records.change(base, base.store.edits.merge(goes.id, stays.id, now=base.clock.now()))

    _change(work, as_json)


@people.command()
def split(who: Who, spelling: Text, as_json: Json = False) -> None:
    """Make a person of its own of whoever is called by this spelling."""

    async def work(base: Any, records: Any) -> Any:
        known = await records.find(base, who)
        return await records.change(base, base.store.edits.split(known.id, spelling, now=base.clock.now()))

    _change(work, as_json)


@people.command()
def rename(who: Who, name: Text, as_json: Json = False) -> None:
    """Give a person another name; the old one stays a spelling."""

    async def work(base: Any, records: Any) -> Any:
        known = await records.find(base, who)
        return await records.change(base, base.store.edits.rename(known.id, name, now=base.clock.now()))

    _change(work, as_json)


@people.command()
def alias(
    who: Who,
    spelling: Text,
    remove: Annotated[bool, typer.Option("--remove", help="take the spelling away; no entry may have it")] = False,
    as_json: Json = False,
) -> None:
    """Let a person be found and recognised by one more spelling."""

    async def work(base: Any, records: Any) -> Any:
        known = await records.find(base, who)
        edits, now = base.store.edits, base.clock.now()
        edit = edits.remove_alias if remove else edits.add_alias
        return await records.change(base, edit(known.id, spelling, now=now))

    _change(work, as_json)


@people.command()
def changes(
    limit: Annotated[int, typer.Option(help="how many at most", min=1, max=1000)] = 20, as_json: Json = False
) -> None:
    """Show what editors changed last, of incidents too, the newest first."""
    from bot.console import records  # noqa: PLC0415 (as above)

    async def work(base: Any) -> None:
        for edit in await base.store.edits.recent(limit=limit):
            _show(edit, as_json, records)

    with_base(work)


@people.command()
def undo(
    number: Annotated[int, typer.Argument(help="the change's number, as `changes` shows it")], as_json: Json = False
) -> None:
    """Take a change back, to the letter."""

    async def work(base: Any, records: Any) -> Any:
        return await records.change(base, base.store.edits.undo(number, now=base.clock.now()), undoing=True)

    _change(work, as_json)


def _change(work: Callable[[Any, Any], Awaitable[Any]], as_json: bool) -> None:
    from bot.console import records  # noqa: PLC0415 (as above)

    async def go(base: Any) -> None:
        _show(await work(base, records), as_json, records)

    with_base(go)


def _show(edit: Any, as_json: bool, records: Any) -> None:
    if as_json:
        print_json(records.describe_edit(edit))
        return
    undone = " (undone)" if edit.undone_at else ""
    typer.echo(f"{edit.id} {edit.kind}: {' → '.join(edit.told)}{undone}")
