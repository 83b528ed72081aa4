"""What an entry says of an event, as far as it takes to tell whether two entries report the same one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EventTraits:
    """The traits of the event that an entry reports.

    `people` are those named in full, `subjects` those of them in title and first sentences: names from the analysis,
    ids of stored people (as text) in the store. `surnames` are folded, `bare` those of them that stand without a
    given name. `head` holds the kinds of deed in the title (or, where it has none and `titled` is False, in the first
    sentence), `acts` those in the whole entry. `concepts` and `places` are keys of the lexicon, places with all that
    they lie in; `marks` are those of the concepts that are things of one name: a law, an outlet, an organisation, a
    charge; `themes` are the laws and outlets in the title. `numbers` are what figures stand there, without days and
    years; `days` are days of the year, `MM-DD`. `names` are folded beginnings of other words with a capital, `words`
    stems of title and lead. `sketch` is a sample of the character 5-grams, the same grams being chosen in every text.
    `broad` tells that the entry rounds up several events. `news` holds the charges, detentions, releases, verdicts
    and deaths told.
    """

    language: str
    published_at: datetime | None = None
    people: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    surnames: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()
    head: frozenset[str] = frozenset()
    titled: bool = False
    acts: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    sketch: frozenset[int] = frozenset()
    broad: bool = False
    news: frozenset[str] = frozenset()


SameEvent = Callable[[EventTraits, EventTraits], float]
"""How surely two entries report one event, 0 to 1; one event from SURE on."""

SURE = 0.5

NAME_LENGTH = 6
"""How many letters of a folded word are kept in `EventTraits.names`."""
