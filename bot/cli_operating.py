"""Commands for whoever runs the bot: backups, migrations, the archive as a file."""

import asyncio
import sys
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from rich.console import Console

from bot.clock import SystemClock
from bot.console.terminal import FAILED, Json, fail, print_json, progress_bar, warn, with_base
from config.settings import PREFIX, SettingsError, read_settings

operating = typer.Typer()

Force = Annotated[bool, typer.Option("--force", help="replace a file that is there already")]


class Form(StrEnum):
    """What an export is written as."""

    JSONL = "jsonl"
    CSV = "csv"


@operating.command()
def check(as_json: Json = False) -> None:
    """Look at all that the bot needs, change nothing, say how to mend what is wrong; ends with 1 where anything is."""
    from bot.console.checking import check_all  # noqa: PLC0415 (--help need not wait for the machine to be loaded)
    from bot.console.findings import Finding, State, describe, table_of, wrong  # noqa: PLC0415 (as above)

    async def look() -> list[Finding]:
        try:
            settings = read_settings()
        except SettingsError as error:
            return [wrong("settings", str(error), "correct it in the environment or in .env")]
        found: list[Finding] = []
        with progress_bar("looking") as show:
            async for finding in check_all(settings, now=SystemClock().now):
                found.append(finding)
                show(len(found), None)
        return found

    found = asyncio.run(look())
    if as_json:
        for finding in found:
            print_json(describe(finding))
    else:
        Console().print(table_of(found))
    if any(finding.state is State.WRONG for finding in found):
        sys.exit(FAILED)


@operating.command()
def backup(
    file: Annotated[Path, typer.Argument(help="the file to write; it holds chat ids: keep it as safe as the database")],
    force: Force = False,
    seal_for: Annotated[
        list[str] | None, typer.Option(help="an age or SSH public key that can open it; may be given several times")
    ] = None,
    daily: Annotated[
        bool,
        typer.Option("--daily", help="FILE is a folder: name the backup by its day, delete those that are too old"),
    ] = False,
    as_json: Json = False,
) -> None:
    """Back the database up, also while the bot runs, and prove the backup by reading it from end to end."""
    from bot.console.rotation import delete_old, name_of_day  # noqa: PLC0415 (as above)
    from bot.console.sealing import back_up_sealed  # noqa: PLC0415 (as above)
    from store.sqlite.backup import back_up  # noqa: PLC0415 (as above)

    settings = read_settings()
    path, key, today = settings.database_path, settings.read_database_key(), SystemClock().now().date()
    folder = file
    if daily:
        file, force = name_of_day(folder, today, sealed=bool(seal_for)), True
    with progress_bar("backing up") as show:
        if seal_for:
            facts = back_up_sealed(path, file, seal_for, key=key, force=force, on_progress=show)
        else:
            facts = back_up(path, file, key=key, force=force, on_progress=show)
    deleted = [str(old) for old in delete_old(folder, today, settings.backup_days)] if daily else []
    if as_json:
        sealed = {"file": str(file), "sealed": bool(seal_for), "encrypted": bool(key)}
        print_json({**sealed, **_facts(facts), "deleted": deleted})
        return
    typer.echo(
        f"{file}: {facts.entries} entries, {facts.subscribers} subscribers, {facts.size} bytes, read and found whole"
        + (", encrypted with the database's key" if key else "")
        + (", and sealed" if seal_for else "")
    )
    for old in deleted:
        typer.echo(f"{old} was older than {settings.backup_days} days and is deleted")


@operating.command()
def restore(
    file: Annotated[Path, typer.Argument(help="a backup made with `jarchy backup`")],
    key_file: Annotated[Path | None, typer.Option(help="the secret age or SSH key, for a sealed backup")] = None,
    as_json: Json = False,
) -> None:
    """Put a backup in the database's place. Stop the bot first; the old database is kept beside the new one."""
    from bot.console.sealing import is_sealed, restore_sealed  # noqa: PLC0415 (as above)
    from store.sqlite.lock import hold_lock  # noqa: PLC0415 (as above)
    from store.sqlite.restore import restore as put_back  # noqa: PLC0415 (as above)

    settings = read_settings()
    path, key = settings.database_path, settings.read_database_key()
    if key_file is None and is_sealed(file):
        fail(f"{file} is sealed: name the secret key's file with --key-file")
    with hold_lock(path):
        facts, kept = restore_sealed(file, path, key_file, key) if key_file else put_back(file, path, key)
    _tell_replaced(path, facts, kept, f"as they are in {file}", as_json=as_json)


@operating.command()
def encrypt(as_json: Json = False) -> None:
    """Encrypt the database with the key in the settings. Stop the bot first. Make a key: openssl rand -hex 32"""
    _rewrite("encrypt", as_json=as_json)


@operating.command()
def decrypt(as_json: Json = False) -> None:
    """Undo `jarchy encrypt`. Stop the bot first; take the key out of the settings afterwards."""
    _rewrite("decrypt", as_json=as_json)


@operating.command()
def migrate(as_json: Json = False) -> None:
    """Bring the database to this program's version. `jarchy run` does so too; here the bot stays down meanwhile."""
    from bot.console.migrating import migrate_database  # noqa: PLC0415 (as above)

    settings = read_settings()
    path = settings.database_path
    before, applied = asyncio.run(migrate_database(path, settings.read_database_key()))
    if as_json:
        print_json({"database": str(path), "from": before, "applied": applied})
        return
    typer.echo(f"{path}: was of version {before}")
    for name in applied:
        typer.echo(f"applied {name}")
    if not applied:
        typer.echo("nothing to do")


@operating.command()
def export(
    file: Annotated[Path, typer.Argument(help="the file to write; - writes to standard output")] = Path("-"),
    form: Annotated[Form, typer.Option("--format", help="jsonl is what `jarchy import` reads")] = Form.JSONL,
    force: Force = False,
) -> None:
    """Write all entries to a file: JSON Lines, or a table for spreadsheets. No subscriber is in it."""
    from bot.console.exporting import write_csv, write_json_lines  # noqa: PLC0415 (as above)

    write = write_csv if form is Form.CSV else write_json_lines

    async def work(base: Any) -> None:
        archive = base.store.archive
        with ExitStack() as stack:
            to = _open_for_writing(stack, file, force=force)
            show, total = stack.enter_context(progress_bar("exporting")), await archive.count()
            try:
                written = await write(archive, to, lambda number: show(number, total))
                to.flush()
            except BrokenPipeError:
                raise
            except OSError as error:
                fail(f"{file} cannot be written: {error.strerror}")
        warn(f"{written} entries written")

    with_base(work)


@operating.command()
def publish(
    folder: Annotated[Path, typer.Argument(help="where feed.xml and index.html go; made if it is missing")],
    url: Annotated[str, typer.Option(help="the address at which the folder is served, where it is known")] = "",
    limit: Annotated[int, typer.Option(help="how many incidents at most", min=1, max=1000)] = 100,
) -> None:
    """Write the latest incidents as an Atom feed and a page without scripts, to be followed if the bot is banned."""
    from bot.console.publishing import publish as write  # noqa: PLC0415 (as above)

    settings = read_settings()

    async def work(base: Any) -> None:
        # What is dangerous to pass on goes to those who chose it, not onto a public page.
        risky = {feed.spec.outlet for feed in await base.store.feeds.all() if feed.spec.risk}
        entries = await base.store.archive.newest(limit=limit, without=risky)
        try:
            write(folder, entries, now=base.clock.now(), url=url, operator=settings.operator)
        except OSError as error:
            fail(f"{folder} cannot be written: {error.strerror}")
        warn(f"{len(entries)} incidents written to {folder}")

    with_base(work)


def _rewrite(deed: str, *, as_json: bool) -> None:
    from store.sqlite import restore  # noqa: PLC0415 (as above)
    from store.sqlite.lock import hold_lock  # noqa: PLC0415 (as above)

    settings = read_settings()
    path, key = settings.database_path, settings.read_database_key()
    if not key:
        fail(
            f"{PREFIX}DATABASE_KEY_FILE is not set: `openssl rand -hex 32` makes a key; without it nothing is readable"
        )
    with hold_lock(path):
        facts, kept = restore.encrypt(path, key) if deed == "encrypt" else restore.decrypt(path, key)
    _tell_replaced(path, facts, kept, f"{deed}ed", as_json=as_json)


def _tell_replaced(path: Path, facts: Any, kept: Path | None, how: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"database": str(path), "kept": str(kept) if kept else None, **_facts(facts)})
        return
    typer.echo(f"{path}: {facts.entries} entries, {facts.subscribers} subscribers, {how}")
    if kept:
        typer.echo(f"The old database is kept as {kept}: delete it when all is well.")


def _open_for_writing(stack: ExitStack, file: Path, *, force: bool) -> TextIO:
    if str(file) == "-":
        return sys.stdout
    try:
        return stack.enter_context(file.open("w" if force else "x", encoding="utf-8", newline=""))
    except FileExistsError:
        fail(f"{file} is there already: name another file, or say --force")
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}")


def _facts(facts: Any) -> dict[str, int]:
    return {
        "version": facts.version,
        "entries": facts.entries,
        "subscribers": facts.subscribers,
        "size": facts.size,
    }
