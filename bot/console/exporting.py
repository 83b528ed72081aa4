"""`jarchy export`: the entries as JSON Lines, which `jarchy import` reads again, or as a table."""

import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import TextIO

from store.entry import Entry
from store.protocols import Archive

_PAGE = 500
_COLUMNS = (
    "id", "url", "title", "text", "published_at", "outlet", "language", "country", "period_start", "period_end"
)  # fmt: skip
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Record = dict[str, str | None]
Progress = Callable[[int], None]
"""Told how many entries are written so far."""


async def write_json_lines(archive: Archive, to: TextIO, on_progress: Progress = lambda _: None) -> int:
    """One object a line; gives how many were written."""
    written = 0
    async for record in _records(archive, on_progress):
        to.write(json.dumps(record, ensure_ascii=False) + "\n")
        written += 1
    return written


async def write_csv(archive: Archive, to: TextIO, on_progress: Progress = lambda _: None) -> int:
    """A table that begins with a byte order mark, as spreadsheets expect it; no cell begins a formula."""
    to.write("\ufeff")
    line = io.StringIO()
    writer = csv.DictWriter(line, _COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    written = 0
    async for record in _records(archive, on_progress):
        writer.writerow({name: _harmless(value or "") for name, value in record.items()})
        to.write(line.getvalue())
        line.seek(0)
        line.truncate()
        written += 1
    to.write(line.getvalue())
    return written


async def _records(archive: Archive, on_progress: Progress) -> AsyncIterator[Record]:
    after = done = 0
    while page := await archive.page(after=after, limit=_PAGE):
        for entry in page:
            yield _record(entry)
        done += len(page)
        on_progress(done)
        after = page[-1].id


def _record(entry: Entry) -> Record:
    return {
        # A number of our own would mean another entry in the database that imports it.
        "id": entry.external_id or f"jarchy:{entry.id}",
        "url": entry.url,
        "title": entry.title,
        "text": entry.text,
        "published_at": _iso(entry.published_at),
        "outlet": entry.outlet,
        "language": entry.language,
        "country": entry.country,
        "period_start": entry.period.start.isoformat() if entry.period else None,
        "period_end": entry.period.end.isoformat() if entry.period else None,
    }


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def _harmless(cell: str) -> str:
    """Spreadsheets run what begins like a formula; an apostrophe before it keeps it text."""
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell
