"""Analysis as a job for a worker process, which reads the lexicon once."""

from collections.abc import Sequence
from functools import cache

from bot.analysis import incidents
from bot.analysis.analysis import Lexicon, analyse_entry
from bot.lexicon import load_lexicon
from store.entry import AnalysedEntry, ParsedEntry
from store.imprint import with_imprint
from store.incident import EventTraits


@cache
def own_lexicon() -> Lexicon:
    """This process's lexicon."""
    return load_lexicon()


def prepare_worker() -> None:
    """Read the lexicon before the first job asks for it."""
    own_lexicon()


def analyse_entries(entries: Sequence[ParsedEntry], country: str | None) -> list[AnalysedEntry]:
    """Analyse what a feed gave, ready to be stored; `country` is the feed's."""
    lexicon = own_lexicon()
    return [with_imprint(analyse_entry(entry, lexicon, country=country)) for entry in entries]


def same_event(one: EventTraits, other: EventTraits) -> float:
    """How surely both report one event, 0 to 1, by this process's lexicon."""
    return incidents.same_event(one, other, own_lexicon().terms.events)
