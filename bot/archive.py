"""The starter archive as entries."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from bot.analysis.analysis import Lexicon, analyse
from bot.analysis.topics import freedoms_of
from bot.feeds.links import canonical_link
from config.archive import ArchiveRow
from store.entry import About, AnalysedEntry, Analysis, ParsedEntry, Period


def analyse_archive(rows: Iterable[ArchiveRow], lexicon: Lexicon) -> list[AnalysedEntry]:
    """The updates, analysed; their topics are the editors'."""
    return [_analyse(row, lexicon) for row in rows]


def _analyse(row: ArchiveRow, lexicon: Lexicon) -> AnalysedEntry:
    found = analyse(row.title, row.text, lexicon, language=row.language, country=row.country)
    analysis = Analysis(
        language=row.language,
        about=About.PRIMARY,
        civic=True,
        freedoms=freedoms_of(row.topics, lexicon.terms),
        topics=row.topics,
        people=found.people,
        places=found.places,
    )
    return AnalysedEntry(parse_row(row), analysis)


def parse_row(row: ArchiveRow) -> ParsedEntry:
    """The update as a feed would give it; days begin at midnight UTC."""
    return ParsedEntry(
        guid=row.id,
        url=row.url,
        link=canonical_link(row.url),
        title=row.title,
        text=row.text,
        published_at=_midnight(row.published),
        language=row.language,
        country=row.country,
        period=Period(*row.period) if row.period else None,
        also_at=row.also_at,
        placed_at=_midnight(row.placed),
    )


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None
