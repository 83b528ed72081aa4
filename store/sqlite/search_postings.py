"""Which entries have which alternative, and how common each is. Common words give their newest entries only."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from store.alternatives import Alternative
from store.search_terms import SenseKind
from store.sqlite.search_match import all_of, any_of, either_of
from store.sqlite.times import to_ticks

NEWEST = 1000
"""How many entries one alternative gives at most."""

_TAG_TABLES = {
    SenseKind.PLACE: ("entry_place", "place"),
    SenseKind.TOPIC: ("entry_topic", "topic"),
}


@dataclass(frozen=True, slots=True)
class Posting:
    """The entries that have something which stands for the query's words `start` to `end`, newest first.

    `count` is how many there are, estimated where `common` tells that only the newest are in `ids`.
    """

    start: int
    end: int
    weight: float
    expression: str
    ids: tuple[int, ...]
    count: int
    common: bool = False


def newest_id(connection: sqlite3.Connection) -> int:
    """The highest id in the index, which stands for the number of entries."""
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM search_entry").fetchone()[0])


def matching(connection: sqlite3.Connection, expression: str, *, limit: int, oldest: int = 0) -> tuple[int, ...]:
    """Entries from `oldest` on that match an expression, newest first."""
    rows = connection.execute(
        f"SELECT rowid FROM search_fts WHERE search_fts MATCH ? AND rowid >= ? ORDER BY rowid DESC LIMIT {int(limit)}",
        (expression, oldest),
    )
    return tuple([row[0] for row in rows])


def look_up(
    connection: sqlite3.Connection, alternatives: Iterable[Alternative], *, entries: int, limit: int = NEWEST
) -> list[Posting]:
    """One posting for each run of query words and kind of alternative."""
    groups: dict[tuple[int, int, bool, bool], list[Alternative]] = {}
    for alternative in alternatives:
        key = (alternative.start, alternative.end, alternative.typed, alternative.tag is not None)
        groups.setdefault(key, []).append(alternative)
    return [
        _look_up_marks(connection, group) if marked else _look_up_words(connection, group, entries, limit)
        for (_, _, _, marked), group in groups.items()
    ]


def _look_up_words(connection: sqlite3.Connection, group: Sequence[Alternative], entries: int, limit: int) -> Posting:
    expression = either_of(all_of([any_of(tokens) for tokens in alternative.words]) for alternative in group)
    ids = matching(connection, expression, limit=limit) if expression else ()
    first, weight = group[0], max(alternative.weight for alternative in group)
    if len(ids) < limit:
        return Posting(first.start, first.end, weight, expression, ids, len(ids))
    covered = max(1, entries - ids[-1] + 1)
    count = min(entries, max(len(ids), len(ids) * entries // covered))
    return Posting(first.start, first.end, weight, expression, ids, count, common=True)


def _marked(kind: SenseKind, key: str) -> tuple[str, tuple[object, ...]]:
    """The query for the newest entries that carry a mark."""
    if kind is SenseKind.YEAR:
        first, after = (to_ticks(datetime(year, 1, 1, tzinfo=UTC)) for year in (int(key), int(key) + 1))
        published = "SELECT id FROM entry WHERE sort_at >= ? AND sort_at < ?"
        return f"{published} ORDER BY sort_at DESC LIMIT {NEWEST}", (first, after)
    table, column = _TAG_TABLES[kind]
    return f"SELECT entry_id FROM {table} WHERE {column} = ? ORDER BY entry_id DESC LIMIT {NEWEST}", (key,)


def _look_up_marks(connection: sqlite3.Connection, group: Sequence[Alternative]) -> Posting:
    ids: dict[int, None] = {}
    for alternative in group:
        kind, keys = alternative.tag or (SenseKind.CONCEPT, ())
        for key in keys:
            rows = connection.execute(*_marked(kind, key))
            ids.update(dict.fromkeys(row[0] for row in rows))
    first, weight = group[0], max(alternative.weight for alternative in group)
    return Posting(first.start, first.end, weight, "", tuple(sorted(ids, reverse=True)[:NEWEST]), len(ids))
