"""How far an entry is about Kyrgyzstan."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.analysis.country_gate import country_gate
from bot.analysis.phrases import Found
from bot.analysis.reading import HOME, Reading, read_terms_in
from bot.analysis.topics import is_civic
from store.entry import About, PersonMention
from store.lexicon.terms import TermLexicon
from store.lexicon.wording import Wording

__all__ = ["country_gate", "is_civic", "judge_relevance"]

_IN_TITLE, _IN_LEAD = 3.0, 1.5
_COMMON_PLACE = 0.3
_KNOWN_PERSON, _MARKED_NAME, _SHAPED_NAME = 1.0, 1.0, 0.35
_MOST_FROM_SHAPES = 0.9
_IN_LIST = 0.2
_SURE, _FAINT = 0.8, 0.3


@dataclass(frozen=True, slots=True)
class _Weights:
    """How much speaks for Kyrgyzstan and for the country named most beside it; where."""

    home: float
    named: bool
    home_in_title: bool
    home_in_lead: bool
    abroad: float
    abroad_in_title: bool
    abroad_mentions: int
    home_mentions: int


def judge_relevance(  # noqa: PLR0917 the order in which an analysis comes by them
    title: str,
    text: str,
    language: str,
    country: str | None,
    people: Sequence[PersonMention],
    places: Sequence[str],
    terms: TermLexicon,
    is_known: Callable[[str], bool],
) -> About:
    """Primary, passing or none.

    `country` is what the feed says of all its entries: with `kg` an entry is primary unless it is plainly about
    elsewhere. `people` and `places` are those found in it; `is_known` tells whether a full name is a listed figure of
    Kyrgyzstan. A text in Kyrgyz is taken to be about Kyrgyzstan unless other countries fill it.
    """
    reading = read_terms_in(title, text, language, terms)
    weights = _weigh(reading, title_length=len(title), people=people, places=places, terms=terms, is_known=is_known)
    if country == HOME or (language == "ky" and not weights.home):
        return _judge_home_feed(weights)
    return _judge(weights)


def _judge_home_feed(weights: _Weights) -> About:
    if not weights.abroad or weights.home_in_title:
        return About.PRIMARY
    if weights.home < _FAINT:
        return About.NONE if weights.abroad_in_title or weights.abroad_mentions > 1 else About.PRIMARY
    if weights.abroad_in_title and weights.home < weights.abroad / 2:
        return About.PASSING
    return About.PRIMARY


def _judge(weights: _Weights) -> About:
    if not weights.named and weights.home < _SURE:
        return About.NONE
    if weights.home_in_title and weights.home >= _SURE:
        return About.PRIMARY
    if weights.abroad_in_title:
        return About.PRIMARY if weights.home > weights.abroad else About.PASSING
    if not weights.abroad:
        return About.PRIMARY if weights.home >= _SURE else About.PASSING
    if weights.home >= weights.abroad and (weights.home_in_lead or weights.home_mentions > 1):
        return About.PRIMARY
    return About.PASSING


def _weigh(
    reading: Reading,
    *,
    title_length: int,
    people: Sequence[PersonMention],
    places: Sequence[str],
    terms: TermLexicon,
    is_known: Callable[[str], bool],
) -> _Weights:
    signs = _home_signs(reading, places, terms)
    home = signs + _people_signs(reading, title_length, people, is_known, terms.wording)
    abroad: dict[str, float] = defaultdict(float)
    titled: set[str] = set()
    for item in reading.countries:
        if item.key != HOME:
            abroad[item.key] += _place_in_text(item.sentence)
            titled.update({item.key} if item.sentence == 0 else ())
    return _Weights(
        home=sum(weight * _place_in_text(sentence) for sentence, weight in home),
        named=bool(signs) or any(weight >= _KNOWN_PERSON for _, weight in home),
        home_in_title=any(sentence == 0 and weight >= _FAINT for sentence, weight in home),
        home_in_lead=any(sentence == 1 and weight >= _FAINT for sentence, weight in home),
        abroad=max(abroad.values(), default=0.0),
        abroad_in_title=bool(titled),
        abroad_mentions=sum(item.key != HOME for item in reading.countries),
        home_mentions=sum(weight >= _FAINT for _, weight in home),
    )


def _home_signs(reading: Reading, places: Sequence[str], terms: TermLexicon) -> list[tuple[int, float]]:
    """Sentence and weight of each sign of Kyrgyzstan; several of one kind in a sentence count once.

    Names that other countries have too (Victory Square) show nothing by themselves.
    """
    signs: dict[tuple[str, int], float] = {}
    for item in reading.countries:
        if item.key == HOME:
            weight = _IN_LIST if _in_list(item, reading) else 1.0
            signs["country", item.sentence] = max(weight, signs.get(("country", item.sentence), 0.0))
    for item in reading.places:
        if item.key in places:
            signs[item.key, item.sentence] = _COMMON_PLACE if terms.places[item.key].common else 1.0
    for item in reading.concepts:
        roles = terms.concepts[item.key].roles
        if "kg" in roles or "kg-weak" in roles:
            signs[item.key, item.sentence] = 1.0 if "kg" in roles else 0.4
    if all(name in terms.places and terms.places[name].common for name, _ in signs):
        return []
    return [(sentence, weight) for (_, sentence), weight in signs.items()]


def _people_signs(
    reading: Reading,
    title_length: int,
    people: Sequence[PersonMention],
    is_known: Callable[[str], bool],
    wording: Wording,
) -> list[tuple[int, float]]:
    signs: list[tuple[int, float]] = []
    shaped = 0.0
    for name, start in {person.name: person.start for person in reversed(people)}.items():
        sentence = 0 if start <= title_length else _sentence_at(reading, start)
        if is_known(name):
            signs.append((sentence, _KNOWN_PERSON))
        elif not wording.name_links.isdisjoint(name.lower().replace("-", " ").split()):
            signs.append((sentence, _MARKED_NAME))
        elif name.lower().endswith(wording.name_endings) and shaped < _MOST_FROM_SHAPES:
            shaped += _SHAPED_NAME
            signs.append((sentence, _SHAPED_NAME))
    return signs


def _sentence_at(reading: Reading, start: int) -> int:
    return next((token.sentence for token in reading.tokens if token.start >= start), 0)


def _in_list(item: Found, reading: Reading) -> bool:
    """Whether Kyrgyzstan stands in a row of countries: two others within three words of each other."""
    near = [
        other for other in reading.countries if other.sentence == item.sentence and other.key != item.key and
        abs(other.first - item.first) <= 6
    ]  # fmt: skip
    return len({other.key for other in near}) >= 2


def _place_in_text(sentence: int) -> float:
    return _IN_TITLE if sentence == 0 else _IN_LEAD if sentence == 1 else 1.0
