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
from store.listing import LatestFilter, MonthCount
from store.query import Query
from store.subscriber import ChatKind

_MONTHS = 12
_TOPICS = 4
_CAPTION_LIMIT = 1024  # Bot API, sendPhoto.caption
_TITLE = 60


async def trends(call: Call, services: Services) -> Reply:
    """The last twelve months, the present one included; `/trends 2020` that year.

    `/trends protest` shows that topic beside the whole.
    """
    words = await services.words_for(call)
    typed = tidy(call.arguments)
    asked = services.parse_query(narrow(typed, services), services.clock())
    if typed and not (asked.topics or asked.since):
        return Reply(messages=(_no_such_topic(typed, words),))
    today = services.clock().astimezone(services.timezone).date()
    first, last = _span(asked, today)
    counts = await services.store.entries.count_by_month(first=first, last=last)
    if not any(count.incidents for count in counts):
        return Reply(messages=(await _empty(words, services),))
    chart = _chart(counts, asked.topics, words, services, unfinished=last == today)
    picture = await services.draw_chart(chart)
    heading = [bold(chart.title), *_numbers(chart, words)]
    if picture is None:
        heading += await _hint(call, words, services)
        return Reply(messages=(Message(text=fit(heading)),))
    caption = fit(heading, limit=_CAPTION_LIMIT)
    return Reply(messages=(Message(text=caption, attachment=Attachment("photo", "trends.png", picture)),))


def _span(asked: Query, today: date) -> tuple[date, date]:
    """The days asked for, twelve months at most and none that is still to come; else the last twelve months."""
    if asked.since is None or asked.since > today:
        return _months_before(today, _MONTHS - 1), today
    year = _months_before(asked.since, -_MONTHS) - timedelta(days=1)
    return asked.since, min(asked.until or year, year, today)


async def _empty(words: Words, services: Services) -> Message:
    """Nothing in these months; where there is something older, how to see that."""
    newest = await services.store.entries.latest(LatestFilter(), offset=0, limit=1)
    parts = [words.say("I know of no incidents in these months.")]
    for entry in newest.entries:
        day = entry.period.end if entry.period else (entry.published_at or entry.read_at)
        parts.append(words.say("Another year: {command}", command=code(f"/trends {day.year}")))
    return Message(text=fit(parts, separator="\n"))


def _months_before(day: date, count: int) -> date:
    """The first day of the month `count` months before that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(year, month + 1, 1)


def _chart(
    counts: Sequence[MonthCount], asked: frozenset[str], words: Words, services: Services, *, unfinished: bool
) -> Chart:
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
        unfinished=plain(words.say("The last month is not over yet.")) if unfinished else "",
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
    told = Markup("{} {}").format(order, chart.unfinished) if chart.unfinished else order
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
        words.say("Another year: {command}", command=code("/trends 2020")),
    ]
    return Message(text=fit(parts))
