"""`jarchy admins …`: who runs the bot, by the rules of the chat."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from bot.clock import SystemClock
from bot.console.terminal import Json, fail, print_json
from config.settings import PREFIX, Settings, read_settings
from store.admin import COMMAND_LINE, Role

admins = typer.Typer(
    name="admins",
    help="See who runs the bot in the chat, give and take roles. All of them are told by the bot within a minute.",
    no_args_is_help=True,
)

Number = Annotated[
    int, typer.Argument(metavar="ID", help="a Telegram user id; the bot tells a person's own with /start")
]


class Granted(StrEnum):
    """What can be granted; owners stand in the settings."""

    ADMIN = Role.ADMIN.value
    EDITOR = Role.EDITOR.value


@admins.command("list")
def list_(as_json: Json = False) -> None:
    """Show the owners, who stand in the settings, and everybody with a role."""

    async def work(known: Any, settings: Settings) -> None:
        rows = [{"id": owner, "role": Role.OWNER, "since": None} for owner in settings.admins]
        for admin in await known.all():
            since = admin.granted_at.isoformat(timespec="seconds") if admin.granted_at else None
            rows.append({"id": admin.user_id, "role": admin.role, "since": since})
        if as_json:
            for row in rows:
                print_json(row)
            return
        if not rows:
            typer.echo(f"nobody: owners stand in {PREFIX}ADMINS, `jarchy admins grant` gives the other roles")
            return
        Console().print(_table(("id", "role", "since"), [(row["id"], row["role"], row["since"] or "") for row in rows]))

    _with_admins(work)


@admins.command()
def grant(number: Number, role: Annotated[Granted, typer.Argument()], as_json: Json = False) -> None:
    """Give somebody a role, or another one: an admin speaks to readers, an editor works on what was read."""

    async def work(known: Any, settings: Settings) -> None:
        if number in settings.admins:
            fail(f"{number} is an owner already, by {PREFIX}ADMINS")
        await known.grant(number, Role(role), by=int(COMMAND_LINE), now=SystemClock().now())
        _tell({"id": number, "role": role}, f"{number} is {role} from now on; all admins are told", as_json=as_json)

    if number <= 0:
        fail(f"{number} is no user's id: groups and channels have no role")
    _with_admins(work)


@admins.command()
def revoke(number: Number, as_json: Json = False) -> None:
    """Take somebody's role; what this admin wrote or confirmed and is not over yet is cancelled."""

    async def work(known: Any, settings: Settings) -> None:
        if number in settings.admins:
            fail(f"{number} is an owner: take the number out of {PREFIX}ADMINS and restart")
        handle = secrets.token_hex(4)
        cancelled = await known.revoke(number, by=int(COMMAND_LINE), handle=handle, now=SystemClock().now())
        if cancelled is None:
            fail(f"{number} has no role: see `jarchy admins list`")
        said = f"{number} has no role any more; broadcasts cancelled: {cancelled}; all admins are told"
        _tell({"id": number, "cancelled": cancelled}, said, as_json=as_json)

    _with_admins(work)


@admins.command()
def log(
    limit: Annotated[int, typer.Option(help="how many deeds at most", min=1, max=10_000)] = 50, as_json: Json = False
) -> None:
    """Show what admins did, newest first. Who lost the role since has a handle there; 0 is the command line."""

    async def work(known: Any, settings: Settings) -> None:
        timezone = ZoneInfo(settings.timezone)
        lines = await known.audit(limit=limit)
        if as_json:
            for line in lines:
                at = line.done_at.isoformat(timespec="seconds")
                print_json({"at": at, "who": line.who, "deed": line.deed, "whom": line.whom, "detail": line.detail})
            return
        rows = [
            (f"{line.done_at.astimezone(timezone):%Y-%m-%d %H:%M}", line.who, line.deed, line.whom, line.detail)
            for line in lines
        ]
        Console().print(_table(("at", "who", "deed", "whom", "detail"), rows))

    _with_admins(work)


def _with_admins(work: Callable[[Any, Settings], Awaitable[None]]) -> None:
    from store.sqlite.open import open_admins  # noqa: PLC0415 (--help need not wait for the machine to be loaded)

    async def go(settings: Settings) -> None:
        async with open_admins(settings.database_path, key=settings.read_database_key()) as known:
            await work(known, settings)

    asyncio.run(go(read_settings()))


def _tell(facts: dict[str, object], said: str, *, as_json: bool) -> None:
    if as_json:
        print_json(facts)
    else:
        typer.echo(said)


def _table(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Table:
    table = Table(*columns)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    return table
