"""Expressions for FTS5. Every token is quoted; nothing that was typed reaches FTS5 as syntax."""

from collections.abc import Iterable


def any_of(tokens: Iterable[str]) -> str:
    """Matches where any of the tokens stands; empty when there are none."""
    return _joined((f'"{token}"' for token in sorted(tokens) if token and '"' not in token), " OR ")


def all_of(expressions: Iterable[str]) -> str:
    """Matches where all of the expressions do; empty when one of them is."""
    parts = list(expressions)
    return _joined(parts, " AND ") if all(parts) else ""


def either_of(expressions: Iterable[str]) -> str:
    """Matches where any of the expressions does."""
    return _joined((part for part in expressions if part), " OR ")


def in_title(expression: str) -> str:
    """Matches where the expression does within the title."""
    return f"title : ({expression})"


def _joined(parts: Iterable[str], by: str) -> str:
    chosen = list(dict.fromkeys(parts))
    if len(chosen) == 1:
        return chosen[0]
    return f"({by.join(chosen)})" if chosen else ""
