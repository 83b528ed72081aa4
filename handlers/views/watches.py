"""Watches as readers see them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from markupsafe import Markup

from handlers.languages import Words
from handlers.views.text import clean, shorten
from store.lexicon.terms import TermLexicon
from store.subscriber import UNTIL_RESUMED, Watch, WatchRule

_LONGEST = 150


def describe(rule: WatchRule, person: str, words: Words, terms: TermLexicon, *, muted: Sequence[str] = ()) -> Markup:
    """What a watch follows. `person` is the name behind the rule's person, "" where it has none.

    `muted` are the names behind `not_people`.
    """
    language = words.language
    parts = _wanted(rule, person, words, terms) or [words.say("everything about Kyrgyzstan")]
    if rule.languages:
        named = sorted(words.in_language(code) or code for code in rule.languages)
        parts.append(words.say("only {languages}", languages=", ".join(named)))
    if rule.minus:
        parts.append(words.say("without: {words}", words=_short(rule.minus)))
    left_out = [
        *muted,
        *sorted(terms.topic_name(key, language) for key in rule.not_topics),
        *sorted(rule.not_outlets),
    ]
    if left_out:
        parts.append(words.say("except: {names}", names=_short(left_out)))
    return Markup("; ").join(parts)


def _wanted(rule: WatchRule, person: str, words: Words, terms: TermLexicon) -> list[Markup]:
    language = words.language
    parts = []
    if rule.person_id is not None:
        parts.append(words.say("person: {name}", name=_short([person or "?"])))
    if rule.topics:
        names = sorted(terms.topic_name(key, language) for key in rule.topics)
        parts.append(words.say("topic: {names}", names=_short(names)))
    if rule.places:
        names = sorted(terms.place_name(key, language) for key in rule.places)
        parts.append(words.say("place: {names}", names=_short(names)))
    if rule.outlets:
        parts.append(words.say("outlet: {names}", names=_short(sorted(rule.outlets))))
    if rule.words:
        parts.append(words.say("words: {words}", words=_short(rule.words)))
    return parts


def pause_line(watch: Watch, words: Words, now: datetime) -> Markup:
    """That the watch is paused, and until when; empty where it is not."""
    if watch.paused_until is None or watch.paused_until <= now:
        return Markup()
    if watch.paused_until == UNTIL_RESUMED:
        return words.say("paused until you resume it")
    local = watch.paused_until.astimezone(words.timezone)
    date = words.moment(local) if (local.hour, local.minute) != (0, 0) else words.date(local)
    return words.say("paused until {date}", date=date)


def typed(rule: WatchRule, person: str) -> str:
    """The watch as it would be typed after the command; "" for a watch on everything."""
    return " ".join(
        (
            *([_value("person", person)] if rule.person_id is not None and person else []),
            *(f"topic:{key}" for key in sorted(rule.topics)),
            *(f"place:{key}" for key in sorted(rule.places)),
            *(_value("outlet", outlet) for outlet in sorted(rule.outlets)),
            *(f"lang:{code}" for code in sorted(rule.languages)),
            *(_quoted(word) for word in rule.words),
            *(f"-{_quoted(word)}" for word in rule.minus),
        )
    )


def _value(name: str, value: str) -> str:
    return f"{name}:{_quoted(value)}"


def _quoted(text: str) -> str:
    plain = text.replace('"', "")
    return f'"{plain}"' if " " in plain else plain


def _short(names: Iterable[str]) -> str:
    return shorten(clean(", ".join(names)), _LONGEST)
