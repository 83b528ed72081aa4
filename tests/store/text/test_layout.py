"""Words typed on the wrong keyboard layout."""

import pytest

from store.text.layout import swap_layout


@pytest.mark.parametrize(
    ("typed", "meant"), [("Fcrfhjd", "Аскаров"), (";fgfhjd", "жапаров"), (":fgfhjd", "Жапаров"), ("Фылфкщм", "Askarov")]
)
def test_the_same_keys_give_the_other_script(typed: str, meant: str) -> None:
    assert swap_layout(typed) == meant


def test_swapping_twice_gives_the_word_back() -> None:
    assert swap_layout(swap_layout("Жээнбеков Ёлкин")) == "Жээнбеков Ёлкин"
