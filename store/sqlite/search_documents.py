"""Indexed entries as documents to rank."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence

from store.ranking import Document
from store.search_terms import SenseKind
from store.sqlite.times import from_ticks

_LIST = "(SELECT value FROM json_each(?))"
_JOINED = "+"
_EDGES = f" {_JOINED}"
_FEW = 24


def read_documents(
    connection: sqlite3.Connection, ids: Sequence[int], *, tokens: Collection[str], marks: bool
) -> Iterator[tuple[int, Document]]:
    """The entries as documents in which only `tokens` are seen; with their places and topics where `marks` matter."""
    listed = json.dumps(list(ids))
    tags = _tags(connection, listed) if marks else {}
    rows = connection.execute(f"SELECT id, title, text FROM search_entry WHERE id IN {_LIST}", (listed,))
    for entry_id, title, text in rows:
        yield entry_id, _document(title, text, tokens, tags.get(entry_id, frozenset()))


def _document(title: str, text: str, tokens: Collection[str], tags: frozenset[tuple[str, str]]) -> Document:
    units = f" {title} {text} " if title and text else f" {title}{text} "
    few = len(tokens) <= _FEW
    likely = tokens if few else set(units.replace(_JOINED, " ").split()).intersection(tokens)
    positions = {token: places for token in likely if token in units and (places := _places(token, units))}
    in_title = title.count(" ") + 1 if title else 0
    return Document(positions, in_title, max(1, units.count(" ") - 1), tags)


def _places(token: str, units: str) -> list[int]:
    """At which words the token stands; looked for as text, since that is far quicker than going through the words."""
    places = []
    for edge in _EDGES:
        sought = edge + token
        at = units.find(sought)
        while at >= 0:
            end = at + len(sought)
            if units[end] in _EDGES:
                places.append(units.count(" ", 0, end) - 1)
            at = units.find(sought, end)
    return sorted(places)


def _tags(connection: sqlite3.Connection, listed: str) -> dict[int, frozenset[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = {}
    for kind, table in ((SenseKind.PLACE, "entry_place"), (SenseKind.TOPIC, "entry_topic")):
        rows = connection.execute(f"SELECT entry_id, {kind.value} FROM {table} WHERE entry_id IN {_LIST}", (listed,))
        for entry_id, key in rows:
            found.setdefault(entry_id, set()).add((kind.value, key))
    for entry_id, sort_at in connection.execute(f"SELECT id, sort_at FROM entry WHERE id IN {_LIST}", (listed,)):
        found.setdefault(entry_id, set()).add((SenseKind.YEAR.value, str(from_ticks(sort_at).year)))
    return {entry_id: frozenset(tags) for entry_id, tags in found.items()}
