"""Incidents a month."""

import sqlite3
from collections import Counter
from datetime import date, datetime, time, timedelta, tzinfo

from store.listing import MonthCount
from store.sqlite.times import from_ticks, to_ticks

_TOLD = "entry.civic = 1 AND entry.about = 'primary' AND entry.withdrawn_at IS NULL"
_BEGUN = f"""
SELECT incident_id, min(sort_at) AS begun_at FROM entry WHERE {_TOLD}
GROUP BY incident_id HAVING begun_at >= ? AND begun_at < ?
"""
_TOPICS = f"""
SELECT DISTINCT begun_at, topic, incident_id FROM ({_BEGUN}) JOIN entry USING (incident_id)
JOIN entry_topic ON entry_topic.entry_id = entry.id WHERE {_TOLD}
"""


def count_by_month(connection: sqlite3.Connection, first: date, last: date, timezone: tzinfo) -> list[MonthCount]:
    """Every month from that of `first` to that of `last`, also where nothing happened."""
    months = _months(first, last)
    end = (months[-1] + timedelta(days=31)).replace(day=1)
    bounds = tuple(to_ticks(datetime.combine(day, time(0), timezone)) for day in (months[0], end))
    incidents: Counter[date] = Counter()
    topics: dict[date, Counter[str]] = {month: Counter() for month in months}
    for _, begun_at in connection.execute(_BEGUN, bounds):
        incidents[_month_of(begun_at, timezone)] += 1
    for begun_at, topic, _ in connection.execute(_TOPICS, bounds):
        topics[_month_of(begun_at, timezone)][topic] += 1
    return [MonthCount(month, incidents[month], dict(topics[month])) for month in months]


def _months(first: date, last: date) -> list[date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _month_of(ticks: int, timezone: tzinfo) -> date:
    return from_ticks(ticks).astimezone(timezone).date().replace(day=1)
