"""The feed catalogue: TOML, one `[[feed]]` table a feed."""

import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

SHIPPED = "feeds.toml"


class CatalogueError(Exception):
    """Says in one line which feed is wrong and what is expected."""


class SelectorsRow(BaseModel):
    """CSS selectors of a listing; all but `item` are looked up inside the item."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: str = Field(min_length=1)
    title: str = ""
    link: str = ""
    summary: str = ""
    date: str = ""
    next_page: str = ""


class LinkRulesRow(BaseModel):
    """Which addresses of an outlet are the same; `drop` and `keep` name parameters, `hosts` one host's names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


class FeedRow(BaseModel):
    """One feed of the catalogue. `interval` and `max_interval` are in seconds; `link_rules` hold for the whole outlet.

    A relative `ca_file` is looked up beside the catalogue's file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    outlet: str = Field(min_length=1)
    url: str
    kind: Literal["syndication", "listing"] = "syndication"
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] | None = None
    country: Annotated[str, Field(pattern="^[a-z]{2}$")] | None = None
    interval: Annotated[float, Field(ge=1, le=86400)] | None = None
    max_interval: Annotated[float, Field(ge=1, le=86400)] | None = None
    enabled: bool = True
    note: str = ""
    risk: str = ""
    read_pages: bool = False
    demonstration: bool = False
    selectors: SelectorsRow | None = None
    ca_file: str | None = None
    link_rules: LinkRulesRow | None = None

    @field_validator("url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("an http or https address is expected")
        return value

    @model_validator(mode="before")
    @classmethod
    def _gather_selectors(cls, row: Any) -> Any:
        """Selectors may stand in a table of their own or beside the other keys (`item`, `title`, `link`, …)."""
        if not isinstance(row, dict) or "selectors" in row:
            return row
        beside = {name: row[name] for name in SelectorsRow.model_fields if name in row}
        rest = {name: value for name, value in row.items() if name not in beside}
        return {**rest, "selectors": beside} if beside else row

    @model_validator(mode="after")
    def _need_selectors(self) -> "FeedRow":
        if self.kind == "listing" and self.selectors is None:
            raise ValueError("a listing needs the CSS selector `item`")
        return self

    @model_validator(mode="after")
    def _order_intervals(self) -> "FeedRow":
        if self.interval and self.max_interval and self.max_interval < self.interval:
            raise ValueError("`max_interval` is shorter than `interval`")
        return self


def read_catalogue(path: Path | None = None) -> tuple[FeedRow, ...]:
    """The feeds of the catalogue at `path`, or of the shipped one. Raises CatalogueError."""
    name = str(path) if path else SHIPPED
    try:
        text = path.read_text(encoding="utf-8") if path else _shipped().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise CatalogueError(f"the feed catalogue {name} cannot be read: {reason}") from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"the feed catalogue {name} is not valid TOML: {error}") from error
    return _check_rows(name, tables)


def _shipped() -> Any:
    return resources.files("config") / SHIPPED


def _check_rows(name: str, tables: Mapping[str, Any]) -> tuple[FeedRow, ...]:
    unknown = sorted(set(tables) - {"feed", "feeds"})
    rows = tables.get("feed", tables.get("feeds", []))
    if unknown or not isinstance(rows, list):
        what = f"unknown table `{unknown[0]}`" if unknown else "`feed` is not a list"
        raise CatalogueError(f"the feed catalogue {name}: {what}; it takes [[feed]] tables")
    feeds = tuple(_check_row(name, number, row) for number, row in enumerate(rows, start=1))
    _refuse_twins(name, feeds)
    return feeds


def _check_row(name: str, number: int, row: Any) -> FeedRow:
    try:
        return FeedRow.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        key = f" `{where}`" if where else ""
        raise CatalogueError(f"the feed catalogue {name}, feed {number}{key}: {what}") from None


def _refuse_twins(name: str, feeds: tuple[FeedRow, ...]) -> None:
    seen: set[str] = set()
    for number, feed in enumerate(feeds, start=1):
        if feed.url in seen:
            raise CatalogueError(f"the feed catalogue {name}, feed {number}: {feed.url} is listed twice")
        seen.add(feed.url)
