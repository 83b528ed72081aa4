"""Gathering what the store knows that may be the same as what a poll brought."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence

from store.entry import AnalysedEntry, Entry
from store.feed import Feed
from store.imprint import imprint_of
from store.intake import Found, Known
from store.sqlite.rows import ENTRY_COLUMNS, ENTRY_WIDTH, entry_of

_BATCH = 500


def gather_known(connection: sqlite3.Connection, feed: Feed, analysed: Sequence[AnalysedEntry]) -> Known:
    """Entries with the same ids, addresses, contents or titles as the ones given."""
    parsed = [entry.parsed for entry in analysed]
    outlet = feed.spec.outlet
    imprints = [imprint_of(entry) for entry in analysed]
    titles = {imprint.title_key for imprint in imprints}
    return Known(
        by_guid=_find(
            connection,
            "feed_item.guid",
            "JOIN feed_item ON feed_item.entry_id = entry.id AND feed_item.feed_id = ?",
            feed.id,
            {entry.guid for entry in parsed if entry.guid},
        ),
        by_link=_find(
            connection,
            "entry_link.link",
            "JOIN entry_link ON entry_link.entry_id = entry.id AND entry_link.outlet = ?",
            outlet,
            {entry.link for entry in parsed if entry.link},
        ),
        by_hash=_find(
            connection,
            "entry.content_hash",
            "WHERE entry.outlet = ?",
            outlet,
            {imprint.content_hash for imprint in imprints},
        ),
        by_title=_find(connection, "entry.title_key", "WHERE entry.outlet = ?", outlet, titles),
        archive=_find(connection, "entry.archive_key", "WHERE ? IS NOT NULL", 0, titles),
    )


def _find(connection: sqlite3.Connection, column: str, condition: str, value: object, keys: Iterable[str]) -> Found:
    found: defaultdict[str, dict[int, Entry]] = defaultdict(dict)
    wanted = sorted(keys)
    joiner = "AND" if condition.startswith("WHERE") else "WHERE"
    for at in range(0, len(wanted), _BATCH):
        batch = wanted[at : at + _BATCH]
        marks = ",".join("?" * len(batch))
        rows = connection.execute(
            f"SELECT {ENTRY_COLUMNS}, {column} FROM entry {condition} {joiner} {column} IN ({marks}) ORDER BY entry.id",
            (value, *batch),
        )
        for row in rows:
            entry = entry_of(row)
            found[row[ENTRY_WIDTH]][entry.id] = entry
    return {key: tuple(entries.values()) for key, entries in found.items()}
