"""The lean path to the Bot API: one message, one request, one outcome."""

import json
import random
from http import HTTPStatus
from typing import Protocol
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.clock import Clock
from bot.delivery.encoding import ApiCall, encode_delete, encode_edit, encode_message, encode_text
from bot.delivery.limiter import Limiter
from bot.delivery.line import CutOff, NotSent
from bot.delivery.outcomes import ApiAnswer, ApiFailure, Phase, decide_outcome, flood_seconds
from bot.delivery.session import Session
from handlers.call import Message
from store.delivery import Outcome, Priority, Rejected, Sent
from store.subscriber import ChatRef

UNSTATED_FLOOD = 5.0
"""Seconds to rest after a 429 that does not say how long."""


class Sender(Protocol):
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
        """Hand one message over and say what became of it; raises nothing but cancellation.

        `plain` sends the bare words. `attempts` counts earlier requests for this delivery. `admitted`: the caller holds
        the limiter's place for it already.
        """

    async def probe(self) -> bool:
        """Whether the API answers and knows the token, asked without telling anybody anything."""


class BotApiSender:
    """Sends over one session, which is the caller's. The token is in no error, log line or representation."""

    def __init__(
        self,
        api_url: str,
        token: str,
        *,
        session: Session,
        limiter: Limiter,
        clock: Clock,
        rng: random.Random,
        paid_broadcasts: bool = False,
    ) -> None:
        self._base = f"{api_url.rstrip('/')}/bot{quote(token, safe=':')}/"
        self._urls: dict[str, URL] = {}
        self._session = session
        self._limiter = limiter
        self._clock = clock
        self._rng = rng
        self._paid_broadcasts = paid_broadcasts

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
        paid = self.pays(priority)
        if not admitted:
            await self._limiter.acquire(chat.chat_id, priority=priority, paid=paid)
        if message.attachment is None:
            answer = await self._post("sendMessage", encode_text(chat, message, plain=plain, paid=paid))
        else:
            answer = await self._call(encode_message(chat, message, plain=plain, paid=paid))
        return self._judge(chat, answer, attempts=attempts, paid=paid)

    async def edit(
        self, chat: ChatRef, message_id: int, message: Message, *, priority: Priority = Priority.CORRECTION
    ) -> Outcome:
        """Replace a message that was sent; `Rejected` where it cannot be edited (any more). No change is no error."""
        await self._limiter.acquire(chat.chat_id, priority=priority)
        outcome = await self._hand_over(chat, encode_edit(chat, message_id, message), attempts=0, paid=False)
        if isinstance(outcome, Rejected) and "message is not modified" in outcome.reason:
            return Sent(message_id)
        return outcome

    async def delete(self, chat: ChatRef, message_id: int) -> Outcome:
        """Take a message back; `Sent` with its id when it is gone."""
        answer = await self._call(encode_delete(chat, message_id), message_id=message_id)
        return decide_outcome(answer, now=self._clock.now(), attempts=0, rng=self._rng)

    async def probe(self) -> bool:
        answer = await self._call(ApiCall("getMe", {}))
        return isinstance(answer, ApiAnswer) and answer.ok is True

    def pays(self, priority: Priority) -> bool:
        """Whether messages of this priority are sent as paid broadcasts."""
        return self._paid_broadcasts and priority is not Priority.ANSWER

    async def _hand_over(self, chat: ChatRef, call: ApiCall, *, attempts: int, paid: bool) -> Outcome:
        return self._judge(chat, await self._call(call), attempts=attempts, paid=paid)

    def _judge(self, chat: ChatRef, answer: ApiAnswer | ApiFailure, *, attempts: int, paid: bool) -> Outcome:
        if isinstance(answer, ApiAnswer):
            if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
                seconds = flood_seconds(answer)
                self._limiter.report_retry_after(
                    chat.chat_id, UNSTATED_FLOOD if seconds is None else seconds, paid=paid
                )
            elif answer.ok:
                self._limiter.report_success(chat.chat_id, paid=paid)
        return decide_outcome(answer, now=self._clock.now(), attempts=attempts, rng=self._rng)

    async def _call(self, call: ApiCall, *, message_id: int | None = None) -> ApiAnswer | ApiFailure:
        if call.upload is None:
            return await self._post(call.method, call.encode_json(), message_id=message_id)
        form = aiohttp.FormData(call.form_fields())
        form.add_field(call.upload_field, call.upload.content, filename=call.upload.name)
        return await self._post(call.method, form)

    async def _post(
        self, method: str, body: bytes | aiohttp.FormData, *, message_id: int | None = None
    ) -> ApiAnswer | ApiFailure:
        url = self._urls.get(method)
        if url is None:
            url = self._urls[method] = URL(self._base + method, encoded=True)
        try:
            if isinstance(body, bytes):
                status, answer = await self._session.post_json(url, body)
            else:
                status, answer = await self._session.post_form(url, body)
        except NotSent as failure:
            return ApiFailure(Phase.BEFORE, str(failure))
        except CutOff as failure:
            return ApiFailure(Phase.AFTER, str(failure))
        return read_answer(status, answer, message_id=message_id)


def read_answer(status: int, body: bytes, *, message_id: int | None = None) -> ApiAnswer:
    """The Bot API's JSON as far as it is one; `message_id` stands in where the result is `true`."""
    try:
        answer = json.loads(body)
    except ValueError:
        return ApiAnswer(status, None)
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        return ApiAnswer(status, None)
    result, parameters = answer.get("result"), answer.get("parameters")
    found = result.get("message_id") if isinstance(result, dict) else None
    parameters = parameters if isinstance(parameters, dict) else {}
    retry_after, moved = parameters.get("retry_after"), parameters.get("migrate_to_chat_id")
    return ApiAnswer(
        status,
        answer["ok"],
        description=str(answer.get("description", "")),
        message_id=found if isinstance(found, int) else message_id,
        retry_after=float(retry_after) if isinstance(retry_after, int | float) else None,
        migrate_to_chat_id=moved if isinstance(moved, int) else None,
    )
