"""`/feeds add ADDRESS`: what the address would give, and a button that has it polled.

Nothing is remembered in between: the button reads outlet and address from the preview's first two lines.
"""

from markupsafe import Markup, escape

from handlers.call import Call, Message, Reply
from handlers.commands import feed_page
from handlers.languages import Words
from handlers.services import Services
from handlers.trial import FeedTrial
from handlers.views.buttons import OddButton, press, row
from handlers.views.links import checked
from handlers.views.text import bold, clean, code, fit, shorten
from store.admin import Deed
from store.feed import Feed, FeedSpec

_OUTLET = 80


async def add(arguments: str, words: Words, services: Services) -> Reply:
    """`ADDRESS`, or `ADDRESS Name of the outlet`."""
    address, _, outlet = " ".join(arguments.split()).partition(" ")
    url = checked(address)
    if url is None:
        example = code("/feeds add https://example.org/feed")
        return _said(words.say("Which address? For example: {example}", example=example))
    trial = await services.try_feed(url, shorten(clean(outlet), _OUTLET))
    if trial.spec is None:
        return _refused(url, trial, words)
    known = await _polled_at(trial.spec.url, services)
    if known is not None:
        return _said(words.say("{outlet} is polled already.", outlet=clean(known.spec.outlet)))
    return Reply(messages=(_preview(url, trial, trial.spec, words),))


async def confirm(call: Call, words: Words, services: Services) -> Reply:
    """Have polled what the preview under the pressed button shows; it is tried once more."""
    outlet, _, after = call.origin_text.partition("\n")
    url = checked(after.partition("\n")[0].strip())
    if url is None or not outlet.strip():
        raise OddButton(call.action)
    trial = await services.try_feed(url, outlet.strip())
    if trial.spec is None:
        return _refused(url, trial, words)
    if await services.store.feeds.add(trial.spec, now=services.clock()):
        name = shorten(clean(trial.spec.outlet), _OUTLET)
        await services.store.admins.record(call.user_id or 0, Deed.FEED_ADDED, detail=name, now=services.clock())
    feed = await _polled_at(trial.spec.url, services)
    if feed is None:
        raise OddButton(call.action)
    services.learn_outlets(await services.store.feeds.all())
    return Reply(messages=(await feed_page.page(feed, call, words, services),), edit=True)


async def _polled_at(url: str, services: Services) -> Feed | None:
    return next((feed for feed in await services.store.feeds.all() if feed.spec.url == url), None)


def _preview(asked: str, trial: FeedTrial, spec: FeedSpec, words: Words) -> Message:
    titles = [_title(title, told) for title, told in trial.titles]
    lines = [
        bold(shorten(clean(spec.outlet), _OUTLET)),
        code(spec.url),
        words.say("{address} is a page; this is what can be polled.", address=asked) if asked != spec.url else Markup(),
        words.say_many("It shows {n} entry now.", "It shows {n} entries now.", n=trial.total),
        *titles,
        words.say("● would be told, ○ is about something else.") if titles else Markup(),
    ]
    buttons = row(press(words.say("Poll it"), "v:add:0"), press(words.say("No"), "v:page:0"))
    return Message(text=fit(lines, separator="\n"), buttons=buttons)


def _title(title: str, told: bool) -> Markup:
    return escape(f"{'●' if told else '○'} {shorten(clean(title), 120)}")


def _refused(url: str, trial: FeedTrial, words: Words) -> Reply:
    said = words.say("Nothing at {address} can be polled.", address=shorten(clean(url), 300))
    reason = escape(shorten(clean(trial.trouble), 300))
    return _said(fit([said, reason], separator="\n"))


def _said(text: Markup) -> Reply:
    return Reply(messages=(Message(text=text),))
