"""Small facts that the machine notes down for itself, by key, in SQLite."""

from store.sqlite.database import Database
from store.sqlite.meta import read_meta, write_meta


class SqliteNotes:
    """Implements `store.admin_protocols.Notes`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, key: str) -> str | None:
        return await self._database.read(lambda connection: read_meta(connection, key))

    async def write(self, key: str, value: str | None) -> None:
        await self._database.write(lambda connection: write_meta(connection, key, value))
