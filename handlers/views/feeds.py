"""What admins are told when a feed turns ill, silent or well."""

from collections.abc import Sequence

from markupsafe import Markup

from handlers.call import Message
from handlers.languages import Words
from handlers.views.text import bold, clean, fit, shorten

_SHOWN = 15


def feed_news(changes: Sequence[tuple[str, str, str]], words: Words) -> Message:
    """One message for all; each change is outlet, condition (`ill`, `silent`, `resting`, `well`) and reason."""
    lines = [_line(outlet, condition, reason, words) for outlet, condition, reason in changes[:_SHOWN]]
    if len(changes) > _SHOWN:
        lines.append(words.say_many("and {n} more feed", "and {n} more feeds", n=len(changes) - _SHOWN))
    head = bold(words.say("Feeds"))
    return Message(text=fit([head, *lines, words.say("All feeds: {command}", command="/feeds")], separator="\n"))


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
