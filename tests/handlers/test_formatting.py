"""What an admin marked up comes out as HTML that Telegram takes, whole line by line."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.markup import Malformed, parse_html
from handlers.formatting import Span, format_lines, join_lines

KINDS = st.sampled_from(["bold", "italic", "underline", "strikethrough", "spoiler", "mention", "odd"])


@st.composite
def nested(draw: st.DrawFn) -> tuple[str, list[Span]]:
    """A text with spans that nest, as Telegram gives them."""
    text = draw(st.text(alphabet="ab<&\n жө", min_size=1, max_size=40))
    start, end, spans = 0, len(text), []
    for kind in draw(st.lists(KINDS, max_size=4, unique=True)):
        start, end = sorted((draw(st.integers(start, end)), draw(st.integers(start, end))))
        spans.append(Span(kind, start, end))
    return text, spans


def test_marks_become_tags() -> None:
    text = "Meet at <nine> by the river"
    spans = [Span("bold", 0, 4), Span("text_link", 8, 14, "https://example.org/?a=1&b=2"), Span("code", 22, 27)]
    assert format_lines(text, spans) == (
        '<b>Meet</b> at <a href="https://example.org/?a=1&amp;b=2">&lt;nine&gt;</a> by the <code>river</code>'
    )


def test_a_mark_inside_another_stays_inside() -> None:
    assert format_lines("one two", [Span("bold", 0, 7), Span("italic", 4, 7)]) == "<b>one <i>two</i></b>"


def test_each_line_is_whole_and_joined_lines_are_one_quote() -> None:
    lines = format_lines("one\ntwo", [Span("blockquote", 0, 7)])
    assert lines == "<blockquote>one</blockquote>\n<blockquote>two</blockquote>"
    assert join_lines(lines) == "<blockquote>one\ntwo</blockquote>"


def test_a_link_that_telegram_would_not_take_leaves_its_words() -> None:
    assert format_lines("here", [Span("text_link", 0, 4, "javascript:alert(1)")]) == "here"
    assert format_lines("here", [Span("text_link", 0, 4, "tg://user?id=5")]) == "here"


@given(nested())
def test_no_word_is_lost_and_telegram_takes_every_line(marked: tuple[str, list[Span]]) -> None:
    text, spans = marked
    whole = format_lines(text, spans)
    for line in (*whole.split("\n"), join_lines(whole)):
        assert not isinstance(parse_html(str(line)), Malformed)
    assert html.unescape(re.sub(r"<[^>]*>", "", str(join_lines(whole)))) == text
