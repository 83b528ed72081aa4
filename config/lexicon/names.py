"""The tables of names, roles and contexts, as editors write them."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.lexicon.files import BadLexiconError, check_words, read_sections, read_toml, words_of

_FOLDER = Path(__file__).parent / "names"
_CYRILLIC_FILES = ("kyrgyz", "russian", "neighbours_cyrillic")
_LATIN_FILES = ("uzbek", "neighbours_latin")
_WESTERN_FILES = ("english", "european")
_SCRIPTS = ("cyrillic", "latin")
_RULES = {
    "surnames": tuple(f"{script}_{kind}" for script in _SCRIPTS for kind in ("m", "f", "m_weak", "f_weak", "any")),
    "patronymics": tuple(f"{script}_{gender}" for script in _SCRIPTS for gender in "mf"),
    "links": ("m", "f"),
    "particles": ("words",),
    "unlike_names": ("en", "ru", "ky"),
    "given_endings": ("m", "f", "shortest"),
}
_CONTEXTS = {
    "roles": ("en", "ru", "ky", "relations_ru", "done_to_ru"),
    "kin": ("en", "ru", "ky", "after_ky"),
    "thing_before": ("words", "full"),
    "thing_after": ("words", "groups"),
    "ambiguous": ("words",),
    "never": ("en", "ru", "ky"),
    "never_beginnings": ("words",),
    "beside_names": ("prepositions_ru", "titles", "after_subject", "offices", "and"),
}


@dataclass(frozen=True, slots=True)
class NameTables:
    """Plain tables: `given_*` are (name, `m`, `f` or `mf`), `figures` spellings by key and language.

    `figure_roles` are keys of figures by what they are known as; `rules` and `contexts` are words by section and entry
    of `rules.toml` and `contexts.toml`.
    """

    given_cyrillic: tuple[tuple[str, str], ...]
    given_latin: tuple[tuple[str, str], ...]
    given_western: tuple[tuple[str, str], ...]
    figures: Mapping[str, Mapping[str, tuple[str, ...]]]
    figure_roles: Mapping[str, tuple[str, ...]]
    rules: Mapping[str, Mapping[str, tuple[str, ...]]]
    contexts: Mapping[str, Mapping[str, tuple[str, ...]]]


def read_names(folder: Path = _FOLDER) -> NameTables:
    """Reads the files of `folder`. Raises ValueError with file, line or key, and what is wrong with it."""
    figures = _read_figures(folder / "figures.toml")
    return NameTables(
        given_cyrillic=_read_given(folder, _CYRILLIC_FILES),
        given_latin=_read_given(folder, _LATIN_FILES),
        given_western=_read_given(folder, _WESTERN_FILES),
        figures=figures,
        figure_roles=_read_figure_roles(folder / "figure-roles.toml", figures),
        rules=_read_words(folder / "rules.toml", _RULES),
        contexts=_read_words(folder / "contexts.toml", _CONTEXTS),
    )


def _read_words(path: Path, entries: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, tuple[str, ...]]]:
    problems: list[str] = []
    sections = read_sections(path, entries, problems, capitals=entries)
    if problems:
        raise BadLexiconError(problems)
    return sections


def _read_given(folder: Path, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(row for name in names for row in _read_table(folder / "given" / f"{name}.tsv"))


def _read_table(path: Path) -> list[tuple[str, str]]:
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        name, _, genders = line.partition("\t")
        if not name.strip() or genders not in {"m", "f", "mf"}:
            raise ValueError(f"{path.name}, line {number}: needs a name, a tab, and m, f or mf")
        rows.append((name.strip(), genders))
    return rows


def _read_figure_roles(path: Path, figures: Collection[str]) -> dict[str, tuple[str, ...]]:
    problems: list[str] = []
    found = read_toml(path, problems)
    for role, keys in found.items():
        problems += check_words(f"{path.name}: {role}", keys)
        problems += [f"{path.name}: {role}: no figure {key!r}" for key in words_of(keys) if key not in figures]
    if problems:
        raise BadLexiconError(problems)
    return {role: words_of(keys) for role, keys in found.items()}


def _read_figures(path: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    figures = tomllib.loads(path.read_text(encoding="utf-8"))
    for key, names in figures.items():
        if set(names) != {"en", "ru", "ky"} or not all(names.values()):
            raise ValueError(f"{path.name}, [{key}]: needs spellings for en, ru and ky")
    return {
        key: {language: tuple(names[language]) for language in ("en", "ru", "ky")} for key, names in figures.items()
    }
