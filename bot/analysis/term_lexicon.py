"""Puts the lexicon together from its tables."""

from collections.abc import Mapping

from bot.analysis.word_lexicons import build_event_words, build_wording
from config.lexicon.events import EventTables
from config.lexicon.terms import LANGUAGES, Table, TermTables
from config.lexicon.wording import WordingTables
from store.entry import Freedom
from store.lexicon.events import EventWords
from store.lexicon.terms import Concept, Country, Pairing, Place, TermLexicon, Topic
from store.lexicon.wording import Wording


def build_term_lexicon(
    tables: TermTables,
    wording: WordingTables | None = None,
    events: EventTables | None = None,
    weights: Mapping[str, Mapping[str, float]] | None = None,
) -> TermLexicon:
    """The lexicon that the tables, which have been read without a fault, describe."""
    return TermLexicon(
        topics={key: _build_topic(key, table) for key, table in tables.topics.items()},
        places={key: _build_place(key, table) for key, table in tables.places.items()},
        concepts={key: _build_concept(key, table) for key, table in tables.concepts.items()},
        countries={key: Country(key, _phrases(table)) for key, table in tables.countries.items()},
        wording=build_wording(wording) if wording else Wording(),
        events=build_event_words(events) if events else EventWords(),
        weights=weights or {},
    )


def _build_topic(key: str, table: Table) -> Topic:
    freedom = table.get("freedom")
    return Topic(
        key,
        Freedom(freedom) if freedom else None,
        dict(table["names"]),
        tuple(Pairing(first, second, float(weight)) for first, second, weight in table.get("pairs", [])),
    )


def _build_place(key: str, table: Table) -> Place:
    names = {language: table[language] for language in LANGUAGES}
    return Place(
        key, table["kind"], names, table.get("parent"), tuple(table.get("also", [])), bool(table.get("common"))
    )


def _build_concept(key: str, table: Table) -> Concept:
    phrases, signs = _phrases(table), _phrases(table.get("signs", {}))
    patterns = {language: phrases[language] + signs[language] for language in LANGUAGES}
    topics = {topic: float(weight) for topic, weight in table.get("topics", {}).items()}
    return Concept(key, phrases, topics, patterns, tuple(table.get("roles", [])))


def _phrases(table: Table) -> dict[str, tuple[str, ...]]:
    return {language: tuple(table.get(language, [])) for language in LANGUAGES}
