"""The door: updates come in as plain calls, replies go out through the Bot API."""

import secrets
import traceback
from dataclasses import replace
from pathlib import Path

import structlog
from telegram import InlineQuery, Update
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden, TelegramError

from handlers import routes
from handlers.call import Call, Message, Reply
from handlers.commands.bans import flood_notice
from handlers.commands.help import pointer
from handlers.commands.invite import is_invited
from handlers.inline import offer
from handlers.languages import Words, choose_language
from handlers.outgoing import AnyBot, answer_inline, answer_press, deliver, send, send_notes, while_typing
from handlers.pace import Pass
from handlers.services import Services
from handlers.updates import Grown, Joined, Left, call_of, change_of
from handlers.views.text import fit
from store.subscriber import ChatKind, ChatRef

TYPING_AFTER = 0.7  # seconds until a reader should see that something happens
_ADMINS = frozenset({ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})
_log = structlog.get_logger("jarchy.door")


async def handle(update: Update, bot: AnyBot, services: Services, *, typing_after: float = TYPING_AFTER) -> None:
    """Answer one update. Whatever goes wrong is told to the reader in one line and logged without personal data."""
    try:
        change, ignored = change_of(update), is_ignored(update, services)
        if change:
            await _note_change(change, bot, services, silent=ignored or services.store.invitations.needed)
        elif ignored:
            return
        elif update.inline_query:
            await _offer_inline(update.inline_query, bot, services)
        else:
            await _answer(update, bot, services, typing_after)
    except Exception as error:  # noqa: BLE001 - the next update must be answered whatever this one did
        _log_error(error, secrets.token_hex(4))


def is_ignored(update: Update, services: Services) -> bool:
    """Whether the update gets no answer at all: a banned chat, or anybody but an owner while everything is stopped."""
    user = update.effective_user.id if update.effective_user else 0
    chat = update.effective_chat.id if update.effective_chat else user
    if user in services.owners:
        return False
    return services.store.panic.on or services.store.bans.holds(chat) or services.store.bans.holds(user)


async def _note_change(change: Joined | Left | Grown, bot: AnyBot, services: Services, *, silent: bool) -> None:
    subscribers = services.store.subscribers
    match change:
        case Left(chat_id):
            await subscribers.sleep_chat(chat_id, reason="blocked or removed", now=services.clock())
        case Grown(chat_id, new_chat_id):
            await subscribers.move_chat(chat_id, new_chat_id)
        case Joined(chat_id, greet):
            await subscribers.wake_chat(chat_id, now=services.clock())
            if greet and not silent:
                await send(ChatRef(chat_id), _welcome(services), bot)


async def _offer_inline(asked: InlineQuery, bot: AnyBot, services: Services) -> None:
    if not await is_invited(ChatRef(asked.from_user.id), services):
        return
    language = choose_language(asked.from_user.language_code, services.default_language)
    await answer_inline(asked.id, await offer(asked.query, services.words.for_language(language), services), bot)


def _welcome(services: Services) -> Message:
    words = services.words.for_language(services.default_language)
    parts = [
        words.say("Hello! An admin of this group can have updates sent here: {command}", command="/subscribe"),
        words.say("To choose the language: {command}", command="/language"),
        pointer(words),
    ]
    return Message(text=fit(parts, separator="\n"))


async def _answer(update: Update, bot: AnyBot, services: Services, typing_after: float) -> None:
    call = call_of(update, bot.username)
    pressed = update.callback_query.id if update.callback_query else None
    reply = Reply()
    try:
        if call:
            reply = await _answer_call(call, update, bot, services, typing_after)
    finally:
        if pressed:
            await answer_press(pressed, reply, bot)


async def _answer_call(call: Call, update: Update, bot: AnyBot, services: Services, typing_after: float) -> Reply:
    """Give the answer; what comes back is what to show at the pressed button."""
    admitted = services.pace.admit(call.chat.chat_id, services.clock())
    if admitted is Pass.SILENCE:
        return Reply()
    if admitted is Pass.PAUSE:
        await send_notes(await flood_notice(call.chat.chat_id, services), bot)
        return await _ask_to_pause(call, bot, services)
    try:
        return await _answer_admitted(call, update, bot, services, typing_after)
    except Forbidden:
        await services.store.subscribers.sleep_chat(call.chat.chat_id, reason="refused", now=services.clock())
    except Exception as error:  # noqa: BLE001 - told to the reader, logged, and on with the next
        if isinstance(error, TelegramError) and not isinstance(error, BadRequest):
            # The line is down, or the answer may have arrived after all: one more message would not help.
            _log.warning("answer_not_sent", error=type(error).__name__)
        else:
            await _admit_error(error, call, bot, services)
    return Reply()


async def _answer_admitted(call: Call, update: Update, bot: AnyBot, services: Services, typing_after: float) -> Reply:
    call = await _with_rights(call, bot)
    reply = await while_typing(routes.answer(call, services), call.chat, bot, typing_after)
    await deliver(reply, call.chat, update.callback_query, bot)
    await send_notes(reply.notes, bot)
    return reply


async def _ask_to_pause(call: Call, bot: AnyBot, services: Services) -> Reply:
    words = await services.words_for(call)
    said = words.say("That is a lot at once. Please give me a minute; then I answer again.")
    if call.action is not None:
        return Reply(toast=str(said.unescape()))
    await send(call.chat, Message(text=said), bot)
    return Reply()


async def _with_rights(call: Call, bot: AnyBot) -> Call:
    """The call, telling whether its sender is an admin of the group or channel, where that matters."""
    if call.kind is ChatKind.PRIVATE or call.chat_admin or call.user_id is None or not routes.needs_admin(call):
        return call
    member = await bot.get_chat_member(call.chat.chat_id, call.user_id)
    return replace(call, chat_admin=member.status in _ADMINS)


async def _admit_error(error: Exception, call: Call, bot: AnyBot, services: Services) -> None:
    """Tell the reader, in one line, that it is our fault; the number finds it in the log."""
    error_id = secrets.token_hex(4)
    _log_error(error, error_id)
    words: Words = services.words.for_language(services.first_language(call))
    try:
        words = await services.words_for(call)
    except Exception as second:  # noqa: BLE001 - the store itself may be what failed
        _log_error(second, error_id)
    said = words.say("Something went wrong on my side. Please try again in a moment. ({number})", number=error_id)
    try:
        await send(call.chat, Message(text=said), bot)
    except TelegramError as unsent:
        _log_error(unsent, error_id)


def _log_error(error: BaseException, error_id: str) -> None:
    """Kind and place of an error. Its text stays out: it may hold what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    _log.error("answer_failed", error_id=error_id, error=type(error).__name__, where=where)
