"""/stats: readers, deliveries and feeds in numbers, for the bot's admins."""

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from handlers.call import Call, Message, Reply
from handlers.languages import LANGUAGES, NATIVE_NAMES, Words
from handlers.services import Services
from handlers.views.feeds import undecided_words
from handlers.views.text import bold, clean, fit, shorten
from store.delivery import NoticeKind, OutboxDepth
from store.feed import Feed
from store.subscriber import ChatKind


async def stats(call: Call, services: Services) -> Reply:
    words = await services.words_for(call)
    store = services.store
    parts = [
        _readers(await store.subscribers.count(), words),
        _deliveries(await store.outbox.depth(), await store.outbox.tally(), words, services),
        _feeds(await store.feeds.all(), await store.undecided.count(), words),
    ]
    return Reply(messages=(Message(text=fit(parts)),))


def _readers(count: Mapping[str, int], words: Words) -> Markup:
    return _section(words.say("Chats"), [_pair(name, number, words) for name, number in _named(count, words) if number])


def _named(count: Mapping[str, int], words: Words) -> Iterator[tuple[str | Markup, int]]:
    """What the store counts, in words and in an order that reads well."""
    yield words.say("all"), count.get("total", 0)
    yield words.say("following something"), count.get("watching", 0)
    yield words.say("not reachable"), count.get("asleep", 0)
    kinds = {
        ChatKind.PRIVATE: words.say("private chats"),
        ChatKind.GROUP: words.say("groups"),
        ChatKind.TOPIC: words.say("topics of forums"),
        ChatKind.CHANNEL: words.say("channels"),
    }
    yield from ((name, count.get(f"kind:{kind}", 0)) for kind, name in kinds.items())
    yield from ((NATIVE_NAMES[language], count.get(f"language:{language}", 0)) for language in LANGUAGES)


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
    lines += [_counted(kind, states, words) for kind, states in tally.items()]
    return _section(words.say("Deliveries"), lines)


def _counted(kind: NoticeKind, states: Mapping[str, int], words: Words) -> Markup:
    kinds = {
        NoticeKind.ALERT: words.say("updates"),
        NoticeKind.CORRECTION: words.say("corrections"),
        NoticeKind.DIGEST: words.say("digests"),
        NoticeKind.BROADCAST: words.say("broadcasts"),
    }
    named = {
        "sent": words.say("sent"),
        "due": words.say("waiting"),
        "claimed": words.say("being sent"),
        "uncertain": words.say("uncertain"),
        "dropped": words.say("not delivered"),
        "once_uncertain": words.say("uncertain for a while"),
    }
    counts = [
        Markup("{} {}").format(name, words.number(states[state])) for state, name in named.items() if states.get(state)
    ]
    return Markup("{}: {}").format(kinds[kind], Markup(", ").join(counts) or words.say("nothing yet"))


def _feeds(feeds: list[Feed], undecided: int, words: Words) -> Markup:
    enabled = [feed for feed in feeds if feed.spec.enabled]
    ill = [feed for feed in enabled if feed.state.failures]
    lines = [words.say("{good} of {all} feeds in order", good=len(enabled) - len(ill), all=len(enabled))]
    lines += [
        Markup("{}: {}").format(shorten(clean(feed.spec.outlet), 40), shorten(clean(feed.state.last_error or "?"), 80))
        for feed in ill[:15]
    ]
    lines += [undecided_words(undecided, words)] if undecided else []
    return _section(words.say("Feeds"), lines)


def _pair(name: str | Markup, number: int, words: Words) -> Markup:
    return Markup("{}: {}").format(name, words.number(number))


def _section(heading: Markup, lines: list[Markup]) -> Markup:
    return Markup("\n").join([bold(heading), *lines])
