"""/broadcast: an admin's message to every reader, shown first, sent once.

Nothing is stored before it is confirmed: the button reads the text back from the preview above it. A hash in the button
guards that text, and a stamp makes two presses one broadcast.
"""

import hashlib
from datetime import datetime, timedelta

from markupsafe import Markup, escape

from handlers.call import Call, Message, Reply
from handlers.languages import LANGUAGES, NATIVE_NAMES, Words
from handlers.services import Services
from handlers.views.broadcast import broadcast as as_received
from handlers.views.buttons import OddButton, press, rest, row
from handlers.views.text import clean_lines, code, fit, units

_LONGEST = 3500  # leaves room for the preview's heading within 4,096
_VALID_FOR = timedelta(days=1)


async def broadcast(call: Call, services: Services) -> Reply:
    """Shows what would be sent, to how many, with buttons to send and to cancel."""
    words = await services.words_for(call)
    source = clean_lines(call.arguments)
    texts = split_languages(source)
    if not texts:
        return Reply(messages=(_explain(words),))
    if units(source) > _LONGEST:
        longest = words.number(_LONGEST)
        return Reply(messages=(Message(text=words.say("Please keep it within {n} characters.", n=longest)),))
    count = (await services.store.subscribers.count()).get("awake", 0)
    exact = [as_received(str(escape(text))) for text in texts.values()] if set(texts) != {"*"} else []
    return Reply(messages=(*exact, _preview(source, count, words, services.clock())))


async def decide(call: Call, services: Services) -> Reply:
    """The buttons under a preview: `b:no`, or `b:yes:hash:stamp`."""
    words = await services.words_for(call)
    choice, _, guard = rest(call.action).partition(":")
    if choice == "no":
        return Reply(messages=(Message(text=words.say("Cancelled. Nothing was sent.")),), edit=True)
    if choice != "yes":
        raise OddButton(call.action)
    source = call.origin_text.partition("\n\n")[2].strip()
    digest, _, stamp = guard.partition(":")
    if digest != _digest(source) or not _recent(stamp, services.clock()):
        changed = words.say("This preview can no longer be used. Please give the command again.")
        return Reply(messages=(Message(text=changed),))
    return Reply(messages=(await _send(source, guard, call, services, words),), edit=True)


def split_languages(source: str) -> dict[str, str]:
    """Text by language where lines begin with `en:`, `ru:` or `ky:`, else one text for all, under `*`."""
    texts: dict[str, list[str]] = {}
    language = "*"
    for line in source.splitlines():
        prefix, colon, after = line.partition(":")
        if colon and prefix.strip().lower() in LANGUAGES:
            language, line = prefix.strip().lower(), after  # noqa: PLW2901 - the rest of the line is the text
        texts.setdefault(language, []).append(line.strip())
    joined = {code: "\n".join(lines).strip() for code, lines in texts.items()}
    return {code: text for code, text in joined.items() if text}


def body_of(texts: dict[str, str], default_language: str) -> dict[str, str]:
    """Escaped message text by language, with `*` for readers of any other language."""
    body = {code: str(escape(text)) for code, text in texts.items()}
    fallback = next(code for code in ("*", default_language, "en", *texts) if code in body)
    return body | {"*": body[fallback]}


async def _send(source: str, key: str, call: Call, services: Services, words: Words) -> Message:
    body = body_of(split_languages(source), services.default_language)
    count = await services.store.outbox.announce(
        body, created_by=call.user_id or 0, key=f"broadcast:{key}", now=services.clock()
    )
    services.wake_courier()
    return Message(text=words.say_many("On its way to {n} chat.", "On its way to {n} chats.", n=count))


def _preview(source: str, count: int, words: Words, now: datetime) -> Message:
    heading = words.say_many("This goes to {n} chat, as it stands:", "This goes to {n} chats, as it stands:", n=count)
    action = f"b:yes:{_digest(source)}:{int(now.timestamp())}"
    return Message(
        text=Markup("{}\n\n{}").format(heading, source),
        buttons=row(press(words.say("Send it"), action), press(words.say("Cancel"), "b:no")),
    )


def _explain(words: Words) -> Message:
    example = "/broadcast\n" + "\n".join(f"{language}: {NATIVE_NAMES[language]}…" for language in LANGUAGES)
    parts = [
        words.say("Write the message after the command. I show it to you before anything is sent."),
        words.say("For a text of its own in each language, begin lines like this:"),
        code(example),
    ]
    return Message(text=fit(parts))


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def _recent(stamp: str, now: datetime) -> bool:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    return 0 <= now.timestamp() - int(stamp) <= _VALID_FOR.total_seconds()
