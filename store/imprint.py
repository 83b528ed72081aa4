"""What an entry is recognised and found by: taken where there is time, so that a transaction need not."""

from dataclasses import replace

from store.entry import AnalysedEntry, Imprint
from store.identity import content_hash, title_key
from store.index_units import units_of


def with_imprint(entry: AnalysedEntry) -> AnalysedEntry:
    """The entry with its imprint, which holds for as long as title, text and language stay."""
    return replace(entry, imprint=_take(entry))


def imprint_of(entry: AnalysedEntry) -> Imprint:
    """The entry's imprint, taken now where none has been."""
    return entry.imprint or _take(entry)


def _take(entry: AnalysedEntry) -> Imprint:
    title, text, language = entry.parsed.title, entry.parsed.text, entry.analysis.language
    return Imprint(
        title_key=title_key(title),
        content_hash=content_hash(title, text),
        title_units=units_of(title, language),
        text_units=units_of(text, language),
    )
