"""What labelled texts have taught of topics: `topic-weights.toml`, written by `python -m tests.bench.topic_weights`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from config.lexicon.files import FOLDER, BadLexiconError, read_toml

FILE = "topic-weights.toml"
_KINDS = ("score:", "role:", "title:", "concept:")
_HEAVIEST = 20.0


def read_topic_weights(folder: Path = FOLDER) -> Mapping[str, Mapping[str, float]]:
    """Weights of signs by topic (and `civic`). Raises BadLexiconError with every fault found."""
    problems: list[str] = []
    found = read_toml(folder / FILE, problems)
    problems += [problem for key, table in found.items() for problem in _check(f"{FILE}: {key}", table)]
    if problems:
        raise BadLexiconError(problems)
    return {key: {sign: float(weight) for sign, weight in table.items()} for key, table in found.items()}


def _check(where: str, table: object) -> Iterator[str]:
    if not isinstance(table, dict):
        yield f"{where}: must be a table"
        return
    if "base" not in table:
        yield f"{where}: base is missing"
    for sign, weight in table.items():
        if sign != "base" and not sign.startswith(_KINDS):
            yield f"{where}: unknown sign {sign!r}"
        if isinstance(weight, bool) or not isinstance(weight, int | float) or abs(weight) > _HEAVIEST:
            yield f"{where}: the weight of {sign} must be a number up to {_HEAVIEST}, not {weight!r}"
