"""Which incident an entry belongs to: likely ones by what they share, then as the decision says."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from itertools import combinations, islice

from store.edit import EditKind
from store.entry import Entry
from store.incident import SURE, EventTraits, SameEvent
from store.people.explaining import has_initials, surname_of
from store.sqlite.codec import codec
from store.sqlite.rows import ENTRY_COLUMNS, entry_of
from store.sqlite.times import to_ticks

WINDOW = timedelta(days=12)
"""Reports of one event are looked for this long before and after."""

_PER_KEY = 10
_COMPARED = 24
_BANDS = 8
_GRAMS_A_BAND = 2
_MOST_KEYS = 40
_SPAN = WINDOW // timedelta(microseconds=1)
_FOR_EVER = 1 << 62


def place_entry(
    connection: sqlite3.Connection,
    entry_id: int,
    traits: EventTraits | None,
    people: Mapping[str, int],
    same_event: SameEvent | None,
) -> None:
    """Remember an entry's traits and put it into the incident that it reports; without traits it stays where it is.

    The store knows no traits of it yet. `people` are the stored people of the names in `traits`. An entry that shares
    its incident with others stays there.
    """
    if traits is None:
        return
    known = _with_ids(traits, people)
    keys = dict(islice(_keys(known), _MOST_KEYS))
    at = to_ticks(known.published_at) or 0
    if same_event is not None and _is_alone(connection, entry_id) and not _is_kept_apart(connection, entry_id):
        joined = _find_incident(connection, entry_id, known, _likely(connection, keys, at), same_event)
        if joined is not None:
            _move(connection, entry_id, joined)
    connection.execute("INSERT INTO event VALUES (?, ?)", (entry_id, codec(EventTraits).encode(known)))
    connection.executemany("INSERT OR IGNORE INTO event_key VALUES (?, ?, ?)", [(key, at, entry_id) for key in keys])


def displace_entry(connection: sqlite3.Connection, entry_id: int) -> None:
    """Forget the entry's traits; it stays in its incident."""
    connection.execute("DELETE FROM event WHERE entry_id = ?", (entry_id,))
    connection.execute("DELETE FROM event_key WHERE entry_id = ?", (entry_id,))


def read_reports(connection: sqlite3.Connection, incident_id: int) -> tuple[Entry, ...]:
    """All entries of an incident that are not withdrawn, newest first."""
    rows = connection.execute(
        f"SELECT {ENTRY_COLUMNS} FROM entry WHERE incident_id = ? AND withdrawn_at IS NULL"
        " ORDER BY sort_at DESC, id DESC",
        (incident_id,),
    )
    return tuple(entry_of(row) for row in rows)


def read_traits(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> dict[int, EventTraits]:
    """The traits of those of the entries whose traits are known."""
    wanted = list(entry_ids)
    marks = ",".join("?" * len(wanted))
    rows = connection.execute(f"SELECT entry_id, traits FROM event WHERE entry_id IN ({marks})", wanted)
    return {entry_id: _decode(traits) for entry_id, traits in rows}


@lru_cache(maxsize=1024)
def _decode(traits: str) -> EventTraits:
    """The last ones are kept: an entry is compared with each that comes in the same days."""
    decoded: EventTraits = codec(EventTraits).decode(traits)
    return decoded


def _with_ids(traits: EventTraits, people: Mapping[str, int]) -> EventTraits:
    """Whoever is named with initials that nothing explains is known by surname alone."""
    unknown = {name for name in (*traits.people, *traits.subjects) if name not in people and has_initials(name)}

    def ids(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(str(people.get(name, name)) for name in names if name not in unknown))

    bare = traits.bare | {surname_of(name) for name in unknown}
    return replace(traits, people=ids(traits.people), subjects=ids(traits.subjects), bare=bare)


def _is_alone(connection: sqlite3.Connection, entry_id: int) -> bool:
    (others,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM entry AS other WHERE other.incident_id = entry.incident_id"
        " AND other.id <> entry.id) FROM entry WHERE id = ?",
        (entry_id,),
    ).fetchone()
    return not others


def _is_kept_apart(connection: sqlite3.Connection, entry_id: int) -> bool:
    """Whether an editor took the entry out of an incident."""
    (separated,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM edit WHERE entry_id = ? AND kind = ? AND undone_at IS NULL)",
        (entry_id, EditKind.SEPARATED),
    ).fetchone()
    return bool(separated)


def _move(connection: sqlite3.Connection, entry_id: int, incident_id: int) -> None:
    left = connection.execute("SELECT incident_id FROM entry WHERE id = ?", (entry_id,)).fetchone()
    connection.execute("UPDATE entry SET incident_id = ? WHERE id = ?", (incident_id, entry_id))
    connection.execute("DELETE FROM incident WHERE id = ?", left)


def _keys(traits: EventTraits) -> Iterator[tuple[str, int]]:
    """What another report of the same event is likely to share, and how much sharing it counts, most first."""
    head, places, marks = (sorted(each)[:4] for each in (traits.head, traits.places, traits.marks))
    yield from ((key, 3) for key in _bands(traits.sketch))
    yield from ((f"person {person}", 3) for person in traits.people[:6])
    yield from ((f"surname {name}", 2) for name in sorted(traits.surnames)[:6])
    yield from ((f"{act} at {place}", 2) for act in head for place in places)
    yield from ((f"{act} of {mark}", 2) for act in head for mark in marks)
    yield from ((f"name {name}", 1) for name in sorted(traits.names)[:8])
    yield from ((f"{one} and {other}", 1) for one, other in combinations(head, 2))
    yield from ((f"mark {mark}", 1) for mark in marks)
    yield from ((f"act {act}", 1) for act in head)
    yield from ((f"place {place}", 1) for place in places)


def _bands(sketch: frozenset[int]) -> Iterator[str]:
    grams = sorted(sketch)[: _BANDS * _GRAMS_A_BAND]
    for at in range(0, len(grams) - _GRAMS_A_BAND + 1, _GRAMS_A_BAND):
        yield "text " + " ".join(map(str, grams[at : at + _GRAMS_A_BAND]))


def _find_incident(
    connection: sqlite3.Connection, entry_id: int, traits: EventTraits, likely: Sequence[int], same_event: SameEvent
) -> int | None:
    """The incident whose entries are most surely of the same event, if any is."""
    incidents = _open_incidents(connection, entry_id, likely)
    surest: dict[int, float] = {}
    for other_id, other in read_traits(connection, incidents).items():
        sureness = same_event(traits, other)
        if sureness >= SURE:
            surest[incidents[other_id]] = max(sureness, surest.get(incidents[other_id], 0.0))
    return max(surest, key=lambda incident: (surest[incident], -incident)) if surest else None


def _likely(connection: sqlite3.Connection, keys: Mapping[str, int], at: int) -> list[int]:
    """The entries that share most keys; of each key only those nearest in time are looked at."""
    shared: Counter[int] = Counter()
    for key, weight in keys.items():
        for entry_id in _nearest(connection, key, at):
            shared[entry_id] += weight
    return [entry_id for entry_id, _ in shared.most_common(_COMPARED)]


def _nearest(connection: sqlite3.Connection, key: str, at: int) -> set[int]:
    """Entries with the key: undated ones, and those shortly before and after `at`, or the newest where it is 0."""
    before = (max(1, at - _SPAN), at) if at else (1, _FOR_EVER)
    spans = ((0, 0, "DESC"), (*before, "DESC"), (at + 1, at + _SPAN, "ASC"))
    found: set[int] = set()
    for first, last, order in spans if at else spans[:2]:
        rows = connection.execute(
            f"SELECT entry_id FROM event_key WHERE key = ? AND at BETWEEN ? AND ? ORDER BY at {order} LIMIT ?",
            (key, first, last, _PER_KEY),
        )
        found.update(entry_id for (entry_id,) in rows)
    return found


_OPEN = """
SELECT other.id, other.incident_id FROM entry AS other, entry AS own
WHERE own.id = ? AND other.id IN ({marks}) AND other.withdrawn_at IS NULL AND NOT (
    own.origin = 'feed' AND EXISTS (
        SELECT 1 FROM entry AS told WHERE told.incident_id = other.incident_id
            AND told.outlet = own.outlet AND told.language = own.language
    )
)
"""


def _open_incidents(connection: sqlite3.Connection, entry_id: int, others: Sequence[int]) -> dict[int, int]:
    """The incidents of other entries that this one may join.

    An outlet whose feed brings another report in the same language has something else to tell, however alike the two
    read: rather an incident twice than an alert that never comes.
    """
    marks = ",".join("?" * len(others))
    return dict(connection.execute(_OPEN.format(marks=marks), (entry_id, *others)).fetchall())
