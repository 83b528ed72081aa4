"""A page's address is enough to find its feed, or a way to read the page."""

from datetime import UTC, datetime

import pytest

from bot.feeds.article import read_article
from bot.feeds.discovery import discover
from bot.feeds.parsing import Document, ParsedFeed, parse
from store.feed import FeedKind, FeedSpec

URL = "https://news.example/en/"
NOW = datetime(2026, 11, 25, tzinfo=UTC)

WORDPRESS = """<html><head><title>News</title>
<link rel="alternate" type="application/rss+xml" title="News &raquo; Comments Feed" href="/en/comments/feed/">
<link rel="alternate" type="application/rss+xml; charset=utf-8" title="News &raquo; Feed" href="feed/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
<link rel="alternate" hreflang="ru" href="/ru/"><link rel="stylesheet" type="text/css" href="/feed.css">
</head><body><a href="/en/feed/">RSS</a><a href="/about">About</a><a href="mailto:a@news.example">Mail</a>"""


def page(body: str) -> Document:
    return Document(body.encode(), URL)


def test_posts_come_before_comments() -> None:
    feeds = discover(page(WORDPRESS)).feeds
    assert [(link.url, link.comments) for link in feeds] == [
        ("https://news.example/en/feed/", False),
        ("https://news.example/en/comments/feed/", True),
    ]
    assert feeds[0].title == "News » Feed"


def test_a_feed_that_is_only_linked_is_found() -> None:
    assert [link.url for link in discover(page('<a href="https://news.example/api/rss">RSS</a>')).feeds] == [
        "https://news.example/api/rss"
    ]


def test_a_page_without_a_feed_offers_none() -> None:
    found = discover(page("<html><h1>About us</h1><p>Text</p></html>"))
    assert (found.feeds, found.selectors) == ((), None)


@pytest.mark.parametrize(
    "item",
    [
        '<article class="update big"><h2><a href="/{n}">Report {n}</a></h2><p>Summary {n}.</p></article>',
        '<li class="news-item"><a href="/{n}"><h3>Report {n}</h3></a><time>2026-11-0{n}</time><p>Summary {n}.</p></li>',
        '<div class="card"><h3>Report {n}</h3><p>Summary {n}.</p><a href="/{n}" title="Report {n}">Read more</a></div>',
    ],
)
def test_selectors_are_proposed_that_read_the_page(item: str) -> None:
    body = "".join(item.format(n=n) for n in range(1, 6))
    document = page(f"<html><h1>News</h1><div class='menu'><a href='/'>x</a></div><main>{body}</main></html>")
    selectors = discover(document).selectors
    assert selectors is not None
    parsed = parse(document, FeedSpec("An Outlet", URL, kind=FeedKind.LISTING, selectors=selectors), NOW)
    assert isinstance(parsed, ParsedFeed)
    assert [(entry.title, entry.text, entry.url) for entry in parsed.entries] == [
        (f"Report {n}", f"Summary {n}.", f"https://news.example/{n}") for n in range(1, 6)
    ]


def test_an_entrys_own_page_gives_its_text() -> None:
    paragraphs = "".join(
        f"<p>{'The court in Bishkek heard the case of the journalist again. ' * 3}</p>" for _ in range(5)
    )
    menu = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(20))
    text = read_article(
        page(f"<html><body><ul>{menu}</ul><article><h1>Court</h1>{paragraphs}</article></body></html>"),
        "Court",
    )
    assert text is not None
    assert text.startswith("The court in Bishkek")
    assert "Section 7" not in text


def test_a_page_without_text_gives_none() -> None:
    assert read_article(page("<html><body></body></html>"), "Court") is None
