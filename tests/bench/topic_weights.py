"""Fits what `config/lexicon/topic-weights.toml` holds to the tuned parts of the labelled texts, and writes the file.

Logistic regression with a penalty for straying from the lexicon's own judgement (a topic's score decides alone).
Held-out parts are not read. `python -m tests.bench.topic_weights`; needs numpy, which comes with the extra `charts`. To
be run after changes of glossary, pairs or labelled texts.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import config.lexicon
from bot.analysis.analysis import Lexicon, analyse, known_people
from bot.analysis.reading import read_terms_in
from bot.analysis.topic_signs import CIVIC, Signs, read_signs
from bot.analysis.topics import score_topics
from bot.lexicon import load_lexicon
from config.lexicon.topic_weights import FILE
from tests.bench.terms import TUNED, LabelledText, read_labelled

Matrix = NDArray[np.float64]

_TIMES_SEEN = 3
_PENALTY, _CIVIC_PENALTY = 4.0, 5.0
_ROUNDS, _STEP, _MOMENTUM = 400, 2.5, 0.9
_OWN, _BASE = 4.0, -3.0
_LIKELY = 0.45
_SLIGHT = 0.05

_HEAD = """\
# What beside its own phrases and pairs speaks for a topic, or for civic space as a whole, and against it: weights
# fitted to labelled texts by `python -m tests.bench.topic_weights`, not written by hand. A sign is `score:TOPIC` (what
# phrases and pairs tell of a topic, up to 2), `role:ROLE` and `concept:KEY` (anywhere in the entry), or `title:ROLE`.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled text with its signs: `known` counts people with a public role, as topics do and civic does not."""

    label: LabelledText
    signs: Signs
    known: Signs


def read_samples(parts: Sequence[str], lexicon: Lexicon) -> list[Sample]:
    return [_sample(label, lexicon) for part in parts for label in read_labelled(part)]


def fit(rows: Matrix, wanted: Matrix, prior: Matrix, penalty: float) -> tuple[Matrix, Matrix]:
    """Weights and bases, column by column of `wanted`."""
    count = len(rows)
    weights, base = prior.copy(), np.full(wanted.shape[1], _BASE)
    drift, base_drift = np.zeros_like(weights), np.zeros_like(base)
    for _ in range(_ROUNDS):
        error = 1 / (1 + np.exp(-(rows @ weights + base))) - wanted
        drift = _MOMENTUM * drift - _STEP * (rows.T @ error + penalty * (weights - prior)) / count
        base_drift = _MOMENTUM * base_drift - _STEP * error.mean(0)
        weights, base = weights + drift, base + base_drift
    return weights, base


def fit_topics(samples: Sequence[Sample], topics: Sequence[str]) -> dict[str, dict[str, float]]:
    """Weights of signs by topic, with the base from which a topic counts as likely above 0."""
    signs = _often_seen([sample.known for sample in samples])
    prior = np.zeros((len(signs), len(topics)))
    for column, topic in enumerate(topics):
        if f"score:{topic}" in signs:
            prior[signs.index(f"score:{topic}"), column] = _OWN
    wanted = np.array([[float(topic in sample.label.topics) for topic in topics] for sample in samples])
    weights, base = fit(_rows([sample.known for sample in samples], signs), wanted, prior, _PENALTY)
    return {topic: _table(signs, weights[:, column], base[column]) for column, topic in enumerate(topics)}


def fit_civic(samples: Sequence[Sample]) -> dict[str, float]:
    """Weights of signs of civic space as a whole."""
    signs = _often_seen([sample.signs for sample in samples])
    wanted = np.array([[float(sample.label.civic)] for sample in samples])
    rows = _rows([sample.signs for sample in samples], signs)
    weights, base = fit(rows, wanted, np.zeros((len(signs), 1)), _CIVIC_PENALTY)
    return _table(signs, weights[:, 0], base[0])


def write(tables: dict[str, dict[str, float]], path: Path) -> None:
    lines = [_HEAD]
    for key, table in tables.items():
        lines.append(f"[{key}]")
        lines += [f"{json.dumps(sign) if ':' in sign else sign} = {weight}" for sign, weight in table.items()]
        lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    lexicon = load_lexicon()
    samples = read_samples(TUNED, lexicon)
    tables = fit_topics(samples, list(lexicon.terms.topics)) | {CIVIC: fit_civic(samples)}
    write(tables, Path(config.lexicon.__file__).parent / FILE)
    print(f"{len(samples)} texts, {sum(map(len, tables.values()))} weights")  # noqa: T201 a report


def _sample(label: LabelledText, lexicon: Lexicon) -> Sample:
    terms = lexicon.terms
    analysis = analyse(label.title, label.text, lexicon, country=label.country)
    reading = read_terms_in(label.title, label.text, analysis.language, terms)
    known = score_topics(reading, terms, known_people(analysis.people, lexicon.names))
    return Sample(
        label,
        signs=read_signs(score_topics(reading, terms), reading, terms),
        known=read_signs(known, reading, terms),
    )


def _often_seen(all_signs: Sequence[Signs]) -> list[str]:
    seen = Counter(sign for signs in all_signs for sign in signs)
    return sorted(sign for sign, times in seen.items() if times >= _TIMES_SEEN)


def _rows(all_signs: Sequence[Signs], known: Sequence[str]) -> Matrix:
    return np.array([[signs.get(sign, 0.0) for sign in known] for signs in all_signs])


def _table(signs: Sequence[str], weights: Matrix, base: float) -> dict[str, float]:
    threshold = float(np.log(_LIKELY / (1 - _LIKELY)))
    kept = {sign: round(float(weight), 2) for sign, weight in zip(signs, weights, strict=True) if abs(weight) > _SLIGHT}
    return {"base": round(float(base) - threshold, 2), **kept}


if __name__ == "__main__":
    main()
