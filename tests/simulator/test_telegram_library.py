"""python-telegram-bot itself talks to the simulator."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    MenuButtonCommands,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.simulator.faults import SENDING, Fault, FaultKind
from bot.simulator.server import Served
from bot.simulator.simulator import Simulator
from tests.simulator.conftest import TOKEN
from tests.simulator.pictures import make_png

Send: TypeAlias = Callable[[Bot, int], Awaitable[object]]

BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more:1")]])


@pytest.fixture(autouse=True)
def _seconds_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the library asks for, lest it warns."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


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
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        poll = group.create_task(bot.get_updates(timeout=20))
        await simulator.polls.begun.wait()
        await aida.says("hello")

    assert [update.message.text for update in poll.result() if update.message] == ["hello"]


async def test_commands_in_languages_and_scopes(bot: Bot, simulator: Simulator) -> None:
    aida = simulator.person("Aida", language_code="ky", started=True)
    await bot.set_my_commands([BotCommand("help", "Help"), BotCommand("latest", "Latest")])
    await bot.set_my_commands([BotCommand("help", "Жардам")], language_code="ky")
    await bot.set_my_commands([BotCommand("stats", "Numbers")], scope=BotCommandScopeChat(aida.id))

    assert [each.command for each in await bot.get_my_commands()] == ["help", "latest"]
    assert [each.description for each in await bot.get_my_commands(language_code="ky")] == ["Жардам"]
    assert [each.command for each in await bot.get_my_commands(scope=BotCommandScopeChat(aida.id))] == ["stats"]
    await bot.delete_my_commands(language_code="ky")
    assert await bot.get_my_commands(language_code="ky") == ()

    assert await bot.set_my_name("Jarchy")
    assert await bot.set_my_description("Civic space in Kyrgyzstan")
    assert await bot.set_my_short_description("Civic space")
    assert await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert simulator.violations == []


async def test_photo_document_caption_and_download(bot: Bot, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)

    photo = await bot.send_photo(
        aida.id, make_png(40, 20), caption="<i>Trends</i>", parse_mode="HTML", reply_markup=BUTTONS
    )
    document = await bot.send_document(aida.id, b"a,b\n", filename="incidents.csv", caption="Two")
    again = await bot.send_document(aida.id, document.document or "")

    assert (photo.photo[0].width, photo.photo[0].height, photo.caption) == (40, 20, "Trends")
    assert document.document is not None
    assert (document.document.file_name, document.document.mime_type) == ("incidents.csv", "text/csv")
    assert again.document == document.document
    held = await bot.get_file(document.document.file_id)
    assert bytes(await held.download_as_bytearray()) == b"a,b\n"
    edited = await bot.edit_message_caption(aida.id, photo.message_id, caption="Other")
    assert not isinstance(edited, bool)
    assert edited.caption == "Other"
    with pytest.raises(BadRequest, match=r"(?i)IMAGE_PROCESS_FAILED"):
        await bot.send_photo(aida.id, b"no picture at all")


async def test_copy_reply_delete_and_typing(bot: Bot, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    first = await bot.send_message(aida.id, "one")

    answer = await bot.send_message(aida.id, "two", reply_parameters=ReplyParameters(first.message_id))
    copied = await bot.copy_message(aida.id, aida.id, first.message_id)
    await bot.send_chat_action(aida.id, ChatAction.TYPING)
    await bot.delete_message(aida.id, first.message_id)

    assert answer.reply_to_message is not None
    assert answer.reply_to_message.message_id == first.message_id
    assert copied.message_id == answer.message_id + 1
    assert [message.text for message in aida.messages] == ["two", "one"]
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        await bot.send_message(aida.id, "three", reply_parameters=ReplyParameters(first.message_id))
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        await bot.delete_message(aida.id, first.message_id)


async def test_chat_members_and_leaving(bot: Bot, simulator: Simulator) -> None:
    aida, timur = simulator.person("Aida"), simulator.person("Timur")
    group = simulator.group("Newsroom", members=(timur,), admins=(aida,))
    await group.adds_bot(aida)

    assert (await bot.get_chat(group.chat_id)).title == "Newsroom"
    assert [admin.user.id for admin in await bot.get_chat_administrators(group.chat_id)] == [aida.id]
    assert (await bot.get_chat_member(group.chat_id, timur.id)).status == "member"
    assert (await bot.get_chat_member(group.chat_id, bot.id)).status == "member"
    await bot.leave_chat(group.chat_id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.chat_id, "still there?")


async def test_an_inline_question(bot: Bot, simulator: Simulator) -> None:
    aida = simulator.person("Aida")
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(aida.asks_inline("Askarov"))
        (update,) = await bot.get_updates(timeout=5)
        assert update.inline_query is not None
        content = InputTextMessageContent("<b>Askarov</b>", parse_mode="HTML")
        await update.inline_query.answer([InlineQueryResultArticle("1", "Askarov", content)])

    assert [(result["title"], result["text"]) for result in asking.result()] == [("Askarov", "Askarov")]
    await aida.picks(asking.result()[0], of="Askarov")
    _, posted, chosen = await bot.get_updates()
    assert posted.message is not None
    assert posted.message.via_bot == bot.bot
    assert [entity.type for entity in posted.message.entities] == ["bold"]
    assert chosen.chosen_inline_result is not None
    assert (chosen.chosen_inline_result.result_id, chosen.chosen_inline_result.query) == ("1", "Askarov")


@pytest.mark.parametrize(
    ("fault", "expected", "words"),
    [
        (FaultKind.BLOCKED, Forbidden, "bot was blocked by the user"),
        (FaultKind.DEACTIVATED, Forbidden, "user is deactivated"),
        (FaultKind.KICKED, Forbidden, "bot was kicked"),
        (FaultKind.CHAT_NOT_FOUND, BadRequest, "Chat not found"),
        (Fault(FaultKind.MIGRATED, migrate_to=-1001), ChatMigrated, "-1001"),
        (Fault(FaultKind.FLOOD, retry_after=37), RetryAfter, "37"),
        (FaultKind.UNAUTHORIZED, InvalidToken, "Unauthorized"),
        (FaultKind.INTERNAL, NetworkError, "Internal Server Error"),
        (FaultKind.BAD_GATEWAY, NetworkError, "Bad Gateway"),
        (FaultKind.RESET_BEFORE, NetworkError, "httpx"),
        (FaultKind.STALL_BEFORE, TimedOut, "Timed out"),
    ],
)
async def test_a_fault_reaches_the_bot_as_the_librarys_error_and_nothing_is_accepted(
    bot: Bot,
    simulator: Simulator,
    fault: Fault | FaultKind,
    expected: type[TelegramError],
    words: str,
) -> None:
    aida = simulator.person("Aida", started=True)
    simulator.faults.add(fault, chat_id=aida.id, method=SENDING, times=1)

    with pytest.raises(expected, match=f"(?i){words}"):
        await bot.send_message(aida.id, "an alert", read_timeout=0.3)

    assert aida.messages == []
    assert (await bot.send_message(aida.id, "again")).text == "again"
    assert simulator.violations == []


@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.CUT_AFTER, FaultKind.STALL_AFTER])
async def test_an_answer_lost_after_acceptance_leaves_the_message_standing(
    bot: Bot, simulator: Simulator, kind: FaultKind
) -> None:
    aida = simulator.person("Aida", started=True)
    simulator.faults.add(kind, chat_id=aida.id, times=1)

    with pytest.raises(NetworkError):
        await bot.send_message(aida.id, "an alert", read_timeout=0.3)

    assert [message.text for message in aida.messages] == ["an alert"]


async def test_faults_stay_until_cleared_and_spare_other_chats(bot: Bot, simulator: Simulator) -> None:
    aida, timur = simulator.person("Aida", started=True), simulator.person("Timur", started=True)
    simulator.faults.add(FaultKind.BLOCKED, chat_id=aida.id)

    for _ in range(3):
        with pytest.raises(Forbidden):
            await bot.send_message(aida.id, "an alert")
    assert (await bot.send_message(timur.id, "an alert")).text == "an alert"
    simulator.faults.clear(chat_id=aida.id)
    assert (await bot.send_message(aida.id, "an alert")).text == "an alert"


@pytest.mark.parametrize(
    ("send", "words"),
    [
        (lambda bot, chat: bot.send_message(chat, "<b>open", parse_mode="HTML"), "Can't find end tag"),
        (lambda bot, chat: bot.send_message(chat, "x" * 4097), "Message is too long"),
        (lambda bot, chat: bot.send_message(chat, "  \n "), "Message text is empty"),
        (lambda bot, chat: bot.send_message(chat, "<b> </b>", parse_mode="HTML"), "Text must be non-empty"),
        (lambda bot, chat: bot.send_document(chat, b"x", caption="x" * 1025), "Message caption is too long"),
        (lambda bot, chat: press_me(bot, chat, callback_data="я" * 33), "BUTTON_DATA_INVALID"),
        (lambda bot, chat: press_me(bot, chat, url="javascript:alert(1)"), "BUTTON_URL_INVALID"),
        (lambda bot, chat: press_me(bot, chat, url="https://"), "BUTTON_URL_INVALID"),
        (lambda bot, chat: bot.send_message(chat, "x", api_kwargs={"colour": "red"}), '"colour" is not known'),
    ],
)  # fmt: skip
async def test_what_is_malformed_is_refused_and_noted(bot: Bot, simulator: Simulator, send: Send, words: str) -> None:
    aida = simulator.person("Aida", started=True)

    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await send(bot, aida.id)

    assert len(simulator.violations) == 1
    assert aida.messages == []


async def press_me(bot: Bot, chat_id: int, **action: str) -> object:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Open", api_kwargs=action)]])
    return await bot.send_message(chat_id, "Press me", reply_markup=keyboard)


async def test_editing_to_the_same_is_refused_but_no_violation(bot: Bot, simulator: Simulator) -> None:
    aida = simulator.person("Aida", started=True)
    sent = await bot.send_message(aida.id, "<b>same</b>", parse_mode="HTML", reply_markup=BUTTONS)

    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text(
            "<strong>same</strong>", aida.id, sent.message_id, parse_mode="HTML", reply_markup=BUTTONS
        )
    assert await bot.edit_message_reply_markup(aida.id, sent.message_id, reply_markup=None)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("other", aida.id, 999)
    assert simulator.violations == []


async def test_a_wrong_token_and_a_second_poll(served: Served, bot: Bot, simulator: Simulator) -> None:
    with pytest.raises(InvalidToken):
        async with Bot("1:wrong", base_url=served.base_url):
            pass

    async with Bot(TOKEN, base_url=served.base_url) as other, asyncio.TaskGroup() as group:
        first = group.create_task(poll_until_conflict(other))
        await simulator.polls.begun.wait()
        assert await bot.get_updates(timeout=0) == ()
    assert "terminated by other getUpdates request" in first.result()


async def poll_until_conflict(bot: Bot) -> str:
    with pytest.raises(Conflict) as caught:
        await bot.get_updates(timeout=20)
    return str(caught.value)


async def test_a_whole_application_of_telegram_ext_answers(served: Served, simulator: Simulator) -> None:
    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message is not None
        await update.effective_message.reply_text(f"heard {update.effective_message.text}")

    application = Application.builder().token(TOKEN).base_url(served.base_url).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    aida = simulator.person("Aida")
    async with application:
        assert application.updater is not None
        await application.start()
        await application.updater.start_polling(timeout=10)
        await aida.says("good morning")
        await aida.hears("heard good morning")
        await application.updater.stop()
        await application.stop()
    assert simulator.violations == []
