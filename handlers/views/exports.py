"""Entries as files: a table, JSON, a list of citations."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime

from handlers.languages import Words
from handlers.views.links import LISTING_PAGE, checked
from handlers.views.text import clean, clean_lines
from store.entry import Entry
from store.lexicon.terms import TermLexicon

_COLUMNS = ("title", "outlet", "published", "period_start", "period_end", "url", "language", "topics", "places", "read")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(entries: Sequence[Entry], words: Words, terms: TermLexicon) -> bytes:
    """UTF-8 with a byte order mark, as spreadsheets expect it; no cell begins a formula."""
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for entry in entries:
        row = _row(entry, words, terms)
        writer.writerow({name: _harmless(value) for name, value in row.items()})
    return text.getvalue().encode("utf-8-sig")


def to_json(entries: Sequence[Entry], words: Words, terms: TermLexicon) -> bytes:
    """A list of objects; what is not known is null."""
    rows = [
        {name: value or None for name, value in _row(entry, words, terms).items()} | {"text": clean_lines(entry.text)}
        for entry in entries
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def to_citations(entries: Sequence[Entry], words: Words) -> bytes:
    """One line an entry: outlet, title, date, address, when it was read."""
    return ("\n\n".join(str(citation(entry, words)) for entry in entries) + "\n").encode()


def citation(entry: Entry, words: Words) -> str:
    """How to cite an entry, as plain text in the reader's language."""
    when = words.period(entry.period) if entry.period else None
    if when is None and entry.published_at:
        when = words.date(entry.published_at)
    place = next(
        (url for url in (entry.url, *entry.also_at) if url and url != LISTING_PAGE and checked(url)),
        str(words.say("address not known").unescape()),
    )
    read = words.say("read {date}", date=words.date(entry.read_at)).unescape()
    parts = [clean(entry.outlet), f"“{clean(entry.title)}”", when or words.say("undated").unescape(), place, read]
    return ", ".join(parts).rstrip(".") + "."


def _row(entry: Entry, words: Words, terms: TermLexicon) -> dict[str, str]:
    return {
        "title": clean(entry.title),
        "outlet": clean(entry.outlet),
        "published": _moment(entry.published_at),
        "period_start": entry.period.start.isoformat() if entry.period else "",
        "period_end": entry.period.end.isoformat() if entry.period else "",
        "url": checked(entry.url) or "",
        "language": entry.language,
        "topics": "; ".join(clean(terms.topic_name(key, words.language)) for key in entry.topics),
        "places": "; ".join(clean(terms.place_name(key, words.language)) for key in entry.places),
        "read": _moment(entry.read_at),
    }


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _harmless(cell: str) -> str:
    """Spreadsheets run what begins like a formula; an apostrophe before it keeps it text."""
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell
