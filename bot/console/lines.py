"""JSON Lines in: each line checked by itself, a bad one reported with its number."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from store.entry import Period

T = TypeVar("T", bound=BaseModel)


class TextLine(BaseModel):
    """One text to analyse; `language` and `country` are hints."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: str = ""
    title: str = ""
    text: str = ""
    language: str | None = None
    country: str | None = None

    @field_validator("title", "text", mode="before")
    @classmethod
    def _accept_null(cls, value: object) -> object:
        return "" if value is None else value


class ImportLine(TextLine):
    """One entry to import; a day without an hour is its midnight UTC, and so is an hour without a zone UTC.

    `period_start` and `period_end` are the first and the last day that it covers.
    """

    url: str | None = None
    published_at: datetime | None = None
    outlet: str | None = None
    period_start: date | None = None
    period_end: date | None = None

    @field_validator("period_start", "period_end", mode="before")
    @classmethod
    def _accept_no_day(cls, value: object) -> object:
        return value or None

    @field_validator("published_at", mode="before")
    @classmethod
    def _accept_days(cls, value: object) -> object:
        if value == "":
            return None
        if isinstance(value, str) and len(value) == len("2020-07-25"):
            return datetime.combine(date.fromisoformat(value), time.min, UTC)
        return value

    @field_validator("published_at")
    @classmethod
    def _make_aware(cls, value: datetime | None) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value

    @property
    def period(self) -> Period | None:
        return Period(self.period_start, self.period_end) if self.period_start and self.period_end else None


def read_lines(lines: Iterable[bytes], model: type[T], report: Callable[[str], None]) -> Iterator[tuple[int, T]]:
    """The good lines with their numbers; empty lines are passed over, bad ones reported."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, model.model_validate_json(line.strip().removeprefix(b"\xef\xbb\xbf"))
        except ValidationError as error:
            report(f"line {number}: {_in_words(error)}")


def _in_words(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"`{where}`: {first['msg']}" if where else first["msg"]
