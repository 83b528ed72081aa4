"""Inline mode: `@bot Askarov` in any chat offers entries and people as cards with their sources."""

from dataclasses import dataclass, replace
from datetime import datetime

from handlers.call import Message
from handlers.commands.person import card
from handlers.commands.search import tidy
from handlers.languages import Words
from handlers.naming import find_somebody
from handlers.services import Services
from handlers.sharing import INCIDENT, PERSON, deep_link
from handlers.views.buttons import open_button, row
from handlers.views.entries import entry_card, entry_line, outlet_of, title_of, when_of
from handlers.views.people import name_for
from handlers.views.text import bold, fit, plain, shorten
from store.entry import Entry
from store.listing import LatestFilter
from store.person import Person

_OFFERED = 10
_TITLE = 100
_BEARERS = 3
_CONTENT_LIMIT = 4096  # Bot API, InputTextMessageContent.message_text: here the markup counts


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to choose from: `key` is its own among the cards (at most 64 bytes), `message` what is then sent."""

    key: str
    title: str
    description: str
    message: Message


async def offer(query: str, words: Words, services: Services) -> list[Card]:
    """People first where the query names them, then entries; without a query the newest entries."""
    asked, now = tidy(query), services.clock()
    if not asked:
        newest = await services.store.entries.latest(LatestFilter(), offset=0, limit=_OFFERED)
        return [_entry(entry, words, services, now) for entry in newest.entries]
    page = await services.store.entries.search(services.parse_query(asked, now), offset=0, limit=_OFFERED)
    entries = [_entry(hit.entry, words, services, now) for hit in page.hits]
    return [*await _people(asked, words, services), *entries]


def _entry(entry: Entry, words: Words, services: Services, now: datetime) -> Card:
    message = entry_card(entry, words, services.terms, now=now)
    if len(message.text) > _CONTENT_LIMIT:
        message = replace(message, text=entry_line(entry, words, width=_TITLE))
    in_bot = open_button(words.say("More in my chat"), deep_link(INCIDENT, entry.id, services.username))
    return Card(
        key=f"e{entry.id}",
        title=title_of(entry, words, _TITLE),
        description=f"{outlet_of(entry)} · {plain(when_of(entry, words))}",
        message=replace(message, buttons=(*message.buttons, *row(in_bot))),
    )


async def _people(asked: str, words: Words, services: Services) -> list[Card]:
    """Whom the query names; several where they have the surname in common."""
    found = await find_somebody(asked, services)
    matches = [found.match, *found.suggestions] if found and found.match else []
    known = [await services.store.people.get(match.person_id) for match in matches[:_BEARERS]]
    people = {person.id: person for person in known if person}
    return [await _person(person, words, services) for person in people.values()]


async def _person(known: Person, words: Words, services: Services) -> Card:
    message = (await card(known.id, 0, words, services)).messages[0]
    number = (await services.store.people.entries(known.id, offset=0, limit=1)).total
    count = words.say_many("{n} update names this person", "{n} updates name this person", n=number)
    name = shorten(name_for(known, words.language), _TITLE)
    text = message.text if len(message.text) <= _CONTENT_LIMIT else fit([bold(name), count])
    in_bot = open_button(words.say("More in my chat"), deep_link(PERSON, known.id, services.username))
    shown = Message(text=text, buttons=row(in_bot))
    return Card(key=f"p{known.id}", title=name, description=plain(count), message=shown)
