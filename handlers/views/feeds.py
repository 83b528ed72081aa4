"""How a feed is, as admins see it in a list, on its own page, and when it turns ill, silent or well."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from handlers.call import Message
from handlers.languages import Words
from handlers.services import Services
from handlers.views.text import bold, clean, fit, shorten
from store.feed import Feed

_SHOWN = 15
_NAME = 40
_SIGNS = {"well": "🟢", "ill": "🔴", "silent": "🟡", "resting": "⚪"}


def feed_news(changes: Sequence[tuple[str, str, str]], words: Words) -> Message:
    """One message for all; each change is outlet, condition (`ill`, `silent`, `resting`, `well`) and reason."""
    lines = [_line(outlet, condition, reason, words) for outlet, condition, reason in changes[:_SHOWN]]
    if len(changes) > _SHOWN:
        lines.append(words.say_many("and {n} more feed", "and {n} more feeds", n=len(changes) - _SHOWN))
    head = bold(words.say("Feeds"))
    return Message(text=fit([head, *lines, words.say("All feeds: {command}", command="/feeds")], separator="\n"))


def name_feed(feed: Feed) -> str:
    return shorten(clean(feed.spec.outlet), _NAME)


def condition_of(feed: Feed, services: Services) -> str:
    """`well`, `ill`, `silent` or `resting`; a paused one rests."""
    return "resting" if feed.paused else str(services.judge_feed(feed, services.clock()).condition)


def line_of_feed(place: int, feed: Feed, undecided: int, words: Words, services: Services) -> Markup:
    """One line of a list; so many `undecided` entries wait for their own page."""
    head = escape(f"{place}. {_SIGNS[condition_of(feed, services)]} {name_feed(feed)}")
    return Markup(" · ").join([head, *_told_of(feed, undecided, words, services)])


def state_of_feed(feed: Feed, undecided: int, words: Words, services: Services) -> Markup:
    """The same on its own page, where the name stands already."""
    told = Markup(" · ").join(_told_of(feed, undecided, words, services))
    return Markup("{} {}").format(_SIGNS[condition_of(feed, services)], told)


def undecided_words(n: int, words: Words) -> Markup:
    """How many entries say too little and wait for their own page."""
    return words.say_many(
        "{n} update waits for its own page to be read", "{n} updates wait for their own pages to be read", n=n
    )


def _told_of(feed: Feed, undecided: int, words: Words, services: Services) -> list[Markup]:
    if feed.paused:
        return [words.say("paused")]
    now = services.clock()
    health = services.judge_feed(feed, now)
    told = [escape(shorten(clean(said), 120)) for said in (health.reason, health.note) if said]
    told += [undecided_words(undecided, words)] if undecided else []
    read_at = feed.state.last_success_at
    return [*told, words.say("read {age}", age=words.age(read_at, now))] if read_at else told


def _line(outlet: str, condition: str, reason: str, words: Words) -> Markup:
    name = shorten(clean(outlet), 60)
    match condition:
        case "ill":
            said = words.say("{outlet} cannot be read", outlet=name)
        case "silent":
            said = words.say("{outlet} has been silent for much longer than usual", outlet=name)
        case "resting":
            return words.say("{outlet}: its server says that the feed is gone for good", outlet=name)
        case _:
            return words.say("{outlet} is well again", outlet=name)
    told = shorten(clean(reason), 150)
    return Markup("{}: {}").format(said, told) if told and condition == "ill" else said
