"""What in an entry speaks for a topic and against it, weighed by what labelled texts have taught. Pure."""

from collections.abc import Mapping

from bot.analysis.reading import Reading
from store.lexicon.terms import TermLexicon

CIVIC = "civic"
"""The key under which weights tell of civic space as a whole."""

Signs = Mapping[str, float]
"""How strongly each sign is there; what the signs are is said in `config/lexicon/topic-weights.toml`."""

_STRONGEST = 2.0
_BASE, _OWN = -4.0, 4.0
_CONCEPT = "concept:"
# The labelled texts, which tell of one thing each, hold up to 11 concepts; beside their own score stands about 0.9.
_MANY, _USUAL = 12, 0.9


def read_signs(scores: Mapping[str, float], reading: Reading, terms: TermLexicon) -> Signs:
    """The signs of an entry whose pairs and phrases gave `scores`."""
    signs = {f"score:{topic}": min(score, _STRONGEST) for topic, score in scores.items()}
    for item in reading.concepts:
        signs[f"{_CONCEPT}{item.key}"] = 1.0
        for role in terms.concepts[item.key].roles:
            signs[f"role:{role}"] = 1.0
            if item.sentence == 0:
                signs[f"title:{role}"] = 1.0
    return signs


def weigh_signs(key: str, signs: Signs, terms: TermLexicon) -> float:
    """How surely an entry with `signs` is about the topic `key`, or about civic space: more likely than not above 0.

    Where nothing was learned of `key`, its own score decides alone. In an entry that tells of many things, the others
    do not speak against one of them.
    """
    weights = terms.weights.get(key)
    if weights is None:
        return _BASE + _OWN * signs.get(f"score:{key}", 0.0)
    own = f"score:{key}"
    beside = sum(weights.get(sign, 0.0) * strength for sign, strength in signs.items() if sign != own)
    if sum(sign.startswith(_CONCEPT) for sign in signs) >= _MANY:
        beside = max(beside, _USUAL)
    return weights["base"] + weights.get(own, 0.0) * signs.get(own, 0.0) + beside
