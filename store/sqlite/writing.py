"""Writing an entry with all that hangs on it: topics, places, people, mentions, the search index."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from store.entry import About, AnalysedEntry, Imprint, Origin, ParsedEntry
from store.imprint import imprint_of
from store.incident import SameEvent
from store.people.explaining import explained
from store.people.index import PersonIndex
from store.sqlite.incidents import displace_entry, place_entry
from store.sqlite.initials import link_initials
from store.sqlite.people_edits import keep_split
from store.sqlite.report_marks import restore_marks
from store.sqlite.search import index_units, unindex_entry
from store.sqlite.times import to_ticks


@dataclass(frozen=True, slots=True)
class Placing:
    """Where an entry comes from."""

    origin: Origin
    outlet: str
    feed_id: int | None = None
    country: str | None = None
    external_id: str | None = None
    demonstration: bool = False


def write_entry(
    connection: sqlite3.Connection,
    people: PersonIndex,
    analysed: AnalysedEntry,
    placing: Placing,
    now: datetime,
    *,
    same_event: SameEvent | None = None,
) -> int:
    """Store a new entry, gives its id.

    It is an incident of its own unless `same_event` finds it to report the event of a stored one.
    """
    parsed, imprint = analysed.parsed, imprint_of(analysed)
    incident_id = connection.execute(
        "INSERT INTO incident (created_at) VALUES (?) RETURNING id", (to_ticks(now),)
    ).fetchone()[0]
    values = {
        "external_id": placing.external_id,
        "origin": placing.origin,
        "feed_id": placing.feed_id,
        "incident_id": incident_id,
        "outlet": placing.outlet,
        "archive_key": imprint.title_key if placing.origin is Origin.ARCHIVE else None,
        "demonstration": placing.demonstration,
        "read_at": to_ticks(now),
        **_content(analysed, imprint, placing.country, now),
    }
    entry_id = int(
        connection.execute(
            f"INSERT INTO entry ({', '.join(values)}) VALUES ({', '.join('?' * len(values))}) RETURNING id",
            tuple(values.values()),
        ).fetchone()[0]
    )
    add_links(connection, placing.outlet, [(parsed, entry_id)])
    linked = _write_details(connection, people, entry_id, analysed)
    index_units(connection, entry_id, imprint.title_units, imprint.text_units)
    place_entry(connection, entry_id, analysed.event, linked, same_event)
    link_initials(connection, entry_id)
    return entry_id


def replace_entry(
    connection: sqlite3.Connection,
    people: PersonIndex,
    entry_id: int,
    analysed: AnalysedEntry,
    *,
    country: str | None,
    now: datetime,
    same_event: SameEvent | None = None,
) -> None:
    """Give a stored entry new content; what hung on the old content goes.

    An entry that is alone in its incident may join another one now.
    """
    imprint = imprint_of(analysed)
    unindex_entry(connection, entry_id)
    displace_entry(connection, entry_id)
    values = _content(analysed, imprint, country, now)
    connection.execute(
        f"UPDATE entry SET {', '.join(f'{name} = ?' for name in values)} WHERE id = ?", (*values.values(), entry_id)
    )
    for table in ("entry_topic", "entry_place", "mention"):
        connection.execute(f"DELETE FROM {table} WHERE entry_id = ?", (entry_id,))
    linked = _write_details(connection, people, entry_id, analysed)
    restore_marks(connection, entry_id)
    keep_split(connection, entry_id)
    index_units(connection, entry_id, imprint.title_units, imprint.text_units)
    place_entry(connection, entry_id, analysed.event, linked, same_event)
    link_initials(connection, entry_id)


def add_links(connection: sqlite3.Connection, outlet: str, entries: Sequence[tuple[ParsedEntry, int]]) -> None:
    """Remember the addresses at which an outlet shows entries, each given with its id."""
    connection.executemany(
        "INSERT OR IGNORE INTO entry_link VALUES (?, ?, ?)",
        [(outlet, parsed.link, entry_id) for parsed, entry_id in entries if parsed.link],
    )


def _content(analysed: AnalysedEntry, imprint: Imprint, country: str | None, now: datetime) -> dict[str, object]:
    parsed, analysis = analysed.parsed, analysed.analysis
    return {
        "url": parsed.url,
        "also_at": json.dumps(parsed.also_at),
        "title": parsed.title,
        "text": parsed.text,
        "title_key": imprint.title_key,
        "content_hash": imprint.content_hash,
        "language": analysis.language,
        "country": country or ("kg" if analysis.about is About.PRIMARY else None),
        "about": analysis.about,
        "civic": analysis.civic,
        "topics": json.dumps(analysis.topics),
        "places": json.dumps(analysis.places),
        "published_at": to_ticks(parsed.published_at),
        "period_start": parsed.period.start.isoformat() if parsed.period else None,
        "period_end": parsed.period.end.isoformat() if parsed.period else None,
        "sort_at": to_ticks(_sort_at(parsed, now)),
    }


def _sort_at(parsed: ParsedEntry, now: datetime) -> datetime:
    if parsed.published_at:
        return parsed.published_at
    if parsed.period:
        return datetime.combine(parsed.period.end, time.max, UTC)
    return parsed.placed_at or now


def _write_details(
    connection: sqlite3.Connection, people: PersonIndex, entry_id: int, analysed: AnalysedEntry
) -> dict[str, int]:
    """Topics, places and mentions; gives the people of the full names."""
    analysis = analysed.analysis
    _write_keys(connection, "entry_topic", analysis.topics, entry_id)
    _write_keys(connection, "entry_place", analysis.places, entry_id)
    linked = _link_people(connection, people, [mention.name for mention in analysis.people if mention.full])
    for mention in analysis.people:
        _, owner = linked.get(mention.name, (None, None))
        connection.execute(
            "INSERT OR IGNORE INTO mention VALUES (?, ?, ?, ?, ?, ?)",
            (entry_id, mention.start, mention.end, owner, mention.name, mention.surface),
        )
    persons = {name: person_id for name, (person_id, _) in linked.items()}
    for person_id in set(persons.values()):
        people.count(person_id, 1)
    return persons


def _link_people(
    connection: sqlite3.Connection, people: PersonIndex, names: Sequence[str]
) -> dict[str, tuple[int, int]]:
    """The people of full names, and as whose each name is kept. A name with initials never makes a new person: it
    means whom a full name beside it explains, or somebody listed so."""
    linked: dict[str, tuple[int, int]] = {}
    for name in dict.fromkeys(names):
        whole = explained(name, names)
        found = _person_of(connection, people, whole) if whole else people.link_spelling(name)
        if found:
            linked[name] = found
    return linked


def _write_keys(connection: sqlite3.Connection, table: str, keys: Sequence[str], entry_id: int) -> None:
    if keys:
        connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", [(key, entry_id) for key in keys])


def _person_of(connection: sqlite3.Connection, people: PersonIndex, name: str) -> tuple[int, int]:
    """The person, and as whose the name is kept: the person's own or somebody's who was merged into it."""
    linked = people.link_spelling(name)
    if linked is None:
        new = int(connection.execute("INSERT INTO person (name) VALUES (?) RETURNING id", (name,)).fetchone()[0])
        linked = new, new
    person_id, owner = linked
    added = connection.execute("INSERT OR IGNORE INTO alias VALUES (?, ?, 0)", (owner, name)).rowcount
    if added and owner == person_id:
        people.add(person_id, name, listed=False)
    elif added:
        people.add_merged(person_id, name, listed=False, owner=owner)
    return linked
