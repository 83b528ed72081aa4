"""Words typed while the keyboard was set to another script."""

_ENGLISH = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`" + 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё" + "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_TO_RUSSIAN = str.maketrans(_ENGLISH, _RUSSIAN)
_TO_ENGLISH = str.maketrans(_RUSSIAN, _ENGLISH)


def swap_layout(text: str) -> str:
    """`text` as the same keys give it on the other layout (English and Russian): Fcrfhjd is Аскаров.

    Cyrillic text is read as meant in English, any other as meant in Russian.
    """
    cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in text)
    return text.translate(_TO_ENGLISH if cyrillic else _TO_RUSSIAN)
