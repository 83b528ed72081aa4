"""Somebody among those who may be meant by a name, and how well the name fits."""

from dataclasses import dataclass, replace

from store.people.matching import Agreement
from store.person import MatchKind

_SURE_ENOUGH = 0.75
_NO_PLACE = 1 << 30


@dataclass(slots=True)
class Record:
    """A person's spellings, the canonical one first. `listed` holds the positions of the listed ones as bits; `place`
    is where the person stands among the public figures."""

    spellings: tuple[str, ...] = ()
    listed: int = 0
    entries: int = 0
    place: int = _NO_PLACE


@dataclass(frozen=True, slots=True)
class Found:
    """A person with the spelling that agrees best; `rank` orders, `score` is told."""

    person_id: int
    spelling: str
    kind: MatchKind
    agreement: Agreement
    score: float
    rank: float


def classify(record: Record, agreement: Agreement, position: int, equal: int | None) -> tuple[MatchKind, float, int]:
    """Kind and score of an agreement, and the position of the spelling; `equal` is that of the very same spelling."""
    if equal is not None:
        listed_alias = equal > 0 and record.listed >> equal & 1
        return (MatchKind.VARIANT, 0.99, equal) if listed_alias else (MatchKind.EXACT, 1.0, equal)
    if agreement.full:
        return MatchKind.VARIANT, min(agreement.score, 0.98), position
    return MatchKind.FUZZY, min(agreement.score, 0.95), position


def contradicted(agreement: Agreement) -> Agreement:
    """Another spelling of the person has another patronymic."""
    return replace(agreement, score=0.8 * agreement.score, full=False, sure=False, patronymic=False)


def is_match(found: Found) -> bool:
    """Whether the person is given as understood."""
    return found.agreement.sure and found.score >= _SURE_ENOUGH


def as_slip(found: Found) -> Found:
    """Found behind a wrong keyboard layout: a typing error, whatever agrees."""
    score = min(found.score, 0.9)
    return replace(found, kind=MatchKind.FUZZY, score=score)
