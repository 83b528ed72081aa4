"""`jarchy poll`: each due feed once, and a table of what came."""

import random

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.app import open_base, open_poller
from bot.clock import Clock
from bot.feeds.poller import PollReport
from bot.metrics import Metrics
from config.settings import Settings
from store.sqlite.lock import hold_lock


async def poll_once(settings: Settings, *, clock: Clock, rng: random.Random, console: Console) -> None:
    """Poll what is due; what is to be told is left in the outbox for the running bot."""
    with hold_lock(settings.database_path):
        async with (
            open_base(settings, clock=clock, rng=rng) as base,
            open_poller(base, metrics=Metrics()) as poller,
        ):
            with Progress(console=console, transient=True) as progress:
                task = progress.add_task("polling", total=None)
                reports = await poller.poll_due(lambda _: progress.advance(task))
    console.print(table_of(reports) if reports else "No feed is due.")


def table_of(reports: list[PollReport]) -> Table:
    """One row a feed."""
    table = Table("outlet", "entries", "new", "edited", "told", "result")
    for report in reports:
        intake = report.intake
        result = report.trouble or ("unchanged" if report.unchanged else "read")
        table.add_row(
            report.feed.spec.outlet,
            str(report.entries),
            str(intake.new + intake.adopted),
            str(intake.edited),
            str(intake.told),
            result,
        )
    return table
