"""People in SQLite, with the index of their names in memory."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from store.lexicon.names import Figure
from store.listing import Page
from store.people.index import PersonIndex
from store.person import Person, PersonLookup, StoredMention
from store.sqlite.database import Database
from store.sqlite.figures import list_figures
from store.sqlite.merged import members_of, survivor_of
from store.sqlite.rows import ENTRY_COLUMNS, entry_of
from store.sqlite.times import from_ticks

T = TypeVar("T")


class SqlitePeople:
    """Implements `store.protocols.People`. Its lock guards the index: the writer's thread uses it too.

    `known_names` are folded given names, which are not taken for another name mistyped.
    """

    def __init__(self, database: Database, *, known_names: frozenset[str] = frozenset()) -> None:
        self._database = database
        self._known_names = known_names
        self._index = PersonIndex(known_names)
        self._lock = threading.Lock()

    async def load(self) -> None:
        """Read all people into the index, anew."""
        index = await self._database.read(lambda connection: _read_index(connection, self._known_names))
        with self._lock:
            self._index = index

    async def list_figures(self, figures: Iterable[Figure]) -> None:
        """Make the public figures of the lexicon people of the store, with all their spellings."""
        if await self.write(lambda connection, index: list_figures(connection, index, figures)):
            await self.load()

    async def write(self, work: Callable[[sqlite3.Connection, PersonIndex], T]) -> T:
        """Run `work` in a transaction that may add people; what it added is forgotten when it fails."""
        try:
            return await self._database.write(lambda connection: self._locked(connection, work))
        except Exception:
            await self.load()
            raise

    def _locked(self, connection: sqlite3.Connection, work: Callable[[sqlite3.Connection, PersonIndex], T]) -> T:
        with self._lock:
            return work(connection, self._index)

    def spellings(self, name: str) -> tuple[str, ...]:
        """All spellings of the person whom `name` names (exact or variant); nothing where that is unsure."""
        with self._lock:
            return self._index.spellings(name)

    def link(self, name: str) -> int | None:
        """The person whom a full name surely names."""
        with self._lock:
            return self._index.link(name)

    def ids_of(self, name: str) -> tuple[int, ...]:
        """The ids under which the person whom a full name surely names may be watched."""
        with self._lock:
            return self._index.ids_of(name)

    def bearers_of(self, name: str) -> tuple[int, ...]:
        """The ids of whoever may be meant by a surname alone."""
        with self._lock:
            return self._index.bearers_of(name)

    async def look_up(self, name: str) -> PersonLookup:
        # The writer may hold the lock for as long as a transaction takes: that must not stop the loop.
        return await asyncio.to_thread(self._look_up, name)

    def _look_up(self, name: str) -> PersonLookup:
        with self._lock:
            return self._index.look_up(name)

    async def get(self, person_id: int) -> Person | None:
        return await self._database.read(lambda connection: _get(connection, person_id))

    async def entries(self, person_id: int, *, offset: int, limit: int) -> Page:
        return await self._database.read(lambda connection: _entries(connection, person_id, offset, limit))

    async def named_in(self, entry_id: int) -> list[Person]:
        return await self._database.read(lambda connection: _named_in(connection, entry_id))

    async def mentions(self, person_id: int, entry_ids: Sequence[int]) -> list[StoredMention]:
        return await self._database.read(lambda connection: _mentions(connection, person_id, entry_ids))


def _read_index(connection: sqlite3.Connection, known_names: frozenset[str]) -> PersonIndex:
    """The canonical name goes first: the index takes the first spelling for it."""
    index = PersonIndex(known_names)
    merged = dict(connection.execute("SELECT id, merged_into FROM person WHERE merged_into IS NOT NULL"))
    later = []
    for person_id, spelling, listed in connection.execute(
        "SELECT person_id, spelling, listed FROM alias JOIN person ON person.id = person_id"
        " ORDER BY person_id, spelling = person.name DESC, listed DESC, spelling"
    ):
        if person_id in merged:
            later.append((person_id, spelling, listed))
        else:
            index.add(person_id, spelling, listed=bool(listed))
    for person_id, spelling, listed in later:
        index.add_merged(_follow(person_id, merged), spelling, listed=bool(listed), owner=person_id)
    for person_id, place in connection.execute("SELECT id, place FROM person WHERE place IS NOT NULL"):
        index.place(_follow(person_id, merged), place)
    counts = connection.execute(
        "SELECT person_id, count(DISTINCT entry_id) FROM mention WHERE person_id IS NOT NULL GROUP BY person_id"
    )
    for person_id, number in counts:
        index.count(_follow(person_id, merged), number)
    return index


def _follow(person_id: int, merged: Mapping[int, int]) -> int:
    while person_id in merged:
        person_id = merged[person_id]
    return person_id


def _get(connection: sqlite3.Connection, person_id: int) -> Person | None:
    """Whoever was merged into another is that other."""
    row = connection.execute(
        "SELECT id, name FROM person WHERE id = ?", (survivor_of(connection, person_id),)
    ).fetchone()
    if row is None:
        return None
    members = members_of(connection, row[0])
    aliases = connection.execute(
        f"SELECT spelling FROM alias WHERE person_id IN ({_marks(members)})"
        " GROUP BY spelling ORDER BY max(listed) DESC, spelling",
        members,
    )
    return Person(id=row[0], name=row[1], aliases=tuple(spelling for (spelling,) in aliases), merged=tuple(members[1:]))


def _named_in(connection: sqlite3.Connection, entry_id: int) -> list[Person]:
    rows = connection.execute(
        "SELECT person_id FROM mention WHERE entry_id = ? AND person_id IS NOT NULL"
        " GROUP BY person_id ORDER BY min(start)",
        (entry_id,),
    ).fetchall()
    named = (person for (person_id,) in rows if (person := _get(connection, person_id)))
    return list({person.id: person for person in named}.values())


_NAMING = (
    "FROM entry INDEXED BY entry_standing WHERE id IN (SELECT entry_id FROM mention WHERE person_id IN ({marks}))"
    " AND withdrawn_at IS NULL"
)
_WITHDRAWN = (
    f"SELECT {ENTRY_COLUMNS} FROM entry INDEXED BY entry_withdrawn WHERE withdrawn_at IS NOT NULL AND EXISTS ("
    "SELECT 1 FROM mention WHERE entry_id = entry.id AND person_id IN ({marks})) ORDER BY sort_at DESC, id DESC LIMIT ?"
)
_WITHDRAWN_SHOWN = 3


def _entries(connection: sqlite3.Connection, person_id: int, offset: int, limit: int) -> Page:
    members = members_of(connection, survivor_of(connection, person_id))
    naming = _NAMING.format(marks=_marks(members))
    total = connection.execute(f"SELECT count(*) {naming}", members).fetchone()[0]
    newest = f"SELECT id {naming} ORDER BY sort_at DESC, id DESC LIMIT ? OFFSET ?"
    rows = connection.execute(
        f"SELECT {ENTRY_COLUMNS} FROM entry WHERE id IN ({newest}) ORDER BY sort_at DESC, id DESC",
        (*members, limit, offset),
    )
    gone = connection.execute(_WITHDRAWN.format(marks=_marks(members)), (*members, _WITHDRAWN_SHOWN))
    return Page(tuple(map(entry_of, rows)), offset, total, withdrawn=tuple(map(entry_of, gone)))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _mentions(connection: sqlite3.Connection, person_id: int, entry_ids: Sequence[int]) -> list[StoredMention]:
    members = members_of(connection, survivor_of(connection, person_id))
    rows = connection.execute(
        f"SELECT mention.entry_id, mention.start, mention.end, mention.name, mention.surface, {ENTRY_COLUMNS}"
        " FROM mention JOIN entry ON entry.id = mention.entry_id"
        f" WHERE mention.person_id IN ({_marks(members)}) AND mention.entry_id IN ({_marks(entry_ids)})"
        " ORDER BY entry.sort_at DESC, entry.id DESC, mention.start",
        (*members, *entry_ids),
    )
    return [
        StoredMention(
            entry_id=row[0],
            person_id=members[0],
            name=row[3],
            surface=row[4],
            sentence=sentence_around(f"{row[10]}\n{row[11]}", row[1], row[2]),
            published_at=from_ticks(row[18]),
        )
        for row in rows
    ]


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of `text` in which characters `start` to `end` stand; a line break ends a sentence."""
    before = max(text.rfind(mark, 0, start) for mark in (". ", "! ", "? ", "\n"))
    first = before + 1 if before >= 0 else 0
    ends = [at for at in (text.find(mark, end) for mark in (". ", "! ", "? ", "\n")) if at >= 0]
    last = min(ends) + 1 if ends else len(text)
    return text[first:last].strip()
