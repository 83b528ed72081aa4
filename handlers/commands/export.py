"""/export: what a search finds, as a file. The query is read from the message above the button, as in /search."""

from handlers.call import Attachment, Call, Message, Reply
from handlers.commands.search import first_line, lost_query, query_in, tidy
from handlers.languages import Words
from handlers.services import Services
from handlers.views.buttons import OddButton, press, rest, row
from handlers.views.exports import to_citations, to_csv, to_json
from handlers.views.text import code, fit
from store.entry import Entry

_MOST = 500
_CAPTION_LIMIT = 1024  # Bot API, sendDocument.caption


async def export(call: Call, services: Services) -> Reply:
    """Asks for the form; without a query it explains itself."""
    words = await services.words_for(call)
    query = tidy(call.arguments)
    if not query:
        example = code("/export Askarov")
        said = words.say("What shall I put into a file? Write it after the command: {example}", example=example)
        return Reply(messages=(Message(text=said),))
    return Reply(messages=(_choose_form(query, words),))


async def pressed(call: Call, services: Services) -> Reply:
    """`x:ask` under a search asks for the form; `x:csv`, `x:json` and `x:cite` give the file."""
    words = await services.words_for(call)
    form = rest(call.action)
    if form not in {"ask", "csv", "json", "cite"}:
        raise OddButton(call.action)
    query = query_in(call.origin_text)
    if not query:
        return lost_query(words)
    message = _choose_form(query, words) if form == "ask" else await _file(form, query, words, services)
    return Reply(messages=(message,))


def _choose_form(query: str, words: Words) -> Message:
    return Message(
        text=fit([first_line(query, words), words.say("In which form? At most {n} updates.", n=words.number(_MOST))]),
        buttons=row(
            press(words.say("Table (CSV)"), "x:csv"),
            press(words.say("Data (JSON)"), "x:json"),
            press(words.say("Citations"), "x:cite"),
        ),
    )


async def _file(form: str, query: str, words: Words, services: Services) -> Message:
    parsed = services.parse_query(query, services.clock())
    page = await services.store.entries.search(parsed, offset=0, limit=_MOST)
    if not page.hits:
        return Message(text=fit([first_line(query, words), words.say("I found nothing for this.")]))
    name, content = _written(form, [hit.entry for hit in page.hits], words, services)
    count = words.say_many("{n} update", "{n} updates", n=len(page.hits))
    caption = fit([first_line(query, words), count], limit=_CAPTION_LIMIT)
    return Message(text=caption, attachment=Attachment(kind="document", name=name, content=content))


def _written(form: str, entries: list[Entry], words: Words, services: Services) -> tuple[str, bytes]:
    if form == "csv":
        return "jarchy.csv", to_csv(entries, words, services.terms)
    if form == "json":
        return "jarchy.json", to_json(entries, words, services.terms)
    return "jarchy-citations.txt", to_citations(entries, words)
