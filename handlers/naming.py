"""People by name: those in a stored watch, and whom a reader may mean."""

from collections.abc import Iterable

from markupsafe import Markup

from handlers.languages import Words
from handlers.narrowing import narrow
from handlers.services import Services
from handlers.views.people import name_for
from handlers.views.watches import describe
from store.person import MatchKind, PersonLookup
from store.subscriber import WatchRule

_SURE = 0.75
_LONGEST_NAME = 4  # words
_UNQUOTED = str.maketrans(dict.fromkeys('"«»“”„'))


async def describe_rule(rule: WatchRule, words: Words, services: Services) -> Markup:
    person = await name_of(rule.person_id, words, services) if rule.person_id is not None else ""
    muted = await names_of(sorted(rule.not_people), words, services)
    return describe(rule, person, words, services.terms, muted=list(muted.values()))


async def names_of(people: Iterable[int], words: Words, services: Services) -> dict[int, str]:
    """Names by person, those left out whom nobody knows any more."""
    named = {person_id: await name_of(person_id, words, services) for person_id in people}
    return {person_id: name for person_id, name in named.items() if name}


async def name_of(person_id: int, words: Words, services: Services) -> str:
    """The name as the reader writes it; "" where there is no such person."""
    person = await services.store.people.get(person_id)
    return name_for(person, words.language) if person else ""


async def find_somebody(typed: str, services: Services) -> PersonLookup | None:
    """A person, where the words are a name; a place or topic of the same name comes first."""
    name = " ".join(typed.translate(_UNQUOTED).split())
    if len(name.split()) > _LONGEST_NAME or ":" in name or " -" in name or narrow(name, services) != name:
        return None
    found = await services.store.people.look_up(name)
    if found.match is None or found.match.score < _SURE:
        return None
    return None if name != typed and found.match.kind is MatchKind.FUZZY else found
