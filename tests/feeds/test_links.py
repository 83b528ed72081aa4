"""Equal pages have equal links; a link that is shown is one that can be followed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.links import absolute_url, canonical_link
from store.feed import LinkRules

PAGE = "https://example.org/news/court"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/news/court",
        "http://example.org/news/court/",
        "https://www.example.org/news/court#comments",
        "https://m.example.org/news/court?utm_source=rss&utm_medium=feed",
        "https://mobile.example.org/news/court?fbclid=abc",
        "https://EXAMPLE.org:443/news/court",
        "http://example.org:80/news/court?yclid=1&_openstat=x",
        "https://amp.example.org/news/court",
        "https://example.org/news/court/amp/",
        "https://example.org/news/court?amp=1",
        "https://example.org/news/court/?outputType=amp",
        "https://example.org/amp/news/court",
        "https://example-org.cdn.ampproject.org/c/s/example.org/news/court",
        "https://www.google.com/amp/s/example.org/news/court",
        "https://example.org/news/c%6Furt",
        "https://example.org//news/court",
    ],
)
def test_forms_of_one_address_are_equal(url: str) -> None:
    assert canonical_link(url) == PAGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?id=1", "https://example.org/?id=2"),
        ("https://example.org/?p=15", "https://example.org/?p=16"),
        ("https://example.org/News", "https://example.org/news"),
        ("https://example.org/ru/1", "https://example.org/ky/1"),
        ("https://example.org:8080/1", "https://example.org/1"),
        ("https://ru.example.org/1", "https://example.org/1"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://rus.azattyk.org/a/z-$gpieey_o_.html", "https://rus.azattyk.org/a/z-gpieey_o_.html"),
    ],
)
def test_different_pages_stay_apart(one: str, other: str) -> None:
    assert canonical_link(one) != canonical_link(other)


def test_parameters_that_mean_something_stay_in_one_order() -> None:
    assert canonical_link("https://example.org/a?b=2&utm_id=x&a=1") == canonical_link("https://example.org/a?a=1&b=2")
    assert canonical_link("https://example.org/a?b=2&a=1") == "https://example.org/a?a=1&b=2"


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "mailto:a@example.org", "ftp://example.org/", "https://", "//", "http:///a", "x"]
)
def test_what_is_no_address_has_no_link(url: str) -> None:
    assert canonical_link(url) is None


@pytest.mark.parametrize(
    ("href", "absolute"),
    [
        ("/news/1", "https://example.org/news/1"),
        ("2", "https://example.org/a/2"),
        ("//other.org/x", "https://other.org/x"),
        ("https://other.org/x y", "https://other.org/x%20y"),
        (" https://other.org/\n", "https://other.org/"),
        ("/новости", "https://example.org/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"),
        ("https://бишкек.example/x", "https://xn--90aiiib5f.example/x"),
        ("https://other.org/z-$gpieey_o_", "https://other.org/z-$gpieey_o_"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("data:text/html,x", None),
        ("https://user:secret@other.org/", None),
        ("http://[::1", None),
        ("http://other.org:99999/", None),
        ("http://a b/", None),
        ("", None),
    ],
)
def test_links_are_read_against_the_page(href: str, absolute: str | None) -> None:
    assert absolute_url("https://example.org/a/b", href) == absolute


def test_a_relative_link_without_a_page_is_none() -> None:
    assert absolute_url("", "/news/1") is None


URLS = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP", "ftp", "javascript"]),
    st.sampled_from(
        ["example.org", "www.example.org", "m.www.example.org", "[::1]", "1.2.3.4", "пример.рф", "a..b", ""]
    ),
    st.sampled_from(["", ":80", ":8080", ":x"]),
    st.text(st.sampled_from("/abc%25%6f$.amp-é \u202e?"), max_size=20),
    st.text(st.sampled_from("?&=utm_idp1#é%"), max_size=20),
)


@given(URLS | st.text(max_size=40))
def test_a_canonical_link_is_its_own_canonical_link(url: str) -> None:
    link = canonical_link(url)
    if link is not None:
        assert canonical_link(link) == link
        assert link.isascii()


@given(st.text(max_size=40), URLS | st.text(max_size=40))
def test_an_absolute_url_is_always_http_and_plain_ascii(base: str, href: str) -> None:
    url = absolute_url(base, href)
    if url is not None:
        assert url.lower().startswith(("http://", "https://"))
        assert url.isascii()
        assert url.isprintable()
        assert " " not in url


def test_an_outlet_s_own_rules_go_before_the_general_ones() -> None:
    rules = LinkRules(drop=("from",), keep=("share",), hosts=("kaktus.example", "www.kaktus-media.example"))
    one = canonical_link("https://m.kaktus-media.example/doc?id=5&from=main&share=2", rules)
    assert one == canonical_link("http://kaktus.example/doc?share=2&id=5", rules)
    assert one != canonical_link("http://kaktus.example/doc?share=3&id=5", rules)
    assert canonical_link("https://other.example/a", rules) == canonical_link("https://other.example/a")
