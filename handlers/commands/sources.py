"""/sources: whom the bot reads, and how fresh each is."""

from datetime import datetime

from markupsafe import Markup

from handlers.call import Call, Message, Reply
from handlers.languages import Words
from handlers.services import Services
from handlers.views.links import link
from handlers.views.text import bold, clean, fit, shorten
from store.listing import OutletFreshness

_NAME = 60


async def sources(call: Call, services: Services) -> Reply:
    """Outlets that are read, freshest first, then those that are switched off."""
    words = await services.words_for(call)
    outlets = await services.store.entries.freshness()
    read = sorted((outlet for outlet in outlets if outlet.enabled), key=_freshness, reverse=True)
    off = [shorten(clean(outlet.outlet), _NAME) for outlet in outlets if not outlet.enabled]
    head = words.say_many("I read {n} outlet", "I read {n} outlets", n=len(read))
    lines = [_line(outlet, words, services.clock()) for outlet in read]
    parts = [bold(head), *lines]
    if off:
        parts.append(words.say("Not read at present: {outlets}", outlets=", ".join(off)))
    return Reply(messages=(Message(text=fit(parts, separator="\n")),))


def _freshness(outlet: OutletFreshness) -> tuple[bool, float]:
    return outlet.newest_at is not None, outlet.newest_at.timestamp() if outlet.newest_at else 0.0


def _line(outlet: OutletFreshness, words: Words, now: datetime) -> Markup:
    name = link(outlet.url, shorten(clean(outlet.outlet), _NAME))
    if outlet.newest_at:
        state = words.say("newest {age}", age=words.age(outlet.newest_at, now))
    else:
        state = words.say("nothing yet")
    return Markup("• {}: {}").format(name, _with_health(state, outlet, words))


def _with_health(state: Markup, outlet: OutletFreshness, words: Words) -> Markup:
    if not outlet.ill:
        return state
    return Markup("{}, {}").format(state, words.say("cannot be reached at the moment"))
