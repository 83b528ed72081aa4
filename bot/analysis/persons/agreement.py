"""Which nominative is meant: what agrees in case and gender, and what the words around it say."""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.analysis.persons.endings import ALL_CASES, Base
from bot.analysis.persons.readings import Reader
from bot.analysis.persons.words import NameWord

_PREPOSITIONS = frozenset(
    [
        "у",
        "от",
        "из",
        "до",
        "для",
        "без",
        "против",
        "около",
        "после",
        "кроме",
        "вокруг",
        "среди",
        "ради",
        "к",
        "ко",
        "по",
        "согласно",
        "благодаря",
        "вопреки",
        "навстречу",
        "о",
        "об",
        "обо",
        "при",
        "на",
        "в",
        "во",
        "с",
        "со",
        "над",
        "под",
        "перед",
        "между",
        "за",
        "через",
        "про",
        "ради",
        "вместо",
        "насчёт",
        "насчет",
    ]
)
_MOST_COMBINATIONS = 256
_UNDECLINED_COST = 0.3
_VOWELS = frozenset("еиоуыэюё")


@dataclass(frozen=True, slots=True)
class Hint:
    """What the neighbours of a name say of it: how far they speak for the nominative, and for a woman."""

    nominative: float = 0.0
    female: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Surnames that stand somewhere in the text in a form that can mean only one nominative, with how often."""

    sightings: Counter[str]

    def weigh(self, surname: str) -> float:
        return min(self.sightings[surname.lower()], 3) * 1.5


def gather_evidence(words: Sequence[NameWord], reader: Reader) -> Evidence:
    sightings: Counter[str] = Counter()
    for word in words:
        if not word.capital or reader.is_never(word.lower):
            continue
        bases = {base.text.lower() for base in reader.read(word).surnames}
        if len(bases) == 1:
            sightings.update(bases)
    return Evidence(sightings)


def read_hint(words: Sequence[NameWord], first: int, last: int, reader: Reader) -> Hint:
    """The hint of the words before and after words `first` to `last`. Only Russian needs one."""
    if reader.language == "ky" or not words[first].cyrillic:
        return Hint()
    nominative, female = 0.0, 0.0
    if first and words[first - 1].joined and not words[first].begins_sentence:
        before = words[first - 1].lower
        role = reader.names.roles.get(before)
        if before in _PREPOSITIONS:
            nominative -= 3.0
        elif role:
            nominative += 1.0 if role.nominative else -2.0
            female += 2.0 if role.genders == "f" else 0.0
        else:
            nominative -= 0.75 if first == last else 0.3
    elif words[first].begins_sentence:
        nominative += 1.0
    if words[last].joined and last + 1 < len(words):
        after = words[last + 1].lower
        if len(after) > 3 and after.endswith(("ла", "лась")):
            nominative, female = nominative + 1.5, female + 1.5
        elif len(after) > 3 and after.endswith(("л", "лся")):
            nominative, female = nominative + 0.5, female - 1.5
    return Hint(nominative, female)


def choose_bases(
    slots: Sequence[Sequence[Base]], hint: Hint, evidence: Evidence, reader: Reader, *, surname: int
) -> tuple[tuple[Base, ...], str] | None:
    """One base for each slot, agreeing in case and gender, with the gender; None when nothing agrees.

    `surname` is the slot that holds the surname.
    """
    best, best_score = None, float("-inf")
    for bases in itertools.islice(itertools.product(*slots), _MOST_COMBINATIONS):
        cases, genders = _agree(bases, reader.language)
        if not cases or not genders:
            continue
        score = _score(cases, genders, hint) + evidence.weigh(bases[surname].text)
        score -= sum(_UNDECLINED_COST for base in bases if base.cases == ALL_CASES and base.text[-1] in _VOWELS)
        if score > best_score:
            best, best_score = (bases, genders), score
    return best


def _agree(bases: Sequence[Base], language: str) -> tuple[str, str]:
    genders = "".join(gender for gender in "mf" if all(gender in base.genders for base in bases))
    if language == "ky":
        plain = all("N" in base.cases for base in bases[:-1])
        return (bases[-1].cases if plain else ""), genders
    return "".join(case for case in bases[0].cases if all(case in base.cases for base in bases[1:])), genders


def _score(cases: str, genders: str, hint: Hint) -> float:
    score = 0.4 + hint.nominative if "N" in cases else 0.0
    if genders == "f":
        score += hint.female
    elif genders == "m":
        score -= hint.female
    return score
