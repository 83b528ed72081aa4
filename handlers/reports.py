"""Other outlets that report the same incident."""

import asyncio
from collections.abc import Sequence

from store.entry import Entry
from store.protocols import Entries

Reports = dict[int, tuple[Entry, ...]]


async def other_reports(entry: Entry, archive: Entries) -> tuple[Entry, ...]:
    """One report of each other outlet, the newest first."""
    reports = await archive.reports(entry.incident_id)
    by_outlet = {report.outlet: report for report in reversed(reports) if report.outlet != entry.outlet}
    return tuple(reversed(by_outlet.values()))


async def reports_of(entries: Sequence[Entry], archive: Entries) -> Reports:
    """The other reports of each entry, by the entry's id."""
    found = await asyncio.gather(*(other_reports(entry, archive) for entry in entries))
    return {entry.id: reports for entry, reports in zip(entries, found, strict=True)}
