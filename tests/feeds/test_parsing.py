"""Feeds and pages of every kind become the entries that a reader would see in them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.parsing import Document, NotAFeed, NotAFeedKind, Parsed, ParsedFeed, parse
from store.entry import ParsedEntry
from store.feed import FeedKind, FeedSpec, Selectors

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
URL = "https://news.example/feed"
SEED = Path(__file__).parents[2].parent / "shared" / "seed"
SPEC = FeedSpec("An Outlet", URL)


def read(body: str | bytes, spec: FeedSpec = SPEC, *, charset: str | None = None) -> Parsed:
    return parse(Document(body if isinstance(body, bytes) else body.encode(), URL, charset=charset), spec, NOW)


def feed(body: str | bytes, spec: FeedSpec = SPEC) -> ParsedFeed:
    parsed = read(body, spec)
    assert isinstance(parsed, ParsedFeed)
    return parsed


def only(body: str | bytes, spec: FeedSpec = SPEC) -> ParsedEntry:
    (entry,) = feed(body, spec).entries
    return entry


def rss(*items: str, channel: str = "") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{channel}{inside}</channel></rss>'


RSS_20 = rss(
    "<title>Court frees journalist</title><link>https://news.example/1</link><guid>https://news.example/?p=1</guid>"
    "<pubDate>Wed, 25 Nov 2026 10:00:00 GMT</pubDate><description>&lt;p&gt;The court ruled.&lt;/p&gt;</description>"
)
ATOM_10 = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/"><title>News</title><entry>
<title type="html">Court &lt;b&gt;frees&lt;/b&gt; journalist</title><link href="/1"/><id>https://news.example/?p=1</id>
<published>2026-11-25T10:00:00Z</published><summary>The court ruled.</summary></entry></feed>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>News</title><entry>
<title>Court frees journalist</title><link rel="alternate" type="text/html" href="https://news.example/1"/>
<id>https://news.example/?p=1</id><issued>2026-11-25T10:00:00Z</issued><modified>2026-11-25T10:00:00Z</modified>
<content type="text/html" mode="escaped">&lt;p>The court ruled.&lt;/p></content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://news.example/"><title>News</title></channel>
<item rdf:about="https://news.example/?p=1"><title>Court frees journalist</title><link>https://news.example/1</link>
<description>The court ruled.</description><dc:date>2026-11-25T16:00:00+06:00</dc:date></item></rdf:RDF>"""
JSON_11 = """{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [{"id":
"https://news.example/?p=1", "url": "/1", "title": "Court frees journalist", "content_html": "<p>The court ruled.</p>",
"date_published": "2026-11-25T10:00:00Z"}]}"""


@pytest.mark.parametrize("body", [RSS_20, ATOM_10, ATOM_03, RDF, JSON_11], ids=["rss", "atom", "atom03", "rdf", "json"])
def test_every_format_gives_the_same_entry(body: str) -> None:
    entry = only(body)
    assert entry.title == "Court frees journalist"
    assert entry.text == "The court ruled."
    assert entry.url == entry.link == "https://news.example/1"
    assert entry.guid == "https://news.example/?p=1"
    assert entry.published_at == datetime(2026, 11, 25, 10, tzinfo=UTC)


def test_rss_091_is_read() -> None:
    body = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
        '<rss version="0.91"><channel><title>x</title><item><title>Caf&eacute;</title><link>https://a.example/1</link>'
        "</item></channel></rss>"
    )
    assert only(body).title == "Café"


def test_catalogue_language_and_country_go_with_each_entry() -> None:
    entry = only(RSS_20, FeedSpec("An Outlet", URL, language="ru", country="kg"))
    assert (entry.language, entry.country) == ("ru", "kg")


def test_a_feeds_own_language_is_a_hint() -> None:
    assert only(rss("<title>One two</title>", channel="<language>en-US</language>")).language == "en"


def test_windows_1251_that_calls_itself_utf_8_is_the_same_feed() -> None:
    body = rss("<title>Журналист задержан в Бишкеке</title><description>Суд рассмотрит дело.</description>")
    labelled = body.replace('version="1.0"?', 'version="1.0" encoding="utf-8"?')
    assert only(labelled.encode("windows-1251")) == only(labelled.encode("utf-8"))


def test_a_text_that_stands_in_content_and_summary_is_read_whole() -> None:
    namespace = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    content = f"<content:encoded {namespace}>The whole text of it</content:encoded>"
    assert (
        only(rss(f"<title>A title</title><description>The whole</description>{content}")).text == "The whole text of it"
    )


def test_a_long_text_comes_whole_and_a_short_one_too() -> None:
    assert (
        only(rss(f"<title>A title</title><description>{'слово ' * 30_000}</description>")).text.count("слово") == 30_000
    )
    assert only(rss("<title>A title</title><description>слово</description>")).text == "слово"


def test_an_entry_without_title_is_called_by_its_first_words() -> None:
    assert (
        only(rss("<description>The court ruled on Monday. Then more.</description>")).title
        == "The court ruled on Monday."
    )
    long = only(rss(f"<description>{'word ' * 60}</description>")).title
    assert len(long) <= 101
    assert long.endswith("word…")


def test_a_guid_that_is_an_address_stands_in_for_a_missing_link() -> None:
    assert only(rss("<title>A title</title><guid>https://news.example/?p=7</guid>")).url == "https://news.example/?p=7"
    assert only(rss('<title>A title</title><guid isPermaLink="false">tag:7</guid>')).url is None


def test_a_feed_of_items_with_nothing_in_them_is_one_entry_under_its_name() -> None:
    assert [entry.title for entry in feed(rss("", "<author>a@example.org</author>")).entries] == ["News"]


def test_an_item_with_nothing_in_it_is_dropped() -> None:
    assert len(feed(rss("<title>A title</title>", "", "<description> &lt;p&gt; </description>")).entries) == 1


def test_a_link_that_is_no_web_address_is_dropped() -> None:
    assert only(rss("<title>A title</title><link>javascript:alert(1)</link>")).url is None


def test_a_relative_link_is_read_against_where_the_feed_came_from() -> None:
    assert only(rss("<title>A title</title><link>/news/7</link>")).url == "https://news.example/news/7"


def test_titles_are_cleaned_and_set_as_sentences() -> None:
    assert (
        only(rss("<title><![CDATA[COURT &amp; <i>POLICE</i>: A NEW CASE]]></title>")).title
        == "Court & police: a new case"
    )


def test_an_entry_without_date_has_none() -> None:
    assert only(rss("<title>A title</title>")).published_at is None


def test_local_time_labelled_gmt_is_not_in_the_future() -> None:
    body = rss("<title>A title</title><pubDate>Wed, 25 Nov 2026 17:58:00 GMT</pubDate>")
    spec = FeedSpec("An Outlet", URL, language="ru", country="kg")
    assert only(body, spec).published_at == datetime(2026, 11, 25, 11, 58, tzinfo=UTC)


def dated(*days: int) -> str:
    return rss(*(f"<title>Number {day}</title><pubDate>{day} Nov 2026 10:00:00 GMT</pubDate>" for day in days))


def test_the_order_of_a_feed_is_told() -> None:
    assert feed(dated(20, 19, 18, 17)).newest_first
    assert not feed(dated(17, 18, 19, 20)).newest_first
    assert feed(dated(3, 20, 19, 18, 17, 16)).newest_first
    assert feed(dated(20)).newest_first


def test_of_too_many_entries_the_newest_are_kept() -> None:
    start = datetime(2020, 1, 1, tzinfo=UTC)
    items = [
        f"<title>Number {n}</title><pubDate>{(start + timedelta(hours=n)).isoformat()}</pubDate>" for n in range(2_500)
    ]
    oldest_first = feed(rss(*items))
    assert (len(oldest_first.entries), oldest_first.dropped) == (2_000, 500)
    assert oldest_first.entries[-1].title == "Number 2499"
    assert feed(rss(*reversed(items))).entries[0].title == "Number 2499"


def test_tens_of_thousands_of_entries_take_no_longer() -> None:
    parsed = feed(rss(*(f"<title>Number {n}</title>" for n in range(30_000))))
    assert (len(parsed.entries), parsed.dropped) == (2_000, 28_000)
    assert parsed.entries[0].title == "Number 0"


def test_ttl_is_read() -> None:
    assert feed(rss("<title>A title</title>", channel="<ttl>90</ttl>")).ttl == timedelta(minutes=90)
    assert feed(rss("<title>A title</title>", channel="<ttl>0</ttl>")).ttl is None
    assert feed(rss("<title>A title</title>", channel="<ttl>soon</ttl>")).ttl is None


def test_a_feed_without_entries_is_a_feed() -> None:
    assert feed(rss()).entries == ()
    assert feed('{"version": "https://jsonfeed.org/version/1", "title": "x", "items": []}').entries == ()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", NotAFeedKind.EMPTY),
        (" \n\t\ufeff", NotAFeedKind.EMPTY),
        ("<!DOCTYPE html><html><head><title>Not found</title></head></html>", NotAFeedKind.HTML),
        ("<html><body><p>Maintenance</p>", NotAFeedKind.HTML),
        ("<html><head><title>Just a moment...</title></head></html>", NotAFeedKind.CHALLENGE),
        ("<html><body><form class='g-recaptcha'></form></body></html>", NotAFeedKind.CHALLENGE),
        ("Service unavailable", NotAFeedKind.MALFORMED),
        ("<config><a/></config>", NotAFeedKind.MALFORMED),
        ('{"error": "no"}', NotAFeedKind.MALFORMED),
        ('{"items": [', NotAFeedKind.MALFORMED),
        ("[]", NotAFeedKind.MALFORMED),
        ("%PDF-1.4", NotAFeedKind.MALFORMED),
    ],
)
def test_what_is_no_feed_is_named(body: str, kind: NotAFeedKind) -> None:
    parsed = read(body)
    assert isinstance(parsed, NotAFeed)
    assert parsed.kind is kind
    assert parsed.detail


def test_a_feed_that_breaks_off_gives_what_came() -> None:
    body = rss("<title>Number one</title>", "<title>Number two</title>")
    assert [entry.title for entry in feed(body[: body.index("two")]).entries][:1] == ["Number one"]


def test_junk_before_the_feed_is_skipped() -> None:
    assert only("\n\nDeprecated: something in /var/www on line 7\n" + RSS_20).title == "Court frees journalist"


def test_json_feed_with_numbers_for_ids_is_read() -> None:
    entry = only('{"items": [{"id": 7, "title": "A title", "content_text": "One.\\ntwo \\ud800"}]}')
    assert (entry.guid, entry.text) == ("7", "One.\ntwo")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([RSS_20, ATOM_10, RDF, JSON_11]), st.data())
def test_damaged_feeds_never_raise(body: str, data: st.DataObject) -> None:
    damaged = bytearray(body.encode())
    for _ in range(data.draw(st.integers(0, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)))
    assert isinstance(read(bytes(damaged[:cut]) * data.draw(st.integers(1, 2))), ParsedFeed | NotAFeed)


# Listings

PAGE = """<html lang="en"><head><title>News</title><base href="/en/"></head><body>
<article class="card"><h2>Court frees journalist</h2><p>The court ruled.</p><p>He went home.</p>
<time datetime="2026-11-24T10:00:00+06:00">yesterday</time>
<a href="#share">Share</a><a class="more" href="1" title="Court frees journalist">Read more</a></article>
<article class="card"><h2><a href="2">Protest in Osh</a></h2><span class="date">23 ноября 2026</span></article>
<article class="card"><a class="more" href="https://other.example/3" title="A law is signed">Read more</a></article>
<a rel="next" href="page/2">Older</a></body></html>"""
LISTING = FeedSpec(
    "An Outlet",
    URL,
    kind=FeedKind.LISTING,
    selectors=Selectors("article.card", "h2", "a.more, h2 a", "p", "time, .date", "a[rel=next]"),
)


def test_a_listing_is_read_with_its_selectors() -> None:
    parsed = feed(PAGE, LISTING)
    first, second, third = parsed.entries
    assert (first.title, first.text, first.url) == (
        "Court frees journalist", "The court ruled.\nHe went home.", "https://news.example/en/1",
    )  # fmt: skip
    assert first.published_at == datetime(2026, 11, 24, 4, tzinfo=UTC)
    assert (second.title, second.text, second.url) == ("Protest in Osh", "", "https://news.example/en/2")
    assert second.published_at == datetime(2026, 11, 23, tzinfo=UTC)
    assert (third.title, third.url) == ("A law is signed", "https://other.example/3")
    assert parsed.next_page == "https://news.example/en/page/2"


def test_a_listing_with_an_item_selector_alone_finds_title_and_link() -> None:
    spec = FeedSpec("An Outlet", URL, kind=FeedKind.LISTING, selectors=Selectors("article.card"))
    assert [entry.url for entry in feed(PAGE, spec).entries][1:] == [
        "https://news.example/en/2",
        "https://other.example/3",
    ]


def test_a_redesigned_page_has_another_fingerprint() -> None:
    assert feed(PAGE, LISTING).fingerprint != feed(PAGE.replace("<h2>", "<h2 class='t'>"), LISTING).fingerprint
    assert feed(PAGE, LISTING).fingerprint == feed(PAGE.replace("Court", "Judge"), LISTING).fingerprint


@pytest.mark.parametrize(
    "selectors", [Selectors("li.gone"), Selectors("a[[["), Selectors("article", date="::::"), None]
)
def test_a_listing_in_which_nothing_is_found_is_a_failure(selectors: Selectors | None) -> None:
    parsed = read(PAGE, FeedSpec("An Outlet", URL, kind=FeedKind.LISTING, selectors=selectors))
    assert isinstance(parsed, NotAFeed)
    assert parsed.kind is NotAFeedKind.NOTHING_FOUND


@pytest.mark.skipif(not SEED.exists(), reason="the seed files are not there")
def test_the_seeds_feed_and_page_are_the_same_ten_entries() -> None:
    selectors = Selectors("article.update", "h2", "h2 a", "p")
    listing = FeedSpec("An Outlet", URL, kind=FeedKind.LISTING, language="en", country="kg", selectors=selectors)
    syndication = FeedSpec("An Outlet", URL, language="en", country="kg")
    from_page = feed((SEED / "kyrgyzstan-updates.html").read_bytes(), listing).entries
    from_feed = feed((SEED / "kyrgyzstan-updates.atom.xml").read_bytes(), syndication).entries
    assert len(from_feed) == 10
    assert [(e.title, e.link, e.text) for e in from_page] == [(e.title, e.link, e.text) for e in from_feed]
    assert not from_feed[0].title.isupper()
    assert all(entry.link for entry in from_feed)


@pytest.mark.parametrize(
    "item",
    [
        "<guid>only-an-id</guid>",
        "<title>T</title>",
        "<description>Words.</description>",
        "<link>https://a.example/1</link>",
    ],
)
@pytest.mark.parametrize("root", ["rss", "wrapped"])
def test_an_item_that_says_anything_at_all_is_an_entry(item: str, root: str) -> None:
    assert only(f"<{root}><item>{item}</item></{root}>")


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ('<link rel="related" href="https://a.example/r"/>', "https://a.example/r"),
        ('<link rel="via" href="https://a.example/v"/><link href="https://a.example/1"/>', "https://a.example/1"),
        ('<link rel="self" href="https://a.example/s"/>', "https://a.example/s"),
        ('<content type="video/mp4" src="https://a.example/film.mp4"/>', "https://a.example/film.mp4"),
    ],
)
def test_an_entry_without_an_address_of_its_own_has_the_next_best(inside: str, url: str) -> None:
    assert only(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{inside}</entry></feed>').url == url


def test_comments_are_an_entrys_address_only_where_there_is_no_other() -> None:
    comments = "<comments>https://a.example/1#comments</comments>"
    assert only(rss(comments)).url == "https://a.example/1#comments"
    assert only(rss(f"{comments}<link>https://a.example/1</link>")).url == "https://a.example/1"


def test_a_picture_alone_says_what_stands_in_its_place() -> None:
    picture = '&lt;img src="/a.jpg" alt="Police in front of the court" /&gt;'
    assert only(rss(f"<description>{picture}</description>")).title == "Police in front of the court"
    assert only(rss(f"<title>A title</title><description>{picture}</description>")).text == ""


def test_a_feed_whose_head_is_spoilt_gives_its_items() -> None:
    spoilt = RSS_20.replace('<rss version="2.0"><channel>', "<\x00r<s \x1f\x1e'< =\"<chan>")
    assert only(spoilt).title == "Court frees journalist"
