"""Text as people type it to a `Query`. No text is an error."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo

from store import query_dates, query_filters
from store.lexicon.terms import TermLexicon
from store.query import Query, Term
from store.query_filters import FILTER_WORDS
from store.text.folding import mend_lookalikes, normalise_spaces
from store.text.layout import swap_layout

MOST_TERMS = 32
LONGEST_WORD = 64
LONGEST_TEXT = 4096
MOST_PHRASE_WORDS = 16

_QUOTES = '"«»“”„‟‹›〝〞＂'
_TOKEN = re.compile(
    rf"(?P<minus>(?<![^\s(])[-−–—](?=[^\s\-]))?"
    rf"(?:(?P<filter>[^\W\d_]+)\s?:(?!//)\s?(?=\S))?"
    rf"(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?:[{_QUOTES}]|$)|(?P<plain>[^\s{_QUOTES}]+))"
)
_WORD = re.compile(r"[^\W_]+(?:['’ʼʻ‘`][^\W_]+)*")
_VALUE_WORDS = 4
_MOST_TOKENS = 96
_PERSON_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Token:
    """One piece of the query: perhaps after a minus, perhaps the value of a filter, perhaps in quotes."""

    text: str
    minus: bool = False
    filter: str = ""
    quoted: bool = False


@dataclass(slots=True)
class _Draft:
    """What has been understood so far."""

    terms: list[Term] = field(default_factory=list)
    minus: list[Term] = field(default_factory=list)
    since: date | None = None
    until: date | None = None
    topics: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    outlets: dict[str, None] = field(default_factory=dict)
    languages: set[str] = field(default_factory=set)
    people: dict[str, None] = field(default_factory=dict)


def parse_query(text: str, *, now: datetime, timezone: tzinfo, terms: TermLexicon, outlets: Sequence[str]) -> Query:
    """What is looked for: words, "phrases", -not, and filters (from: to: topic: place: outlet: lang: person:).

    Filters are understood in three languages and their values loosely against `terms` and `outlets`; whatever is not
    understood is looked for as words. At most MOST_TERMS terms, words cut at LONGEST_WORD characters.
    """
    shown = normalise_spaces(text[:LONGEST_TEXT])
    reader = _Reader(now.astimezone(timezone).date(), terms, outlets)
    return reader.read(shown)


class _Reader:
    def __init__(self, today: date, lexicon: TermLexicon, outlets: Sequence[str]) -> None:
        self._today = today
        self._lexicon = lexicon
        self._outlets = outlets
        self._draft = _Draft()

    def read(self, text: str) -> Query:
        tokens = _split(text)[:_MOST_TOKENS]
        at = 0
        while at < len(tokens):
            at += self._take(tokens, at)
        return self._finish(text)

    def _take(self, tokens: list[_Token], at: int) -> int:
        """Read the token at `at`; gives how many tokens were used up."""
        token = tokens[at]
        wanted = FILTER_WORDS.get(token.filter.casefold(), "")
        if wanted and not token.minus:
            used = self._take_filter(wanted, _value_of(tokens, at))
            if used:
                return used
        if token.filter and not wanted:
            self._add_words(replace(token, text=token.filter))
        self._add_words(token)
        return 1

    def _add_words(self, token: _Token) -> None:
        target = self._draft.minus if token.minus else self._draft.terms
        found = [word[:LONGEST_WORD] for word in _WORD.findall(_plain(token.text))]
        if token.quoted and found:
            target.append(Term(tuple(found[:MOST_PHRASE_WORDS])))
            return
        other = "" if token.minus else _other_layout(token.text[:LONGEST_WORD])
        if other and not found:
            found = [token.text[:LONGEST_WORD]]
        for number, word in enumerate(found):
            target.append(Term((word,), other_layout=other if number == 0 else ""))

    def _take_filter(self, wanted: str, value: list[str]) -> int:
        """Read a filter from the words that may be its value; gives how many were used, 0 when it means nothing."""
        draft = self._draft
        if wanted in {"from", "to"}:
            return self._take_date(wanted, value)
        if wanted == "lang":
            language = query_filters.read_language(_bare(value[0]))
            draft.languages.update({language} if language else ())
            return 1 if language else 0
        if wanted == "person":
            return self._take_person(value)
        if wanted == "topic":
            used, keys = _match(value, query_filters.topic_names(self._lexicon))
            draft.topics.update(keys)
        elif wanted == "place":
            used, keys = _match(value, query_filters.place_names(self._lexicon))
            draft.places.update(keys)
        else:
            used, keys = _match(value, query_filters.outlet_names(self._outlets))
            draft.outlets.update(dict.fromkeys(keys))
        return used

    def _take_date(self, wanted: str, value: list[str]) -> int:
        for count in range(min(len(value), query_dates.MOST_WORDS), 0, -1):
            days = query_dates.read_days(" ".join(value[:count]), today=self._today)
            if days is None:
                continue
            if wanted == "from":
                self._draft.since = days[0]
            else:
                self._draft.until = days[1]
            return count
        return 0

    def _take_person(self, value: list[str]) -> int:
        name = [_bare(value[0])]
        for word in value[1:_PERSON_WORDS]:
            if not (name[-1][:1].isupper() and word[:1].isupper()):
                break
            name.append(_bare(word))
        found = _WORD.findall(_plain(" ".join(name)))
        if not found:
            return 0
        self._draft.people[" ".join(word[:LONGEST_WORD] for word in found[:_VALUE_WORDS])] = None
        return len(name)

    def _finish(self, text: str) -> Query:
        draft = self._draft
        since, until = draft.since, draft.until
        if since and until and since > until:
            since, until = until, since
        return Query(
            text=text,
            terms=tuple(dict.fromkeys(draft.terms))[:MOST_TERMS],
            minus=tuple(dict.fromkeys(draft.minus))[:MOST_TERMS],
            since=since,
            until=until,
            topics=frozenset(draft.topics),
            places=frozenset(draft.places),
            outlets=tuple(draft.outlets),
            languages=frozenset(draft.languages),
            people=tuple(draft.people)[:_VALUE_WORDS],
        )


def _split(text: str) -> list[_Token]:
    return [
        _Token(
            text=found["plain"] if found["phrase"] is None else found["phrase"],
            minus=found["minus"] is not None,
            filter=found["filter"] or "",
            quoted=found["phrase"] is not None,
        )
        for found in _TOKEN.finditer(text)
    ]


def _value_of(tokens: list[_Token], at: int) -> list[str]:
    """The words that may be the value of the filter at `at`: what is quoted, or the plain words that follow."""
    first = tokens[at]
    if first.quoted:
        return [first.text.strip()] if first.text.strip() else [""]
    value = [first.text]
    for token in tokens[at + 1 : at + _VALUE_WORDS]:
        if token.minus or token.filter or token.quoted:
            break
        value.append(token.text)
    return value


def _match(value: list[str], names: query_filters.Names) -> tuple[int, tuple[str, ...]]:
    """How many words of `value` name something in `names`, and its keys: the longest exact name, else loosely."""
    for count in range(len(value), 0, -1):
        keys = query_filters.match_exactly(value[:count], names)
        if keys:
            return count, keys
    keys = query_filters.match_loosely(value[0], names)
    return (1, keys) if keys else (0, ())


def _other_layout(typed: str) -> str:
    """The word that the same keys give on the other layout; empty where they give no word of another script."""
    other = swap_layout(typed)
    return other if other.isalpha() and other.isascii() != typed.isascii() else ""


def _plain(text: str) -> str:
    return mend_lookalikes(unicodedata.normalize("NFC", text))


def _bare(text: str) -> str:
    return text.strip(".,;!?()[]{}'")
