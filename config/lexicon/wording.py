"""The words that say how what stands beside them is meant, as editors list them in `wording.toml`."""

from collections.abc import Mapping
from pathlib import Path

from config.lexicon.files import FOLDER, BadLexiconError, read_sections

WordingTables = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Words by section and entry."""

_ENTRIES = {
    "denied": ("before", "after"),
    "wanted": ("before", "after", "orders"),
    "saying": ("after", "last"),
    "basis": ("before", "after", "bill"),
    "earlier": ("before",),
    "kyrgyz_names": ("links", "endings"),
    "kyrgyz_text": ("words",),
}


def read_wording(folder: Path = FOLDER) -> WordingTables:
    """The words of `wording.toml` in `folder`. Raises BadLexiconError with every fault found."""
    problems: list[str] = []
    sections = read_sections(folder / "wording.toml", _ENTRIES, problems)
    if problems:
        raise BadLexiconError(problems)
    return sections
