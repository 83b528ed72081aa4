"""Whether two entries report one event. Pure.

What speaks for it and against it is weighed; the weights were fitted to labelled pairs and rounded. Near copies in one
language are judged apart: of a template it matters what differs, a name, a number, a place or a day.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import timedelta

from rapidfuzz.distance import OSA

from store.incident import NAME_LENGTH, SURE, EventTraits
from store.lexicon.events import EventWords

FURTHEST = timedelta(days=12)
"""Reports further apart than this are of different events."""

_ALIKE, _NEAR_COPY, _WHOLE_COPY = 0.3, 0.5, 0.9
_SHORTEST_SKETCH = 20
_COPIES_APART = timedelta(days=4)
_AT_ONCE, _CLOSE, _NEAR = timedelta(hours=36), timedelta(hours=60), timedelta(days=5)
_SHORT_NAME = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one event and against it, each 0 to 1; or, as weights, how much each counts."""

    person: float
    person_act: float
    other_person: float
    one_sided: float
    act: float
    rare_act: float
    other_act: float
    other_stage: float
    other_deed: float
    place: float
    place_act: float
    other_place: float
    thing: float
    other_theme: float
    number: float
    other_number: float
    day: float
    other_day: float
    name: float
    words: float
    template: float
    at_once: float
    near: float
    far: float
    undated: float


WEIGHTS = Evidence(
    person=1.8,
    person_act=1.0,
    other_person=-2.6,
    one_sided=-1.2,
    act=1.7,
    rare_act=1.0,
    other_act=-0.6,
    other_stage=-3.6,
    other_deed=-1.4,
    place=0.9,
    place_act=0.4,
    other_place=-2.3,
    thing=3.0,
    other_theme=-2.0,
    number=1.2,
    other_number=-3.5,
    day=0.9,
    other_day=-1.5,
    name=1.2,
    words=0.5,
    template=-3.0,
    at_once=0.7,
    near=-1.0,
    far=-3.8,
    undated=-0.3,
)
BIAS = -3.1


def same_event(one: EventTraits, other: EventTraits, events: EventWords) -> float:
    """How surely both report one event, 0 to 1; symmetrical. One event from `store.incident.SURE` on."""
    gap = _gap(one, other)
    if gap is not None and gap > FURTHEST:
        return 0.0
    copied = _copied(one, other)
    if copied >= _NEAR_COPY:
        return _judge_copy(one, other, copied, gap, events)
    if one.broad or other.broad or (copied >= _ALIKE and _each_has_its_own(one, other)):
        return 0.0
    evidence = weigh(one, other, events)
    if not _is_anchored(evidence):
        return 0.0
    return 1 / (1 + math.exp(-_add_up(evidence)))


def copied_share(one: EventTraits, other: EventTraits) -> float:
    """The share of common 5-grams of the shorter text, judged by the sketches."""
    if min(len(one.sketch), len(other.sketch)) < _SHORTEST_SKETCH:
        return 0.0
    reach = min(max(one.sketch), max(other.sketch))
    first = {gram for gram in one.sketch if gram <= reach}
    second = {gram for gram in other.sketch if gram <= reach}
    return len(first & second) / min(len(first), len(second))


def _copied(one: EventTraits, other: EventTraits) -> float:
    return copied_share(one, other) if one.language == other.language else 0.0


def weigh(one: EventTraits, other: EventTraits, events: EventWords) -> Evidence:
    """The evidence of two reports that are no copies of each other."""
    gap = _gap(one, other)
    person, act, place = _shared_person(one, other, events), _shared_act(one, other), _shared_place(one, other)
    other_stage = _other_stage(one, other, events)
    return Evidence(
        person=person,
        person_act=person * act,
        other_person=_other_person(one, other),
        one_sided=float(not person and _names_somebody(one, events) != _names_somebody(other, events)),
        act=act,
        rare_act=float(any(not events.deed(act).everyday for act in one.head & other.head)),
        other_act=0.0 if act else _differ(one.head, other.head),
        other_stage=other_stage,
        other_deed=0.0 if other_stage else _other_deed(one, other, events),
        place=place,
        place_act=place * act,
        other_place=_differ(one.places, other.places),
        thing=_shared_things(one, other, events),
        other_theme=_differ(one.themes, other.themes),
        number=_shared_number(one, other),
        other_number=_other_number(one, other),
        day=float(bool(one.days & other.days)),
        other_day=_differ(one.days, other.days),
        name=min(1.0, len(one.names & other.names) / 2),
        words=_share(one.words, other.words) if one.language == other.language else 0.0,
        template=float(person < 0.6 and _copied(one, other) >= _ALIKE),
        at_once=_closeness(gap),
        near=float(gap is not None and _CLOSE < gap <= _NEAR),
        far=float(gap is not None and gap > _NEAR),
        undated=float(gap is None),
    )


def _add_up(evidence: Evidence) -> float:
    weights = (float(getattr(evidence, each.name)) * float(getattr(WEIGHTS, each.name)) for each in fields(Evidence))
    return BIAS + sum(weights)


def _is_anchored(evidence: Evidence) -> bool:
    """Whether something more particular is shared than a kind of deed in the same days."""
    return (
        evidence.person >= 0.6
        or evidence.place == 1.0
        or evidence.name >= 0.5
        or evidence.thing >= 0.4
        or evidence.number >= 0.5
        or evidence.day > 0
        or evidence.rare_act > 0
    )


def _judge_copy(
    one: EventTraits, other: EventTraits, copied: float, gap: timedelta | None, events: EventWords
) -> float:
    """Copies are one event unless each has something particular that the other has not: then it is a template."""
    if gap is not None and gap > _COPIES_APART:
        return 0.0
    if _other_person(one, other) == 1.0 or _other_stage(one, other, events) == 1.0 or _each_has_its_own(one, other):
        return 0.0
    if one.broad != other.broad:
        return SURE if copied >= _WHOLE_COPY else 0.0
    return copied if copied >= SURE else 0.0


def _each_has_its_own(one: EventTraits, other: EventTraits) -> bool:
    pairs = ((one.people, other.people), (one.numbers, other.numbers), (one.days, other.days),
             (one.places, other.places), (one.marks, other.marks))  # fmt: skip
    return any(set(first) - set(second) and set(second) - set(first) for first, second in pairs)


def _gap(one: EventTraits, other: EventTraits) -> timedelta | None:
    if one.published_at is None or other.published_at is None:
        return None
    return abs(one.published_at - other.published_at)


def _closeness(gap: timedelta | None) -> float:
    """1 for reports of one day or the next, less for those a day later."""
    if gap is None or gap > _CLOSE:
        return 0.0
    return 1.0 if gap <= _AT_ONCE else 0.5


def _shared_person(one: EventTraits, other: EventTraits, events: EventWords) -> float:
    shared = set(one.people) & set(other.people)
    surnames = one.surnames & other.surnames
    known = surnames - events.common_surnames
    if not shared:
        hinted = _is_hinted(one, other, events) or _is_hinted(other, one, events)
        return 0.6 if hinted or known & (one.bare | other.bare) else 0.0
    if surnames and not known:
        return 0.3
    return 1.0 if shared & set(one.subjects) & set(other.subjects) else 0.7


def _is_hinted(named: EventTraits, hinted: EventTraits, events: EventWords) -> bool:
    """Whether a surname of the one stands, by its beginning, among the words of the other that nobody is known by."""
    surnames = named.surnames - events.common_surnames
    beginnings = {name[:NAME_LENGTH] for name in surnames if len(name) > _SHORT_NAME}
    return not hinted.subjects and bool(beginnings & hinted.names)


def _other_person(one: EventTraits, other: EventTraits) -> float:
    """1 where both tell of somebody and not of the same; less where the name may only be spelled otherwise."""
    if not one.subjects or not other.subjects or set(one.people) & set(other.people):
        return 0.0
    if one.surnames & other.surnames & (one.bare | other.bare):
        return 0.0
    return 0.3 if any(_are_alike(first, second) for first in one.surnames for second in other.surnames) else 1.0


def _are_alike(surname: str, other: str) -> bool:
    shortest = min(len(surname), len(other))
    return (
        surname != other and shortest > _SHORT_NAME and OSA.distance(surname, other) <= 1 + (shortest > 2 * _SHORT_NAME)
    )


def _names_somebody(traits: EventTraits, events: EventWords) -> bool:
    return bool(traits.subjects) and bool(traits.surnames - events.common_surnames)


def _shared_act(one: EventTraits, other: EventTraits) -> float:
    """1 for a deed that both put first; less where a title tells of none, and where it stands further down."""
    if one.head & other.head:
        return 1.0 if one.titled and other.titled else 0.85
    if one.head & other.acts or other.head & one.acts:
        return 0.6
    return 0.3 if one.acts & other.acts else 0.0


def _stages(acts: Iterable[str], events: EventWords, *, single: bool = False) -> frozenset[str]:
    deeds = map(events.deed, acts)
    return frozenset(deed.stage for deed in deeds if deed.stage and (deed.single or not single))


def _other_stage(one: EventTraits, other: EventTraits, events: EventWords) -> float:
    """1 where the titles tell of stages of which there is one at a time, and of no stage in common."""
    differ = _differ(_stages(one.head, events, single=True), _stages(other.head, events, single=True))
    return differ if one.titled and other.titled else differ / 2


def _other_deed(one: EventTraits, other: EventTraits, events: EventWords) -> float:
    """1 where the titles tell of different deeds and neither deed stands anywhere in the other entry."""
    first, second = _stages(one.head, events), _stages(other.head, events)
    if first & _stages(other.acts, events) or second & _stages(one.acts, events):
        return 0.0
    return _differ(first, second)


def _shared_place(one: EventTraits, other: EventTraits) -> float:
    shared = one.places & other.places
    small = {place for place in shared if place != "bishkek" and not place.endswith("-region")}
    return 1.0 if small else 0.4 * bool(shared)


def _shared_things(one: EventTraits, other: EventTraits, events: EventWords) -> float:
    """A law, an outlet, an organisation or a charge in common says most, what half the news has least."""
    shared = one.concepts & other.concepts
    return min(1.0, sum(_weight_of_thing(concept, one.marks, events) for concept in shared) / 2.5)


def _weight_of_thing(concept: str, marks: frozenset[str], events: EventWords) -> float:
    if concept in events.common_concepts:
        return 0.25
    return 1.0 if concept in marks else 0.6


def _other_number(one: EventTraits, other: EventTraits) -> float:
    """1 for other sums; less for other small numbers, of which a text may leave some out."""
    if _differ(_from_digits(one.numbers, 4), _from_digits(other.numbers, 4)):
        return 1.0
    if _differ(_from_digits(one.numbers, 2), _from_digits(other.numbers, 2)):
        return 0.65
    return 0.2 * _differ(one.numbers, other.numbers)


def _from_digits(numbers: Iterable[str], digits: int) -> frozenset[str]:
    return frozenset(number for number in numbers if len(number) >= digits)


def _shared_number(one: EventTraits, other: EventTraits) -> float:
    shared = one.numbers & other.numbers
    return min(1.0, sum(0.6 if len(number) > 1 else 0.25 for number in shared))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    fewest = min(len(one), len(other))
    return len(one & other) / fewest if fewest else 0.0


def _differ(one: frozenset[str], other: frozenset[str]) -> float:
    return float(bool(one) and bool(other) and not one & other)
