"""The filters of a query as conditions on entries."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from store.alternatives import SpellingsOf, tokens_of
from store.query import Query
from store.sqlite.search_match import all_of, any_of
from store.sqlite.times import to_ticks

_MOST_NAMED = 5000


@dataclass(frozen=True, slots=True)
class Conditions:
    """SQL that is true of an entry that passes, with its values. `any` tells whether the query asked for any."""

    sql: str
    values: tuple[object, ...]
    any: bool


def conditions_of(
    query: Query, *, inside: Mapping[str, Sequence[str]], spellings_of: SpellingsOf, timezone: tzinfo
) -> Conditions:
    """What an entry must be. A place holds the places in it; of several values one suffices, but all people must be."""
    parts: list[tuple[str, tuple[object, ...]]] = []
    if query.since:
        parts.append(("entry.sort_at >= ?", (_midnight(query.since, timezone),)))
    if query.until:
        parts.append(("entry.sort_at < ?", (_midnight(query.until + timedelta(days=1), timezone),)))
    if query.outlets:
        parts.append((f"entry.outlet IN {_LIST}", (_json(query.outlets),)))
    if query.languages:
        parts.append((f"entry.language IN {_LIST}", (_json(query.languages),)))
    if query.topics:
        parts.append((f"entry.id IN (SELECT entry_id FROM entry_topic WHERE topic IN {_LIST})", (_json(query.topics),)))
    if query.places:
        keys = {key for place in query.places for key in inside.get(place, (place,))}
        parts.append((f"entry.id IN (SELECT entry_id FROM entry_place WHERE place IN {_LIST})", (_json(keys),)))
    parts.extend(_person(name, spellings_of) for name in query.people)
    sql = " AND ".join(["entry.withdrawn_at IS NULL", *(sql for sql, _ in parts)])
    return Conditions(sql, tuple(value for _, values in parts for value in values), any=bool(parts))


def passing(connection: sqlite3.Connection, conditions: Conditions, ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Those of the entries that pass, with how far they are about the country and their place in time."""
    rows = connection.execute(
        f"SELECT entry.id, entry.about, entry.sort_at FROM entry WHERE entry.id IN {_LIST} AND {conditions.sql}",
        (json.dumps(list(ids)), *conditions.values),
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def all_passing(connection: sqlite3.Connection, conditions: Conditions, *, limit: int) -> set[int] | None:
    """All entries that pass; None when there are more than `limit`."""
    rows = connection.execute(
        f"SELECT entry.id FROM entry WHERE {conditions.sql} LIMIT {int(limit) + 1}", conditions.values
    ).fetchall()
    return {row[0] for row in rows} if len(rows) <= limit else None


_LIST = "(SELECT value FROM json_each(?))"


def _person(name: str, spellings_of: SpellingsOf) -> tuple[str, tuple[object, ...]]:
    """Entries that mention the person; where nobody is known by that name, those in which its words stand."""
    spellings = [name, *spellings_of(name)]
    words = all_of([any_of(tokens_of(word)) for word in name.split()])
    mentioned = (
        "SELECT mention.entry_id FROM mention WHERE mention.person_id IN "
        f"(SELECT alias.person_id FROM alias WHERE alias.spelling IN {_LIST})"
    )
    if len(spellings) > 1 or not words:
        return f"entry.id IN ({mentioned})", (_json(spellings),)
    written = f"SELECT rowid FROM search_fts WHERE search_fts MATCH ? LIMIT {_MOST_NAMED}"
    return f"entry.id IN ({mentioned} UNION SELECT * FROM ({written}))", (_json(spellings), words)


def _midnight(day: date, timezone: tzinfo) -> int:
    return to_ticks(datetime.combine(day, time(), tzinfo=timezone))


def _json(values: Iterable[str]) -> str:
    return json.dumps(sorted(values), ensure_ascii=False)
