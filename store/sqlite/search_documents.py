"""Indexed entries as documents to rank."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence

from store.ranking import Document
from store.search_terms import SenseKind

_LIST = "(SELECT value FROM json_each(?))"


def read_documents(
    connection: sqlite3.Connection, ids: Sequence[int], *, tokens: Collection[str], marks: bool
) -> Iterator[tuple[int, Document]]:
    """The entries as documents in which only `tokens` are seen; with their places and topics where `marks` matter."""
    listed = json.dumps(list(ids))
    tags = _tags(connection, listed) if marks else {}
    seen: dict[str, tuple[str, ...]] = {}
    wanted = frozenset(tokens)
    rows = connection.execute(f"SELECT id, title, text FROM search_entry WHERE id IN {_LIST}", (listed,))
    for entry_id, title, text in rows:
        yield entry_id, _document(title.split(), text.split(), wanted, seen, tags.get(entry_id, frozenset()))


def _document(
    title: list[str],
    text: list[str],
    wanted: frozenset[str],
    seen: dict[str, tuple[str, ...]],
    tags: frozenset[tuple[str, str]],
) -> Document:
    positions: dict[str, list[int]] = {}
    units = title + text
    for at, unit in enumerate(units):
        found = seen.get(unit)
        if found is None:
            found = seen[unit] = tuple(token for token in unit.split("+") if token in wanted)
        for token in found:
            positions.setdefault(token, []).append(at)
    return Document(positions, len(title), len(units), tags)


def _tags(connection: sqlite3.Connection, listed: str) -> dict[int, frozenset[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = {}
    for kind, table in ((SenseKind.PLACE, "entry_place"), (SenseKind.TOPIC, "entry_topic")):
        rows = connection.execute(f"SELECT entry_id, {kind.value} FROM {table} WHERE entry_id IN {_LIST}", (listed,))
        for entry_id, key in rows:
            found.setdefault(entry_id, set()).add((kind.value, key))
    return {entry_id: frozenset(tags) for entry_id, tags in found.items()}
