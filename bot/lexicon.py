"""Reading the lexicon once, for handlers, analysis and search alike."""

from bot.analysis.analysis import Lexicon
from bot.analysis.name_lexicon import build_name_lexicon
from bot.analysis.term_lexicon import build_term_lexicon
from bot.analysis.word_lexicons import build_language_lexicon
from config.lexicon.events import read_events
from config.lexicon.languages import read_languages
from config.lexicon.names import read_names
from config.lexicon.terms import read_terms
from config.lexicon.topic_weights import read_topic_weights
from config.lexicon.wording import read_wording
from store.text.folding import fold


def load_lexicon() -> Lexicon:
    """The shipped lexicon. A fault in its files raises with the file and the line's key."""
    names = build_name_lexicon(read_names())
    spellings = (spelling for figure in names.figures for listed in figure.names.values() for spelling in listed)
    tables = read_terms()
    return Lexicon(
        terms=build_term_lexicon(tables, read_wording(), read_events(tables.concepts), read_topic_weights()),
        names=names,
        languages=build_language_lexicon(read_languages()),
        figures=frozenset(fold(spelling) for spelling in spellings),
    )
