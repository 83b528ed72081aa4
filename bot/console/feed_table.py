"""`jarchy feeds list`: how each feed is."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from bot.feeds.health import Condition, FeedHealth, health
from store.feed import Feed

_STYLES = {Condition.WELL: "green", Condition.ILL: "bold red", Condition.SILENT: "yellow", Condition.RESTING: "dim"}
_COLUMNS = ("id", "feed", "health", "last good", "last new", "next poll")


def table_of(feeds: Iterable[Feed], undecided: Mapping[int, int], *, now: datetime, timezone: ZoneInfo) -> Table:
    """One row a feed; times are of `timezone`. `undecided` entries of a feed wait for their own page."""
    table = Table()
    for column in _COLUMNS:
        table.add_column(column, overflow="fold")
    for feed in feeds:
        seen = health(feed, now)
        table.add_row(
            str(feed.id),
            Text(f"{feed.spec.outlet}{' (added by an admin)' if feed.added else ''}\n{feed.spec.url}"),
            Text(_told(feed, seen, undecided.get(feed.id, 0)), style=_STYLES[seen.condition]),
            _local(seen.last_success_at, timezone),
            _local(seen.last_new_at, timezone),
            _local(_next_poll(feed), timezone),
        )
    return table


def describe(feed: Feed, now: datetime, *, undecided: int = 0) -> dict[str, object]:
    """The same for a script; times are UTC."""
    seen = health(feed, now)
    return {
        "id": feed.id,
        "outlet": feed.spec.outlet,
        "url": feed.spec.url,
        "kind": feed.spec.kind,
        "from": _origin(feed),
        "health": seen.condition,
        "reason": seen.reason,
        "note": seen.note,
        "undecided": undecided,
        "last_success_at": _iso(seen.last_success_at),
        "last_new_at": _iso(seen.last_new_at),
        "failures": seen.failures,
        "last_error": feed.state.last_error,
        "next_poll_at": _iso(_next_poll(feed)),
    }


def _told(feed: Feed, seen: FeedHealth, undecided: int) -> str:
    reason = seen.reason or seen.note
    waiting = f"{undecided} to be decided by their own pages" if undecided else ""
    failed = f"{seen.failures} failures in a row" if seen.failures else ""
    error = feed.state.last_error or ""
    return ": ".join(
        part for part in (str(seen.condition), reason, failed, error if error != reason else "", waiting) if part
    )


def _origin(feed: Feed) -> str:
    return "admin" if feed.added else "catalogue"


def _next_poll(feed: Feed) -> datetime | None:
    return feed.state.next_poll_at if feed.spec.enabled and not feed.paused else None


def _local(at: datetime | None, timezone: ZoneInfo) -> str:
    return at.astimezone(timezone).strftime("%Y-%m-%d %H:%M") if at else "–"


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
