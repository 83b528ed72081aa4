"""Incidents a month."""

import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, tzinfo

from store.listing import MonthCount
from store.sqlite.times import to_ticks

_TOLD = "civic = 1 AND about = 'primary' AND withdrawn_at IS NULL"
_BEGUN = f"""
SELECT incident_id, min(sort_at) AS begun_at FROM entry WHERE {_TOLD} AND sort_at >= :first AND sort_at < :end
GROUP BY incident_id HAVING NOT EXISTS (
    SELECT 1 FROM entry AS earlier WHERE earlier.incident_id = entry.incident_id AND earlier.sort_at < :first
    AND earlier.civic = 1 AND earlier.about = 'primary' AND earlier.withdrawn_at IS NULL
)
"""
_TOPICS = f"""
SELECT DISTINCT begun_at, topic, incident_id FROM ({_BEGUN}) JOIN entry USING (incident_id)
JOIN entry_topic ON entry_topic.entry_id = entry.id WHERE {_TOLD}
"""


def count_by_month(connection: sqlite3.Connection, first: date, last: date, timezone: tzinfo) -> list[MonthCount]:
    """Every month from that of `first` to that of `last`, also where nothing happened."""
    months = _months(first, last)
    begins = [to_ticks(datetime.combine(day, time(0), timezone)) for day in months]
    bounds = {"first": begins[0], "end": begins[-1]}
    incidents: Counter[int] = Counter()
    topics: list[Counter[str]] = [Counter() for _ in months]
    for _, begun_at in connection.execute(_BEGUN, bounds):
        incidents[_place(begun_at, begins)] += 1
    for begun_at, topic, _ in connection.execute(_TOPICS, bounds):
        topics[_place(begun_at, begins)][topic] += 1
    return [MonthCount(month, incidents[place], dict(topics[place])) for place, month in enumerate(months[:-1])]


def _months(first: date, last: date) -> list[date]:
    """The first day of each month, and of the month after them."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month + 1)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _place(ticks: int, begins: Sequence[int]) -> int:
    return bisect_right(begins, ticks) - 1
