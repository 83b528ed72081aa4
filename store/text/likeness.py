"""How much two texts have in common."""

from store.text.folding import simplify

_GRAM = 5


def likeness(one: str, other: str) -> float:
    """The share of common character 5-grams, 0 to 1, of the shorter text; case, marks and punctuation do not count."""
    grams, others = _grams(one), _grams(other)
    if not grams or not others:
        return 1.0 if simplify(one) == simplify(other) else 0.0
    return len(grams & others) / min(len(grams), len(others))


def _grams(text: str) -> frozenset[str]:
    letters = "".join(mark for mark in simplify(text) if mark.isalnum())
    return frozenset(letters[at : at + _GRAM] for at in range(len(letters) - _GRAM + 1))
