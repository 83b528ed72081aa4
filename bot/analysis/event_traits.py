"""Reading the traits of the event that an entry reports. Pure."""

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache

from bot.analysis.event_dates import find_days, find_numbers
from bot.analysis.event_deeds import read_deeds
from bot.analysis.phrases import Found, Token
from bot.analysis.reading import Reading, read_terms_in
from store.entry import Analysis, ParsedEntry, PersonMention
from store.incident import NAME_LENGTH, EventTraits
from store.lexicon.events import EventWords
from store.lexicon.terms import TermLexicon
from store.text.folding import fold, simplify
from store.text.stems import stem

LEAD = 2
"""How many sentences after the title tell what happened."""

_GRAM = 5
_KEPT_GRAMS = 96
_WORD_LENGTH = 4
_MOST_TEXT = 6_000
_BROAD_PEOPLE, _BROAD_ACTS = 4, 5
_INNER_CAPITAL = re.compile(r"[^\W\d_][A-ZА-ЯЁҮӨҢ]")
_MARKING = frozenset({"law", "outlet", "ngo", "charge"})
_SAME_OUTLET = {"rferl": "azattyk"}
_THEMES = frozenset({"law", "outlet"})


def find_traits(parsed: ParsedEntry, analysis: Analysis, terms: TermLexicon) -> EventTraits:
    """The traits of the event; people by the names that the analysis gives them."""
    title, text = parsed.title, parsed.text[:_MOST_TEXT]
    reading = read_terms_in(title, text, analysis.language, terms)
    lead = _lead_of(reading, title, text)
    full = [mention for mention in analysis.people if mention.full]
    people = tuple(dict.fromkeys(mention.name for mention in full))
    deeds = read_deeds(reading, f"{title}\n{text}", terms)
    acts = frozenset[str]().union(*deeds)
    return EventTraits(
        language=analysis.language,
        published_at=parsed.published_at,
        people=people,
        subjects=tuple(dict.fromkeys(mention.name for mention in full if mention.start < lead)),
        surnames=frozenset(fold(_last_name(mention)) for mention in analysis.people),
        bare=frozenset(fold(mention.name) for mention in analysis.people if not mention.full),
        head=next(filter(None, deeds[:2]), frozenset()),
        titled=bool(deeds and deeds[0]),
        acts=acts,
        concepts=frozenset(item.key for item in reading.concepts),
        marks=_marks(reading.concepts, _MARKING, terms),
        themes=_marks((item for item in reading.concepts if item.sentence == 0), _THEMES, terms),
        places=_with_parents(analysis.places, terms),
        numbers=find_numbers(f"{title}\n{text}", terms.events),
        days=find_days(f"{title}\n{text}", terms.events),
        names=_names(reading, analysis.people) - terms.events.common_names,
        words=_words(reading, analysis.language),
        sketch=sketch_of(f"{title} {text}"),
        broad=_is_broad(parsed, len(people), len(acts), terms.events),
        news=_news(reading.concepts, acts, terms),
    )


def sketch_of(text: str) -> frozenset[int]:
    """The smallest hashes of the character 5-grams: what two texts share of them tells how alike they are."""
    letters = "".join(mark for mark in simplify(text) if mark.isalnum())
    grams = {letters[at : at + _GRAM] for at in range(len(letters) - _GRAM + 1)}
    return frozenset(sorted(map(_hash, grams))[:_KEPT_GRAMS])


@lru_cache(maxsize=50_000)
def _hash(gram: str) -> int:
    return int.from_bytes(hashlib.blake2b(gram.encode(), digest_size=6).digest(), "big")


def _lead_of(reading: Reading, title: str, text: str) -> int:
    """Where the lead ends, in characters of title + newline + text."""
    return next((token.start for token in reading.tokens if token.sentence > LEAD), len(title) + 1 + len(text))


def _marks(concepts: Iterable[Found], roles: frozenset[str], terms: TermLexicon) -> frozenset[str]:
    return frozenset(
        _SAME_OUTLET.get(item.key, item.key)
        for item in concepts
        if not roles.isdisjoint(terms.concepts[item.key].roles)
    )


def _last_name(mention: PersonMention) -> str:
    return mention.name.split()[-1]


def _with_parents(places: Iterable[str], terms: TermLexicon) -> frozenset[str]:
    found: set[str] = set()
    for key in places:
        place: str | None = key
        while place and place not in found:
            found.add(place)
            known = terms.places.get(place)
            place = known.parent if known else None
    return frozenset(found)


def _names(reading: Reading, people: Iterable[PersonMention]) -> frozenset[str]:
    """Words with a capital that name neither a person nor a place, and that would not have one anyway."""
    places = {at for item in reading.places for at in range(item.first, item.last + 1)}
    known = {at for item in reading.concepts for at in range(item.first, item.last + 1)}
    spans = [(mention.start, mention.end) for mention in people]
    found = set()
    before = -1
    for at, token in enumerate(reading.tokens):
        first, before = token.sentence != before, token.sentence
        inside = at in places or any(start <= token.start < end for start, end in spans)
        if not inside and _is_name(token, first=first, known=at in known):
            found.add(fold(token.text)[:NAME_LENGTH].strip())
    return frozenset(found)


def _is_name(token: Token, *, first: bool, known: bool) -> bool:
    """The first word of a title may well be a name, that of a later sentence seldom is."""
    if len(token.text) < _WORD_LENGTH or not token.text[0].isupper():
        return False
    return not (first and (known or token.sentence)) or bool(_INNER_CAPITAL.search(token.text))


def _words(reading: Reading, language: str) -> frozenset[str]:
    return frozenset(
        stem(token.text, language)
        for token in reading.tokens
        if token.sentence <= LEAD and len(token.text) >= _WORD_LENGTH and not token.text[0].isdigit()
    )


def _is_broad(parsed: ParsedEntry, people: int, acts: int, events: EventWords) -> bool:
    """Whether several events are told: a period, the words of a round-up, or many people and deeds."""
    start = f"{parsed.title}\n{parsed.text[:400]}"
    return bool(parsed.period or events.round_up.search(start)) or (people >= _BROAD_PEOPLE and acts >= 2 * _BROAD_ACTS)


def _news(concepts: Iterable[Found], acts: Iterable[str], terms: TermLexicon) -> frozenset[str]:
    charges = {f"charge:{item.key}" for item in concepts if "charge" in terms.concepts[item.key].roles}
    return frozenset({news for act in acts if (news := terms.events.deed(act).news)} | charges)
