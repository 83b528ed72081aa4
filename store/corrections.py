"""Words that a mistyped word may have been meant to be. Pure."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

SHORTEST = 5
"""Shorter words are not corrected."""

_MOST = 4
_ONE_EDIT_UP_TO = 6


def nearest_words(word: str, known: Iterable[str], *, loosely: bool = False) -> list[tuple[str, float]]:
    """Those of the known folded words that are nearest to `word`, with their likeness below 1, nearest first.

    One edit in words of up to six letters, two in longer ones; one more when `loosely`.
    """
    reach = (1 if len(word) <= _ONE_EDIT_UP_TO else 2) + loosely
    near = [(OSA.distance(word, other, score_cutoff=reach), other) for other in known if other != word]
    near = sorted((distance, other) for distance, other in near if distance <= reach)
    least = near[0][0] if near else 0
    return [(other, 1 - 0.8 * distance / len(word)) for distance, other in near if loosely or distance == least][:_MOST]
