"""A broadcast as its readers get it, and as admins see how it goes."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup, escape

from handlers.call import Attachment, Button, Message
from handlers.languages import NATIVE_NAMES, Words
from handlers.views.buttons import column, fitting, press, row
from handlers.views.text import bold, code, fit
from store.broadcast import SMALLEST_AUDIENCE, Audience, Broadcast, BroadcastState, MediaFile, Progress, Purpose
from store.lexicon.terms import TermLexicon

A_SECOND = 29
"""Messages that leave in a second; Telegram takes about 30 over all chats."""


def broadcast(text_html: str, *, preview: bool = False, file: MediaFile | None = None) -> Message:
    """`text_html` is Telegram HTML that was checked before it was stored."""
    attachment = Attachment(file.kind, file.name, file_id=file.file_id) if file else None
    return Message(text=Markup(text_html), preview=preview, attachment=attachment)  # noqa: S704 - escaped when it was written


def as_received(found: Broadcast) -> tuple[Message, ...]:
    """What readers will get, once for each text that was given."""
    texts = dict.fromkeys(found.body.values())
    return tuple(broadcast(text, file=found.file) for text in texts)


def offer(found: Broadcast, count: int, words: Words, terms: TermLexicon, *, seconded: bool) -> Message:
    """Under the preview: to whom, to how many, when; buttons to send, choose the audience, cancel."""
    lines = [
        _heading(found, words),
        _reach(found, count, words, terms),
        _when(found, words),
        words.say("Another admin has to confirm it.") if seconded else Markup(),
    ]
    going = words.say("Send it") if found.start_at is None else words.say("Send it then")
    choosing = press(words.say("Choose who gets it"), f"b:who:{found.id}") if found.purpose is Purpose.SEND else None
    return Message(
        text=fit(lines, separator="\n"),
        buttons=(
            *row(press(going, f"b:go:{found.id}"), press(words.say("Cancel"), f"b:no:{found.id}")),
            *column(choosing, press(words.say("Choose when"), f"b:when:{found.id}")),
        ),
    )


def hours(found: Broadcast, moments: Sequence[datetime], words: Words) -> Message:
    """When may it leave? At once, or at one of these."""
    now = press(words.say("At once"), f"b:at:{found.id}:0")
    later = [press(words.moment(at), f"b:at:{found.id}:{int(at.timestamp()) // 60}") for at in moments]
    lines = [
        _heading(found, words),
        words.say("When shall it be sent?"),
        words.say("At another hour: {command}", command=code("/broadcast at 18:30 …")),
    ]
    return Message(text=fit(lines, separator="\n"), buttons=column(now, *later))


def request(found: Broadcast, count: int, words: Words, terms: TermLexicon) -> Message:
    """What a second admin is asked under the preview."""
    asked = words.say("{number} wants to send this.", number=code(str(found.created_by)))
    return Message(
        text=fit(
            [_heading(found, words), asked, _reach(found, count, words, terms), _when(found, words)], separator="\n"
        ),
        buttons=row(
            press(words.say("Confirm"), f"b:ok:{found.id}"),
            press(words.say("Refuse"), f"b:no:{found.id}"),
        ),
    )


def choice(found: Broadcast, audiences: Mapping[Audience, int], words: Words, terms: TermLexicon) -> Message:
    """Who may get it; an audience that is too small is not among them."""
    narrow = words.say_many(
        "Only groups of at least {n} chat are shown, so that nobody can be told apart.",
        "Only groups of at least {n} chats are shown, so that nobody can be told apart.",
        n=SMALLEST_AUDIENCE,
    )
    buttons = [
        fitting(f"{name_audience(who, words, terms).unescape()} ({words.number(number)})", _aim(found.id, who))
        for who, number in audiences.items()
    ]
    return Message(text=fit([words.say("Who shall get it?"), narrow]), buttons=column(*buttons[:30]))


def name_audience(audience: Audience, words: Words, terms: TermLexicon) -> Markup:
    if audience.language:
        name = NATIVE_NAMES.get(audience.language, audience.language)
        return words.say("Readers in {language}", language=name)
    if audience.topic:
        return words.say("Watchers of {topic}", topic=terms.topic_name(audience.topic, words.language))
    return words.say("Everyone")


def progress(found: Broadcast, done: Progress, words: Words, terms: TermLexicon) -> Message:
    """How a confirmed broadcast goes, with the buttons that its state allows; at the end a report."""
    lines = [_heading(found, words), name_audience(found.audience, words, terms), _state(found, words)]
    if found.state is not BroadcastState.SCHEDULED:
        lines += _numbers(found, done, words)
    return Message(text=fit(lines, separator="\n"), buttons=_steering(found, words))


def waiting(found: Broadcast, words: Words) -> Message:
    """What its author sees until a second admin has confirmed."""
    said = words.say("Waits for another admin to confirm. After an hour it is forgotten.")
    return Message(
        text=fit([_heading(found, words), said], separator="\n"),
        buttons=row(press(words.say("Cancel"), f"b:no:{found.id}")),
    )


def _heading(found: Broadcast, words: Words) -> Markup:
    number = f"#{found.id if found.amends is None else found.amends}"
    match found.purpose:
        case Purpose.SEND:
            return bold(words.say("Broadcast {number}", number=number))
        case Purpose.EDIT:
            return bold(words.say("Correction of broadcast {number}", number=number))
        case Purpose.DELETE:
            return bold(words.say("Deletion of broadcast {number}", number=number))


def _reach(found: Broadcast, count: int, words: Words, terms: TermLexicon) -> Markup:
    chats = words.say_many("{n} chat", "{n} chats", n=count)
    takes = words.say("takes about {time}", time=words.lasting(math.ceil(count / A_SECOND)))
    return Markup(" · ").join([name_audience(found.audience, words, terms), chats, takes])


def _when(found: Broadcast, words: Words) -> Markup:
    return words.say("To be sent: {moment}", moment=words.moment(found.start_at)) if found.start_at else Markup()


def _state(found: Broadcast, words: Words) -> Markup:
    match found.state:
        case BroadcastState.SCHEDULED:
            return _when(found, words)
        case BroadcastState.SENDING:
            return words.say("Being sent.")
        case BroadcastState.PAUSED:
            return words.say("Paused.")
        case BroadcastState.CANCELLED:
            return words.say("Cancelled.")
        case BroadcastState.DONE:
            return words.say("Done.")
        case _:
            return words.say("Not confirmed yet.")


def _numbers(found: Broadcast, done: Progress, words: Words) -> list[Markup]:
    lines = [words.say("Reached: {sent} of {total}", sent=words.number(done.sent), total=words.number(done.total))]
    if done.waiting:
        rest = words.number(done.waiting)
        lines.append(words.say("Still to come: {n}, about {time}", n=rest, time=_left(done, words)))
    if done.dropped:
        lines.append(words.say("Not reached: {n}", n=words.number(done.dropped)))
    if done.uncertain:
        lines.append(words.say("Uncertain, not repeated: {n}", n=words.number(done.uncertain)))
    if found.state is BroadcastState.DONE and found.purpose is Purpose.SEND:
        command = code(f"/broadcast edit #{found.id} …")
        lines.append(words.say("To correct what was sent: {command}", command=command))
    return lines


def _left(done: Progress, words: Words) -> Markup:
    return escape(words.lasting(math.ceil(done.waiting / A_SECOND)))


def _steering(found: Broadcast, words: Words) -> tuple[tuple[Button, ...], ...]:
    stop = press(words.say("Cancel"), f"b:no:{found.id}")
    match found.state:
        case BroadcastState.SCHEDULED:
            return row(stop)
        case BroadcastState.SENDING:
            return row(press(words.say("Pause"), f"b:hold:{found.id}"), stop)
        case BroadcastState.PAUSED:
            return row(press(words.say("Go on"), f"b:on:{found.id}"), stop)
        case BroadcastState.DONE | BroadcastState.CANCELLED if found.purpose is Purpose.SEND:
            return row(press(words.say("Delete everywhere"), f"b:del:{found.id}"))
        case _:
            return ()


def _aim(broadcast_id: int, audience: Audience) -> str:
    if audience.language:
        return f"b:to:{broadcast_id}:l:{audience.language}"
    return f"b:to:{broadcast_id}:t:{audience.topic}" if audience.topic else f"b:to:{broadcast_id}:a:"
