"""Watches as readers see them."""

from collections.abc import Iterable

from markupsafe import Markup

from handlers.languages import Words
from handlers.views.text import clean, shorten
from store.lexicon.terms import TermLexicon
from store.subscriber import WatchRule

_LONGEST = 150


def describe(rule: WatchRule, person: str, words: Words, terms: TermLexicon) -> Markup:
    """What a watch follows. `person` is the name behind the rule's person, "" where it has none."""
    if rule.everything:
        return words.say("everything about Kyrgyzstan")
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
    if rule.minus:
        parts.append(words.say("without: {words}", words=_short(rule.minus)))
    return Markup("; ").join(parts)


def _short(names: Iterable[str]) -> str:
    return shorten(clean(", ".join(names)), _LONGEST)
