"""Entries that say too little: which they are, and what their pages tell. The jobs run in a worker process."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.analysis.analysis import analyse, with_event
from bot.analysis.jobs import own_lexicon
from bot.analysis.reading import read_terms_in
from bot.feeds.article import read_article
from bot.feeds.document import Document
from store.entry import About, AnalysedEntry, Entry, ParsedEntry

SHORT = 150
"""Words below which a text may have left the country out."""
SHORTEST_ARTICLE = 30
"""Words below which a page is a notice (of cookies, of a browser check), not an article."""
TRIED_FOR = timedelta(days=1)

_FIRST_REST = timedelta(minutes=5)


def find_undecided(entries: Sequence[Entry]) -> list[bool]:
    """Whether each entry is short and names no country at all."""
    return [_says_too_little(entry) for entry in entries]


def decide_by_page(document: Document, entry: Entry, language: str | None) -> AnalysedEntry | None:
    """The entry as its page shows what it is about; None when the page holds no article.

    Title, text and the people named stay those of the feed: what is stored is what the outlet sent out.
    """
    article = read_article(document, entry.title)
    if article is None or len(article.split()) < SHORTEST_ARTICLE:
        return None
    lexicon = own_lexicon()
    parsed = _parsed(entry, language)
    own = analyse(entry.title, entry.text, lexicon, language=language)
    told = analyse(entry.title, article, lexicon, language=language)
    found = with_event(parsed, replace(told, language=own.language, people=own.people), lexicon)
    return replace(found, parsed=replace(parsed, country="kg" if told.about is About.PRIMARY else None))


def next_try(since: datetime, tries: int, now: datetime) -> datetime | None:
    """When a page that failed `tries` times is tried again: after ever longer rests, for a day since the first."""
    at = now + _FIRST_REST * 2 ** min(tries - 1, 10)
    return at if at - since <= TRIED_FOR else None


def _says_too_little(entry: Entry) -> bool:
    if len(f"{entry.title} {entry.text}".split()) >= SHORT:
        return False
    return not read_terms_in(entry.title, entry.text, entry.language, own_lexicon().terms).countries


def _parsed(entry: Entry, language: str | None) -> ParsedEntry:
    return ParsedEntry(
        guid=None,
        url=entry.url,
        link=None,
        title=entry.title,
        text=entry.text,
        published_at=entry.published_at,
        language=language,
        period=entry.period,
        also_at=entry.also_at,
    )
