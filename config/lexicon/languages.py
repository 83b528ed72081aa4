"""What gives languages away, as editors list it in `languages.toml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.lexicon.files import FOLDER, BadLexiconError, check_words, read_toml, words_of

_GROUPS = ("cyrillic", "neighbours", "latin")
_OWN = ("ru", "ky")
_FIELDS = ("words", "letters", "endings")
_HEAVIEST = 5.0


@dataclass(frozen=True, slots=True)
class LanguageTable:
    """Everyday words, letters of its own, and endings with their weights; what is not listed is empty."""

    words: tuple[str, ...] = ()
    letters: str = ""
    endings: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageTables:
    """Tables by code; `scripts` are the first and the last letter by the code of the language that writes them."""

    cyrillic: Mapping[str, LanguageTable]
    neighbours: Mapping[str, LanguageTable]
    latin: Mapping[str, LanguageTable]
    scripts: Mapping[str, tuple[str, str]]


def read_languages(folder: Path = FOLDER) -> LanguageTables:
    """The tables of `languages.toml` in `folder`. Raises BadLexiconError with every fault found."""
    problems: list[str] = []
    found = read_toml(folder / "languages.toml", problems)
    if not problems:
        problems += _check(found)
    if problems:
        raise BadLexiconError(problems)
    groups = {name: {code: _table(table) for code, table in found[name].items()} for name in _GROUPS}
    scripts = {code: (first, last) for code, (first, last) in found["scripts"].items()}
    return LanguageTables(**groups, scripts=scripts)


def _check(found: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"languages.toml: unknown section [{name}]" for name in found if name not in {*_GROUPS, "scripts"})
    for name in (*_GROUPS, "scripts"):
        tables = found.get(name)
        if not isinstance(tables, dict):
            yield f"languages.toml: [{name}] is missing"
            continue
        for code, table in tables.items():
            where = f"languages.toml: {name}.{code}"
            if not (len(code) == 2 and code.isascii() and code.islower()):
                yield f"{where}: a language is named by its code of two letters"
            yield from _check_script(where, table) if name == "scripts" else _check_language(where, table)
    for code in _OWN:
        table = (found.get("cyrillic") or {}).get(code) or {}
        if not {"words", "endings"} <= set(table):
            yield f"languages.toml: [cyrillic.{code}] needs words and endings"


def _check_script(where: str, letters: object) -> Iterator[str]:
    single = isinstance(letters, list) and [isinstance(one, str) and len(one) == 1 for one in letters] == [True, True]
    if not single or not isinstance(letters, list) or letters[0] > letters[1]:
        yield f"{where}: needs the first and the last letter of the script"


def _check_language(where: str, table: object) -> Iterator[str]:
    if not isinstance(table, dict):
        yield f"{where}: must be a table"
        return
    yield from (f"{where}: unknown field {name!r}" for name in table if name not in _FIELDS)
    if not table:
        yield f"{where}: needs words or letters"
    if "words" in table:
        yield from check_words(f"{where}: words", table["words"])
    if "letters" in table and not (isinstance(table["letters"], str) and table["letters"].strip()):
        yield f"{where}: letters must be a text"
    endings = table.get("endings", {})
    if not isinstance(endings, dict):
        yield from check_words(f"{where}: endings", endings)
        return
    seen: dict[str, str] = {}
    for weight, words in endings.items():
        if not _is_weight(weight):
            yield f"{where}: endings: {weight!r} must be a weight above 0 and up to {_HEAVIEST}"
        yield from check_words(f"{where}: endings: {weight}", words)
        for ending in words_of(words):
            if seen.setdefault(ending, weight) != weight:
                yield f"{where}: endings: {ending!r} has two weights"


def _is_weight(text: str) -> bool:
    try:
        return 0 < float(text) <= _HEAVIEST
    except ValueError:
        return False


def _table(table: Mapping[str, Any]) -> LanguageTable:
    endings = table.get("endings", {})
    weighed = endings.items() if isinstance(endings, dict) else [("1", endings)]
    return LanguageTable(
        words=words_of(table.get("words", "")),
        letters=table.get("letters", ""),
        endings=tuple((ending, float(weight)) for weight, words in weighed for ending in words_of(words)),
    )
