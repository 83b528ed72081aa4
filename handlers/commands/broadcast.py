"""/broadcast: an admin's message to many, shown first, confirmed, then sent once.

`/broadcast text`, also with a photo or document; `/broadcast at 18:30 text`; `/broadcast edit #3 text`;
`/broadcast list`.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from handlers.call import Call, Message, Reply
from handlers.formatting import join_lines
from handlers.languages import LANGUAGES, NATIVE_NAMES, Words
from handlers.services import Services
from handlers.views.broadcast import as_received, offer
from handlers.views.buttons import press, row
from handlers.views.text import TEXT_LIMIT, bold, clean_text, code, fit, fits
from store.broadcast import Broadcast, BroadcastState, Draft, Purpose

CAPTION_LIMIT = 1024  # Bot API, sendPhoto.caption: characters after entity parsing
_LISTED = 8
_AT = re.compile(r"at\s+(?:(\d{4}-\d{2}-\d{2})\s+)?(\d{1,2}:\d{2})(?:\s+|$)(.*)", re.DOTALL | re.IGNORECASE)
_EDIT = re.compile(r"edit(?:\s+#(\d{1,15}))?(?:\s+|$)(.*)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """What stands before the text. `edits` is a broadcast's number, 0 for the newest."""

    html: str
    start_at: datetime | None = None
    edits: int | None = None


async def broadcast(call: Call, services: Services) -> Reply:
    """Shows what would be sent in each language, to how many, with buttons to send and to cancel."""
    words = await services.words_for(call)
    if call.arguments.strip().lower() == "list":
        return await _list(words, services)
    asked = read_request(str(call.formatted or escape(call.arguments)), services.clock(), services.timezone)
    earlier = await _earlier(asked.edits, services) if asked.edits is not None else None
    if asked.edits is not None and earlier is None:
        return _said(words.say("There is no broadcast to correct: only one that is done can be. See {command}",
                               command=code("/broadcast list")))  # fmt: skip
    file = earlier.file if earlier else call.media
    texts = split_languages(asked.html)
    if not texts and (file is None or earlier):
        return Reply(messages=(_explain(words),))
    limit = CAPTION_LIMIT if file else TEXT_LIMIT
    if not all(fits(text, limit) for text in texts.values()):
        return _said(words.say("Please keep it within {n} characters.", n=words.number(limit)))
    draft = Draft(
        created_by=call.user_id or 0,
        body=body_of(texts, services.default_language),
        purpose=Purpose.EDIT if earlier else Purpose.SEND,
        file=file,
        start_at=asked.start_at,
        amends=earlier.id if earlier else None,
    )
    found = await services.store.broadcasts.draft(draft, now=services.clock())
    return Reply(messages=(*as_received(found), await offered(found, words, services)))


async def offered(found: Broadcast, words: Words, services: Services) -> Message:
    """The message under the preview."""
    count = await services.store.broadcasts.count(found.id, found.audience)
    seconded = services.confirm_broadcasts and len(await services.speakers()) > 1
    return offer(found, count, words, services.terms, seconded=seconded)


def read_request(html: str, now: datetime, timezone: ZoneInfo) -> Request:
    """Take "at 18:30", "at 2026-01-05 18:30" or "edit #3" from before the text; an hour that passed is tomorrow's."""
    html = clean_text(html)
    edit = _EDIT.fullmatch(html)
    if edit:
        return Request(edit[2], edits=int(edit[1] or 0))
    timed = _AT.fullmatch(html)
    start_at = _moment(timed[1], timed[2], now, timezone) if timed else None
    return Request(timed[3], start_at=start_at) if timed and start_at else Request(html)


def split_languages(html: str) -> dict[str, Markup]:
    """Text by language where lines begin with `en:`, `ru:` or `ky:`, else one text for all, under `*`."""
    texts: dict[str, list[str]] = {}
    language = "*"
    for line in html.split("\n"):
        prefix, colon, after = line.partition(":")
        if colon and prefix.strip().lower() in LANGUAGES:
            language, line = prefix.strip().lower(), after.lstrip()  # noqa: PLW2901 - the rest of the line is the text
        texts.setdefault(language, []).append(line)
    joined = {name: Markup("\n".join(lines).strip()) for name, lines in texts.items()}  # noqa: S704 - was HTML before
    return {name: join_lines(text) for name, text in joined.items() if text}


def body_of(texts: dict[str, Markup], default_language: str) -> dict[str, str]:
    """Message text by language, with `*` for readers of any other language."""
    if not texts:
        return {"*": ""}
    fallback = next(name for name in ("*", default_language, "en", *texts) if name in texts)
    return {name: str(text) for name, text in texts.items()} | {"*": str(texts[fallback])}


def _moment(day: str | None, hour: str, now: datetime, timezone: ZoneInfo) -> datetime | None:
    here = now.astimezone(timezone)
    try:
        at = datetime.strptime(f"{day or here.date().isoformat()} {hour}", "%Y-%m-%d %H:%M").replace(tzinfo=timezone)
    except ValueError:
        return None
    if day is None and at <= here:
        at += timedelta(days=1)
    return at.astimezone(now.tzinfo) if at > here else None


def moments_ahead(now: datetime, timezone: ZoneInfo) -> list[datetime]:
    """When a broadcast may leave by a button: in an hour and in three, to the quarter; the next 9 and 18 o'clock."""
    here = now.astimezone(timezone)
    quarter = here.replace(minute=here.minute // 15 * 15, second=0, microsecond=0)
    hours = (here.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in (9, 18))
    fixed = (at if at > here + timedelta(hours=1) else at + timedelta(days=1) for at in hours)
    return sorted({quarter + timedelta(hours=1), quarter + timedelta(hours=3), *fixed})


async def _earlier(number: int, services: Services) -> Broadcast | None:
    """The broadcast to correct: done, or cancelled halfway."""
    over = {BroadcastState.DONE, BroadcastState.CANCELLED}
    recent = await services.store.broadcasts.recent(limit=100)
    return next((found for found in recent if number in {0, found.id} and found.state in over), None)


async def _list(words: Words, services: Services) -> Reply:
    recent = await services.store.broadcasts.recent(limit=_LISTED)
    if not recent:
        return _said(words.say("Nothing was broadcast so far."))
    lines = [Markup("#{} · {}").format(found.id, words.moment(found.start_at or found.created_at)) for found in recent]
    buttons = row(*(press(f"#{found.id}", f"b:see:{found.id}") for found in recent))
    return Reply(
        messages=(Message(text=fit([bold(words.say("Broadcasts")), *lines], separator="\n"), buttons=buttons),)
    )


def _explain(words: Words) -> Message:
    example = "/broadcast\n" + "\n".join(f"{language}: {NATIVE_NAMES[language]}…" for language in LANGUAGES)
    parts = [
        words.say(
            "Write the message after the command, or send the command with a photo or document. "
            "I show it to you before anything is sent."
        ),
        words.say("For a text of its own in each language, begin lines like this:"),
        code(example),
        words.say("To send it later: {command}", command=code("/broadcast at 18:30 …")),
        words.say("To correct what was sent: {command}", command=code("/broadcast edit …")),
        words.say("What was sent before: {command}", command=code("/broadcast list")),
    ]
    return Message(text=fit(parts))


def _said(text: Markup) -> Reply:
    return Reply(messages=(Message(text=text),))
