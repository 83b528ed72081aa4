"""Entries in SQLite."""

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from store.entry import AnalysedEntry, Entry, Origin
from store.feed import Feed, FeedState
from store.incident import SameEvent
from store.intake import Intake, Judge
from store.lexicon.terms import TermLexicon
from store.listing import LatestFilter, MonthCount, OutletFreshness, Page
from store.people.index import PersonIndex
from store.query import Query
from store.search import SearchPage
from store.search_terms import prepare_terms
from store.sqlite.corrections import withdraw
from store.sqlite.database import Database
from store.sqlite.incidents import read_reports
from store.sqlite.intake import Taking
from store.sqlite.meeting import entries_meeting
from store.sqlite.months import count_by_month
from store.sqlite.people import SqlitePeople
from store.sqlite.rows import ENTRY_COLUMNS, entry_of
from store.sqlite.search import search_entries
from store.sqlite.times import from_ticks, to_ticks
from store.sqlite.writing import Placing, replace_entry, write_entry
from store.subscriber import Match, WatchRule


class SqliteEntries:
    """Implements `store.protocols.Entries`."""

    def __init__(self, database: Database, people: SqlitePeople, terms: TermLexicon, timezone: tzinfo) -> None:
        self._database = database
        self._people = people
        self._terms = terms
        self._timezone = timezone

    async def take_in(
        self,
        feed: Feed,
        analysed: Sequence[AnalysedEntry],
        *,
        judge: Judge,
        audience: Sequence[Sequence[Match]],
        state: FeedState,
        now: datetime,
        same_event: SameEvent | None = None,
    ) -> Intake:
        return await self._people.write(
            lambda connection, index: Taking(connection, index, feed, now, same_event).take_in(
                analysed, judge=judge, audience=audience, state=state
            )
        )

    async def add_archive(self, analysed: Sequence[AnalysedEntry], *, outlet: str, now: datetime) -> int:
        placing = [
            Placing(origin=Origin.ARCHIVE, outlet=outlet, country=entry.parsed.country, external_id=entry.parsed.guid)
            for entry in analysed
        ]
        return await self._people.write(
            lambda connection, index: sum(
                write_entry(connection, index, entry, place, now) > 0
                for entry, place in zip(analysed, placing, strict=True)
                if _id_of(connection, place.external_id) is None
            )
        )

    async def lacking(self, external_ids: Sequence[str]) -> list[str]:
        return await self._database.read(
            lambda connection: [known for known in external_ids if _id_of(connection, known) is None]
        )

    async def import_entries(
        self,
        batch: Sequence[tuple[str, str, AnalysedEntry]],
        *,
        now: datetime,
        same_event: SameEvent | None = None,
    ) -> int:
        return await self._people.write(
            lambda connection, index: sum(_import(connection, index, line, now, same_event) for line in batch)
        )

    async def latest(self, wanted: LatestFilter, *, offset: int, limit: int) -> Page:
        return await self._database.read(lambda connection: _latest(connection, wanted, offset, limit))

    async def reports(self, incident_id: int) -> tuple[Entry, ...]:
        return await self._database.read(lambda connection: read_reports(connection, incident_id))

    async def get(self, entry_id: int) -> Entry | None:
        return await self._database.read(lambda connection: _get(connection, entry_id))

    async def meeting(self, rule: WatchRule, *, limit: int, now: datetime) -> list[Entry]:
        return await self._database.read(
            lambda connection: entries_meeting(connection, rule, self._people.ids_of, limit=limit, now=now)
        )

    async def count_by_month(self, *, first: date, last: date) -> list[MonthCount]:
        return await self._database.read(lambda connection: count_by_month(connection, first, last, self._timezone))

    async def search(self, query: Query, *, offset: int, limit: int) -> SearchPage:
        return await self._database.read(
            lambda connection: search_entries(
                connection,
                query,
                prepare_terms(self._terms),
                spellings_of=self._people.spellings,
                offset=offset,
                limit=limit,
                timezone=self._timezone,
            )
        )

    async def withdraw(self, entry_id: int, reason: str, *, now: datetime) -> bool:
        return await self._people.write(lambda connection, _: withdraw(connection, entry_id, reason, now))

    async def freshness(self) -> list[OutletFreshness]:
        return await self._database.read(_freshness)


def _id_of(connection: sqlite3.Connection, external_id: str | None) -> int | None:
    row = connection.execute("SELECT id FROM entry WHERE external_id = ?", (external_id,)).fetchone()
    return row[0] if row else None


def _import(
    connection: sqlite3.Connection,
    index: PersonIndex,
    line: tuple[str, str, AnalysedEntry],
    now: datetime,
    same_event: SameEvent | None,
) -> int:
    external_id, outlet, analysed = line
    country = analysed.parsed.country
    there = _id_of(connection, external_id)
    if there is None:
        placing = Placing(origin=Origin.IMPORT, outlet=outlet, country=country, external_id=external_id)
        write_entry(connection, index, analysed, placing, now, same_event=same_event)
    else:
        replace_entry(connection, index, there, analysed, country=country, now=now, same_event=same_event)
        connection.execute("UPDATE entry SET outlet = ? WHERE id = ?", (outlet, there))
    return 1


def _get(connection: sqlite3.Connection, entry_id: int) -> Entry | None:
    row = connection.execute(f"SELECT {ENTRY_COLUMNS} FROM entry WHERE id = ?", (entry_id,)).fetchone()
    return entry_of(row) if row else None


def _latest(connection: sqlite3.Connection, wanted: LatestFilter, offset: int, limit: int) -> Page:
    """Each incident by the newest of its entries that are wanted."""
    condition, values = _condition(wanted, "entry")
    newer, again = _condition(wanted, "newer")
    total = connection.execute(f"SELECT count(DISTINCT incident_id) FROM entry WHERE {condition}", values).fetchone()[0]
    rows = connection.execute(
        f"SELECT {ENTRY_COLUMNS} FROM entry WHERE {condition} AND NOT EXISTS ("
        "SELECT 1 FROM entry AS newer WHERE newer.incident_id = entry.incident_id"
        f" AND (newer.sort_at, newer.id) > (entry.sort_at, entry.id) AND {newer})"
        " ORDER BY sort_at DESC, id DESC LIMIT ? OFFSET ?",
        (*values, *again, limit, offset),
    )
    return Page(tuple(entry_of(row) for row in rows), offset, total)


def _condition(wanted: LatestFilter, table: str) -> tuple[str, list[object]]:
    """What an entry must meet, asked of the rows of `table`."""
    narrowed = bool(wanted.topics or wanted.places)
    about = "about <> 'none'" if narrowed else "about = 'primary'"
    parts = [f"{table}.civic = 1", f"{table}.{about}", f"{table}.withdrawn_at IS NULL"]
    values: list[object] = []
    for keyed, column, keys in (("entry_topic", "topic", wanted.topics), ("entry_place", "place", wanted.places)):
        if keys:
            marks = ",".join("?" * len(keys))
            # The list of keyed entries leads to the entries; whether one newer entry is keyed is asked of it alone.
            keyed_with = f"FROM {keyed} WHERE {column} IN ({marks})"
            listed, asked = f"{table}.id IN (SELECT entry_id {keyed_with})", f"SELECT 1 {keyed_with} AND entry_id ="
            parts.append(listed if table == "entry" else f"EXISTS ({asked} {table}.id)")
            values.extend(sorted(keys))
    for operator, at in ((">=", wanted.since), ("<", wanted.until)):
        if at is not None:
            parts.append(f"{table}.sort_at {operator} ?")
            values.append(to_ticks(at))
    return " AND ".join(parts), values


_FRESHNESS = """
SELECT outlet, min(url), max(enabled), max(json_extract(state, '$.last_success_at')),
    max(json_extract(state, '$.failures')), max(json_extract(spec, '$.note'))
FROM feed GROUP BY outlet ORDER BY max(enabled) DESC, outlet
"""


def _freshness(connection: sqlite3.Connection) -> list[OutletFreshness]:
    counted = {
        outlet: (number, newest)
        for outlet, number, newest in connection.execute(
            "SELECT outlet, count(*), max(sort_at) FROM entry WHERE withdrawn_at IS NULL GROUP BY outlet"
        )
    }
    fresh = []
    for outlet, url, enabled, success, failures, note in connection.execute(_FRESHNESS):
        number, newest = counted.get(outlet, (0, None))
        fresh.append(
            OutletFreshness(
                outlet=outlet,
                url=url,
                enabled=bool(enabled),
                last_success_at=datetime.fromisoformat(success) if success else None,
                newest_at=from_ticks(newest),
                entries=number,
                ill=bool(failures),
                note=note or "",
            )
        )
    return fresh
