"""One feed: how it is, and what an admin may do with it: pause it, say how often it is asked, take it away again."""

from datetime import timedelta

from markupsafe import Markup

from handlers.call import Button, Call, Message, Reply
from handlers.languages import Words
from handlers.rights import may
from handlers.services import Services
from handlers.views.buttons import OddButton, press, row
from handlers.views.feeds import name_feed, state_of_feed
from handlers.views.text import bold, clean, code, fit, shorten
from store.admin import Deed
from store.feed import Feed

INTERVALS = (300, 900, 3600, 21600)
"""Seconds between two polls that buttons offer; 0 goes back to what the catalogue or the settings say."""


async def show(feed_id: int, call: Call, words: Words, services: Services) -> Reply:
    feed = await _find(feed_id, call, services)
    return Reply(messages=(await page(feed, call, words, services),), edit=True)


async def page(feed: Feed, call: Call, words: Words, services: Services) -> Message:
    """All that is known of a feed, with buttons for who may change it."""
    undecided = (await services.store.feeds.undecided()).get(feed.id, 0)
    lines = [
        bold(name_feed(feed)),
        code(shorten(clean(feed.spec.url), 300)),
        state_of_feed(feed, undecided, words, services),
        _pace(feed, words),
        words.say("Added here, not by the catalogue.") if feed.added else Markup(),
    ]
    allowed = may(await services.role_of(call.user_id), "broadcast")
    back = row(press(words.say("« All feeds"), "v:page:0"))
    return Message(text=fit(lines, separator="\n"), buttons=(*(_buttons(feed, words) if allowed else ()), *back))


async def pause(feed_id: int, call: Call, words: Words, services: Services, *, paused: bool) -> Reply:
    feed = await _find(feed_id, call, services)
    await services.store.feeds.pause(feed_id, paused=paused, now=services.clock())
    await _record(feed, Deed.FEED_PAUSED if paused else Deed.FEED_RESUMED, call, services)
    return await show(feed_id, call, words, services)


async def pace(feed_id: int, seconds: int, call: Call, words: Words, services: Services) -> Reply:
    """Ask the feed at the earliest so many seconds after it was last asked."""
    if seconds not in {0, *INTERVALS}:
        raise OddButton(call.action)
    feed = await _find(feed_id, call, services)
    await services.store.feeds.set_interval(feed_id, timedelta(seconds=seconds) if seconds else None)
    await _record(feed, Deed.FEED_PACED, call, services)
    return await show(feed_id, call, words, services)


async def ask_to_remove(feed_id: int, call: Call, words: Words, services: Services) -> Reply:
    feed = await _find(feed_id, call, services)
    asked = words.say("Shall {outlet} be polled no longer? What it brought so far stays.", outlet=name_feed(feed))
    buttons = row(press(words.say("Yes"), f"v:gone:{feed_id}"), press(words.say("No"), f"v:one:{feed_id}"))
    return Reply(messages=(Message(text=asked, buttons=buttons),), edit=True)


async def remove(feed_id: int, call: Call, words: Words, services: Services) -> Reply:
    feed = await _find(feed_id, call, services)
    if not await services.store.feeds.remove(feed_id):
        raise OddButton(call.action)
    await _record(feed, Deed.FEED_REMOVED, call, services)
    said = words.say("{outlet} is polled no longer.", outlet=name_feed(feed))
    return Reply(messages=(Message(text=said, buttons=row(press(words.say("« All feeds"), "v:page:0"))),), edit=True)


async def _find(feed_id: int, call: Call, services: Services) -> Feed:
    found = next((feed for feed in await services.store.feeds.all() if feed.id == feed_id), None)
    if found is None:
        raise OddButton(call.action)
    return found


async def _record(feed: Feed, deed: Deed, call: Call, services: Services) -> None:
    await services.store.admins.record(call.user_id or 0, deed, detail=name_feed(feed), now=services.clock())


def _pace(feed: Feed, words: Words) -> Markup:
    if feed.spec.interval is None:
        return words.say("Asked as often as the settings say.")
    return words.say("Asked at most every {time}.", time=words.lasting(round(feed.spec.interval.total_seconds())))


def _buttons(feed: Feed, words: Words) -> tuple[tuple[Button, ...], ...]:
    turn = (
        press(words.say("Resume"), f"v:go:{feed.id}")
        if feed.paused
        else press(words.say("Pause"), f"v:pause:{feed.id}")
    )
    paces = [press(words.lasting(seconds), f"v:every:{feed.id}:{seconds}") for seconds in INTERVALS]
    usual = press(words.say("As often as usual"), f"v:every:{feed.id}:0")
    taken_away = press(words.say("Poll it no longer"), f"v:drop:{feed.id}") if feed.added else None
    return (*row(turn if feed.spec.enabled else None, taken_away), *row(*paces), *row(usual))
