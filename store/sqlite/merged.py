"""People who were merged: under which ids one person is stored."""

import sqlite3

_UPWARDS = """
WITH RECURSIVE follow (id, merged_into) AS (
    SELECT id, merged_into FROM person WHERE id = ?
    UNION SELECT person.id, person.merged_into FROM person JOIN follow ON person.id = follow.merged_into
)
SELECT id FROM follow WHERE merged_into IS NULL
"""
_DOWNWARDS = """
WITH RECURSIVE member (id) AS (
    VALUES (?) UNION SELECT person.id FROM person JOIN member ON person.merged_into = member.id
)
SELECT id FROM member
"""


def survivor_of(connection: sqlite3.Connection, person_id: int) -> int:
    """Into whom the person was merged in the end; the person itself where that is nobody."""
    row = connection.execute(_UPWARDS, (person_id,)).fetchone()
    return int(row[0]) if row else person_id


def members_of(connection: sqlite3.Connection, person_id: int) -> list[int]:
    """The id, and those of all merged into it, at whatever remove."""
    return [member for (member,) in connection.execute(_DOWNWARDS, (person_id,))]
