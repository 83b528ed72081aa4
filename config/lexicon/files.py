"""Reading the lexicon's files, and telling what is wrong with a list of words."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
_SHORTEST_BEGINNING = 2


class BadLexiconError(ValueError):
    """The lexicon cannot be used. `problems` has a line for each fault: file, key, what is wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_toml(path: Path, problems: list[str]) -> dict[str, Any]:
    """The tables of `path`; a fault is added to `problems`, and there are no tables then."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problems.append(f"{path.name}: cannot be read: {error.strerror}")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}: is not TOML: {error}")
    return {}


def read_sections(
    path: Path, entries: Mapping[str, tuple[str, ...]], problems: list[str], *, capitals: Collection[str] = ()
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Words by section and entry of a file that has exactly `entries`; faults are added to `problems`.

    Words stand in small letters but in the sections of `capitals`.
    """
    found = read_toml(path, problems)
    if problems:
        return {}
    problems += [f"{path.name}: unknown section [{name}]" for name in found if name not in entries]
    sections: dict[str, dict[str, tuple[str, ...]]] = {}
    for section, names in entries.items():
        table = found.get(section)
        if not isinstance(table, dict):
            problems.append(f"{path.name}: [{section}] is missing")
            continue
        where = f"{path.name}: {section}"
        problems += [f"{where}: unknown entry {name!r}" for name in table if name not in names]
        sections[section] = {name: words_of(table.get(name)) for name in names}
        for name in names:
            problems += check_words(f"{where}: {name}", table.get(name), small=section not in capitals)
    return sections


def words_of(value: object) -> tuple[str, ...]:
    """The words of an entry: a text in which spaces separate them, or a list of phrases."""
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def check_words(where: str, value: object, *, small: bool = True) -> Iterator[str]:
    """What is wrong with an entry's words; `small`: they must stand in small letters."""
    if not isinstance(value, str) and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
        yield f"{where} must be words separated by spaces, or a list of phrases"
        return
    words = words_of(value)
    if not words:
        yield f"{where} has no words"
    for word in words:
        yield from (f"{where}: {word!r}: {fault}" for fault in _faults(word, small=small))
    yield from (f"{where} has {word!r} twice" for word in sorted({word for word in words if words.count(word) > 1}))


def _faults(phrase: str, *, small: bool) -> Iterator[str]:
    parts = phrase.split()
    if not parts:
        yield "is empty"
    if small and phrase != phrase.lower():
        yield "must stand in small letters"
    for part in parts:
        if "*" in part[:-1]:
            yield "the star stands at the end of a word"
        elif part.endswith("*") and len(part) <= _SHORTEST_BEGINNING:
            yield f"a beginning needs at least {_SHORTEST_BEGINNING} letters"
