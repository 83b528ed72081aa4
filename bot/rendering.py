"""A claimed delivery as the message its reader gets."""

import asyncio
from dataclasses import dataclass, field, replace

from bot.clock import Clock
from handlers.call import Message
from handlers.languages import Translations
from handlers.reports import other_reports
from handlers.views.alert import alert
from handlers.views.broadcast import broadcast
from handlers.views.correction import corrected, noted, restored, sealed_correction, withdrawn
from handlers.views.digest import digest, sealed_digest
from store.delivery import ClaimedDelivery, Notice, NoticeKind, surnames_in
from store.entry import Entry
from store.lexicon.terms import TermLexicon
from store.protocols import Store

ANY_LANGUAGE = "*"
REMEMBERED = 16
"""Alerts whose messages are kept while they go out."""

Form = tuple[str, bool, bool, str, str]
"""Language, previews, discreet, and the match: all in which the messages of one alert differ."""


@dataclass(frozen=True, slots=True)
class Written:
    """The messages of one alert, as it was claimed together: an entry that changes later is corrected for them all."""

    notice: Notice
    messages: dict[Form, "asyncio.Task[Message | None]"] = field(default_factory=dict)


class Renderer:
    """Puts notices into their readers' languages at the last moment, with the entry as it is by then.

    An alert that many are told in the same words is written once for those who were claimed together.
    """

    def __init__(self, store: Store, translations: Translations, terms: TermLexicon, clock: Clock) -> None:
        self._store = store
        self._translations = translations
        self._terms = terms
        self._clock = clock
        self._written: dict[int, Written] = {}

    async def render(self, delivery: ClaimedDelivery) -> Message | None:
        """The message, or None when there is nothing to tell any more."""
        match delivery.notice.kind:
            case NoticeKind.BROADCAST:
                return self._broadcast(delivery)
            case NoticeKind.DIGEST:
                return await self._digest(delivery)
            case NoticeKind.CORRECTION:
                return await self._correction(delivery)
            case NoticeKind.ALERT:
                return await self._shared_alert(delivery)

    def _broadcast(self, delivery: ClaimedDelivery) -> Message | None:
        body, file = delivery.notice.body or {}, delivery.notice.file
        text = body.get(delivery.subscriber.language) or body.get(ANY_LANGUAGE) or next(iter(body.values()), "")
        message = broadcast(text, preview=delivery.subscriber.previews, file=file) if text or file else None
        if message is None or delivery.amends_message_id is None:
            return message
        return replace(message, replaces=delivery.amends_message_id, withdraws=delivery.withdraws)

    async def _digest(self, delivery: ClaimedDelivery) -> Message | None:
        held = await self._store.outbox.bundled(delivery.id, delivery.subscriber.id)
        found = [await self._store.entries.get(each.entry_id) for each in held]
        entries = [entry for entry in found if entry is not None and entry.withdrawn_at is None]
        words = self._translations.for_language(delivery.subscriber.language)
        if not entries:
            return None
        if delivery.subscriber.discreet:
            return sealed_digest(len(entries), delivery.id, words)
        return digest(entries, words, now=self._clock.now(), surnames=surnames_in(held))

    async def _correction(self, delivery: ClaimedDelivery) -> Message | None:
        """In place of the alert where it stands alone in its message, else as an answer to that message."""
        entry = await self._entry_of(delivery)
        if entry is None or delivery.amends_missed:
            return None
        place = delivery.amends_message_id
        message = await self._corrected(entry, delivery)
        return replace(message, answers=place, replaces=None if delivery.amends_digest else place)

    async def _corrected(self, entry: Entry, delivery: ClaimedDelivery) -> Message:
        words = self._translations.for_language(delivery.subscriber.language)
        body = delivery.notice.body or {}
        if delivery.subscriber.discreet:
            return sealed_correction(entry, words)
        if entry.withdrawn_at is not None:
            return withdrawn(entry, words)
        alert_now = await self._alert_about(entry, delivery)
        if "before" in body:
            return corrected(alert_now, body["before"], words)
        if "restored" in body:
            return restored(alert_now, words)
        return noted(alert_now, words) if "noted" in body else alert_now

    async def _entry_of(self, delivery: ClaimedDelivery) -> Entry | None:
        return await self._store.entries.get(delivery.notice.entry_id) if delivery.notice.entry_id else None

    async def _shared_alert(self, delivery: ClaimedDelivery) -> Message | None:
        notice, reader = delivery.notice, delivery.subscriber
        written = self._written.get(notice.id)
        if written is None or written.notice is not notice:
            written = self._written[notice.id] = Written(notice)
            if len(self._written) > REMEMBERED:
                del self._written[next(iter(self._written))]
        form = (reader.language, reader.previews, reader.discreet, delivery.reason_kind, delivery.reason_value)
        task = written.messages.get(form)
        if task is None:
            task = written.messages[form] = asyncio.create_task(self._alert(delivery), name="alert")
        return task.result() if task.done() else await asyncio.shield(task)

    async def _alert(self, delivery: ClaimedDelivery) -> Message | None:
        entry = await self._entry_of(delivery)
        return None if entry is None or entry.withdrawn_at is not None else await self._alert_about(entry, delivery)

    async def _alert_about(self, entry: Entry, delivery: ClaimedDelivery) -> Message:
        discreet = delivery.subscriber.discreet
        return alert(
            entry,
            delivery.reason_kind,
            delivery.reason_value,
            self._translations.for_language(delivery.subscriber.language),
            self._terms,
            now=self._clock.now(),
            preview=delivery.subscriber.previews,
            discreet=discreet,
            reports=() if discreet else await other_reports(entry, self._store.entries),
        )
