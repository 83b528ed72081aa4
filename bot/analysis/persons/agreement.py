"""Which nominative is meant: what agrees in case and gender, and what the words around it say."""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.analysis.persons.endings import ALL_CASES, Base
from bot.analysis.persons.readings import Reader
from bot.analysis.persons.words import NameWord

_NOUN_ENDINGS = ("у", "ю", "ы", "и", "а", "я", "е", "о", "ом", "ем", "ой", "ей")
_VERB_ENDINGS = ("л", "ла", "ли", "ло", "ют", "ет", "ит", "ят", "ать", "ить", "лся", "лась")
_MOST_COMBINATIONS = 256
_UNDECLINED_COST = 0.3
_LISTED_GAIN = 0.5
_VOWELS = frozenset("еиоуыэюё")


@dataclass(frozen=True, slots=True)
class Hint:
    """What the neighbours of a name say of it: how far they speak for a case, and for a woman."""

    nominative: float = 0.0
    female: float = 0.0
    accusative: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one nominative: `sightings` in the text of forms that can mean only one, and public figures."""

    sightings: Counter[str]
    figure_words: frozenset[str]

    def weigh(self, surname: str) -> float:
        known = 1.0 if surname in self.figure_words else 0.0
        return min(self.sightings[surname.lower()], 3) * 1.5 + known


def gather_evidence(words: Sequence[NameWord], reader: Reader) -> Evidence:
    sightings: Counter[str] = Counter()
    for word in words:
        if not word.capital or reader.is_never(word.lower):
            continue
        bases = {base.text.lower() for base in reader.read(word).surnames}
        if len(bases) == 1:
            sightings.update(bases)
    return Evidence(sightings, reader.names.figure_words)


def read_hint(words: Sequence[NameWord], first: int, last: int, reader: Reader) -> Hint:
    """The hint of the words before and after words `first` to `last`. Only Russian needs one."""
    if reader.language == "ky" or not words[first].cyrillic:
        return Hint()
    before = _hint_before(words, first, reader, alone=first == last)
    after = _hint_after(words, last, reader, alone=first == last)
    return Hint(before.nominative + after.nominative, before.female + after.female, before.accusative)


def _hint_before(words: Sequence[NameWord], first: int, reader: Reader, *, alone: bool) -> Hint:
    if words[first].begins_sentence:
        return Hint(1.0)
    if not first or not words[first - 1].joined:
        return Hint()
    before = words[first - 1].lower
    role = reader.names.roles.get(before)
    if before in reader.names.prepositions:
        return Hint(-3.0)
    if role is None:
        return _hint_of_other_word(before, reader)
    if role.relation and alone:
        return Hint(-1.0)
    return Hint(1.0 if role.nominative else -2.0, 2.0 if role.genders == "f" else 0.0)


def _hint_of_other_word(before: str, reader: Reader) -> Hint:
    """A verb may stand before its subject or object; after a noun, a name tends to be a genitive."""
    if before.startswith(reader.names.done_to) and before.endswith(_VERB_ENDINGS):
        return Hint(-1.5, accusative=0.5)
    if before.endswith(("ла", "лась")):
        return Hint(0.3, 0.5)
    if before.endswith(("л", "лся")):
        return Hint(-0.2, -1.5)
    return Hint(-0.75 if before.endswith(_NOUN_ENDINGS) else -0.3)


def _hint_after(words: Sequence[NameWord], last: int, reader: Reader, *, alone: bool) -> Hint:
    if not words[last].joined:
        return Hint()
    after = words[last + 1]
    if alone and after.capital and not reader.is_never(after.lower):
        return Hint(-2.0)
    if len(after.lower) > 3 and after.lower.endswith(("ла", "лась")):
        return Hint(1.5, 1.5)
    if len(after.lower) > 3 and after.lower.endswith(("л", "лся")):
        return Hint(0.5, -1.5)
    return Hint()


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
        score += sum(_LISTED_GAIN for base in bases if base.text in reader.names.spelled_names)
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
    score += hint.accusative if "A" in cases else 0.0
    if genders == "f":
        score += hint.female
    elif genders == "m":
        score -= hint.female
    return score
