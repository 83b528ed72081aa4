"""What an entry is about, all told. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.analysis.country_gate import country_gate
from bot.analysis.event_traits import find_traits
from bot.analysis.language import detect_language
from bot.analysis.people import find_people
from bot.analysis.places import find_places
from bot.analysis.relevance import judge_relevance
from bot.analysis.topics import KnownPerson, find_topics, freedoms_of, is_civic
from store.entry import About, AnalysedEntry, Analysis, ParsedEntry, PersonMention
from store.lexicon.languages import LanguageLexicon
from store.lexicon.names import NameLexicon
from store.lexicon.terms import TermLexicon
from store.text.folding import fold

WORDS_READ = 2_000
"""The first words of a text tell what it is about; more only cost time."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words the analysis knows."""

    terms: TermLexicon
    names: NameLexicon
    languages: LanguageLexicon
    figures: frozenset[str]

    def is_figure(self, name: str) -> bool:
        """Whether this is a listed spelling of a public figure's name, in whatever script or case."""
        return fold(name) in self.figures


def analyse(
    title: str, text: str, lexicon: Lexicon, *, language: str | None = None, country: str | None = None
) -> Analysis:
    """Language, relevance, topics, people and places; `language` and `country` are hints."""
    text = first_words(text, WORDS_READ)
    language = detect_language(f"{title}\n{text}", language, lexicon.languages)
    terms = lexicon.terms
    people = find_people(title, text, language, lexicon.names)
    places = find_places(title, text, language, terms)
    topics = find_topics(title, text, language, terms, known_people(people, lexicon.names))
    return Analysis(
        language=language,
        about=judge_relevance(title, text, language, country, people, places, terms, lexicon.is_figure),
        civic=is_civic(title, text, language, topics, terms),
        freedoms=freedoms_of(topics, terms),
        topics=topics,
        people=people,
        places=places,
    )


def known_people(people: Sequence[PersonMention], names: NameLexicon) -> list[KnownPerson]:
    """Those of `people` whose public role is listed."""
    keys = ((person, names.figure_keys.get(fold(person.name), "")) for person in people)
    return [
        KnownPerson(person.start, person.end, names.figure_roles[key])
        for person, key in keys
        if key in names.figure_roles
    ]


def analyse_entry(entry: ParsedEntry, lexicon: Lexicon, *, country: str | None) -> AnalysedEntry:
    """Analyse what a feed gave; entries that cannot concern Kyrgyzstan are not looked at further."""
    if country is None and not country_gate(entry.title, entry.text, country, lexicon.terms):
        beginning = f"{entry.title}\n{first_words(entry.text, 200)}"
        language = detect_language(beginning, entry.language, lexicon.languages)
        return AnalysedEntry(entry, Analysis(language, About.NONE, civic=False))
    analysis = analyse(entry.title, entry.text, lexicon, language=entry.language, country=country)
    return with_event(entry, analysis, lexicon)


def with_event(entry: ParsedEntry, analysis: Analysis, lexicon: Lexicon) -> AnalysedEntry:
    """The entry with the traits of the event that it reports."""
    return AnalysedEntry(entry, analysis, find_traits(entry, analysis, lexicon.terms))


def first_words(text: str, count: int) -> str:
    """`text` up to its word number `count`; white space as it was."""
    if len(text) <= count:
        return text
    parts = text.split(maxsplit=count)
    return text[: len(text) - len(parts[count])] if len(parts) > count else text
