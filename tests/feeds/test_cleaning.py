"""What a reader sees of a feed's HTML is plain, complete and harmless text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.cleaning import clean_text, clean_title, is_more_link, trim_text

MARKED = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<br/>", "<script>", "</script>", "<b", ">", "&amp;", "&amp;amp;", "&lt;p&gt;", "&nbsp;",
         "&#8203;", "\u202e", "\u200b", "\x00", "\ud800", "e\u0301", "<!--", "-->", "<![CDATA[", "]]>", "&", "<", " ",
         "слово", "\n",
         "&#x202e;", "&#0;", "<td>", "&notin", "&lt;script&gt;", "Read more", "\xa0", "\r\n", "\u2028", "\u115f"]
    )
    | st.text(max_size=5),
    max_size=25,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("One.<br>Two.<br />Three.", "One.\nTwo.\nThree."),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("<table><tr><td>one</td><td>two</td></tr></table>", "one two"),
        ("a<b>b</b>c <i>d</i>", "abc d"),
        ("Fish &amp; chips", "Fish & chips"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("&lt;p&gt;Twice escaped&lt;/p&gt;", "Twice escaped"),
        ("Askarov&nbsp;Azimjan\xa0died", "Askarov Azimjan died"),
        ("Аска\u200bров\u00ad \u202eвесть", "Аскаров весть"),
        ("<script>alert('x')</script><style>p{}</style>text", "text"),
        ("<!-- hidden -->shown", "shown"),
        ("<![CDATA[<p>inner</p>]]>", "inner"),
        ("e\u0301", "é"),
        ("bell\x07 and null\x00", "bell and null"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("p<0.05", "p<0.05"),
        ("one\n\n\n two \t three", "one\ntwo three"),
        ("<p>one\ntwo</p>", "one two"),
        ('<img src="x" onerror="alert(1)" alt="a > b">text', "text"),
        ("&#1040;&#x431;", "Аб"),
        ("", ""),
        ("word", "word"),
    ],
)
def test_html_becomes_text(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


def test_a_title_stays_on_one_line() -> None:
    assert clean_title("One<br>two\nthree <b>four</b>") == "One two three four"


def test_a_very_long_text_is_cut() -> None:
    assert len(clean_text("слово " * 200_000)) <= 200_000


def test_a_hundred_thousand_open_tags_take_no_time() -> None:
    assert clean_text("<div>" * 100_000 + "end") == "end"


@given(MARKED)
def test_cleaning_never_fails_and_leaves_nothing_unseen(raw: str) -> None:
    text = clean_text(raw)
    assert unicodedata.is_normalized("NFC", text)
    assert not [c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    assert "\n\n" not in text
    assert text == text.strip()
    assert "  " not in text


@given(MARKED)
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    once = clean_text(raw)
    assert clean_text(once) == once
    assert clean_title(clean_title(raw)) == clean_title(raw)


@given(MARKED, MARKED)
def test_trimming_twice_changes_nothing_more(raw: str, title: str) -> None:
    once = trim_text(clean_text(raw), clean_title(title))
    assert trim_text(once, "") == once


@pytest.mark.parametrize(
    "tail",
    [" Read more", "Read more", "\nRead more »", " Read More…", " Continue reading →", "\nЧитать далее",
     " Читать далее...", " Подробнее", "\nТолугу менен", " Толугу менен окуу →",
     "\nThe post One title appeared first on An Outlet.",
     "\nContinue reading One title →", "\nЗапись Одна новость впервые появилась Издание.", " Full story",
     " Read more\nThe post A appeared first on B."],
)  # fmt: skip
def test_what_feeds_glue_to_a_text_comes_off(tail: str) -> None:
    assert trim_text("The court ruled on Monday." + tail, "A title") == "The court ruled on Monday."


@pytest.mark.parametrize("tail", [" [...]", "[…]", " (…)"])
def test_a_cut_text_ends_with_an_ellipsis(tail: str) -> None:
    assert trim_text("The court ruled on" + tail, "") == "The court ruled on…"


@pytest.mark.parametrize(
    "text", ["He asked to read more.", "The more he read, the less he knew", "Суд пошёл далее по делу", "Readmore"]
)
def test_words_of_the_text_itself_stay(text: str) -> None:
    assert trim_text(text, "A title") == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Court frees journalist\nThe court ruled.", "The court ruled."),
        ("Court frees journalist. The court ruled.", "The court ruled."),
        ("Court frees journalist", ""),
        ("COURT FREES JOURNALIST\nThe court ruled.", "The court ruled."),
        ("Court frees journalist after a year", "Court frees journalist after a year"),
        ("Court frees journalists", "Court frees journalists"),
    ],
)
def test_a_title_repeated_as_a_heading_comes_off(text: str, left: str) -> None:
    assert trim_text(text, "Court frees journalist") == left


@pytest.mark.parametrize("text", ["Read more", "читать далее →", "Толугу менен", "", " » "])
def test_a_link_that_only_says_more_is_known(text: str) -> None:
    assert is_more_link(text) is (text != " » ")


def test_a_link_with_words_of_its_own_is_no_more_link() -> None:
    assert not is_more_link("Read more about the court")
