"""Words typed on the wrong keyboard layout."""

import pytest

from store.text.layout import are_neighbours, swap_layout


@pytest.mark.parametrize(
    ("typed", "meant"), [("Fcrfhjd", "Аскаров"), (";fgfhjd", "жапаров"), (":fgfhjd", "Жапаров"), ("Фылфкщм", "Askarov")]
)
def test_the_same_keys_give_the_other_script(typed: str, meant: str) -> None:
    assert swap_layout(typed) == meant


def test_swapping_twice_gives_the_word_back() -> None:
    assert swap_layout(swap_layout("Жээнбеков Ёлкин")) == "Жээнбеков Ёлкин"


@pytest.mark.parametrize("pair", ["as", "sd", "aq", "sw", "se", "zs", "фы", "вк", "ву", "ап"])
def test_keys_side_by_side(pair: str) -> None:
    assert are_neighbours(pair[0], pair[1])
    assert are_neighbours(pair[1], pair[0])


@pytest.mark.parametrize("pair", ["ad", "qz", "рк", "aф", "a1", "sq"])
def test_keys_apart(pair: str) -> None:
    assert not are_neighbours(pair[0], pair[1])
