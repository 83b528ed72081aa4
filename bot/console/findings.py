"""What a check found, as a table and as values for a script."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rich.table import Table
from rich.text import Text


class State(StrEnum):
    """`doubtful` may be as it is; `wrong` keeps the bot, or a part of it, from its work."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was seen, and how it is mended."""

    what: str
    state: State
    seen: str
    mend: str = ""


_STYLES = {State.GOOD: "green", State.DOUBTFUL: "yellow", State.WRONG: "bold red"}


def good(what: str, seen: str) -> Finding:
    return Finding(what, State.GOOD, seen)


def doubtful(what: str, seen: str, mend: str) -> Finding:
    return Finding(what, State.DOUBTFUL, seen, mend)


def wrong(what: str, seen: str, mend: str) -> Finding:
    return Finding(what, State.WRONG, seen, mend)


def table_of(findings: Iterable[Finding]) -> Table:
    """One row a finding. Nothing in it is read as markup: a feed's error may hold anything."""
    table = Table()
    for column in ("what", "state", "seen", "how to mend it"):
        table.add_column(column, overflow="fold")
    for finding in findings:
        table.add_row(
            Text(finding.what),
            Text(finding.state, style=_STYLES[finding.state]),
            Text(finding.seen),
            Text(finding.mend),
        )
    return table


def describe(finding: Finding) -> dict[str, object]:
    return {"what": finding.what, "state": finding.state, "seen": finding.seen, "mend": finding.mend}
