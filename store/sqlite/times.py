"""Times as SQLite keeps them: whole microseconds since 1970-01-01 UTC."""

from datetime import UTC, datetime, timedelta
from typing import overload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@overload
def to_ticks(at: datetime) -> int: ...
@overload
def to_ticks(at: None) -> None: ...
def to_ticks(at: datetime | None) -> int | None:
    """Microseconds since the epoch; `at` must be aware."""
    return None if at is None else (at - _EPOCH) // _TICK


@overload
def from_ticks(ticks: int) -> datetime: ...
@overload
def from_ticks(ticks: None) -> None: ...
def from_ticks(ticks: int | None) -> datetime | None:
    """The aware UTC time."""
    return None if ticks is None else _EPOCH + ticks * _TICK
