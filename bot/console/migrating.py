"""`jarchy migrate`: the database brought up to date, and what that took."""

from pathlib import Path

from store.sqlite.database import open_database
from store.sqlite.lock import hold_lock
from store.sqlite.migrate import migrate, migration_names, version_of


async def migrate_database(path: Path, key: str = "") -> tuple[int, list[str]]:
    """The version that was there, and the migrations applied. Raises StoreError."""
    with hold_lock(path):
        async with open_database(path, key=key, readers=0) as database:
            before = await database.maintain(version_of)
            await database.maintain(migrate)
            after = await database.maintain(version_of)
    return before, [name for number, name in migration_names().items() if before < number <= after]
