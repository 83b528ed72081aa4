"""/search: what was published before.

The query is stored nowhere: the answer repeats it in its first line and its buttons read it there.
"""

from markupsafe import Markup, escape

from handlers.call import Button, Call, Message, Reply
from handlers.languages import Words
from handlers.naming import find_somebody
from handlers.services import Services
from handlers.views.buttons import column, fitting, numbers, opening, press, rest, row, turning
from handlers.views.hits import hit_list
from handlers.views.people import name_for
from handlers.views.text import bold, clean, code, fit, plain, shorten
from store.query import Query
from store.search import SearchPage

PAGE = 5
_LONGEST_QUERY = 200


async def search(call: Call, services: Services) -> Reply:
    """Without words it explains itself with an example."""
    words = await services.words_for(call)
    query = tidy(call.arguments)
    if not query:
        return Reply(messages=(explain(words),))
    return Reply(messages=(await answer_query(query, 0, words, services),))


async def turn(call: Call, services: Services) -> Reply:
    """A page button: `q:offset`; the query is in the first line of the message under it."""
    (offset,) = numbers(call.action, 1)
    words = await services.words_for(call)
    query = query_in(call.origin_text)
    if not query:
        return lost_query(words)
    message = await answer_query(query, offset, words, services)
    return Reply(messages=(message,), edit=True, toast=age_note(call, words, services))


def age_note(call: Call, words: Words, services: Services) -> str:
    """What to say at the button of a list that was sent on an earlier day; "" where it is today's."""
    if call.sent_at is None:
        return ""
    sent, today = (moment.astimezone(services.timezone).date() for moment in (call.sent_at, services.clock()))
    if sent >= today:
        return ""
    return plain(words.say("This list is from {date}; here it is as it stands now.", date=words.date(sent)))


async def try_suggestion(call: Call, services: Services) -> Reply:
    """A suggested word or name: `t:words`."""
    return Reply(messages=(await answer_query(tidy(rest(call.action)), 0, await services.words_for(call), services),))


async def answer_query(query: str, offset: int, words: Words, services: Services) -> Message:
    parsed = services.parse_query(query, services.clock())
    page = await services.store.entries.search(parsed, offset=offset, limit=PAGE)
    if not page.hits and offset:
        offset = 0
        page = await services.store.entries.search(parsed, offset=0, limit=PAGE)
    if not page.hits:
        about = await _about_person(query, words, services)
        return _nothing(query, parsed, page, words, about=about)
    return Message(
        text=fit([first_line(query, words), *hit_list(_heading(page, words), page.hits, words, first=offset + 1)]),
        buttons=(
            *opening([hit.entry for hit in page.hits], first=offset + 1),
            *turning(words, "q:{offset}", offset=offset, size=PAGE, total=page.total),
            *await _about_person(query, words, services),
            *row(press(words.say("Follow this"), "w:here"), press(words.say("Export"), "x:ask")),
        ),
    )


async def _about_person(query: str, words: Words, services: Services) -> tuple[tuple[Button, ...], ...]:
    """Where the query is somebody's name: a button to all that is known, whichever way the name is written."""
    found = await find_somebody(query, services)
    known = await services.store.people.get(found.match.person_id) if found and found.match else None
    if known is None:
        return ()
    return row(press(words.say("About {name}", name=name_for(known, words.language)), f"i:{known.id}"))


def lost_query(words: Words) -> Reply:
    """Where the message that repeats the query cannot be read any more."""
    lost = words.say("I keep no queries, and that message can no longer be read. Please send me the words again.")
    return Reply(messages=(Message(text=lost),))


def tidy(text: str) -> str:
    """A query on one line, not longer than its answer can repeat."""
    return shorten(clean(text), _LONGEST_QUERY).removesuffix("…").strip()


def first_line(query: str, words: Words) -> Markup:
    """Repeats the query after a colon; `query_in` reads it back in every language."""
    return words.say("Search: {query}", query=bold(query))


def query_in(text: str) -> str:
    """The query in the first line of a search's answer."""
    return tidy(text.partition("\n")[0].partition(":")[2])


def explain(words: Words) -> Message:
    """What can be searched for, by example."""
    parts = [
        words.say("What shall I look for? Write it after the command:"),
        Markup("\n").join(map(code, ("/search Askarov", "/search журналист Ош", '/search "foreign agents"'))),
        words.say("Any language will do. Quotation marks keep words together, a minus leaves a word out."),
        words.say("To narrow it down: {example}", example=code("/search protest place:Osh from:2020")),
    ]
    return Message(text=fit(parts), buttons=column(press(words.say("Show the latest"), "n:0")))


def _heading(page: SearchPage, words: Words) -> Markup:
    found = words.say_many("{n} update found", "{n} updates found", n=page.total)
    if page.complete:
        return found
    return Markup("{}\n{}").format(found, words.say("The search was cut short; a rarer word finds more."))


def _nothing(
    query: str, parsed: Query, page: SearchPage, words: Words, *, about: tuple[tuple[Button, ...], ...]
) -> Message:
    parts = [first_line(query, words), words.say("I found nothing for this.")]
    names = [name for name in map(clean, page.suggestions) if name and name.casefold() != query.casefold()]
    buttons = [fitting(escape(name), f"t:{name}") for name in names[:5]]
    if about:
        buttons = []
    elif any(buttons):
        parts.append(words.say("Did you mean one of these?"))
    elif not parsed.terms:
        parts.append(words.say("Follow it, and I tell you as soon as there is something."))
    elif len(parsed.terms) > 1:
        parts.append(words.say("Fewer words may find more."))
    else:
        parts.append(words.say("Try another spelling or another language; for people, {person}.", person="/person"))
    following = press(words.say("Follow this"), "w:here")
    rows = (*about, *column(*buttons), *row(following, press(words.say("Show the latest"), "n:0")))
    return Message(text=fit(parts), buttons=rows)
