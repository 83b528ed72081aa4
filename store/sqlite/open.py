"""Opening the store on a SQLite file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path

from store.errors import DatabaseUnavailable
from store.lexicon.terms import TermLexicon
from store.sqlite.admins import SqliteAdmins
from store.sqlite.archive import SqliteArchive
from store.sqlite.bans import SqliteBans
from store.sqlite.broadcasts import SqliteBroadcasts
from store.sqlite.database import Database, open_database
from store.sqlite.edits import SqliteEdits
from store.sqlite.entries import SqliteEntries
from store.sqlite.feeds import SqliteFeeds
from store.sqlite.file_system import MOUNTS, refuse_share
from store.sqlite.housekeeping import SqliteHousekeeping
from store.sqlite.invitations import SqliteInvitations
from store.sqlite.migrate import migrate
from store.sqlite.notes import SqliteNotes
from store.sqlite.outbox import SqliteOutbox
from store.sqlite.panic import SqlitePanic
from store.sqlite.people import SqlitePeople
from store.sqlite.subscribers import SqliteSubscribers
from store.sqlite.undecided import SqliteUndecided


@dataclass(frozen=True, slots=True)
class SqliteStore:
    """Implements `store.protocols.Store`."""

    database: Database
    feeds: SqliteFeeds
    entries: SqliteEntries
    undecided: SqliteUndecided
    archive: SqliteArchive
    people: SqlitePeople
    subscribers: SqliteSubscribers
    outbox: SqliteOutbox
    housekeeping: SqliteHousekeeping
    admins: SqliteAdmins
    edits: SqliteEdits
    broadcasts: SqliteBroadcasts
    panic: SqlitePanic
    bans: SqliteBans
    invitations: SqliteInvitations
    notes: SqliteNotes


@asynccontextmanager
async def open_store(
    path: Path,
    terms: TermLexicon,
    *,
    key: str = "",
    timezone: tzinfo = UTC,
    known_names: frozenset[str] = frozenset(),
    readers: int = 3,
    mounts: Path = MOUNTS,
) -> AsyncIterator[SqliteStore]:
    """Open the file at `path`, made and migrated as needed, encrypted where a `key` is given (`store.sqlite.driver`).

    Days of searches begin in `timezone`.

    `known_names` are folded given names, which are not taken for another name mistyped.

    Raises StoreError, also for a file on a network share (by what `mounts` says), with one line for the operator.
    """
    refuse_share(path, mounts)
    _make_folder(path)
    async with open_database(path, key=key, readers=readers) as database:
        await database.maintain(migrate)
        people = SqlitePeople(database, known_names=known_names)
        subscribers = SqliteSubscribers(database)
        panic = SqlitePanic(database, on_wipe=subscribers.forget_what_was_read)
        bans, invitations = SqliteBans(database), SqliteInvitations(database)
        switches = (panic, bans, invitations)
        for kept_in_memory in (people, *switches):
            await kept_in_memory.load()
        yield SqliteStore(
            database=database,
            feeds=SqliteFeeds(database),
            entries=SqliteEntries(database, people, terms, timezone),
            undecided=SqliteUndecided(database, people),
            archive=SqliteArchive(database),
            people=people,
            subscribers=subscribers,
            outbox=SqliteOutbox(database),
            housekeeping=SqliteHousekeeping(database, (people, *switches)),
            admins=SqliteAdmins(database),
            edits=SqliteEdits(database, people),
            broadcasts=SqliteBroadcasts(database),
            panic=panic,
            bans=bans,
            invitations=invitations,
            notes=SqliteNotes(database),
        )


@asynccontextmanager
async def open_feeds(path: Path, *, key: str = "", mounts: Path = MOUNTS) -> AsyncIterator[SqliteFeeds]:
    """The feeds alone, without waiting for what lookups need. Raises StoreError as `open_store` does."""
    refuse_share(path, mounts)
    _make_folder(path)
    async with open_database(path, key=key, readers=1) as database:
        await database.maintain(migrate)
        yield SqliteFeeds(database)


@asynccontextmanager
async def open_admins(path: Path, *, key: str = "", mounts: Path = MOUNTS) -> AsyncIterator[SqliteAdmins]:
    """The admins alone, on the terms of `open_feeds`."""
    refuse_share(path, mounts)
    _make_folder(path)
    async with open_database(path, key=key, readers=1) as database:
        await database.maintain(migrate)
        yield SqliteAdmins(database)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnavailable(f"the folder {path.parent} cannot be made: {error.strerror}") from error
