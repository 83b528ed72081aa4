"""/latest: the newest entries, ten a page."""

import re

from markupsafe import Markup

from handlers.call import Call, Message, Reply
from handlers.commands.search import age_note, answer_query, tidy
from handlers.languages import Words
from handlers.narrowing import narrow
from handlers.reports import reports_of
from handlers.services import Services
from handlers.views.buttons import OddButton, numbers, opening, press, row, turning
from handlers.views.entries import entry_list
from handlers.views.text import bold, code, fit
from store.listing import LatestFilter, Page

PAGE = 10
_YEAR = re.compile(r"(?:19|20)\d\d")


async def latest(call: Call, services: Services) -> Reply:
    """`/latest` shows ten, `/latest 5` five; `/latest protest Osh week` what is about these."""
    words = await services.words_for(call)
    typed = call.arguments.strip()
    if not typed:
        return Reply(messages=(await page_of(0, PAGE, words, services),))
    if any(character.isalpha() for character in typed) or _YEAR.fullmatch(typed):
        return Reply(messages=(await _about(typed, words, services),))
    if not (typed.isdecimal() and len(typed) <= 6 and int(typed) > 0):
        return Reply(messages=(_explain(words),))
    return Reply(messages=(await page_of(0, min(int(typed), PAGE), words, services),))


async def _about(typed: str, words: Words, services: Services) -> Message:
    """What is about these; where nothing is, what holds the words."""
    narrowed = tidy(narrow(typed, services, words.language))
    parsed = services.parse_query(narrowed, services.clock())
    found = (await services.store.entries.search(parsed, offset=0, limit=1)).hits
    return await answer_query(narrowed if found else tidy(typed), 0, words, services)


async def turn(call: Call, services: Services) -> Reply:
    """A page button: `l:offset:size`."""
    offset, size = numbers(call.action, 2)
    if not 1 <= size <= PAGE:
        raise OddButton(call.action)
    words = await services.words_for(call)
    return Reply(
        messages=(await page_of(offset, size, words, services),), edit=True, toast=age_note(call, words, services)
    )


async def open_latest(call: Call, services: Services) -> Reply:
    """The button "Show the latest" under another message, which stays."""
    return Reply(messages=(await page_of(0, PAGE, await services.words_for(call), services),))


async def page_of(offset: int, size: int, words: Words, services: Services) -> Message:
    page = await services.store.entries.latest(LatestFilter(), offset=offset, limit=size)
    if not page.entries and offset:
        page = await services.store.entries.latest(LatestFilter(), offset=0, limit=size)
    if not page.entries:
        return Message(
            text=words.say(
                "Nothing has come in yet. I look several times an hour; {sources} shows whom I read.",
                sources="/sources",
            )
        )
    return Message(
        text=entry_list(
            _heading(page, words),
            page.entries,
            words,
            first=page.offset + 1,
            reports=await reports_of(page.entries, services.store.entries),
        ),
        buttons=(
            *opening(page.entries, first=page.offset + 1),
            *turning(words, f"l:{{offset}}:{size}", offset=page.offset, size=size, total=page.total),
        ),
    )


def _heading(page: Page, words: Words) -> Markup:
    last = page.offset + len(page.entries)
    if page.offset == 0 and last == page.total:
        return bold(words.say_many("The latest: {n} update", "The latest: {n} updates", n=page.total))
    return bold(
        words.say(
            "The latest updates, {first} to {last} of {total}",
            first=words.number(page.offset + 1),
            last=words.number(last),
            total=words.number(page.total),
        )
    )


def _explain(words: Words) -> Message:
    parts = [
        words.say(
            "After {command} I understand a number, such as {example}.", command="/latest", example=code("/latest 5")
        ),
        words.say("Or a topic, a place or a time: {example}.", example=code("/latest protest Osh")),
    ]
    return Message(text=fit(parts), buttons=row(press(words.say("Show the latest"), "n:0")))
