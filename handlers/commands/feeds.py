"""/feeds: how each feed is, for those who run the bot; pause one, or let it go on."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup, escape

from handlers.call import Button, Call, Message, Reply
from handlers.languages import Words
from handlers.rights import may
from handlers.services import Services
from handlers.views.buttons import OddButton, press, rest, row, turning
from handlers.views.text import bold, clean, fit, shorten
from store.admin import Deed
from store.feed import Feed

_SIZE = 8
_NAME = 40
_SIGNS = {"well": "🟢", "ill": "🔴", "silent": "🟡", "resting": "⚪"}


async def feeds(call: Call, services: Services) -> Reply:
    return Reply(messages=(await _page(0, call, await services.words_for(call), services),))


async def pressed(call: Call, services: Services) -> Reply:
    """`v:page:8`; `v:pause:8:3` and `v:go:8:3` change feed 3 and show the page from 8 on again."""
    words = await services.words_for(call)
    step, _, given = rest(call.action).partition(":")
    numbers = given.split(":")
    if not all(number.isascii() and number.isdigit() and len(number) <= 9 for number in numbers):
        raise OddButton(call.action)
    if step in {"pause", "go"} and len(numbers) == 2 and may(await services.role_of(call.user_id), "broadcast"):
        await _switch(int(numbers[1]), step == "pause", call, services)
    elif step != "page":
        raise OddButton(call.action)
    return Reply(messages=(await _page(int(numbers[0]), call, words, services),), edit=True)


async def _switch(feed_id: int, paused: bool, call: Call, services: Services) -> None:
    found = next((feed for feed in await services.store.feeds.all() if feed.id == feed_id), None)
    if found is None:
        raise OddButton(call.action)
    await services.store.feeds.pause(feed_id, paused=paused)
    deed = Deed.FEED_PAUSED if paused else Deed.FEED_RESUMED
    await services.store.admins.record(call.user_id or 0, deed, detail=_name(found), now=services.clock())


async def _page(offset: int, call: Call, words: Words, services: Services) -> Message:
    every = sorted(await services.store.feeds.all(), key=lambda feed: _rank(feed, services))
    offset = offset if offset < len(every) else 0
    shown = every[offset : offset + _SIZE]
    lines = [_line(place, feed, words, services) for place, feed in enumerate(shown, offset + 1)]
    head = bold(words.say_many("{n} feed", "{n} feeds", n=len(every)))
    allowed = may(await services.role_of(call.user_id), "broadcast")
    buttons = _switches(shown, offset, words) if allowed else ()
    pages = turning(words, "v:page:{offset}", offset=offset, size=_SIZE, total=len(every))
    return Message(text=fit([head, *lines], separator="\n"), buttons=(*buttons, *pages))


def _rank(feed: Feed, services: Services) -> tuple[int, str]:
    order = ["ill", "silent", "well", "resting"]
    condition = services.judge_feed(feed, services.clock()).condition
    return order.index("resting" if feed.paused else str(condition)), feed.spec.outlet


def _line(place: int, feed: Feed, words: Words, services: Services) -> Markup:
    health = services.judge_feed(feed, services.clock())
    condition = "resting" if feed.paused else str(health.condition)
    parts = [escape(f"{place}. {_SIGNS[condition]} {_name(feed)}")]
    if feed.paused:
        parts.append(words.say("paused"))
    else:
        parts += [escape(shorten(clean(said), 120)) for said in (health.reason, health.note) if said]
        parts += _read(feed.state.last_success_at, words, services.clock())
    return Markup(" · ").join(parts)


def _read(at: datetime | None, words: Words, now: datetime) -> list[Markup]:
    return [words.say("read {age}", age=words.age(at, now))] if at else []


def _switches(shown: Sequence[Feed], offset: int, words: Words) -> tuple[tuple[Button, ...], ...]:
    buttons = [
        press(words.say("Resume {n}", n=place), f"v:go:{offset}:{feed.id}")
        if feed.paused
        else press(words.say("Pause {n}", n=place), f"v:pause:{offset}:{feed.id}")
        for place, feed in enumerate(shown, offset + 1)
        if feed.spec.enabled
    ]
    return tuple(line for start in range(0, len(buttons), 4) for line in row(*buttons[start : start + 4]))


def _name(feed: Feed) -> str:
    return shorten(clean(feed.spec.outlet), _NAME)
