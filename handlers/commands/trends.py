"""/trends: incidents a month, by topic, as a picture with its numbers beside it."""

from collections.abc import Sequence
from datetime import date, timedelta

from babel.dates import get_month_names
from markupsafe import Markup

from handlers.call import Attachment, Call, Message, Reply
from handlers.chart import Chart, Panel
from handlers.commands.search import tidy
from handlers.languages import Words
from handlers.narrowing import narrow
from handlers.services import Services
from handlers.views.text import bold, code, fit, plain, shorten
from store.entry import Period
from store.listing import MonthCount
from store.subscriber import ChatKind

_MONTHS = 12
_TOPICS = 4
_CAPTION_LIMIT = 1024  # Bot API, sendPhoto.caption
_TITLE = 60


async def trends(call: Call, services: Services) -> Reply:
    """The last twelve months, the present one included; `/trends protest` shows that topic beside the whole."""
    words = await services.words_for(call)
    typed = tidy(call.arguments)
    asked = services.parse_query(narrow(typed, services), services.clock()).topics if typed else frozenset()
    if typed and not asked:
        return Reply(messages=(_no_such_topic(typed, words),))
    today = services.clock().astimezone(services.timezone).date()
    counts = await services.store.entries.count_by_month(first=_months_before(today, _MONTHS - 1), last=today)
    if not any(count.incidents for count in counts):
        return Reply(messages=(Message(text=words.say("I know of nothing in the last twelve months yet.")),))
    chart = _chart(counts, asked, words, services)
    picture = await services.draw_chart(chart)
    heading = [bold(chart.title), *_numbers(chart, words)]
    if picture is None:
        heading += await _hint(call, words, services)
        return Reply(messages=(Message(text=fit(heading)),))
    caption = fit(heading, limit=_CAPTION_LIMIT)
    return Reply(messages=(Message(text=caption, attachment=Attachment("photo", "trends.png", picture)),))


def _months_before(day: date, count: int) -> date:
    """The first day of the month `count` months before that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(year, month + 1, 1)


def _chart(counts: Sequence[MonthCount], asked: frozenset[str], words: Words, services: Services) -> Chart:
    names = get_month_names("abbreviated", "stand-alone", locale=words.language)
    topics = sorted(asked) or _foremost(counts)
    everything = Panel(str(words.say("All incidents").unescape()), tuple(count.incidents for count in counts))
    panels = [
        Panel(_topic_name(key, words, services), tuple(count.topics.get(key, 0) for count in counts))
        for key in topics[:_TOPICS]
    ]
    whole = Period(counts[0].month, _months_before(counts[-1].month, -1) - timedelta(days=1))
    return Chart(
        title=plain(words.say("Incidents a month, {period}", period=words.period(whole))),
        months=tuple(str(names[count.month.month]).rstrip(".") for count in counts),
        panels=(everything, *panels),
        unfinished=plain(words.say("The last month is not over yet.")),
    )


def _foremost(counts: Sequence[MonthCount]) -> list[str]:
    totals: dict[str, int] = {}
    for count in counts:
        for key, number in count.topics.items():
            totals[key] = totals.get(key, 0) + number
    return sorted(totals, key=lambda key: (-totals[key], key))


def _topic_name(key: str, words: Words, services: Services) -> str:
    name = services.terms.topic_name(key, words.language)
    return shorten(name[:1].upper() + name[1:], _TITLE)


def _numbers(chart: Chart, words: Words) -> list[Markup]:
    """All that the picture shows, month by month."""
    lines = [
        Markup("{}: {}").format(panel.title, ", ".join(words.number(number) for number in panel.numbers))
        for panel in chart.panels
    ]
    order = words.say("Month by month, from {first} to {last}.", first=chart.months[0], last=chart.months[-1])
    told = Markup(" ").join((order, Markup("{}").format(chart.unfinished)))
    overlapping = words.say("An incident with several topics counts for each of them.")
    return [Markup("\n").join(lines), Markup("\n").join((told, overlapping))]


async def _hint(call: Call, words: Words, services: Services) -> list[Markup]:
    """For those who run the bot: how there would be a picture."""
    if call.kind is not ChatKind.PRIVATE or not await services.role_of(call.user_id):
        return []
    command = code("pip install '.[charts]'")
    return [words.say("No picture could be drawn. Where the extra is not installed: {command}", command=command)]


def _no_such_topic(typed: str, words: Words) -> Message:
    parts = [
        words.say("I know no topic called {name}.", name=bold(shorten(typed, 80))),
        words.say("All topics: {command}. One of them: {example}", command="/trends", example=code("/trends protest")),
    ]
    return Message(text=fit(parts))
