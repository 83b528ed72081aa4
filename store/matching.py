"""Matching a watch with an analysed entry. Pure.

A watch on everything takes civic entries that are about Kyrgyzstan first of all; a watch on a topic, place, word or
outlet takes civic entries that at least touch Kyrgyzstan; a watch on a person takes whatever names the person.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from store.entry import About, AnalysedEntry
from store.subscriber import POSSIBLY, Match, Watch, WatchRule
from store.text.folding import simplify
from store.text.stems import stem
from store.text.words import split_words

PersonOf = Callable[[str], Collection[int]]
"""The ids under which the person whom a full name surely names may be watched; none where nobody surely is."""


def match_watches(
    watches: Iterable[Watch], entry: AnalysedEntry, *, outlet: str, person_of: PersonOf, now: datetime
) -> list[Match]:
    """The first match of each subscriber."""
    found: dict[int, Match] = {}
    for match in every_match(watches, entry, outlet=outlet, person_of=person_of, now=now):
        found.setdefault(match.subscriber_id, match)
    return list(found.values())


def every_match(
    watches: Iterable[Watch],
    entry: AnalysedEntry,
    *,
    outlet: str,
    person_of: PersonOf,
    now: datetime,
    bearers_of: PersonOf | None = None,
) -> list[Match]:
    """Every watch that the entry meets, in their order; paused ones meet nothing.

    With `bearers_of`, who may be meant by a surname alone, watches on a person that are possibly met come last; only
    civic entries that touch Kyrgyzstan are looked at so, for a president's surname stands everywhere.
    """
    people = {
        person_id: mention.surface
        for mention in reversed(entry.analysis.people)
        if mention.full
        for person_id in person_of(mention.name)
    }
    stems = _StemmedText(entry)
    bearers = _bearers(entry, people, bearers_of) if bearers_of and _is_ours(entry) else {}
    found, perhaps = [], []
    for watch in watches:
        if watch.paused_until and watch.paused_until > now:
            continue
        reason = _reason(watch.rule, entry, outlet, people, stems)
        if reason:
            found.append(Match(watch.id, watch.subscriber_id, *reason))
        elif watch.rule.person_id in bearers and _reason(watch.rule, entry, outlet, bearers | people, stems):
            perhaps.append(Match(watch.id, watch.subscriber_id, POSSIBLY, bearers[watch.rule.person_id]))
    return found + perhaps


def _bearers(entry: AnalysedEntry, people: Mapping[int, str], bearers_of: PersonOf) -> dict[int, str]:
    """Who may be meant by names that are no full ones, with the words of the text; none who is named in full."""
    return {
        person_id: mention.surface
        for mention in reversed(entry.analysis.people)
        for person_id in bearers_of(mention.name)
        if person_id not in people
    }


def would_match(rule: WatchRule, entry: AnalysedEntry, *, outlet: str, person_of: PersonOf, now: datetime) -> bool:
    """Whether a watch with this rule would be met by the entry."""
    return bool(every_match([Watch(0, 0, rule)], entry, outlet=outlet, person_of=person_of, now=now))


def _reason(
    rule: WatchRule, entry: AnalysedEntry, outlet: str, people: dict[int, str], stems: "_StemmedText"
) -> tuple[str, str] | None:
    analysis = entry.analysis
    if _muted(rule, entry, outlet, people) or any(stems.hold(word) for word in rule.minus):
        return None
    if rule.languages and analysis.language not in rule.languages:
        return None
    if rule.wide:
        return ("everything", "") if analysis.civic and analysis.about is About.PRIMARY else None
    if rule.person_id is None and not _is_ours(entry):
        return None
    return _narrowed(rule, entry, outlet, people, stems)


def _is_ours(entry: AnalysedEntry) -> bool:
    return entry.analysis.civic and entry.analysis.about is not About.NONE


def _muted(rule: WatchRule, entry: AnalysedEntry, outlet: str, people: dict[int, str]) -> bool:
    return (
        outlet in rule.not_outlets
        or not rule.not_people.isdisjoint(people)
        or not rule.not_topics.isdisjoint(entry.analysis.topics)
    )


def _narrowed(
    rule: WatchRule, entry: AnalysedEntry, outlet: str, people: dict[int, str], stems: "_StemmedText"
) -> tuple[str, str] | None:
    reasons: list[tuple[str, str] | None] = []
    if rule.person_id is not None:
        reasons.append(("person", people[rule.person_id]) if rule.person_id in people else None)
    if rule.words:
        reasons.append(("words", " ".join(rule.words)) if all(stems.hold(word) for word in rule.words) else None)
    if rule.topics:
        reasons.append(_first("topic", entry.analysis.topics, rule.topics))
    if rule.places:
        reasons.append(_first("place", entry.analysis.places, rule.places))
    if rule.outlets:
        reasons.append(("outlet", outlet) if outlet in rule.outlets else None)
    return reasons[0] if all(reasons) else None


def _first(kind: str, keys: Sequence[str], wanted: frozenset[str]) -> tuple[str, str] | None:
    return next(((kind, key) for key in keys if key in wanted), None)


class _StemmedText:
    """The words of an entry as stems, made when first asked for."""

    def __init__(self, entry: AnalysedEntry) -> None:
        self._entry = entry
        self._line: str | None = None

    def hold(self, phrase: str) -> bool:
        """Whether the words of `phrase` stand together in the entry, in any inflection."""
        if self._line is None:
            parsed = self._entry.parsed
            self._line = _stem_line(f"{parsed.title}\n{parsed.text}", self._entry.analysis.language)
        languages = {self._entry.analysis.language, "en", "ru", "ky"}
        lines = {_stem_line(phrase, language) for language in languages}
        return any(line.strip() and line in self._line for line in lines)


def _stem_line(text: str, language: str) -> str:
    return " " + " ".join(simplify(stem(word.text.lower(), language)) for word in split_words(text)) + " "
