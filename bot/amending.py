"""Sending what the plain way does not know: files that Telegram holds, corrections, deletions; and the brake."""

from collections.abc import Callable
from datetime import timedelta

from bot.delivery.encoding import ApiCall, encode_edit, encode_message
from bot.delivery.sender import BotApiSender
from handlers.call import Message
from store.delivery import Outcome, Priority, Rejected, RetryAt, Sent
from store.subscriber import ChatRef

HALTED_FOR = timedelta(seconds=5)


class AmendingSender(BotApiSender):
    """As `BotApiSender`; a message that `replaces` another edits or deletes that one.

    While `halted` says so nothing is handed over, whatever was claimed before.
    """

    halted: Callable[[], bool] = staticmethod(lambda: False)

    async def send(
        self,
        chat: ChatRef,
        message: Message,
        *,
        priority: Priority,
        plain: bool = False,
        attempts: int = 0,
        admitted: bool = False,
    ) -> Outcome:
        if self.halted():
            return RetryAt(self._clock.now() + HALTED_FOR, "stopped by an admin", counts=False)
        held = message.attachment is not None and message.attachment.file_id != ""
        if message.replaces is None and not held:
            return await super().send(
                chat, message, priority=priority, plain=plain, attempts=attempts, admitted=admitted
            )
        if not admitted:
            await self._limiter.acquire(chat.chat_id, priority=priority)
        if message.replaces is None:
            call = _by_id(encode_message(chat, message, plain=plain, paid=self.pays(priority)))
            return await self._hand_over(chat, call, attempts=attempts, paid=self.pays(priority))
        if message.withdraws:
            return await self.delete(chat, message.replaces)
        return await self._amend(chat, message.replaces, message, plain=plain, attempts=attempts)

    async def _amend(self, chat: ChatRef, message_id: int, message: Message, *, plain: bool, attempts: int) -> Outcome:
        call = encode_edit(chat, message_id, message, plain=plain)
        outcome = await self._hand_over(chat, call, attempts=attempts, paid=False)
        unchanged = isinstance(outcome, Rejected) and "message is not modified" in outcome.reason
        return Sent(message_id) if unchanged else outcome


def _by_id(call: ApiCall) -> ApiCall:
    """The call with the file's id in place of the file."""
    file_id = call.upload.file_id if call.upload else ""
    return ApiCall(call.method, call.fields | {call.upload_field: file_id})
