"""The starter archive: ten updates on Kyrgyzstan, 2018 to 2021, retold."""

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

FILE = "updates.toml"


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """One update. `published`, `period` (first and last day) and `placed` are None where they are not known."""

    id: str
    outlet: str
    language: str
    country: str
    url: str
    title: str
    text: str
    published: date | None
    period: tuple[date, date] | None
    placed: date | None
    people: tuple[str, ...]
    topics: tuple[str, ...]
    also_at: tuple[str, ...]


def read_archive() -> tuple[ArchiveRow, ...]:
    """The updates, newest first."""
    tables = tomllib.loads((resources.files(__package__) / FILE).read_text(encoding="utf-8"))
    return tuple(_row(tables, update) for update in tables["update"])


def _row(common: dict[str, Any], update: dict[str, Any]) -> ArchiveRow:
    period = update.get("period")
    return ArchiveRow(
        id=update["id"],
        outlet=common["outlet"],
        language=common["language"],
        country=common["country"],
        url=update.get("url", common["url"]),
        title=update["title"],
        text=update["text"].strip(),
        published=update.get("published"),
        period=(period[0], period[1]) if period else None,
        placed=update.get("placed"),
        people=tuple(update["people"]),
        topics=tuple(update["topics"]),
        also_at=tuple(update.get("also_at", ())),
    )
