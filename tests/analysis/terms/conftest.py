"""The shipped lexicon, read once."""

import pytest

from bot.analysis.term_lexicon import build_term_lexicon
from config.lexicon.events import read_events
from config.lexicon.terms import TermTables, read_terms
from config.lexicon.topic_weights import read_topic_weights
from config.lexicon.wording import read_wording
from store.lexicon.terms import TermLexicon


@pytest.fixture(scope="session")
def tables() -> TermTables:
    return read_terms()


@pytest.fixture(scope="session")
def terms(tables: TermTables) -> TermLexicon:
    return build_term_lexicon(tables, read_wording(), read_events(tables.concepts), read_topic_weights())
