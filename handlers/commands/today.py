"""/today: what came since midnight in the bot's time zone."""

from handlers.call import Call, Message, Reply
from handlers.commands.search import age_note
from handlers.languages import Words
from handlers.reports import reports_of
from handlers.services import Services
from handlers.views.buttons import numbers, opening, press, row, turning
from handlers.views.entries import entry_list
from handlers.views.text import bold, fit
from store.listing import LatestFilter

PAGE = 10


async def today(call: Call, services: Services) -> Reply:
    return Reply(messages=(await _page(0, await services.words_for(call), services),))


async def turn(call: Call, services: Services) -> Reply:
    """A page button: `d:offset`."""
    (offset,) = numbers(call.action, 1)
    words = await services.words_for(call)
    note = age_note(call, words, services)
    return Reply(messages=(await _page(0 if note else offset, words, services),), edit=True, toast=note)


async def _page(offset: int, words: Words, services: Services) -> Message:
    midnight = services.clock().astimezone(services.timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    page = await services.store.entries.latest(LatestFilter(since=midnight), offset=offset, limit=PAGE)
    day = words.date(midnight)
    if not page.entries:
        parts = [words.say("Today, {date}: nothing so far.", date=day)]
        return Message(text=fit(parts), buttons=row(press(words.say("Show the latest"), "n:0")))
    heading = words.say_many("Today, {date}: {n} update", "Today, {date}: {n} updates", n=page.total, date=day)
    return Message(
        text=entry_list(
            bold(heading),
            page.entries,
            words,
            first=offset + 1,
            reports=await reports_of(page.entries, services.store.entries),
        ),
        buttons=(
            *opening(page.entries, first=offset + 1),
            *turning(words, "d:{offset}", offset=offset, size=PAGE, total=page.total),
        ),
    )
