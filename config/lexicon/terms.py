"""Reads topics, places, glossary and countries as plain tables, and says what is wrong with them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.lexicon.files import FOLDER, BadLexiconError, read_toml

LANGUAGES = ("en", "ru", "ky")
FREEDOMS = ("association", "assembly", "expression")
HEAVIEST = 3.0

Table = Mapping[str, Any]
"""One table of TOML as it was read."""


@dataclass(frozen=True, slots=True)
class TermTables:
    """The lexicon's tables by key, as an editor wrote them; `files` tells where each stands (`kind:key` to file)."""

    topics: Mapping[str, Table] = field(default_factory=dict)
    places: Mapping[str, Table] = field(default_factory=dict)
    concepts: Mapping[str, Table] = field(default_factory=dict)
    countries: Mapping[str, Table] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


def read_terms(folder: Path | None = None) -> TermTables:
    """The tables of `topics.toml`, `places.toml`, `countries.toml` and `glossary-*.toml` in `folder` (the shipped one).

    Raises BadLexiconError with every fault found.
    """
    folder = folder or FOLDER
    problems: list[str] = []
    files: dict[str, str] = {}
    tables: dict[str, dict[str, Table]] = {"topics": {}, "places": {}, "concepts": {}, "countries": {}}
    for kind, path in _paths(folder):
        for key, table in read_toml(path, problems).items():
            name = path.relative_to(folder).as_posix()
            if key in tables[kind]:
                problems.append(f"{name}: {key}: already in {files[f'{kind}:{key}']}")
            elif not isinstance(table, dict):
                problems.append(f"{name}: {key}: must be a table ([{key}])")
            else:
                tables[kind][key] = table
                files[f"{kind}:{key}"] = name
    read = TermTables(files=files, **tables)
    problems += find_problems(read)
    if problems:
        raise BadLexiconError(problems)
    return read


def find_problems(tables: TermTables) -> list[str]:
    """Everything an editor must put right, one line each: file, key, what is wrong."""
    checks = (_check_topics, _check_places, _check_concepts, _check_countries, _check_duplicates)
    return [problem for check in checks for problem in check(tables)]


def is_pattern(phrase: str) -> bool:
    """Whether a phrase is written in signs (`word*`, `=Word`, `Word~`, `_`): it is looked for, never shown or typed."""
    return any(word == "_" or word.startswith("=") or word.endswith(("*", "~")) for word in phrase.split())


def _paths(folder: Path) -> Iterator[tuple[str, Path]]:
    yield "topics", folder / "topics.toml"
    yield "places", folder / "places.toml"
    yield "countries", folder / "countries.toml"
    for path in sorted(folder.glob("glossary-*.toml")):
        yield "concepts", path


def _check_topics(tables: TermTables) -> Iterator[str]:
    roles = {role for concept in tables.concepts.values() for role in _strings(concept.get("roles"))}
    for key, table in tables.topics.items():
        where = f"{tables.files.get(f'topics:{key}', 'topics')}: {key}"
        yield from _check_fields(where, table, {"freedom", "names", "pairs"})
        if table.get("freedom") is not None and table["freedom"] not in FREEDOMS:
            yield f"{where}: freedom must be one of {', '.join(FREEDOMS)}, not {table['freedom']!r}"
        yield from _check_names(where, table.get("names"))
        for pair in table.get("pairs", []):
            if not (isinstance(pair, list) and len(pair) == 3 and _is_weight(pair[2])):
                yield f"{where}: a pair is [role, role, weight], the weight above 0 and up to {HEAVIEST}, not {pair!r}"
                continue
            yield from (f"{where}: no concept has the role {role!r}" for role in pair[:2] if role not in roles)


def _check_places(tables: TermTables) -> Iterator[str]:
    for key, table in tables.places.items():
        where = f"{tables.files.get(f'places:{key}', 'places')}: {key}"
        yield from _check_fields(where, table, {"kind", "parent", "en", "ru", "ky", "also", "common"})
        yield from _check_names(where, table)
        if not isinstance(table.get("kind"), str):
            yield f"{where}: kind is missing"
        parent = table.get("parent")
        if parent is not None and (parent == key or parent not in tables.places):
            yield f"{where}: unknown parent {parent!r}"
        yield from _check_phrases(where, "also", table.get("also", []))
        if not isinstance(table.get("common", False), bool):
            yield f"{where}: common must be true or false"


def _check_concepts(tables: TermTables) -> Iterator[str]:
    for key, table in tables.concepts.items():
        where = f"{tables.files.get(f'concepts:{key}', 'glossary')}: {key}"
        yield from _check_fields(where, table, {*LANGUAGES, "signs", "topics", "roles"})
        for language in LANGUAGES:
            phrases = table.get(language, [])
            yield from _check_phrases(where, language, phrases)
            if not phrases:
                yield f"{where}: {language} needs at least one phrase"
            for phrase in filter(is_pattern, _strings(phrases)):
                yield f"{where}: {language} phrase {phrase!r} belongs among the signs"
        yield from _check_signs(where, table.get("signs", {}))
        yield from _check_weights(where, table.get("topics", {}), tables)


def _check_signs(where: str, signs: object) -> Iterator[str]:
    if not isinstance(signs, dict):
        yield f"{where}: signs must be a table of language and phrases"
        return
    yield from _check_fields(f"{where}: signs", signs, set(LANGUAGES))
    for language, phrases in signs.items():
        yield from _check_phrases(where, f"signs.{language}", phrases)


def _check_weights(where: str, topics: object, tables: TermTables) -> Iterator[str]:
    if not isinstance(topics, dict):
        yield f"{where}: topics must be a table of topic and weight"
        return
    for topic, weight in topics.items():
        if topic not in tables.topics:
            yield f"{where}: unknown topic {topic!r}"
        if not _is_weight(weight):
            yield f"{where}: the weight of {topic} must be a number above 0 and up to {HEAVIEST}, not {weight!r}"


def _check_countries(tables: TermTables) -> Iterator[str]:
    for key, table in tables.countries.items():
        where = f"{tables.files.get(f'countries:{key}', 'countries')}: {key}"
        yield from _check_fields(where, table, set(LANGUAGES))
        for language in LANGUAGES:
            yield from _check_phrases(where, language, table.get(language, []))
            if not table.get(language):
                yield f"{where}: {language} is missing"


def _check_duplicates(tables: TermTables) -> Iterator[str]:
    seen: dict[tuple[str, str], str] = {}
    for key, table in tables.concepts.items():
        where = f"{tables.files.get(f'concepts:{key}', 'glossary')}: {key}"
        for language in LANGUAGES:
            for phrase in _all_phrases(table, language):
                first = seen.setdefault((language, phrase.casefold()), key)
                if first != key:
                    yield f"{where}: {language} phrase {phrase!r} stands under {first} already"


def _all_phrases(table: Table, language: str) -> list[str]:
    signs = table.get("signs")
    return _strings(table.get(language)) + _strings(signs.get(language) if isinstance(signs, dict) else None)


def _check_fields(where: str, table: Table, known: set[str]) -> Iterator[str]:
    yield from (f"{where}: unknown field {name!r}" for name in table if name not in known)


def _check_names(where: str, names: object) -> Iterator[str]:
    for language in LANGUAGES:
        name = names.get(language) if isinstance(names, dict) else None
        if not (isinstance(name, str) and name.strip()):
            yield f"{where}: the name in {language} is missing"


def _check_phrases(where: str, name: str, phrases: object) -> Iterator[str]:
    if not isinstance(phrases, list) or not all(isinstance(phrase, str) for phrase in phrases):
        yield f"{where}: {name} must be a list of phrases"
        return
    yield from (f"{where}: {name} has an empty phrase" for phrase in phrases if not phrase.strip(" *=~"))
    if len({phrase.casefold() for phrase in phrases if not phrase.startswith("=")}) < sum(
        not phrase.startswith("=") for phrase in phrases
    ):
        yield f"{where}: {name} has a phrase twice"


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _is_weight(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= HEAVIEST
