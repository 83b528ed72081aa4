"""/feeds: how each feed is, for those who run the bot; a number opens one, `/feeds add ADDRESS` has another polled."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.call import Button, Call, Message, Reply
from handlers.commands import feed_adding, feed_page
from handlers.languages import Words
from handlers.rights import may
from handlers.services import Services
from handlers.views.buttons import OddButton, press, rest, row, turning
from handlers.views.feeds import condition_of, line_of_feed
from handlers.views.text import bold, code, fit
from store.feed import Feed

_SIZE = 8
_FOR_ADMINS = {"pause": 1, "go": 1, "every": 2, "drop": 1, "gone": 1, "add": 1}
_FOR_ALL = {"page": 1, "one": 1}
"""What buttons do, and with how many numbers."""


async def feeds(call: Call, services: Services) -> Reply:
    words = await services.words_for(call)
    word, _, given = call.arguments.strip().partition(" ")
    if word.lower() == "add" and may(await services.role_of(call.user_id), "broadcast"):
        return await feed_adding.add(given, words, services)
    return Reply(messages=(await _page(0, call, words, services),))


async def pressed(call: Call, services: Services) -> Reply:
    """`v:page:8` turns to the page from 8 on, `v:one:3` opens feed 3, `v:every:3:900` changes it."""
    words = await services.words_for(call)
    step, _, given = rest(call.action).partition(":")
    numbers = given.split(":")
    allowed = may(await services.role_of(call.user_id), "broadcast")
    known = {**_FOR_ALL, **(_FOR_ADMINS if allowed else {})}
    if len(numbers) != known.get(step) or not all(n.isascii() and n.isdigit() and len(n) <= 9 for n in numbers):
        raise OddButton(call.action)
    if step == "page":
        return Reply(messages=(await _page(int(given), call, words, services),), edit=True)
    if step == "add":
        return await feed_adding.confirm(call, words, services)
    return await _do(step, [int(number) for number in numbers], call, words, services)


async def _do(step: str, numbers: list[int], call: Call, words: Words, services: Services) -> Reply:
    number = numbers[0]
    match step:
        case "pause" | "go":
            return await feed_page.pause(number, call, words, services, paused=step == "pause")
        case "every":
            return await feed_page.pace(number, numbers[1], call, words, services)
        case "drop":
            return await feed_page.ask_to_remove(number, call, words, services)
        case "gone":
            return await feed_page.remove(number, call, words, services)
    return await feed_page.show(number, call, words, services)


async def _page(offset: int, call: Call, words: Words, services: Services) -> Message:
    every = sorted(await services.store.feeds.all(), key=lambda feed: _rank(feed, services))
    offset = offset if offset < len(every) else 0
    shown = every[offset : offset + _SIZE]
    waiting = await services.store.feeds.undecided()
    lines = [
        line_of_feed(place, feed, waiting.get(feed.id, 0), words, services)
        for place, feed in enumerate(shown, offset + 1)
    ]
    head = bold(words.say_many("{n} feed", "{n} feeds", n=len(every)))
    allowed = may(await services.role_of(call.user_id), "broadcast")
    hint = words.say("To add one: {command}", command=code("/feeds add https://…")) if allowed else Markup()
    pages = turning(words, "v:page:{offset}", offset=offset, size=_SIZE, total=len(every))
    return Message(text=fit([head, *lines, hint], separator="\n"), buttons=(*_openers(shown, offset), *pages))


def _rank(feed: Feed, services: Services) -> tuple[int, str]:
    return ["ill", "silent", "well", "resting"].index(condition_of(feed, services)), feed.spec.outlet


def _openers(shown: Sequence[Feed], offset: int) -> tuple[tuple[Button, ...], ...]:
    buttons = [press(str(place), f"v:one:{feed.id}") for place, feed in enumerate(shown, offset + 1)]
    return tuple(line for start in range(0, len(buttons), 4) for line in row(*buttons[start : start + 4]))
