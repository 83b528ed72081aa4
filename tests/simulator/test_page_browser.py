"""The chat page in a real browser, with a small bot of python-telegram-bot behind it."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from telegram import (
    Bot,
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ChatAction, ParseMode

from bot.simulator.person import Person
from bot.simulator.server import Served, serve
from bot.simulator.simulator import Simulator
from tests.simulator.pictures import make_png

CHROMIUM = Path("/usr/bin/chromium")
PICTURES = os.environ.get("JARCHY_TEST_SCREENSHOTS")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium to drive the page with"),
]

RICH = (
    "<b>Azimjan Askarov</b> died in <i>prison</i> (<code>25 July 2020</code>)\n"
    '<a href="https://example.org/report">CIVICUS Monitor</a> · <u>why</u>: <s>topic</s> person\n'
    "<blockquote>Human rights defenders called for an inquiry.</blockquote>"
    "Hidden: <tg-spoiler>a name</tg-spoiler> &lt;script&gt;alert(1)&lt;/script&gt;"
)
ROWS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("More", callback_data="more"), InlineKeyboardButton("Follow", callback_data="follow")],
        [InlineKeyboardButton("Open the report", url="https://example.org/report")],
    ]
)


async def answer(bot: Bot, update: Update) -> None:
    if update.inline_query is not None:
        content = InputTextMessageContent(f"<b>{update.inline_query.query}</b>: 3 incidents", parse_mode=ParseMode.HTML)
        found = InlineQueryResultArticle("1", "Azimjan Askarov", content, description="Named in 3 incidents")
        await update.inline_query.answer([found])
    elif update.callback_query is not None:
        await answer_button(bot, update.callback_query)
    elif update.message is not None and update.message.text:
        await answer_text(bot, update.message.chat_id, update.message.text)


async def answer_button(bot: Bot, query: CallbackQuery) -> None:
    if query.data == "alert":
        await query.answer("Read this first", show_alert=True)
        return
    if query.data == "link":
        await query.answer(url="https://t.me/JarchyDemoBot?start=incident_3")
        return
    if query.data == "more":
        await query.edit_message_text("All there is", reply_markup=ROWS)
    await query.answer(f"You pressed {query.data}")


async def answer_text(bot: Bot, chat_id: int, text: str) -> None:
    match text.split(maxsplit=1)[0]:
        case "/start":
            await bot.send_message(chat_id, f"Welcome {text.removeprefix('/start').strip()}".strip())
        case "/rich":
            await bot.send_message(chat_id, RICH, parse_mode=ParseMode.HTML, reply_markup=ROWS)
        case "/photo":
            await bot.send_photo(chat_id, make_png(480, 240), caption="Incidents a month, by topic")
        case "/file":
            await bot.send_document(chat_id, b"a,b\n1,2\n", filename="incidents.csv", caption="Two incidents")
        case "/type":
            await bot.send_chat_action(chat_id, ChatAction.TYPING)
        case "/links":
            pressed = InlineKeyboardButton("Opens my chat", callback_data="link")
            shared = InlineKeyboardButton("Share", url="https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fx&text=A+title")
            await bot.send_message(chat_id, "Two links", reply_markup=InlineKeyboardMarkup([[pressed, shared]]))
        case "/alert":
            row = [InlineKeyboardButton("Alert me", callback_data="alert")]
            await bot.send_message(chat_id, "An alert?", reply_markup=InlineKeyboardMarkup([row]))
        case _:
            await bot.send_message(chat_id, f"You said: {text}")


async def listen(bot: Bot) -> None:
    offset = 0
    while True:
        for update in await bot.get_updates(offset=offset, timeout=20):
            offset = update.update_id + 1
            await answer(bot, update)


@pytest.fixture
def aida(simulator: Simulator) -> Person:
    return simulator.person("Aida", language_code="ky")


@pytest.fixture
def timur(simulator: Simulator) -> Person:
    return simulator.person("Timur", language_code="ru")


@pytest.fixture
async def echo(bot: Bot) -> AsyncIterator[Bot]:
    await bot.set_my_commands([BotCommand("rich", "Show what text can look like"), BotCommand("photo", "A picture")])
    await bot.set_my_commands([BotCommand("rich", "Текст кандай көрүнөт")], language_code="ky")
    await bot.set_my_description("Tells what happens to civic space in Kyrgyzstan.")
    listening = asyncio.create_task(listen(bot))
    yield bot
    listening.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await listening


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        await launched.close()


@pytest.fixture
async def page(browser: Browser, served: Served, aida: Person, timur: Person, echo: Bot) -> AsyncIterator[Page]:
    """The page, with a guard: no error, and not one request to anywhere else."""
    opened = await browser.new_page(viewport={"width": 1100, "height": 760}, reduced_motion="reduce")
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    opened.on("request", lambda asked: None if asked.url.startswith(served.url) else faults.append(asked.url))
    await opened.goto(served.url)
    yield opened
    assert faults == []


async def shoot(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png")


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Message", exact=True).fill(text)
    await page.keyboard.press("Enter")


async def test_start_then_a_rich_answer_then_a_button_by_keyboard(page: Page, simulator: Simulator) -> None:
    await expect(page.get_by_text("Local simulator: nothing leaves this machine")).to_be_visible()
    await expect(page.get_by_text("Tells what happens to civic space")).to_be_visible()
    await shoot(page, "empty")
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_role("log").get_by_text("Welcome")).to_be_visible()

    await page.keyboard.type("/rich")
    await page.keyboard.press("Enter")
    log = page.get_by_role("log")
    await expect(log.locator("b")).to_have_text("Azimjan Askarov")
    await expect(log.locator("blockquote")).to_have_text("Human rights defenders called for an inquiry.")
    await expect(log.get_by_role("link", name="CIVICUS Monitor")).to_have_attribute(
        "href", "https://example.org/report"
    )
    await expect(log.get_by_text("<script>alert(1)</script>")).to_be_visible()
    hidden = log.get_by_role("button", name="Hidden text")
    await hidden.focus()
    await page.keyboard.press("Enter")
    await expect(hidden).to_have_count(0)
    await shoot(page, "rich")

    await log.get_by_role("button", name="More").focus()
    await page.keyboard.press("Enter")
    await expect(log.get_by_text("All there is")).to_be_visible()
    await expect(log.get_by_text("edited")).to_be_visible()
    await expect(page.get_by_text("You pressed more")).to_be_visible()
    await expect(log.get_by_role("button", name="More")).to_be_focused()
    assert simulator.violations == []
    assert simulator.unanswered() == []


async def test_pictures_and_files(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await say(page, "/photo")
    shown = page.get_by_role("img", name="Picture, described below")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 480
    await say(page, "/file")
    link = page.get_by_role("link", name="incidents.csv")
    await expect(link).to_be_visible()
    await shoot(page, "media")
    async with page.expect_download() as download:
        await link.click()
    assert (await (await download.value).path()).read_bytes() == b"a,b\n1,2\n"


async def test_the_menu_lists_commands_in_the_readers_language(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await page.get_by_role("button", name="Commands", exact=True).click()
    await expect(page.get_by_text("Текст кандай көрүнөт")).to_be_visible()
    await shoot(page, "menu")
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("Текст кандай көрүнөт")).to_be_hidden()

    await page.get_by_role("button", name="Timur").click()
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_role("log").get_by_text("Welcome")).to_be_visible()
    await page.get_by_label("Message", exact=True).press_sequentially("/ph")
    await expect(page.get_by_text("A picture")).to_be_visible()
    await expect(page.get_by_text("Show what text can look like")).to_be_hidden()
    await page.get_by_role("button", name="/photo").click()
    await expect(page.get_by_role("img", name="Picture")).to_be_visible()


async def test_the_other_chat_shows_what_is_unread(page: Page, echo: Bot, timur: Person) -> None:
    await timur.says("/start")
    line = page.get_by_role("button", name="Timur")
    await expect(line).to_contain_text("1 unread")
    await expect(page).to_have_title("(1) Jarchy simulator")
    await shoot(page, "unread")

    await line.click()

    await expect(page.get_by_role("log").get_by_text("Welcome")).to_be_visible()
    await expect(line).not_to_contain_text("unread")


async def test_typing_alert_and_block(page: Page, aida: Person) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await say(page, "/type")
    await expect(page.get_by_text("typing…")).to_be_visible()
    await say(page, "/alert")
    await expect(page.get_by_text("typing…")).to_be_hidden()
    await page.get_by_role("button", name="Alert me").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Read this first")
    await shoot(page, "alert")
    await page.get_by_role("button", name="OK").click()
    await expect(dialog).to_be_hidden()

    await page.get_by_role("button", name="Block", exact=True).click()
    await page.get_by_role("button", name="Unblock").click()
    await say(page, "hello")
    await expect(page.get_by_role("log").get_by_text("You said: hello")).to_be_visible()


async def test_a_message_says_who_wrote_it_when_and_in_which_language(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    for text, language in (("Сүрөттү көрсөтүңүз", "ky"), ("Привет", "ru"), ("hello", "en")):
        await say(page, text)
        told = page.get_by_role("article", name="Jarchy,").filter(has_text=f"You said: {text}")
        await expect(told.locator(".words")).to_have_attribute("lang", language)


async def test_a_deep_link_in_a_message_starts_the_bot_here(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await say(page, "https://t.me/JarchyDemoBot?start=person_12")
    await page.get_by_role("log").get_by_role("link", name="start=person_12").first.click()
    await expect(page.get_by_role("log").get_by_text("Welcome person_12")).to_be_visible()


async def test_links_behind_buttons_stay_on_the_page(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await say(page, "/links")
    await page.get_by_role("button", name="Opens my chat").click()
    await expect(page.get_by_role("log").get_by_text("Welcome incident_3")).to_be_visible()
    await page.get_by_role("link", name="Share").click()
    await expect(page.get_by_label("Message", exact=True)).to_have_value("https://t.me/x\nA title")


async def test_asking_inline_and_posting_what_was_found(page: Page, simulator: Simulator) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_role("log").get_by_text("Welcome")).to_be_visible()
    await page.get_by_label("Message", exact=True).fill("@JarchyDemoBot Askarov")
    await shoot(page, "inline")
    await page.get_by_role("button", name="Azimjan Askarov").click()

    log = page.get_by_role("log")
    await expect(log.get_by_text("Askarov: 3 incidents", exact=True)).to_be_visible()
    await expect(log.get_by_text("via @JarchyDemoBot")).to_be_visible()
    assert simulator.violations == []


async def test_a_phones_width_in_the_dark_with_hostile_text(
    browser: Browser, served: Served, aida: Person, echo: Bot
) -> None:
    page = await browser.new_page(
        viewport={"width": 360, "height": 720}, color_scheme="dark", has_touch=True, reduced_motion="reduce"
    )
    await page.goto(served.url)
    await shoot(page, "phone-list")
    await page.get_by_role("button", name="Aida").click()
    await page.get_by_role("button", name="Start", exact=True).click()
    await say(page, "/rich")
    await expect(page.get_by_role("log").locator("blockquote")).to_be_visible()
    await shoot(page, "phone-rich")
    await say(page, "A" * 300 + " \u202e\u2067right to left\u2069 <img src=x onerror=alert(1)>")
    await expect(page.get_by_role("log").get_by_text("You said: AAA")).to_be_visible()
    await shoot(page, "phone-dark")

    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    assert await page.locator("#log").evaluate("log => log.scrollWidth - log.clientWidth") == 0
    assert await page.locator("#log img").count() == 0
    await page.get_by_role("button", name="Back to the chats").click()
    await expect(page.get_by_role("button", name="Aida")).to_be_focused()


async def test_the_page_finds_its_way_back_to_a_simulator_that_was_away(
    browser: Browser, simulator: Simulator, aida: Person
) -> None:
    page = await browser.new_page()
    async with serve(simulator) as served:
        await page.goto(served.url)
        await page.get_by_role("button", name="Start", exact=True).click()
        await expect(page.get_by_label("Message", exact=True)).to_be_focused()
    await expect(page.get_by_text("The simulator does not answer")).to_be_visible()
    await simulator.call("sendMessage", {"chat_id": aida.id, "text": "While you were away"})

    async with serve(simulator, port=int(served.url.rpartition(":")[2])):
        await expect(page.get_by_role("log").get_by_text("While you were away")).to_be_visible()
        await expect(page.get_by_text("The simulator does not answer")).to_be_hidden()
        await page.close()


async def test_the_menu_by_keyboard(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await page.get_by_role("button", name="Timur").click()
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_role("log").get_by_text("Welcome")).to_be_visible()
    await page.keyboard.type("/")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("button", name="/rich")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("img", name="Picture")).to_be_visible()
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()
