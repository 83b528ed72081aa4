"""People in SQLite, with the index of their names in memory."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from store.lexicon.names import Figure
from store.listing import Page
from store.people.index import PersonIndex
from store.person import Person, PersonLookup, StoredMention
from store.sqlite.database import Database
from store.sqlite.figures import list_figures
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
    for person_id, spelling, listed in connection.execute(
        "SELECT person_id, spelling, listed FROM alias JOIN person ON person.id = person_id"
        " ORDER BY person_id, spelling = person.name DESC, listed DESC, spelling"
    ):
        index.add(person_id, spelling, listed=bool(listed))
    counts = connection.execute(
        "SELECT person_id, count(DISTINCT entry_id) FROM mention WHERE person_id IS NOT NULL GROUP BY person_id"
    )
    for person_id, number in counts:
        index.count(person_id, number)
    return index


def _get(connection: sqlite3.Connection, person_id: int) -> Person | None:
    row = connection.execute("SELECT id, name FROM person WHERE id = ?", (person_id,)).fetchone()
    if row is None:
        return None
    aliases = connection.execute(
        "SELECT spelling FROM alias WHERE person_id = ? ORDER BY listed DESC, spelling", (person_id,)
    )
    return Person(id=row[0], name=row[1], aliases=tuple(spelling for (spelling,) in aliases))


def _named_in(connection: sqlite3.Connection, entry_id: int) -> list[Person]:
    rows = connection.execute(
        "SELECT person_id FROM mention WHERE entry_id = ? AND person_id IS NOT NULL"
        " GROUP BY person_id ORDER BY min(start)",
        (entry_id,),
    ).fetchall()
    return [person for (person_id,) in rows if (person := _get(connection, person_id))]


_NAMED = "FROM entry WHERE id IN (SELECT entry_id FROM mention WHERE person_id = ?) AND withdrawn_at IS NULL"


def _entries(connection: sqlite3.Connection, person_id: int, offset: int, limit: int) -> Page:
    total = connection.execute(f"SELECT count(*) {_NAMED}", (person_id,)).fetchone()[0]
    rows = connection.execute(
        f"SELECT {ENTRY_COLUMNS} {_NAMED} ORDER BY sort_at DESC, id DESC LIMIT ? OFFSET ?", (person_id, limit, offset)
    )
    return Page(tuple(entry_of(row) for row in rows), offset, total)


def _mentions(connection: sqlite3.Connection, person_id: int, entry_ids: Sequence[int]) -> list[StoredMention]:
    marks = ",".join("?" * len(entry_ids))
    rows = connection.execute(
        f"SELECT mention.entry_id, mention.start, mention.end, mention.name, mention.surface, {ENTRY_COLUMNS}"
        " FROM mention JOIN entry ON entry.id = mention.entry_id"
        f" WHERE mention.person_id = ? AND mention.entry_id IN ({marks})"
        " ORDER BY entry.sort_at DESC, entry.id DESC, mention.start",
        (person_id, *entry_ids),
    )
    return [
        StoredMention(
            entry_id=row[0],
            person_id=person_id,
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
