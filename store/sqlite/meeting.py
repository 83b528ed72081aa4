"""What a watch would have brought: stored entries tried as new ones are."""

import sqlite3
from datetime import datetime

from store.entry import Entry
from store.index_units import SHORTEST_VARIANT, indexed_words, token_of
from store.matching import PersonOf, would_match
from store.sqlite.merged import members_of, survivor_of
from store.sqlite.rows import ENTRY_COLUMNS, entry_of
from store.sqlite.search_match import all_of, either_of
from store.sqlite.telling import report_of
from store.subscriber import WatchRule
from store.text.stems import stem

EXAMINED = 300
"""How many entries that come into question are tried at most, the newest first."""


def entries_meeting(
    connection: sqlite3.Connection, rule: WatchRule, person_of: PersonOf, *, limit: int, now: datetime
) -> list[Entry]:
    """Each incident by the newest of its entries that meet the rule, newest first."""
    condition, values = _candidates(connection, rule)
    rows = connection.execute(
        f"SELECT {ENTRY_COLUMNS} FROM entry WHERE {condition} ORDER BY sort_at DESC, id DESC LIMIT {EXAMINED}", values
    )
    found: dict[int, Entry] = {}
    for row in rows:
        entry = entry_of(row)
        if entry.incident_id in found:
            continue
        report = report_of(connection, entry)
        if would_match(rule, report.entry, outlet=report.outlet, person_of=person_of, now=now):
            found[entry.incident_id] = entry
            if len(found) == limit:
                break
    return list(found.values())


def _candidates(connection: sqlite3.Connection, rule: WatchRule) -> tuple[str, list[object]]:
    """A condition that holds of every entry that meets the rule, and of few others."""
    parts = ["withdrawn_at IS NULL"]
    values: list[object] = []
    if rule.person_id is None:
        parts.append("civic = 1 AND about <> 'none'")
    else:
        members = members_of(connection, survivor_of(connection, rule.person_id))
        marks = ",".join("?" * len(members))
        parts.append(f"id IN (SELECT entry_id FROM mention WHERE person_id IN ({marks}))")
        values.extend(members)
    for table, column, keys in (("entry_topic", "topic", rule.topics), ("entry_place", "place", rule.places)):
        if keys:
            parts.append(f"id IN (SELECT entry_id FROM {table} WHERE {column} IN ({_marks(keys)}))")
            values.extend(sorted(keys))
    if rule.outlets:
        parts.append(f"outlet IN ({_marks(rule.outlets)})")
        values.extend(sorted(rule.outlets))
    if rule.languages:
        parts.append(f"language IN ({_marks(rule.languages)})")
        values.extend(sorted(rule.languages))
    expression = _word_expression(" ".join(rule.words))
    if expression:
        parts.append("id IN (SELECT rowid FROM search_fts WHERE search_fts MATCH ?)")
        values.append(expression)
    return " AND ".join(parts), values


def _marks(keys: frozenset[str]) -> str:
    return ",".join("?" * len(keys))


def _word_expression(text: str) -> str:
    """Matches entries that have the words of `text` in some form; empty where there are none."""
    return all_of(either_of(map(_form, _tokens(word.text.lower()))) for word in indexed_words(text))


def _tokens(word: str) -> list[str]:
    """What the word, or a word with its stem, may stand in the index as."""
    forms = (word, *(stem(word, language) for language in ("en", "ru", "ky")))
    return sorted({token for form in forms if (token := token_of(form))})


def _form(token: str) -> str:
    """A stem that is too short to be indexed beside its word is looked for as the beginning of words."""
    return f'"{token}"*' if len(token) < SHORTEST_VARIANT else f'"{token}"'
