"""Which topics an entry is about, and whether it is about civic space."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.phrases import Found, Token
from bot.analysis.reading import Reading, read_terms_in
from bot.analysis.topic_signs import CIVIC, read_signs, weigh_signs
from store.entry import Freedom
from store.lexicon.terms import Pairing, TermLexicon, Topic
from store.lexicon.wording import Wording

_MOST_TOPICS = 7
_IN_TITLE, _IN_LEAD, _LATER, _FAR = 1.35, 1.05, 0.85, 0.65
_LEAD, _FAR_FROM = 2, 8
_NEXT_SENTENCE, _SENTENCE_AFTER = 0.8, 0.65
_SHORT, _NEXT_IN_SHORT, _AFTER_IN_SHORT = 4, 0.95, 0.85
_TITLE_REACHES = 3
_REPEATED = 0.3
_SOMEBODY, _KNOWN = "", 1.0
_LAWYER, _DEFENDER = "lawyer", "hrd"
_DENIED, _EARLIER, _WANTED, _RELIEVED = 0.25, 0.6, 0.25, 0.6
_REACH_OF_DENIAL = 3
_CALLED_FOR, _REACH_OF_CALL = 0.5, 3
# Who says something about an arrest is not the one arrested; who tells of threats may well be the one threatened.
_DONE_TO_OTHERS = {"detention", "sentence", "custody", "prosecution", "attack", "expulsion", "release"}
_COMMENTATORS = {"ngo"}
_RELIEF, _RELIEF_ENOUGH = "positive-development", 1.0
_RELIEVED_ROLES = {"detention", "sentence", "custody", "prosecution"}
_BASIS = 0.6


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Where somebody with a public role is named, in characters of title + newline + text."""

    start: int
    end: int
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Sign:
    """A concept in a sentence, or somebody known, with the roles that it plays and how much it counts there."""

    item: Found
    roles: Collection[str]
    weight: float
    comments: bool


def find_topics(
    title: str, text: str, language: str, terms: TermLexicon, known: Sequence[KnownPerson] = ()
) -> tuple[str, ...]:
    """Keys of the topics the entry is about, strongest first. `known` are people with a public role in it.

    Title and beginning count more than the rest; what is denied, or told as having happened earlier, counts less. What
    pairs and phrases tell of each topic is weighed with all that stands beside them.
    """
    reading = read_terms_in(title, text, language, terms)
    signs = read_signs(score_topics(reading, terms, known), reading, terms)
    weighed = {key: weigh_signs(key, signs, terms) for key in terms.topics}
    likely = [key for key, odds in weighed.items() if odds > 0]
    return tuple(sorted(likely, key=lambda key: (-weighed[key], key))[:_MOST_TOPICS])


def freedoms_of(topics: Sequence[str], terms: TermLexicon) -> tuple[Freedom, ...]:
    """The freedoms that `topics` touch, in their order, each once."""
    known = (terms.topics[key].freedom for key in topics if key in terms.topics)
    return tuple(dict.fromkeys(freedom for freedom in known if freedom))


def is_civic(title: str, text: str, language: str, topics: Sequence[str], terms: TermLexicon) -> bool:
    """Whether the entry is about civic space, in whatever country: it has a topic, or tells of rights and defenders."""
    if topics:
        return True
    reading = read_terms_in(title, text, language, terms)
    signs = read_signs(score_topics(reading, terms), reading, terms)
    return CIVIC in terms.weights and weigh_signs(CIVIC, signs, terms) > 0


def score_topics(reading: Reading, terms: TermLexicon, known: Sequence[KnownPerson] = ()) -> dict[str, float]:
    """How strongly the entry is about each topic; 1 is enough to be about it."""
    relieved = _is_relieved(reading, terms)
    last_words = {token.sentence: token.text for token in reading.tokens}
    signs = [
        _Sign(
            item,
            _roles_of(item, terms),
            _weigh(item, reading.tokens, terms, relieved=relieved),
            _comments(item, reading.tokens, last_words, terms.wording),
        )
        for item in reading.concepts
    ]
    evidence: dict[str, list[float]] = defaultdict(list)
    for key, sentence, weight in _direct_evidence(signs, terms):
        del sentence
        evidence[key].append(weight)
    short = max(last_words, default=0) <= _SHORT
    by_role = _by_role([*signs, *_known_signs(reading, known, last_words, terms)])
    for topic in terms.topics.values():
        evidence[topic.key].extend(_pair_evidence(topic, by_role, short=short))
    return {key: _add_up(weights) for key, weights in evidence.items() if weights}


def _direct_evidence(signs: list[_Sign], terms: TermLexicon) -> Iterator[tuple[str, int, float]]:
    seen: set[tuple[str, int]] = set()
    for sign in signs:
        if (sign.item.key, sign.item.sentence) in seen:
            continue
        seen.add((sign.item.key, sign.item.sentence))
        for topic, weight in terms.concepts[sign.item.key].topics.items():
            yield topic, sign.item.sentence, weight * sign.weight


def _roles_of(item: Found, terms: TermLexicon) -> Collection[str]:
    """The roles of the concept; a lawyer in the title is told of as who defends rights."""
    roles = terms.concepts[item.key].roles
    return (*roles, _DEFENDER) if item.sentence == 0 and _LAWYER in roles else roles


def _known_signs(
    reading: Reading, known: Sequence[KnownPerson], last_words: dict[int, str], terms: TermLexicon
) -> Iterator[_Sign]:
    starts = [token.start for token in reading.tokens]
    for person in known:
        first, last = bisect_left(starts, person.start), bisect_left(starts, person.end) - 1
        if first > last:
            continue
        item = Found(_SOMEBODY, first, last, reading.tokens[first].sentence)
        comments = _comments(item, reading.tokens, last_words, terms.wording)
        yield _Sign(item, person.roles, _weight_of_sentence(item.sentence) * _KNOWN, comments)


def _by_role(signs: list[_Sign]) -> dict[str, dict[int, list[_Sign]]]:
    by_role: dict[str, dict[int, list[_Sign]]] = defaultdict(lambda: defaultdict(list))
    for sign in signs:
        for role in sign.roles:
            by_role[role][sign.item.sentence].append(sign)
    return by_role


def _pair_evidence(topic: Topic, by_role: dict[str, dict[int, list[_Sign]]], *, short: bool) -> list[float]:
    return [weight for pairing in topic.pairings if (weight := _best_pair(pairing, by_role, short=short))]


def _best_pair(pairing: Pairing, by_role: dict[str, dict[int, list[_Sign]]], *, short: bool) -> float:
    firsts, seconds = by_role.get(pairing.first, {}), by_role.get(pairing.second, {})
    best = 0.0
    for sentence, acts in seconds.items():
        act = max(sign.weight for sign in acts)
        for near, actors in firsts.items():
            closeness = _closeness(sentence, near, short=short)
            if pairing.second in _DONE_TO_OTHERS or pairing.first in _COMMENTATORS:
                actors = [actor for actor in actors if not actor.comments]  # noqa: PLW2901 fewer of the same
            if closeness and actors and (sentence != near or _apart(actors, acts)):
                best = max(best, pairing.weight * act * closeness)
    return best


def _closeness(sentence: int, other: int, *, short: bool) -> float:
    """How surely what two sentences say belongs together; the title speaks of the first few, a `short` entry of one."""
    first, last = sorted((sentence, other))
    if first == last:
        return 1.0
    if last - first == 1 or (first == 0 and last <= _TITLE_REACHES):
        return _NEXT_IN_SHORT if short else _NEXT_SENTENCE
    if last - first == 2:
        return _AFTER_IN_SHORT if short else _SENTENCE_AFTER
    return 0.0


def _apart(firsts: list[_Sign], seconds: list[_Sign]) -> bool:
    """Whether two different phrases play the two roles."""
    return any(first.item != second.item for first in firsts for second in seconds)


def _add_up(weights: list[float]) -> float:
    ordered = sorted(weights, reverse=True)
    return sum(weight * _REPEATED**place for place, weight in enumerate(ordered[:5]))


def _is_relieved(reading: Reading, terms: TermLexicon) -> bool:
    """Whether the title tells of an acquittal or the like: what had been done before is then not the news."""
    return any(
        item.sentence == 0 and terms.concepts[item.key].topics.get(_RELIEF, 0.0) >= _RELIEF_ENOUGH
        for item in reading.concepts
    )


def _weigh(item: Found, tokens: tuple[Token, ...], terms: TermLexicon, *, relieved: bool) -> float:
    weight = _weight_of_sentence(item.sentence)
    roles = terms.concepts[item.key].roles
    if "release" in roles and _is_wanted(item, tokens, terms.wording):
        return weight * _WANTED
    if relieved and not _RELIEVED_ROLES.isdisjoint(roles):
        weight *= _RELIEVED
    if _is_denied(item, tokens, terms.wording):
        return weight * _DENIED
    if "protest" in roles and _is_called_for(item, tokens, terms.wording):
        return weight * _CALLED_FOR
    if item.sentence and _is_earlier(item, tokens, terms.wording):
        return weight * _EARLIER
    if item.sentence and "law" in roles and _is_basis(item, tokens, terms.wording):
        return weight * _BASIS
    return weight


def _weight_of_sentence(sentence: int) -> float:
    if sentence == 0:
        return _IN_TITLE
    if sentence <= _LEAD:
        return _IN_LEAD
    return _LATER if sentence < _FAR_FROM else _FAR


def _is_denied(item: Found, tokens: tuple[Token, ...], wording: Wording) -> bool:
    before = tokens[max(0, item.first - _REACH_OF_DENIAL) : item.first]
    after = tokens[item.last + 1 : item.last + 2]
    return any(t.sentence == item.sentence and wording.denied_before.has(t.text) for t in before) or any(
        t.sentence == item.sentence and wording.denied_after.has(t.text) for t in after
    )


def _comments(item: Found, tokens: tuple[Token, ...], last_words: dict[int, str], wording: Wording) -> bool:
    """Whether those who are named here say something, by the verb that follows or, in Kyrgyz, ends the sentence."""
    after = tokens[item.last + 1 : item.last + 3]
    if any(t.sentence == item.sentence and wording.saying_after.has(t.text) for t in after):
        return True
    begins = item.first == 0 or tokens[item.first - 1].sentence != item.sentence
    return begins and wording.saying_last.has(last_words[item.sentence])


def _is_wanted(item: Found, tokens: tuple[Token, ...], wording: Wording) -> bool:
    """Whether a release is only asked for, as a headline does too (Kyrgyzstan: release the editor)."""
    if item.sentence == 0 and _is_order(item, tokens, wording):
        return True
    before = tokens[max(0, item.first - 5) : item.first]
    after = tokens[item.last + 1 : item.last + 3]
    return any(t.sentence == item.sentence and wording.wanted_before.has(t.text) for t in before) or any(
        t.sentence == item.sentence and wording.wanted_after.has(t.text) for t in after
    )


def _is_called_for(item: Found, tokens: tuple[Token, ...], wording: Wording) -> bool:
    """Whether somebody is only told of who called people to protest."""
    before = tokens[max(0, item.first - _REACH_OF_CALL) : item.first]
    return any(t.sentence == item.sentence and wording.wanted_before.has(t.text) for t in before)


def _is_order(item: Found, tokens: tuple[Token, ...], wording: Wording) -> bool:
    """Whether a headline's word is an imperative (not: release of …)."""
    following = tokens[item.last + 1 : item.last + 2]
    alone = item.first == item.last and wording.orders.has(tokens[item.first].text)
    return alone and any(token.sentence == 0 and token.text != "of" for token in following)


def _is_basis(item: Found, tokens: tuple[Token, ...], wording: Wording) -> bool:
    """Whether a law is only what somebody acted upon (blocked under the law on false information)."""
    before = tokens[max(0, item.first - 3) : item.first]
    near = [t for t in (*before, *tokens[item.first : item.last + 1]) if t.sentence == item.sentence]
    if any(wording.bill.has(t.text) for t in near):
        return False
    after = tokens[item.last + 1 : item.last + 3]
    return any(t.sentence == item.sentence and wording.basis_before.has(t.text) for t in before) or any(
        t.sentence == item.sentence and wording.basis_after.has(t.text) for t in after
    )


def _is_earlier(item: Found, tokens: tuple[Token, ...], wording: Wording) -> bool:
    before = tokens[max(0, item.first - 8) : item.first]
    return any(t.sentence == item.sentence and wording.earlier.has(t.text) for t in before)
