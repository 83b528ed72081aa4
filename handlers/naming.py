"""What a stored watch follows, with the names of the people in it."""

from collections.abc import Iterable

from markupsafe import Markup

from handlers.languages import Words
from handlers.services import Services
from handlers.views.people import name_for
from handlers.views.watches import describe
from store.subscriber import WatchRule


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
