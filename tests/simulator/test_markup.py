"""Telegram's HTML: what comes out, and the words of refusals."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.entities import Entity, add_found, trim, utf16_length, utf16_slice
from bot.simulator.markup import Formatted, Malformed, check_link, parse_html


def parsed(source: str) -> Formatted:
    read = parse_html(source)
    assert isinstance(read, Formatted), read
    return read


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b>", "a", [("bold", 0, 1)]),
        ("<STRONG>a</strong>", "a", [("bold", 0, 1)]),
        ("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", at, 1) for at in range(3)]),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<b>bold <i>both</i></b>", "bold both", [("bold", 0, 9), ("italic", 5, 4)]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("<code>x</code><pre>y</pre>", "xy", [("code", 0, 1), ("pre", 1, 1)]),
        ("😀<b>б</b>", "😀б", [("bold", 2, 1)]),
        ("a<b></b>c", "ac", []),
        ("&lt;b&gt; &amp; &quot;&#1099;&#x44b;", '<b> & "ыы', []),
        ("&nbsp;&copy; R&D", "&nbsp;&copy; R&D", []),
        ("<b>x</>", "x", [("bold", 0, 1)]),
    ],
)
def test_what_comes_out(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    read = parsed(source)

    assert read.text == text
    assert [(entity.kind, entity.offset, entity.length) for entity in read.entities] == entities


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("я<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=http://x>y</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ],
)
def test_refusals_in_telegrams_words(source: str, words: str) -> None:
    assert parse_html(source) == Malformed(f"Bad Request: can't parse entities: {words}")


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ('<a href="https://example.org/a?b=1&amp;c=2">x</a>', "https://example.org/a?b=1&c=2"),
        ("<a href='http://example.org'>x</a>", "http://example.org/"),
        ('<a href="example.org/a">x</a>', "http://example.org/a"),
        ('<a href="tg://user?id=5">x</a>', "tg://user?id=5"),
        ('<a href="javascript:alert(1)">x</a>', None),
        ('<a href="https://">x</a>', None),
        ('<a href="/only/a/path">x</a>', None),
        ('<a href="data:text/html,x">x</a>', None),
        ("<a>x</a>", None),
    ],
)
def test_links_are_kept_or_silently_dropped(source: str, url: str | None) -> None:
    read = parsed(source)

    assert read.text == "x"
    assert [entity.url for entity in read.entities] == ([url] if url else [])


def test_a_language_makes_a_code_block() -> None:
    read = parsed('<pre><code class="language-python">x</code></pre>')

    assert read.entities == (Entity("pre", 0, 1, language="python"),)


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert parsed(html.escape(text)) == Formatted(text)


@given(st.text(min_size=1), st.text(min_size=1), st.text())
def test_offsets_count_utf16_units(before: str, inside: str, after: str) -> None:
    read = parsed(f"{html.escape(before)}<b>{html.escape(inside)}</b>{html.escape(after)}")

    (bold,) = read.entities
    assert utf16_slice(read.text, bold.offset, bold.length) == inside
    assert bold.offset == utf16_length(before)


@given(st.text(alphabet="<>/abi &;=\"'-#x1 ", max_size=40))
def test_tag_soup_is_parsed_or_refused_and_never_breaks(source: str) -> None:
    read = parse_html(source)

    if isinstance(read, Formatted):
        assert all(entity.offset + entity.length <= utf16_length(read.text) for entity in read.entities)
    else:
        assert read.description.startswith("Bad Request: can't parse entities: ")


@given(st.text(alphabet=" \n\tab😀", max_size=12), st.integers(0, 6), st.integers(1, 6))
def test_trimming_keeps_entities_on_their_words(text: str, offset: int, length: int) -> None:
    trimmed, moved = trim(text, [Entity("bold", offset, length)])

    assert trimmed == text.strip()
    for entity in moved:
        assert 0 <= entity.offset < entity.offset + entity.length <= utf16_length(trimmed)


def test_telegram_finds_links_commands_mentions_and_hashtags_outside_of_code() -> None:
    text = "/latest@JarchyDemoBot see https://example.org/a. @someone #кыргыз /no/path <b>/x</b>"

    found = [(entity.kind, utf16_slice(text, entity.offset, entity.length)) for entity in add_found(text, [])]

    assert found == [
        ("bot_command", "/latest@JarchyDemoBot"),
        ("url", "https://example.org/a"),
        ("mention", "@someone"),
        ("hashtag", "#кыргыз"),
    ]
    assert add_found("/x", [Entity("code", 0, 2)]) == (Entity("code", 0, 2),)


@pytest.mark.parametrize(
    "url", ["http://", "https:///path", "ftp://example.org", "mailto:a@b.org", "", "http://[", "x y.org"]
)
def test_addresses_that_telegram_does_not_take(url: str) -> None:
    assert check_link(url) == ""
