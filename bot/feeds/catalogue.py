"""The catalogue's rows as feeds."""

from datetime import timedelta
from pathlib import Path

from config.catalogue import FeedRow, SelectorsRow, read_catalogue
from store.feed import FeedKind, FeedSpec, Selectors


def read_specs(path: Path | None = None) -> list[FeedSpec]:
    """The feeds of the catalogue at `path`, or of the shipped one. Raises CatalogueError."""
    return [_spec(row) for row in read_catalogue(path)]


def _spec(row: FeedRow) -> FeedSpec:
    return FeedSpec(
        outlet=row.outlet,
        url=row.url,
        kind=FeedKind(row.kind),
        language=row.language,
        country=row.country,
        interval=timedelta(seconds=row.interval) if row.interval else None,
        enabled=row.enabled,
        note=row.note,
        selectors=_selectors(row.selectors) if row.selectors else None,
        read_pages=row.read_pages,
        risk=row.risk,
        demonstration=row.demonstration,
    )


def _selectors(row: SelectorsRow) -> Selectors:
    return Selectors(**row.model_dump())
