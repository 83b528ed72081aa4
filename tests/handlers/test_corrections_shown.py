"""What a reader sees of corrections, of editors' notes and of surnames that may be somebody's."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.languages import LANGUAGES, Words, read_translations
from handlers.views.alert import alert
from handlers.views.correction import noted, restored, withdrawn
from handlers.views.digest import digest
from handlers.views.entries import entry_card
from handlers.views.text import TEXT_LIMIT, fits, plain
from store.entry import Entry
from tests.handlers.samples import NASTY, NASTY_ENTRIES, NOW, entry
from tests.handlers.talking import BISHKEK, TERMS

TRANSLATIONS = read_translations(BISHKEK)


def words(language: str = "en") -> Words:
    return TRANSLATIONS.for_language(language)


def shown(about: Entry, kind: str = "everything", value: str = "", *, language: str = "en") -> str:
    return plain(alert(about, kind, value, words(language), TERMS, now=NOW).text)


def test_an_alert_for_a_surname_says_that_it_is_only_possible() -> None:
    assert "Possibly about a person you follow: the text says only Askarov." in shown(entry(), "possibly", "Askarov")


def test_a_digest_marks_what_is_only_possible() -> None:
    first, second = entry("One"), replace(entry("Two"), id=13, incident_id=13)
    told = plain(digest([first, second], words(), now=NOW, surnames={13: "Askarov"}).text)
    assert told.count("the text says only Askarov") == 1
    assert told.index("Two") < told.index("the text says only Askarov")


def test_an_editors_note_stands_in_the_alert_marked_as_theirs() -> None:
    told = shown(replace(entry(), right_title="Another title", note="It was a mix-up."))
    assert "Editors' note: the title should be “Another title”." in told
    assert "Editors' note: It was a mix-up." in told


@pytest.mark.parametrize("retracted", [True, False])
def test_a_withdrawn_update_shows_who_withdrew_it_and_not_what_it_said(retracted: bool) -> None:
    gone = replace(entry(), withdrawn_at=NOW, retracted=retracted, withdrawn_why="A mix-up.")
    for message in (withdrawn(gone, words()), entry_card(gone, words(), TERMS, now=NOW)):
        told = plain(message.text)
        assert ("by the editors of this bot" in told) is retracted
        assert "Reason: A mix-up." in told
        assert "custody" not in told


@settings(max_examples=60, deadline=None)
@given(about=NASTY_ENTRIES, said=NASTY, language=st.sampled_from(LANGUAGES))
def test_whatever_is_said_it_fits_and_says_something(about: Entry, said: str, language: str) -> None:
    spoken = words(language)
    marked = replace(about, right_title=said, note=said, withdrawn_why=said)
    told = alert(marked, "possibly", said, spoken, TERMS, now=NOW)
    gone = replace(marked, withdrawn_at=NOW, retracted=True)
    for message in (
        restored(told, spoken),
        noted(told, spoken),
        withdrawn(gone, spoken),
        entry_card(marked, spoken, TERMS, now=NOW),
        entry_card(gone, spoken, TERMS, now=NOW),
        digest([marked], spoken, now=NOW, surnames={marked.id: said}),
    ):
        assert fits(message.text, TEXT_LIMIT)
        assert plain(message.text).strip()
