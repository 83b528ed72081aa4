"""Who may be meant, before names are compared closely."""

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

from store.people.name import Name, NamePart, Role
from store.people.vocabulary import Vocabulary

_NEAR_WORDS = 12
_NEAR_READINGS = 3
_BEARERS_ENOUGH = 1500
_OTHER_FORM = 0.9


def bearers_of_all(words: Vocabulary, asked: Name) -> set[int]:
    """The people who bear every word of the name (but patronymics), each in some reading."""
    shared: set[int] | None = None
    for part in asked.core:
        borne = {one for word in _readings(words, part) for one in words.bearers(word)}
        shared = borne if shared is None else shared & borne
        if not shared:
            return set()
    return shared or set()


def bearers_of_any(words: Vocabulary, asked: Name, *, weigh: Callable[[str], float]) -> Mapping[int, float]:
    """The people who bear some word of the name, each with the weight of what they bear.

    A word that very many bear is only counted for those who bear a rarer one too.
    """
    readings = [_readings(words, part) for part in asked.core]
    readings.sort(key=lambda likenesses: _count(words, likenesses))
    weights: dict[int, float] = {}
    for likenesses in readings:
        only_known = bool(weights) and _count(words, likenesses) > _BEARERS_ENOUGH
        best: dict[int, float] = {}
        for word, likeness in likenesses.items():
            weight = likeness * weigh(word)
            for person_id in words.bearers(word):
                if weight > best.get(person_id, 0.0) and (not only_known or person_id in weights):
                    best[person_id] = weight
        for person_id, weight in best.items():
            weights[person_id] = weights.get(person_id, 0.0) + weight
    return weights


def bearers_of_two(words: Vocabulary, asked: Name) -> set[int]:
    """The people who bear two of the words, each as it is, in another form or nearly so."""
    bearers = [{one for word in _alike(words, part) for one in words.bearers(word)} for part in asked.core]
    return {one for some, others in combinations(bearers, 2) for one in some & others}


def _alike(words: Vocabulary, part: NamePart) -> set[str]:
    forms = {form for key, _ in part.keys for form in (key, *_other_forms(key)) if form in words}
    return forms | {near for near, _ in words.near(part.key, limit=_NEAR_WORDS)}


def _count(words: Vocabulary, likenesses: Iterable[str]) -> int:
    return sum(words.count(word) for word in likenesses)


def _readings(words: Vocabulary, part: NamePart) -> dict[str, float]:
    """The borne words that one word of a query may mean, each with a likeness; near ones only where none fits."""
    if part.role is Role.INITIAL:
        return {}
    fitting: dict[str, float] = {}
    for key, cost in part.keys:
        for form in (key, *_other_forms(key)):
            if form in words:
                fitting.setdefault(form, 1.0 - cost if form == key else _OTHER_FORM)
    if any(key in fitting for key, _ in part.keys):
        return fitting
    for key, _ in part.keys[:_NEAR_READINGS]:
        for near, likeness in words.near(key, limit=_NEAR_WORDS):
            fitting.setdefault(near, likeness)
    return fitting


def _other_forms(key: str) -> Iterable[str]:
    """Forms of the word that somebody may bear instead: with and without -bek, -ov."""
    yield f"{key}bek"
    yield key.removesuffix("bek")
    for ending in ("ov", "ova", "ev", "eva"):
        if key.endswith(ending):
            yield key.removesuffix(ending)
            yield f"{key.removesuffix(ending)}i"
        yield f"{key.removesuffix('i')}{ending}"
