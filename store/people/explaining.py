"""Names with initials, read by the full names beside them. Pure."""

from collections.abc import Iterable

from store.people.name import Name, Role, parse_name


def explained(name: str, beside: Iterable[str]) -> str:
    """The full name that `name` stands for: itself, or for one with initials the only fitting one of those `beside`.

    "" where that is nobody or where several fit: А. Аскаров alone may be anybody.
    """
    asked = parse_name(name)
    if not _has_initials(asked):
        return name
    fitting = sorted({other for other in beside if _fits(asked, parse_name(other))})
    return fitting[0] if len({_key(other) for other in fitting}) == 1 else ""


def has_initials(name: str) -> bool:
    """Whether a given name is only an initial."""
    return _has_initials(parse_name(name))


def surname_of(name: str) -> str:
    """Folded, of a name with initials."""
    return next((part.key for part in parse_name(name).core if part.role is not Role.INITIAL), "")


def _has_initials(name: Name) -> bool:
    whole = [part for part in name.core if part.role is not Role.INITIAL]
    return len(whole) < len(name.core)


def _fits(asked: Name, other: Name) -> bool:
    """Equal surnames, and a given name that begins as the initial does; the second initial may be the father's."""
    if _has_initials(other) or len(other.core) < 2:
        return False
    surnames = {part.key for part in asked.core if part.role is not Role.INITIAL}
    given = [part.key for part in other.core if part.key not in surnames]
    initial = next(part.key for part in asked.core if part.role is Role.INITIAL)
    return len(given) == len(other.core) - len(surnames) and any(key.startswith(initial) for key in given)


def _key(name: str) -> frozenset[str]:
    return frozenset(part.key for part in parse_name(name).core)
