"""Taking in what a poll brought, in one transaction."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from store.entry import AnalysedEntry, Origin, ParsedEntry
from store.feed import Feed, FeedState
from store.identity import item_hash
from store.intake import Decision, Intake, Judge, Verdict
from store.people.index import PersonIndex
from store.sqlite.feeds import save_state
from store.sqlite.known import gather_known
from store.sqlite.outbox import enqueue_alert
from store.sqlite.times import to_ticks
from store.sqlite.writing import Placing, add_links, replace_entry, write_entry
from store.subscriber import Match


def mark_seen(
    connection: sqlite3.Connection, feed: Feed, entries: Sequence[ParsedEntry], now: datetime
) -> list[ParsedEntry]:
    """Note that the known ones were seen; gives the others."""
    unseen = []
    for entry in entries:
        cursor = connection.execute(
            "UPDATE feed_item SET seen_at = ? WHERE feed_id = ? AND hash = ?",
            (to_ticks(now), feed.id, item_hash(entry)),
        )
        if not cursor.rowcount:
            unseen.append(entry)
    return unseen


def take_in(
    connection: sqlite3.Connection,
    people: PersonIndex,
    feed: Feed,
    analysed: Sequence[AnalysedEntry],
    *,
    judge: Judge,
    audience: Sequence[Sequence[Match]],
    state: FeedState,
    now: datetime,
) -> Intake:
    """Write what is new or changed, with its deliveries, and the feed's state."""
    verdicts = judge(analysed, gather_known(connection, feed, analysed))
    intake = Intake()
    for entry, verdict, matches in zip(analysed, verdicts, audience, strict=True):
        intake = _apply(connection, people, feed, entry, verdict, matches, intake, now)
    brought_news = intake.new > 0
    save_state(connection, feed.id, replace(state, last_new_at=now) if brought_news else state)
    return intake


def _apply(
    connection: sqlite3.Connection,
    people: PersonIndex,
    feed: Feed,
    entry: AnalysedEntry,
    verdict: Verdict,
    matches: Sequence[Match],
    intake: Intake,
    now: datetime,
) -> Intake:
    if verdict.entry_id is None:
        entry_id = write_entry(connection, people, entry, _placing(feed), now)
        intake = replace(intake, new=intake.new + 1, entry_ids=(*intake.entry_ids, entry_id))
        if verdict.tell and matches:
            sent_to = enqueue_alert(connection, entry_id, matches, now)
            intake = replace(intake, told=intake.told + 1, deliveries=intake.deliveries + sent_to)
    else:
        entry_id = verdict.entry_id
        intake = _update(connection, people, feed, entry, verdict, entry_id, intake, now)
    add_links(connection, feed.spec.outlet, entry_id, entry.parsed)
    connection.execute(
        "INSERT OR REPLACE INTO feed_item VALUES (?, ?, ?, ?, ?)",
        (feed.id, item_hash(entry.parsed), entry.parsed.guid, entry_id, to_ticks(now)),
    )
    return intake


def _update(
    connection: sqlite3.Connection,
    people: PersonIndex,
    feed: Feed,
    entry: AnalysedEntry,
    verdict: Verdict,
    entry_id: int,
    intake: Intake,
    now: datetime,
) -> Intake:
    if verdict.decision is Decision.EDIT:
        _keep_version(connection, entry_id, now)
        _replace_dated(connection, people, feed, entry, entry_id, now)
        connection.execute("UPDATE entry SET edited_at = ? WHERE id = ?", (to_ticks(now), entry_id))
        return replace(intake, edited=intake.edited + 1)
    if verdict.decision is Decision.ADOPT:
        _adopt(connection, people, feed, entry, entry_id, now)
        return replace(intake, adopted=intake.adopted + 1)
    return intake


def _keep_version(connection: sqlite3.Connection, entry_id: int, now: datetime) -> None:
    connection.execute(
        "INSERT INTO entry_version SELECT id, ?, title, text FROM entry WHERE id = ?", (to_ticks(now), entry_id)
    )


def _replace_dated(
    connection: sqlite3.Connection,
    people: PersonIndex,
    feed: Feed,
    entry: AnalysedEntry,
    entry_id: int,
    now: datetime,
) -> None:
    # A date that the item no longer gives, and a place in time without one, stay as they were.
    published_at, sort_at = connection.execute(
        "SELECT published_at, sort_at FROM entry WHERE id = ?", (entry_id,)
    ).fetchone()
    replace_entry(connection, people, entry_id, entry, country=feed.spec.country, now=now)
    if entry.parsed.published_at is None:
        connection.execute(
            "UPDATE entry SET published_at = ?, sort_at = ? WHERE id = ?", (published_at, sort_at, entry_id)
        )


def _adopt(
    connection: sqlite3.Connection,
    people: PersonIndex,
    feed: Feed,
    entry: AnalysedEntry,
    entry_id: int,
    now: datetime,
) -> None:
    """Outlet, address, text and date come from the feed; the period and the copies elsewhere stay, and what the feed
    does not give stays too."""
    row = connection.execute(
        "SELECT url, text, also_at, period_start, period_end, published_at, sort_at FROM entry WHERE id = ?",
        (entry_id,),
    ).fetchone()
    url, text, also_at, period_start, period_end, published_at, sort_at = row
    parsed = replace(entry.parsed, url=entry.parsed.url or url, text=entry.parsed.text or text)
    replace_entry(
        connection, people, entry_id, replace(entry, parsed=parsed), country=feed.spec.country or "kg", now=now
    )
    connection.execute(
        "UPDATE entry SET origin = 'feed', feed_id = ?, outlet = ?, also_at = ?, period_start = ?, period_end = ?,"
        " read_at = ? WHERE id = ?",
        (feed.id, feed.spec.outlet, also_at, period_start, period_end, to_ticks(now), entry_id),
    )
    if parsed.published_at is None:
        connection.execute(
            "UPDATE entry SET published_at = ?, sort_at = ? WHERE id = ?", (published_at, sort_at, entry_id)
        )


def _placing(feed: Feed) -> Placing:
    return Placing(
        origin=Origin.FEED,
        outlet=feed.spec.outlet,
        feed_id=feed.id,
        country=feed.spec.country,
        demonstration=feed.spec.demonstration,
    )
