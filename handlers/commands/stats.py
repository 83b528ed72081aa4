"""/stats: readers, deliveries and feeds in numbers, for the bot's admins."""

from collections.abc import Mapping

from markupsafe import Markup, escape

from handlers.call import Call, Message, Reply
from handlers.languages import Words
from handlers.services import Services
from handlers.views.text import bold, clean, fit, shorten
from store.delivery import NoticeKind, OutboxDepth
from store.feed import Feed


async def stats(call: Call, services: Services) -> Reply:
    words = await services.words_for(call)
    store = services.store
    parts = [
        _readers(await store.subscribers.count(), words),
        _deliveries(await store.outbox.depth(), await store.outbox.tally(), words, services),
        _feeds(await store.feeds.all(), words),
    ]
    return Reply(messages=(Message(text=fit(parts)),))


def _readers(count: Mapping[str, int], words: Words) -> Markup:
    return _section(words.say("Chats"), [_pair(name, number, words) for name, number in sorted(count.items())])


def _deliveries(
    depth: OutboxDepth, tally: Mapping[NoticeKind, Mapping[str, int]], words: Words, services: Services
) -> Markup:
    lines = [
        words.say(
            "waiting {due}, being sent {claimed}, uncertain {uncertain}",
            due=words.number(depth.due),
            claimed=words.number(depth.claimed),
            uncertain=words.number(depth.uncertain),
        )
    ]
    if depth.oldest_due_at:
        lines.append(words.say("oldest waits since {age}", age=words.age(depth.oldest_due_at, services.clock())))
    for kind, states in tally.items():
        counts = [f"{state} {words.number(number)}" for state, number in states.items()]
        lines.append(Markup("{}: {}").format(kind.value, ", ".join(counts) or words.say("nothing yet")))
    return _section(words.say("Deliveries"), lines)


def _feeds(feeds: list[Feed], words: Words) -> Markup:
    enabled = [feed for feed in feeds if feed.spec.enabled]
    ill = [feed for feed in enabled if feed.state.failures]
    lines = [words.say("{good} of {all} feeds in order", good=len(enabled) - len(ill), all=len(enabled))]
    lines += [
        Markup("{}: {}").format(shorten(clean(feed.spec.outlet), 40), shorten(clean(feed.state.last_error or "?"), 80))
        for feed in ill[:15]
    ]
    return _section(words.say("Feeds"), lines)


def _pair(name: str, number: int, words: Words) -> Markup:
    return escape(f"{name}: {words.number(number)}")


def _section(heading: Markup, lines: list[Markup]) -> Markup:
    return Markup("\n").join([bold(heading), *lines])
