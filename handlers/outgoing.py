"""Out through the door: replies, cards and signs of life as calls of the Bot API."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any, TypeVar

import structlog
from telegram import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputFile,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.ext import ExtBot

from handlers.call import Button, Message, Note, Reply
from handlers.inline import Card
from store.subscriber import ChatRef

AnyBot = ExtBot[Any]
_TYPING_LASTS = 4.5  # Bot API, sendChatAction: five seconds or until a message comes
_TOAST_LIMIT = 200  # Bot API, answerCallbackQuery.text
_INLINE_KEPT = 60  # seconds
_BEYOND_EDITING = ("message to edit not found", "message can't be edited", "there is no text in the message")
_log = structlog.get_logger("jarchy.outgoing")
_Result = TypeVar("_Result")


async def while_typing(work: Coroutine[Any, Any, _Result], chat: ChatRef, bot: AnyBot, after: float) -> _Result:
    """Do the work; show "typing" while it takes longer than `after` seconds."""
    task = asyncio.ensure_future(work)
    try:
        wait = after
        while not (await asyncio.wait({task}, timeout=wait))[0]:
            await _show_typing(chat, bot)
            wait = _TYPING_LASTS
        return task.result()
    finally:
        task.cancel()


async def _show_typing(chat: ChatRef, bot: AnyBot) -> None:
    try:
        await bot.send_chat_action(chat.chat_id, ChatAction.TYPING, message_thread_id=chat.thread_id)
    except TelegramError as error:
        _log.info("typing_not_shown", error=type(error).__name__)


async def deliver(reply: Reply, chat: ChatRef, pressed: CallbackQuery | None, bot: AnyBot) -> None:
    """Send the messages in order; the first one replaces the pressed one where the reply says so and Telegram can."""
    messages = list(reply.messages)
    if reply.edit and messages and pressed and await _edit(messages[0], pressed, bot):
        messages.pop(0)
    for message in messages:
        await send(chat, message, bot)


async def _edit(message: Message, query: CallbackQuery, bot: AnyBot) -> bool:
    pressed = query.message
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


async def send(chat: ChatRef, message: Message, bot: AnyBot) -> None:
    try:
        await _send_to(chat, message, bot)
    except ChatMigrated as moved:
        await _send_to(ChatRef(moved.new_chat_id), message, bot)
    except BadRequest as error:
        if chat.thread_id is None or "thread not found" not in error.message.lower():
            raise
        await _send_to(ChatRef(chat.chat_id), message, bot)


async def send_notes(notes: Iterable[Note], bot: AnyBot) -> None:
    """Send each; whoever cannot be reached (an admin who never pressed Start) keeps nobody else from being told."""
    for note in notes:
        try:
            await send(note.chat, note.message, bot)
        except TelegramError as error:
            _log.warning("note_not_sent", error=type(error).__name__)


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
    file = attached.file_id or InputFile(attached.content, filename=attached.name)
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


async def answer_press(query_id: str, reply: Reply, bot: AnyBot) -> None:
    """Every press is answered, or the button would spin; one that waited too long can not be any more."""
    try:
        await bot.answer_callback_query(query_id, text=reply.toast[:_TOAST_LIMIT] or None, url=reply.opens or None)
    except TelegramError as error:
        _log.info("press_not_answered", error=type(error).__name__)


async def answer_inline(query_id: str, cards: Sequence[Card], bot: AnyBot) -> None:
    """Offer the cards; Telegram keeps them for a minute, for that person only."""
    results = [_article(card) for card in cards]
    try:
        await bot.answer_inline_query(query_id, results, cache_time=_INLINE_KEPT, is_personal=True)
    except BadRequest as error:
        # Whoever types on has asked anew by now, and this question is too old.
        _log.info("inline_not_answered", error=type(error).__name__)


def _article(card: Card) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        card.message.text,
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=not card.message.preview),
    )
    return InlineQueryResultArticle(
        card.key, card.title, content, reply_markup=_keyboard(card.message), description=card.description
    )
