"""The text of an entry's own page; runs in a worker process, for pages are as hostile as feeds."""

from bot.feeds.cleaning import clean_text, trim_text
from bot.feeds.decoding import decode
from bot.feeds.document import Document


def read_article(document: Document, title: str) -> str | None:
    """The page's article as clean text without its title; None when the page holds none."""
    # Half a second that only a worker which reads pages should spend.
    import trafilatura  # noqa: PLC0415

    page = decode(document.body, charset=document.charset)
    found = trafilatura.extract(page, url=document.url, include_comments=False, include_tables=False, fast=True)
    return (trim_text(clean_text(found), title) or None) if found else None
