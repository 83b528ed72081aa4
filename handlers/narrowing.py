"""Plain words as filters of the query language: "protest Osh week" becomes "topic:protest place:Osh from:…"."""

from datetime import datetime, timedelta

from handlers.services import Services

_MOST_WORDS = 12
_WEEK = frozenset({"week", "неделя", "неделю", "апта", "жума"})
_MONTH = frozenset({"month", "месяц", "ай"})


def narrow(text: str, services: Services) -> str:
    """Each word that names a place, a topic or days becomes that filter; the others stay words.

    A text that holds a filter, a quotation or a minus already is left as it was typed.
    """
    typed = text.split()
    if any(mark in text for mark in ':"«“') or any(word.startswith("-") for word in typed):
        return " ".join(typed)
    return " ".join(_filter_of(word, services) for word in typed[:_MOST_WORDS])


def _filter_of(word: str, services: Services) -> str:
    now = services.clock()
    folded = word.casefold()
    if folded in _WEEK or folded in _MONTH:
        return f"from:{_days_ago(7 if folded in _WEEK else 30, now, services)}"
    if services.parse_query(f"from:{word}", now).since:
        return f"from:{word} to:{word}"
    if services.parse_query(f"place:{word}", now).places:
        return f"place:{word}"
    if services.parse_query(f"topic:{word}", now).topics:
        return f"topic:{word}"
    return word


def _days_ago(days: int, now: datetime, services: Services) -> str:
    return (now.astimezone(services.timezone) - timedelta(days=days)).date().isoformat()
