"""Words and where they stand."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from store.text.words import split_words


def test_hyphens_and_apostrophes_belong_to_the_word() -> None:
    words = [word.text for word in split_words("Тажибек-кызы, o‘g‘li: «24.kg» Askarov's — А.")]
    assert words == ["Тажибек-кызы", "o‘g‘li", "24", "kg", "Askarov's", "А"]


@given(st.text(max_size=60))
def test_a_word_stands_where_it_says(text: str) -> None:
    words = list(split_words(text))
    assert all(text[word.start : word.end] == word.text for word in words)
    assert all(one.end <= two.start for one, two in pairwise(words))
