import pytest

from bot.analysis.name_lexicon import build_name_lexicon
from config.lexicon.names import read_names
from store.lexicon.names import NameLexicon


@pytest.fixture(scope="session")
def names() -> NameLexicon:
    return build_name_lexicon(read_names())
