"""Who gets a broadcast, as SQL that chooses subscribers."""

import sqlite3

from store.broadcast import SMALLEST_AUDIENCE, Audience, Broadcast, Purpose


def addressees(connection: sqlite3.Connection, broadcast: Broadcast) -> tuple[str, tuple[object, ...]]:
    """FROM and WHERE that choose the subscribers of a broadcast, and their values."""
    if broadcast.purpose is Purpose.SEND:
        return _chosen(broadcast.audience)
    source = (
        "FROM subscriber JOIN delivery AS earlier ON earlier.subscriber_id = subscriber.id WHERE earlier.notice_id = ?"
        " AND earlier.message_id IS NOT NULL AND subscriber.awake = 1"
    )
    return source, (notice_of(connection, broadcast.amends),)


def notice_of(connection: sqlite3.Connection, broadcast_id: int | None) -> int | None:
    """The notice that a broadcast became, if it did."""
    row = connection.execute("SELECT notice_id FROM broadcast WHERE id = ?", (broadcast_id,)).fetchone()
    return row[0] if row else None


def list_audiences(connection: sqlite3.Connection) -> dict[Audience, int]:
    """Everybody, and each narrower audience that is large enough to be shown."""
    everybody = connection.execute("SELECT count(*) FROM subscriber WHERE awake = 1").fetchone()[0]
    languages = connection.execute("SELECT language, count(*) FROM subscriber WHERE awake = 1 GROUP BY language")
    topics = connection.execute(
        "SELECT json_each.value, count(DISTINCT subscriber_id) FROM watch"
        " JOIN subscriber ON subscriber.id = watch.subscriber_id, json_each(watch.rule, '$.topics')"
        " WHERE subscriber.awake = 1 GROUP BY json_each.value ORDER BY 2 DESC, 1"
    )
    narrower = [(Audience(language=name), number) for name, number in languages]
    narrower += [(Audience(topic=name), number) for name, number in topics]
    return {Audience(): everybody, **{who: number for who, number in narrower if number >= SMALLEST_AUDIENCE}}


def _chosen(audience: Audience) -> tuple[str, tuple[object, ...]]:
    if audience.language:
        return "FROM subscriber WHERE awake = 1 AND language = ?", (audience.language,)
    if audience.topic:
        watching = (
            "FROM subscriber WHERE awake = 1 AND id IN"
            " (SELECT subscriber_id FROM watch, json_each(watch.rule, '$.topics') WHERE json_each.value = ?)"
        )
        return watching, (audience.topic,)
    return "FROM subscriber WHERE awake = 1", ()
