"""python-telegram-bot itself talks to the simulator."""

import asyncio

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.simulator.faults import SENDING, Fault, FaultKind
from bot.simulator.server import Served
from bot.simulator.simulator import Simulator

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more:1")]])


async def test_the_bot_knows_who_it_is(bot: Bot, simulator: Simulator) -> None:
    me = await bot.get_me()

    assert (me.id, me.username, me.is_bot) == (7000000001, "JarchyDemoBot", True)
    assert simulator.violations == []


async def test_a_conversation_with_a_button(bot: Bot, simulator: Simulator) -> None:
    aida = simulator.person("Aida", language_code="ky")
    await aida.says("/search Askarov")

    (asked,) = await bot.get_updates(timeout=5)
    assert asked.message is not None
    assert asked.message.from_user is not None
    assert asked.message.from_user.language_code == "ky"
    assert [entity.type for entity in asked.message.entities] == ["bot_command"]

    await bot.send_message(aida.id, "<b>Askarov</b> &amp; others", parse_mode=ParseMode.HTML, reply_markup=BUTTONS)
    answer = await aida.hears("Askarov & others")
    assert [(entity.kind, entity.offset, entity.length) for entity in answer.entities] == [("bold", 0, 7)]

    await aida.presses("More")
    (pressed,) = await bot.get_updates(offset=asked.update_id + 1, timeout=5)
    query = pressed.callback_query
    assert query is not None
    assert query.data == "more:1"
    assert query.message is not None
    await query.edit_message_text("All of it")
    await query.answer("Here it is")

    assert (await aida.hears("All of it")).edited
    assert aida.toast == "Here it is"
    assert simulator.violations == []


async def test_a_long_poll_ends_when_somebody_writes(bot: Bot, simulator: Simulator) -> None:
    aida = simulator.person("Aida")
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    while not simulator.calls.get("getUpdates"):
        await asyncio.sleep(0)

    await aida.says("hello")

    assert [update.message.text for update in await poll if update.message] == ["hello"]
