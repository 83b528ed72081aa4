"""The catalogue's rows as feeds."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from config.catalogue import FeedRow, LinkRulesRow, SelectorsRow, read_catalogue
from store.feed import FeedKind, FeedSpec, LinkRules, Selectors


def read_specs(path: Path | None = None) -> list[FeedSpec]:
    """The feeds of the catalogue at `path`, or of the shipped one. Raises CatalogueError."""
    rows = read_catalogue(path)
    folder = path.parent if path else Path()
    return [_spec(row, folder, _rules_of(row.outlet, rows)) for row in rows]


def _spec(row: FeedRow, folder: Path, link_rules: LinkRules | None) -> FeedSpec:
    return FeedSpec(
        outlet=row.outlet,
        url=row.url,
        kind=FeedKind(row.kind),
        language=row.language,
        country=row.country,
        interval=timedelta(seconds=row.interval) if row.interval else None,
        max_interval=timedelta(seconds=row.max_interval) if row.max_interval else None,
        enabled=row.enabled,
        note=row.note,
        selectors=_selectors(row.selectors) if row.selectors else None,
        read_pages=row.read_pages,
        risk=row.risk,
        demonstration=row.demonstration,
        ca_file=str(folder / row.ca_file) if row.ca_file else None,
        link_rules=link_rules,
    )


def _rules_of(outlet: str, rows: Sequence[FeedRow]) -> LinkRules | None:
    """The link rules of all of an outlet's feeds, whichever of them states them."""
    stated = [row.link_rules for row in rows if row.outlet == outlet and row.link_rules]
    if not stated:
        return None
    return LinkRules(
        drop=_gather(stated, lambda rules: rules.drop),
        keep=_gather(stated, lambda rules: rules.keep),
        hosts=_gather(stated, lambda rules: rules.hosts),
    )


def _gather(stated: Sequence[LinkRulesRow], part: Callable[[LinkRulesRow], tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.lower() for rules in stated for word in part(rules)))


def _selectors(row: SelectorsRow) -> Selectors:
    return Selectors(**row.model_dump())
