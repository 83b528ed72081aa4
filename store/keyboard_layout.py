"""What the same keys give on the other keyboard layout."""

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_TO_CYRILLIC = str.maketrans(_LATIN + _LATIN.upper() + '{}:"<>~', _CYRILLIC + _CYRILLIC.upper() + "ХЪЖЭБЮЁ")
_TO_LATIN = str.maketrans(_CYRILLIC + _CYRILLIC.upper(), _LATIN + _LATIN.upper())


def switch_layout(typed: str) -> str:
    """`typed` as the other layout (QWERTY, ЙЦУКЕН) would have given it; empty when that changes nothing sensible."""
    if typed.isascii():
        switched = typed.translate(_TO_CYRILLIC)
    else:
        switched = typed.translate(_TO_LATIN)
    return switched if switched != typed and switched.isalpha() and switched.isascii() != typed.isascii() else ""
