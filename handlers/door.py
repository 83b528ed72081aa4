"""The door: updates come in as plain calls, replies go out through the Bot API."""

import asyncio
import secrets
import traceback
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import structlog
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Update
from telegram.constants import ChatAction, ChatMemberStatus, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from handlers import routes
from handlers.call import Button, Call, Message, Reply
from handlers.commands.help import pointer
from handlers.languages import Words
from handlers.pace import Pass
from handlers.services import Services
from handlers.signboard import publish_admin_menu
from handlers.updates import Grown, Joined, Left, call_of, change_of
from handlers.views.text import fit
from store.subscriber import ChatKind, ChatRef

TYPING_AFTER = 0.7  # seconds until a reader should see that something happens
_TYPING_LASTS = 4.5  # Bot API, sendChatAction: five seconds or until a message comes
_IN_GROUPS = frozenset({ChatKind.GROUP, ChatKind.TOPIC})
_ADMINS = frozenset({ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER})
_BEYOND_EDITING = ("message to edit not found", "message can't be edited", "there is no text in the message")
_TOAST_LIMIT = 200  # Bot API, answerCallbackQuery.text
_log = structlog.get_logger("jarchy.door")
_Result = TypeVar("_Result")

AnyBot = ExtBot[Any]


async def handle(update: Update, bot: AnyBot, services: Services, *, typing_after: float = TYPING_AFTER) -> None:
    """Answer one update. Whatever goes wrong is told to the reader in one line and logged without personal data."""
    try:
        change = change_of(update)
        if change:
            await _note_change(change, bot, services)
        else:
            await _answer(update, bot, services, typing_after)
    except Exception as error:  # noqa: BLE001 - the next update must be answered whatever this one did
        _log_error(error, secrets.token_hex(4))


async def _note_change(change: Joined | Left | Grown, bot: AnyBot, services: Services) -> None:
    subscribers = services.store.subscribers
    match change:
        case Left(chat_id):
            await subscribers.sleep_chat(chat_id, reason="blocked or removed", now=services.clock())
        case Grown(chat_id, new_chat_id):
            await subscribers.move_chat(chat_id, new_chat_id)
        case Joined(chat_id, greet):
            await subscribers.wake_chat(chat_id, now=services.clock())
            if greet:
                await _send(ChatRef(chat_id), _welcome(services), bot)


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
    toast = ""
    try:
        if call:
            toast = await _answer_call(call, update, bot, services, typing_after)
    finally:
        if pressed:
            await _answer_press(pressed, toast, bot)


async def _answer_call(call: Call, update: Update, bot: AnyBot, services: Services, typing_after: float) -> str:
    """Give the answer; what comes back is the line to show at the pressed button."""
    match services.pace.admit(call.chat.chat_id, services.clock()):
        case Pass.SILENCE:
            return ""
        case Pass.PAUSE:
            return await _ask_to_pause(call, bot, services)
    try:
        call = await _with_rights(call, bot)
        reply = await _while_typing(routes.answer(call, services), call, bot, typing_after)
        await _deliver(reply, call, update, bot)
        if call.command == "start" and call.kind is ChatKind.PRIVATE and services.is_admin(call):
            await publish_admin_menu(bot, services, call.chat.chat_id)
        return reply.toast
    except Forbidden:
        await services.store.subscribers.sleep_chat(call.chat.chat_id, reason="refused", now=services.clock())
        return ""
    except Exception as error:  # noqa: BLE001 - told to the reader, logged, and on with the next
        return await _admit_error(error, call, bot, services)


async def _ask_to_pause(call: Call, bot: AnyBot, services: Services) -> str:
    words = await services.words_for(call)
    said = words.say("That is a lot at once. Please give me a minute; then I answer again.")
    if call.action is not None:
        return str(said.unescape())
    await _send(call.chat, Message(text=said), bot)
    return ""


async def _with_rights(call: Call, bot: AnyBot) -> Call:
    """The call, telling whether its sender is an admin of the group, where that matters."""
    if call.kind not in _IN_GROUPS or call.chat_admin or call.user_id is None or not routes.changes_settings(call):
        return call
    member = await bot.get_chat_member(call.chat.chat_id, call.user_id)
    return replace(call, chat_admin=member.status in _ADMINS)


async def _while_typing(work: Coroutine[Any, Any, _Result], call: Call, bot: AnyBot, after: float) -> _Result:
    """Do the work; show "typing" while it takes longer than `after` seconds."""
    task = asyncio.ensure_future(work)
    try:
        wait = after
        while not (await asyncio.wait({task}, timeout=wait))[0]:
            await _show_typing(call.chat, bot)
            wait = _TYPING_LASTS
        return task.result()
    finally:
        task.cancel()


async def _show_typing(chat: ChatRef, bot: AnyBot) -> None:
    try:
        await bot.send_chat_action(chat.chat_id, ChatAction.TYPING, message_thread_id=chat.thread_id)
    except TelegramError as error:
        _log.info("typing_not_shown", error=type(error).__name__)


async def _deliver(reply: Reply, call: Call, update: Update, bot: AnyBot) -> None:
    """Send the messages in order; the first one replaces the pressed one where the reply says so and Telegram can."""
    messages = list(reply.messages)
    if reply.edit and messages and await _edit(messages[0], update, bot):
        messages.pop(0)
    for message in messages:
        await _send(call.chat, message, bot)


async def _edit(message: Message, update: Update, bot: AnyBot) -> bool:
    pressed = update.callback_query.message if update.callback_query else None
    if pressed is None or not pressed.is_accessible or message.attachment:
        return False
    try:
        await bot.edit_message_text(
            message.text,
            chat_id=pressed.chat.id,
            message_id=pressed.message_id,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=not message.preview),
            reply_markup=_keyboard(message),
        )
    except BadRequest as error:
        # The same page pressed twice is fine; a message that is gone or too old is answered with a new one.
        said = error.message.lower()
        if "message is not modified" in said:
            return True
        if any(hint in said for hint in _BEYOND_EDITING):
            return False
        raise
    return True


async def _send(chat: ChatRef, message: Message, bot: AnyBot) -> None:
    try:
        await _send_to(chat, message, bot)
    except ChatMigrated as moved:
        await _send_to(ChatRef(moved.new_chat_id), message, bot)
    except BadRequest as error:
        if chat.thread_id is None or "thread not found" not in error.message.lower():
            raise
        await _send_to(ChatRef(chat.chat_id), message, bot)


async def _send_to(chat: ChatRef, message: Message, bot: AnyBot) -> None:
    common: dict[str, Any] = {
        "chat_id": chat.chat_id,
        "message_thread_id": chat.thread_id,
        "parse_mode": ParseMode.HTML,
        "protect_content": message.protect or None,
        "reply_markup": _keyboard(message),
    }
    attached = message.attachment
    if attached is None:
        previews = LinkPreviewOptions(is_disabled=not message.preview)
        await bot.send_message(text=message.text, link_preview_options=previews, **common)
        return
    file = InputFile(attached.content, filename=attached.name)
    if attached.kind == "photo":
        await bot.send_photo(photo=file, caption=message.text, **common)
    else:
        await bot.send_document(document=file, caption=message.text, **common)


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in message.buttons])


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.text, callback_data=button.action, url=button.url)


async def _answer_press(query_id: str, toast: str, bot: AnyBot) -> None:
    """Every press is answered, or the button would spin; one that waited too long can not be any more."""
    try:
        await bot.answer_callback_query(query_id, text=toast[:_TOAST_LIMIT] or None)
    except TelegramError as error:
        _log.info("press_not_answered", error=type(error).__name__)


async def _admit_error(error: Exception, call: Call, bot: AnyBot, services: Services) -> str:
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
        await _send(call.chat, Message(text=said), bot)
    except TelegramError as unsent:
        _log_error(unsent, error_id)
    return ""


def _log_error(error: BaseException, error_id: str) -> None:
    """Kind and place of an error. Its text stays out: it may hold what somebody wrote."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    where = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    _log.error("answer_failed", error_id=error_id, error=type(error).__name__, where=where)
