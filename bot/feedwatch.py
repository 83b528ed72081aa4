"""Tells admins when a feed turns ill, silent or well again: once, and many in one message."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.feeds.health import Condition, health
from handlers.call import Message
from handlers.languages import Words
from handlers.outgoing import AnyBot, send_notes
from handlers.rights import tell_admins
from handlers.services import Services
from handlers.views.feeds import feed_news
from store.errors import DatabaseUnavailable
from store.feed import Feed

LOOK_SECONDS = 60.0
QUIET = timedelta(hours=6)
"""A feed is told of at most that often; one that goes up and down is told as it is then."""
_KEY = "feeds told"
_AILING = frozenset({Condition.ILL, Condition.SILENT, Condition.RESTING})

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What admins last heard of a feed, and when."""

    condition: Condition
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    feed: Feed
    condition: Condition
    reason: str


def find_changes(feeds: Iterable[Feed], told: Mapping[int, Told], now: datetime) -> list[Change]:
    """What admins are to hear: a feed is no longer as they last heard. Of one never told of they think that it is well.

    That a feed rests because somebody wanted it so is not told; that a server gave it up is.
    """
    changes = []
    for feed in feeds:
        judged = health(feed, now)
        known = told.get(feed.id)
        before = known.condition if known else Condition.WELL
        recent = known is not None and now - known.at < QUIET
        wanted = feed.paused or not feed.spec.enabled
        if not (wanted or recent or judged.condition is before):
            changes.append(Change(feed, judged.condition, judged.reason))
    return changes


async def watch_feeds(services: Services, bot: AnyBot, clock: Clock, stop: asyncio.Event) -> None:
    """Until `stop`, look once a minute. What was told is noted down, so that a restart repeats nothing."""
    while not stop.is_set():
        try:
            await look_at_feeds(services, bot, clock.now())
        except DatabaseUnavailable as error:
            _log.warning("feedwatch.failed", error=str(error))
        await _pause(clock, stop)


async def look_at_feeds(services: Services, bot: AnyBot, now: datetime) -> None:
    """One round. Queries may name the outlets of feeds that were added since the last one."""
    told = _read(await services.store.notes.read(_KEY))
    feeds = await services.store.feeds.all()
    services.learn_outlets(feeds)
    changes = find_changes(feeds, told, now)
    if not changes or services.store.panic.on:
        return
    await send_notes(await tell_admins(services, _writer(changes)), bot)
    told |= {change.feed.id: Told(change.condition, now) for change in changes}
    await services.store.notes.write(_KEY, _write(told))


def _writer(changes: list[Change]) -> Callable[[Words], Message]:
    ordered = sorted(changes, key=lambda change: change.condition not in _AILING)
    news = [(change.feed.spec.outlet, str(change.condition), change.reason) for change in ordered]
    return lambda words: feed_news(news, words)


def _read(text: str | None) -> dict[int, Told]:
    kept = json.loads(text) if text else {}
    return {
        int(feed_id): Told(Condition(condition), datetime.fromisoformat(at))
        for feed_id, (condition, at) in kept.items()
    }


def _write(told: Mapping[int, Told]) -> str:
    return json.dumps({feed_id: (known.condition, known.at.isoformat()) for feed_id, known in told.items()})


async def _pause(clock: Clock, stop: asyncio.Event) -> None:
    tasks = {asyncio.create_task(clock.sleep(LOOK_SECONDS)), asyncio.create_task(stop.wait())}
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
