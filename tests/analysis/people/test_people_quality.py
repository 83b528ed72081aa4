"""The labelled texts: figures do not fall below what was reached."""

import pytest

from store.lexicon.names import NameLexicon
from tests.bench.persons import LANGUAGES, read_labelled, score_part


@pytest.mark.parametrize("language", LANGUAGES)
def test_exact_mentions_on_held_out_texts(names: NameLexicon, language: str) -> None:
    score = score_part("heldout", language, names)
    assert score.f1 >= (0.93 if language == "ky" else 0.95)
    assert score.precision >= 0.95


@pytest.mark.parametrize("language", LANGUAGES)
def test_exact_mentions_on_tuned_texts(names: NameLexicon, language: str) -> None:
    score = score_part("tuned", language, names)
    assert score.f1 >= 0.97
    assert score.precision >= 0.97


def test_the_labelled_set_is_large_enough_and_even() -> None:
    texts = [text for part in ("tuned", "heldout") for text in read_labelled(part)]
    assert len({text.id for text in texts}) == len(texts) >= 150
    assert len(read_labelled("heldout")) * 3 >= len(texts)
    assert min(sum(text.language == language for text in texts) for language in LANGUAGES) >= 50
