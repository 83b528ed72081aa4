"""What readers see of an entry: everything they must know, and never more than Telegram takes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup, escape

from bot.simulator.markup import Formatted, parse_html
from handlers.call import Message
from handlers.languages import LANGUAGES, read_translations
from handlers.views.alert import alert
from handlers.views.buttons import turning
from handlers.views.entries import entry_card, entry_line, entry_list
from handlers.views.hits import hit_line, snippet
from handlers.views.links import LISTING_PAGE, checked
from handlers.views.text import clean, fit, measure, plain, shorten, units
from store.entry import Entry, Origin, Period
from store.lexicon.terms import TermLexicon, Topic
from store.search import SearchHit, Span
from tests.handlers.samples import NASTY, NASTY_ENTRIES, NOW, URLS, entry

TRANSLATIONS = read_translations(ZoneInfo("Asia/Bishkek"))
EN, RU, KY = (TRANSLATIONS.for_language(code) for code in LANGUAGES)
TERMS = TermLexicon(
    topics={"trial": Topic(key="trial", freedom=None, names={"en": "trials", "ru": "суды", "ky": "соттор"})},
    places={},
    concepts={},
)


def parsed(markup: Markup) -> str:
    """What Telegram would show; it must take the message."""
    found = parse_html(str(markup))
    assert isinstance(found, Formatted), found
    assert units(found.text) <= 4096
    assert len(str(markup).encode()) <= 32_768
    return found.text


def check(message: Message) -> str:
    for row in message.buttons:
        for button in row:
            assert button.text.strip()
            assert (button.action is None) != (button.url is None)
            assert len((button.action or "").encode()) <= 64
    return parsed(message.text)


@settings(max_examples=200, deadline=None)
@given(NASTY_ENTRIES, st.sampled_from(LANGUAGES), NASTY, st.lists(NASTY_ENTRIES, max_size=6))
def test_whatever_an_entry_holds_its_messages_stand(
    item: Entry, language: str, value: str, others: list[Entry]
) -> None:
    words = TRANSLATIONS.for_language(language)
    check(entry_card(item, words, TERMS, now=NOW, reports=others))
    for kind in ("everything", "person", "topic", "place", "outlet", "words"):
        check(alert(item, kind, value, words, TERMS, now=NOW, reports=others))
    parsed(entry_line(item, words, number=1))


@settings(max_examples=60, deadline=None)
@given(st.lists(NASTY_ENTRIES, min_size=10, max_size=10), st.sampled_from(LANGUAGES))
def test_ten_entries_fit_one_message_and_none_is_left_out(items: list[Entry], language: str) -> None:
    text = parsed(entry_list(Markup("<b>The latest</b>"), items, TRANSLATIONS.for_language(language), first=11))
    assert [f"\n{number}. " in text for number in range(11, 21)] == [True] * 10


def test_markup_in_a_title_comes_out_as_text() -> None:
    message = alert(entry(title="<b>Bold</b> & <i>"), "everything", "", EN, TERMS, now=NOW)
    assert check(message).startswith("<b>Bold</b> & <i>\n")


def test_an_alert_names_the_other_outlets_that_report_the_incident() -> None:
    others = [entry(outlet="Example News", url="https://news.example.org/2"), entry(outlet="No address", url=None)]
    message = alert(entry(), "everything", "", EN, TERMS, now=NOW, reports=others)
    assert "also reported by Example News, No address" in check(message)
    assert '<a href="https://news.example.org/2">Example News</a>' in message.text
    assert "reported" not in check(alert(entry(), "everything", "", EN, TERMS, now=NOW, discreet=True, reports=others))


def test_an_override_mark_does_not_turn_the_rest_round() -> None:
    assert clean("\u202eevil\u202c שלום\u200f") == "evil שלום\u200f"


def test_a_line_tells_title_outlet_and_date_and_links_the_title() -> None:
    line = entry_line(entry(), EN, number=3)
    assert parsed(line) == "3. A court in Bishkek frees a reporter\nExample Monitor · Jan 5, 2026"
    assert '<a href="https://example.org/news/1">A court in Bishkek frees a reporter</a>' in line


def test_a_period_is_shown_in_the_readers_language() -> None:
    item = entry(period=Period(date(2021, 1, 1), date(2021, 4, 30)), published_at=None)
    assert "Jan – Apr 2021" in plain(entry_line(item, EN)).replace("\u2009", " ")
    assert "апр. 2021" in plain(entry_line(item, RU))
    assert "2021-ж" in plain(entry_line(item, KY))


def test_an_archive_entry_says_that_its_address_is_not_known() -> None:
    item = entry(
        url=LISTING_PAGE, origin=Origin.ARCHIVE, also_at=("https://iphronline.org/articles/x/", "javascript:alert(1)")
    )
    line = entry_line(item, EN)
    assert "archive" in line
    assert "address of the update not known" in line
    assert 'also at <a href="https://iphronline.org/articles/x/">iphronline.org</a>' in line
    assert "javascript" not in line


def test_marks_tell_language_edit_and_demonstration() -> None:
    line = plain(entry_line(entry(language="ru", edited_at=NOW, demonstration=True), EN))
    assert line.endswith("in Russian · edited Jan 5, 2026 · demonstration")


def test_the_readers_own_language_is_not_marked() -> None:
    assert "на русском" not in entry_line(entry(language="ru"), RU)


def test_an_entry_without_a_date_says_when_it_was_read() -> None:
    assert "undated, read Jan 5, 2026" in plain(entry_line(entry(published_at=None), EN))


def test_an_alert_fits_a_lock_screen() -> None:
    item = entry(text="long " * 400, topics=("trial",))
    message = alert(item, "everything", "", EN, TERMS, now=NOW)
    lines = check(message).splitlines()
    assert lines[0] == "A court in Bishkek frees a reporter"
    assert lines[1] == "Example Monitor · 5 minutes ago · trials"
    assert len(lines) == 4
    assert len(lines[2]) <= 180
    assert lines[3] == "You follow everything about Kyrgyzstan."


def test_a_discreet_alert_names_nobody_until_it_is_opened() -> None:
    message = alert(entry(), "person", "Askarov", EN, TERMS, now=NOW, discreet=True)
    assert check(message) == "There is a new update for you."
    assert [(button.text, button.action) for row in message.buttons for button in row] == [("Show it", "e:12")]


def test_an_alert_names_the_spelling_that_was_seen() -> None:
    message = alert(entry(), "person", "Аскарова", RU, TERMS, now=NOW)
    assert "здесь имя написано так: Аскарова" in plain(message.text)


def test_an_alert_does_not_repeat_the_title_in_its_summary() -> None:
    item = entry(title="Court frees reporter", text="Court frees reporter. She had spent ten days in custody.")
    assert check(alert(item, "everything", "", EN, TERMS, now=NOW)).count("Court frees reporter") == 1


def test_an_alert_without_an_address_has_no_open_button() -> None:
    labels = [button.text for row in alert(entry(url=None), "", "", EN, TERMS, now=NOW).buttons for button in row]
    assert labels == ["More", "Why?"]


def test_a_card_tells_its_whole_source() -> None:
    item = entry(edited_at=NOW, topics=("trial",), published_at=NOW - timedelta(days=2))
    text = check(entry_card(item, EN, TERMS, now=NOW))
    for told in (
        "Topics: trials",
        "Source: Example Monitor",
        "Published: Jan 3, 2026",
        "Read by me: just now",
        "edited",
    ):
        assert told in text


@pytest.mark.parametrize(
    "url",
    ["https://example.org/a?b=1&c=2", "http://127.0.0.1:8080/x", "https://пример.рф/статья", "https://[::1]:80/x"],
)
def test_good_addresses_become_links(url: str) -> None:
    assert checked(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "http://",
        "https:///path",
        "https://localhost/",
        "https://user@example.org/",
        "https://example.org:999999/",
        "https://exa mple.org/",
        "ftp://example.org/",
        "https://example.org/" + "a" * 2000,
        'https://example.org/"onclick="',
        "//example.org/",
    ],
)
def test_addresses_that_telegram_refuses_do_not(url: str | None) -> None:
    assert checked(url) is None


@given(URLS)
def test_a_checked_address_survives_as_a_link(url: str | None) -> None:
    good = checked(url)
    if good:
        found = parse_html(str(Markup('<a href="{}">x</a>').format(good)))
        assert isinstance(found, Formatted)
        assert found.entities


@given(st.text(), st.integers(min_value=1, max_value=200))
def test_shortened_text_keeps_the_limit_and_its_beginning(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert units(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


def test_shortening_counts_utf16_and_cuts_no_emoji_in_two() -> None:
    family = "👨‍👩‍👧‍👦"
    assert shorten(family * 3, units(family) + 4) == family + "…"


@given(st.lists(NASTY.map(escape), max_size=40), st.integers(min_value=10, max_value=4096))
def test_fit_never_cuts_inside_markup(parts: list[Markup], limit: int) -> None:
    text = fit([Markup("<b>{}</b>").format(plain(part).replace("\r", "")) for part in parts], limit=limit)
    assert measure(text) <= limit
    assert text.count("<b>") == text.count("</b>")


def test_fit_leaves_out_whole_parts_only() -> None:
    assert fit([Markup("<b>one</b>"), Markup("<b>two</b>"), Markup("3")], limit=7) == "<b>one</b>\n\n3"


def test_a_snippet_shows_the_found_words_in_bold() -> None:
    text = "Before. " * 30 + "The reporter Askarov was named there."
    at = text.index("Askarov")
    found = snippet(text, [Span(at, at + 7)])
    assert "<b>Askarov</b> was named there." in found
    assert found.startswith("…")


@given(NASTY, st.lists(st.tuples(st.integers(-5, 400), st.integers(-5, 400)), max_size=5))
def test_a_snippet_stands_whatever_the_spans(text: str, spans: list[tuple[int, int]]) -> None:
    found = parse_html(str(snippet(text, [Span(*span) for span in spans])))
    assert isinstance(found, Formatted)
    assert units(found.text) <= 300


def test_a_hit_says_through_what_it_was_found() -> None:
    line = hit_line(SearchHit(entry(), 1.0, via=("Аскаров",)), EN, number=1)
    assert "found through: Аскаров" in line


def test_pages_turn_both_ways_and_stop_at_the_ends() -> None:
    assert turning(EN, "l:{offset}:10", offset=0, size=10, total=10) == ()
    middle = turning(EN, "l:{offset}:10", offset=10, size=10, total=30)
    assert [button.action for button in middle[0]] == ["l:0:10", "l:20:10"]
    assert [button.action for button in turning(EN, "l:{offset}:10", offset=20, size=10, total=30)[0]] == ["l:10:10"]


def test_an_old_publication_is_dated_not_aged() -> None:
    item = entry(published_at=datetime(2024, 5, 1, tzinfo=UTC))
    assert "May 1, 2024" in plain(alert(item, "", "", EN, TERMS, now=NOW).text)
