"""`jarchy import`: JSON Lines in, analysed and stored, told to nobody."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from bot.analysis.analysis import analyse, with_event
from bot.analysis.jobs import same_event
from bot.app import Base
from bot.console.lines import ImportLine, read_lines
from bot.feeds.cleaning import clean_text, clean_title
from bot.feeds.links import absolute_url, canonical_link
from store.entry import AnalysedEntry, ParsedEntry
from store.identity import content_hash

UNNAMED_OUTLET = "import"
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Imported:
    """How many lines were stored, and how many were bad."""

    stored: int
    bad: int


async def import_lines(base: Base, lines: Iterable[bytes], report: Callable[[str], None]) -> Imported:
    """Store each good line under its own id; `report` is told of each bad one."""
    bad: list[str] = []

    def note(trouble: str) -> None:
        bad.append(trouble)
        report(trouble)

    good = (line for number, line in read_lines(lines, ImportLine, note) if _has_content(number, line, note))
    stored = 0
    while batch := [_analyse(line, base) for line in islice(good, _BATCH)]:
        stored += await base.store.entries.import_entries(batch, same_event=same_event, now=base.clock.now())
    return Imported(stored, len(bad))


def _has_content(number: int, line: ImportLine, note: Callable[[str], None]) -> bool:
    if not line.title.strip() and not line.text.strip():
        note(f"line {number}: neither `title` nor `text`")
        return False
    return True


def _analyse(line: ImportLine, base: Base) -> tuple[str, str, AnalysedEntry]:
    title, text = clean_title(line.title), clean_text(line.text)
    if not title:
        title = text[:100]
    url = absolute_url("", line.url) if line.url else None
    parsed = ParsedEntry(
        guid=None,
        url=url,
        link=canonical_link(url) if url else None,
        title=title,
        text=text,
        published_at=line.published_at,
        language=line.language,
        country=line.country,
        period=line.period,
    )
    analysis = analyse(title, text, base.lexicon, language=line.language, country=line.country)
    external_id = line.id or line.url or content_hash(title, text)
    return external_id, line.outlet or UNNAMED_OUTLET, with_event(parsed, analysis, base.lexicon)
