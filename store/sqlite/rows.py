"""Rows to records."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from store.entry import About, Entry, Origin, Period
from store.feed import Feed, FeedSpec, FeedState
from store.sqlite.codec import codec
from store.sqlite.times import from_ticks
from store.subscriber import ChatKind, ChatRef, Subscriber, Watch, WatchRule
from store.timing import Quiet, Rhythm, Timing

Row = tuple[Any, ...]

ENTRY_COLUMNS = (
    "entry.id, entry.external_id, entry.origin, entry.outlet, entry.url, entry.title, entry.text, entry.language, "
    "entry.country, entry.about, entry.civic, entry.topics, entry.places, entry.published_at, entry.period_start, "
    "entry.period_end, entry.read_at, entry.edited_at, entry.incident_id, entry.also_at, entry.demonstration, "
    "entry.withdrawn_at, entry.feed_id, entry.right_title, entry.note, entry.retracted, entry.withdrawn_why"
)
ENTRY_WIDTH = 27


def entry_of(row: Row) -> Entry:
    """The entry of a row that begins with ENTRY_COLUMNS."""
    return Entry(
        id=row[0],
        external_id=row[1],
        origin=Origin(row[2]),
        outlet=row[3],
        url=row[4],
        title=row[5],
        text=row[6],
        language=row[7],
        country=row[8],
        about=About(row[9]),
        civic=bool(row[10]),
        topics=tuple(json.loads(row[11])),
        places=tuple(json.loads(row[12])),
        published_at=from_ticks(row[13]),
        period=Period(date.fromisoformat(row[14]), date.fromisoformat(row[15])) if row[14] else None,
        read_at=from_ticks(row[16]),
        edited_at=from_ticks(row[17]),
        incident_id=row[18],
        also_at=tuple(json.loads(row[19])),
        demonstration=bool(row[20]),
        withdrawn_at=from_ticks(row[21]),
        feed_id=row[22],
        right_title=row[23],
        note=row[24],
        retracted=bool(row[25]),
        withdrawn_why=row[26],
    )


FEED_COLUMNS = "feed.id, feed.spec, feed.state, feed.paused, feed.origin, feed.interval"


def feed_of(row: Row) -> Feed:
    """The feed of a row of FEED_COLUMNS."""
    spec = codec(FeedSpec).decode(row[1])
    return Feed(
        id=row[0],
        spec=replace(spec, interval=timedelta(seconds=row[5])) if row[5] else spec,
        state=codec(FeedState).decode(row[2]),
        paused=bool(row[3]),
        added=row[4] == "admin",
    )


SUBSCRIBER_COLUMNS = (
    "subscriber.id, subscriber.chat_id, subscriber.thread_id, subscriber.kind, subscriber.language, "
    "subscriber.awake, subscriber.discreet, subscriber.previews, subscriber.rhythm, subscriber.digest_hour, "
    "subscriber.digest_weekday, subscriber.timezone, subscriber.quiet_from, subscriber.quiet_until, "
    "subscriber.silent_until"
)
SUBSCRIBER_WIDTH = 15


def subscriber_of(row: Row) -> Subscriber:
    """The subscriber of a row that begins with SUBSCRIBER_COLUMNS."""
    return Subscriber(
        id=row[0],
        chat=ChatRef(row[1], row[2] or None),
        kind=ChatKind(row[3]),
        language=row[4],
        awake=bool(row[5]),
        discreet=bool(row[6]),
        previews=bool(row[7]),
        timing=timing_of(row[8:SUBSCRIBER_WIDTH]),
    )


def timing_of(row: Row) -> Timing:
    """From rhythm, hour, weekday, zone, begin and end of quiet hours, end of a pause."""
    rhythm, hour, weekday, zone, begin, end, silent_until = row
    quiet = Quiet(begin, end) if begin is not None and end is not None else None
    return Timing(Rhythm(rhythm), hour, weekday, zone, quiet, from_ticks(silent_until))


WATCH_COLUMNS = "watch.id, watch.subscriber_id, watch.rule, watch.paused_until, watch.urgent"


def watch_of(row: Row) -> Watch:
    """The watch of a row of WATCH_COLUMNS."""
    return Watch(
        id=row[0],
        subscriber_id=row[1],
        rule=codec(WatchRule).decode(row[2]),
        paused_until=from_ticks(row[3]),
        urgent=bool(row[4]),
    )
