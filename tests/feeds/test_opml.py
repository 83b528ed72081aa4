"""Lists of feeds go out to other readers and come in from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.opml import OpmlError, read_opml, write_opml
from store.feed import FeedKind, FeedSpec

LIST = """\ufeff<?xml version="1.0" encoding="windows-1251"?><opml version="1.0"><head/><body>
<outline text="Kyrgyzstan"><outline text="24.kg &amp; co" xmlUrl="https://24.example/rss/" type="rss" language="ru-RU"/>
<outline text="again" xmlUrl="https://24.example/rss/"/></outline>
<outline text="" title="" xmlUrl="https://b.example/feed"/><outline text="folder"/>
<outline text="bad" xmlUrl="javascript:alert(1)"/></body></opml>"""


def test_nested_lists_are_read_each_address_once() -> None:
    specs = read_opml(LIST)
    assert [(spec.outlet, spec.url, spec.language) for spec in specs] == [
        ("24.kg & co", "https://24.example/rss/", "ru"),
        ("https://b.example/feed", "https://b.example/feed", None),
    ]


@pytest.mark.parametrize(
    "text", ["", "feeds", "<html/>", "<opml", "<opml><body>", '<!DOCTYPE x [<!ENTITY a "b">]><opml/>', "\x00"]
)
def test_what_is_no_list_says_so(text: str) -> None:
    with pytest.raises(OpmlError, match="list"):
        read_opml(text)


def test_listings_are_left_out() -> None:
    assert read_opml(write_opml([FeedSpec("A", "https://a.example/", kind=FeedKind.LISTING)])) == ()


NAMES = st.text(st.characters(exclude_categories=("C", "Z", "M")), min_size=1, max_size=20)


@given(st.lists(st.builds(FeedSpec, NAMES, st.integers().map(lambda n: f"https://x.example/?a={n}&b"))))
def test_a_list_written_is_a_list_read(specs: list[FeedSpec]) -> None:
    assert [spec.url for spec in read_opml(write_opml(specs))] == list(dict.fromkeys(spec.url for spec in specs))
