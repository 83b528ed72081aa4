"""Latin words that are not quite a name's: slips within zh, sh, ch, kh, and case endings of Kyrgyz and Russian."""

import re
from collections.abc import Iterator

_LONGEST_WORD = 16
_SHORTEST_BASE = 4
_OF_PAIRS = frozenset("chkszy")
_BEFORE_H = frozenset("cgksz")
_ENDING = re.compile(r"[dtn][yiu]n?|[dt][aeo]n?|[gk][aeo]|om|ym|o[iy]|a|u")


def slips(word: str) -> Iterator[str]:
    """What the Latin `word` may have been meant to be: two letters exchanged, or an h left out. Nothing for others."""
    if not word.isascii() or not 4 <= len(word) <= _LONGEST_WORD:
        return
    lowered = word.lower()
    for at in range(len(lowered) - 1):
        first, second = lowered[at], lowered[at + 1]
        if first != second and (first in _OF_PAIRS or second in _OF_PAIRS):
            yield lowered[:at] + second + first + lowered[at + 2 :]
        if first in _BEFORE_H and second != "h":
            yield f"{lowered[: at + 1]}h{lowered[at + 1 :]}"


def without_ending(word: str) -> Iterator[str]:
    """The Latin `word` without what may be a case ending of Kyrgyz or Russian (Askarovdun, Azimjana), longest first."""
    if not word.isascii():
        return
    lowered = word.lower()
    for length in (3, 2, 1):
        if len(lowered) - length >= _SHORTEST_BASE and _ENDING.fullmatch(lowered[-length:]):
            yield lowered[:-length]
