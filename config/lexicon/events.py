"""Kinds of deed and the other words by which reports of one event are known: `deeds.toml` and `events.toml`."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.lexicon.files import FOLDER, BadLexiconError, check_words, read_sections, read_toml, words_of

_COMMON, _ROUND_UP = ("concepts", "surnames", "names"), ("phrases",)
_MONTHS = tuple(str(number) for number in range(1, 13))
_LISTS = ("concepts", "words", "unless", "instead_of")
_TEXTS = ("stage", "news")
_FLAGS = ("single", "everyday", "demandable", "endable")
_NAMED_IN_CODE = ("law", "demand", "ended")

_Section = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DeedTable:
    """A kind of deed as an editor wrote it; `deeds.toml` tells what each field means."""

    concepts: tuple[str, ...]
    words: tuple[str, ...]
    unless: tuple[str, ...]
    instead_of: tuple[str, ...]
    stage: str | None
    news: str | None
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class EventTables:
    """Deeds by key; words by section and entry; the names of months and numbers."""

    deeds: Mapping[str, DeedTable]
    common: Mapping[str, tuple[str, ...]]
    round_up: tuple[str, ...]
    months: Mapping[int, tuple[str, ...]]
    numbers: Mapping[int, tuple[str, ...]]


def read_events(concepts: Collection[str], folder: Path = FOLDER) -> EventTables:
    """The tables of `deeds.toml` and `events.toml` in `folder`; `concepts` are the keys of the glossary.

    Raises BadLexiconError with every fault found.
    """
    problems: list[str] = []
    deeds = read_toml(folder / "deeds.toml", problems)
    problems += [problem for key, table in deeds.items() for problem in _check_deed(f"deeds.toml: {key}", table)]
    if not problems:
        problems += _check_concepts(deeds, concepts)
    events = _read_events(folder / "events.toml", concepts, problems)
    if problems:
        raise BadLexiconError(problems)
    return EventTables(
        deeds={key: _deed(table) for key, table in deeds.items()},
        common=events["common"],
        round_up=events["round_up"]["phrases"],
        months={int(number): names for number, names in events["months"].items()},
        numbers={int(number): names for number, names in events["numbers"].items()},
    )


def _read_events(path: Path, concepts: Collection[str], problems: list[str]) -> Mapping[str, _Section]:
    numbers = read_toml(path, []).get("numbers")
    names = tuple(numbers) if isinstance(numbers, dict) else ()
    wanted = {"common": _COMMON, "round_up": _ROUND_UP, "months": _MONTHS, "numbers": names}
    faults: list[str] = []
    sections = read_sections(path, wanted, faults, capitals={"common"})
    faults += [f"{path.name}: numbers: {name!r} is no number" for name in names if not name.isdigit()]
    named = sections.get("common", {}).get("concepts", ())
    faults += [f"{path.name}: common: no concept {key!r}" for key in named if key not in concepts]
    problems += faults
    return sections


def _check_deed(where: str, table: object) -> Iterator[str]:
    if not isinstance(table, dict):
        yield f"{where}: must be a table"
        return
    known = (*_LISTS, *_TEXTS, *_FLAGS)
    yield from (f"{where}: unknown field {name!r}" for name in table if name not in known)
    for name in _LISTS:
        if name in table:
            yield from check_words(f"{where}: {name}", table[name])
    yield from (f"{where}: {name} must be a word" for name in _TEXTS if not isinstance(table.get(name, ""), str))
    flags = (name for name in _FLAGS if not isinstance(table.get(name, True), bool))
    yield from (f"{where}: {name} must be true or false" for name in flags)
    if not table.get("concepts") and not table.get("words") and not where.endswith(": law"):
        yield f"{where}: needs concepts or words"


def _check_concepts(deeds: Mapping[str, Mapping[str, object]], concepts: Collection[str]) -> Iterator[str]:
    yield from (f"deeds.toml: [{key}] is missing" for key in _NAMED_IN_CODE if key not in deeds)
    owner: dict[str, str] = {}
    for key, table in deeds.items():
        others = words_of(table.get("instead_of", []))
        yield from (f"deeds.toml: {key}: no deed {other!r} to stand for" for other in others if other not in deeds)
        for concept in words_of(table.get("concepts", [])):
            if concept not in concepts:
                yield f"deeds.toml: {key}: no concept {concept!r}"
            if owner.setdefault(concept, key) != key:
                yield f"deeds.toml: {key}: {concept!r} stands under {owner[concept]} already"


def _deed(table: Mapping[str, object]) -> DeedTable:
    stage, news = table.get("stage"), table.get("news")
    return DeedTable(
        concepts=words_of(table.get("concepts", [])),
        words=words_of(table.get("words", [])),
        unless=words_of(table.get("unless", [])),
        instead_of=words_of(table.get("instead_of", [])),
        stage=str(stage) if stage else None,
        news=str(news) if news else None,
        flags=frozenset(name for name in _FLAGS if table.get(name)),
    )
