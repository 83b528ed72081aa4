"""A claimed delivery as the message its reader gets."""

from dataclasses import replace

from bot.clock import Clock
from handlers.call import Message
from handlers.languages import Translations
from handlers.views.alert import alert
from handlers.views.broadcast import broadcast
from store.delivery import ClaimedDelivery, NoticeKind
from store.lexicon.terms import TermLexicon
from store.protocols import Store

ANY_LANGUAGE = "*"


class Renderer:
    """Puts notices into their readers' languages at the last moment, with the entry as it is by then."""

    def __init__(self, store: Store, translations: Translations, terms: TermLexicon, clock: Clock) -> None:
        self._store = store
        self._translations = translations
        self._terms = terms
        self._clock = clock

    async def render(self, delivery: ClaimedDelivery) -> Message | None:
        """The message, or None when there is nothing to tell any more."""
        if delivery.notice.kind is NoticeKind.BROADCAST:
            return self._broadcast(delivery)
        return await self._alert(delivery)

    def _broadcast(self, delivery: ClaimedDelivery) -> Message | None:
        body, file = delivery.notice.body or {}, delivery.notice.file
        text = body.get(delivery.subscriber.language) or body.get(ANY_LANGUAGE) or next(iter(body.values()), "")
        message = broadcast(text, preview=delivery.subscriber.previews, file=file) if text or file else None
        if message is None or delivery.amends_message_id is None:
            return message
        return replace(message, replaces=delivery.amends_message_id, withdraws=delivery.withdraws)

    async def _alert(self, delivery: ClaimedDelivery) -> Message | None:
        entry = await self._store.entries.get(delivery.notice.entry_id) if delivery.notice.entry_id else None
        if entry is None or entry.withdrawn_at is not None:
            return None
        return alert(
            entry,
            delivery.reason_kind,
            delivery.reason_value,
            self._translations.for_language(delivery.subscriber.language),
            self._terms,
            now=self._clock.now(),
            preview=delivery.subscriber.previews,
            discreet=delivery.subscriber.discreet,
        )
