"""Slips within the letter pairs that spell one sound (zh, sh, ch, kh), which folding would not see through."""

from collections.abc import Iterator

_LONGEST_WORD = 16
_OF_PAIRS = frozenset("chkszy")
_BEFORE_H = frozenset("cgksz")


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
