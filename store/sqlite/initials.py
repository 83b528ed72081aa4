"""Names with initials, linked where another report of the incident gives the full name."""

import sqlite3

from store.people.explaining import explained

_OPEN = """
SELECT mention.entry_id, mention.start, mention.name FROM entry AS own
JOIN entry ON entry.incident_id = own.incident_id JOIN mention ON mention.entry_id = entry.id
WHERE own.id = ? AND mention.person_id IS NULL AND mention.name LIKE '% %'
"""
_FULL = """
SELECT DISTINCT mention.name, mention.person_id FROM entry AS own
JOIN entry ON entry.incident_id = own.incident_id JOIN mention ON mention.entry_id = entry.id
WHERE own.id = ? AND mention.person_id IS NOT NULL
"""


def link_initials(connection: sqlite3.Connection, entry_id: int) -> None:
    """Link what is open in the entry's incident by the full names in it."""
    waiting = connection.execute(_OPEN, (entry_id,)).fetchall()
    if not waiting:
        return
    people = dict(connection.execute(_FULL, (entry_id,)))
    for where, start, name in waiting:
        person_id = people.get(explained(name, people))
        if person_id is not None:
            connection.execute(
                "UPDATE mention SET person_id = ? WHERE entry_id = ? AND start = ?", (person_id, where, start)
            )
