"""Words typed while the keyboard was set to another script."""

_ENGLISH = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`" + 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё" + "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_TO_RUSSIAN = str.maketrans(_ENGLISH, _RUSSIAN)
_TO_ENGLISH = str.maketrans(_RUSSIAN, _ENGLISH)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm"), ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_KEYS = {letter: (layout, row, at) for layout, rows in enumerate(_ROWS) for row, keys in enumerate(rows)
         for at, letter in enumerate(keys)}  # fmt: skip


def swap_layout(text: str) -> str:
    """`text` as the same keys give it on the other layout (English and Russian): Fcrfhjd is Аскаров.

    Cyrillic text is read as meant in English, any other as meant in Russian.
    """
    cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in text)
    return text.translate(_TO_ENGLISH if cyrillic else _TO_RUSSIAN)


def are_neighbours(one: str, other: str) -> bool:
    """Whether two small letters lie side by side on one keyboard, in a row or across two."""
    if one not in _KEYS or other not in _KEYS:
        return False
    layout, row, at = _KEYS[one]
    other_layout, other_row, other_at = _KEYS[other]
    if layout != other_layout or abs(row - other_row) > 1:
        return False
    upper_first = at - other_at if row > other_row else other_at - at
    return abs(at - other_at) == 1 if row == other_row else upper_first in {-1, 0}
