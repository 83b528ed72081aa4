"""Search results as files."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.call import Attachment, Reply
from handlers.languages import read_translations
from handlers.views.exports import citation, to_csv, to_json
from handlers.views.links import LISTING_PAGE
from store.entry import Entry, Period
from tests.handlers.samples import NASTY_ENTRIES, entry
from tests.handlers.talking import BISHKEK, NOW, TERMS, Chat, action_of, open_chat, publish, text_of, written

EN, RU = (read_translations(BISHKEK).for_language(language) for language in ("en", "ru"))


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        await publish(reader, *(written(f"Verdict {n}", "A court, again.", url=None) for n in range(8)))
        yield reader


def file_in(reply: Reply) -> Attachment:
    attached = reply.messages[0].attachment
    assert attached is not None
    return attached


async def test_a_search_is_saved_from_the_button_under_it(chat: Chat) -> None:
    found = await chat.write("/search verdict")
    asked = await chat.press(action_of(found, "Export"), under=found.messages[0])
    given_file = await chat.press(action_of(asked, "Table (CSV)"), under=asked.messages[0])
    assert text_of(given_file) == "Search: verdict\n\n8 updates"
    rows = list(csv.DictReader(io.StringIO(file_in(given_file).content.decode("utf-8-sig"))))
    assert {row["title"] for row in rows} == {f"Verdict {n}" for n in range(8)}


async def test_export_with_words_gives_each_form(chat: Chat) -> None:
    asked = await chat.write("/export verdict")
    data = await chat.press(action_of(asked, "Data (JSON)"), under=asked.messages[0])
    assert len(json.loads(file_in(data).content)) == 8
    cited = await chat.press(action_of(asked, "Citations"), under=asked.messages[0])
    assert "Example Monitor, “Verdict 1”, Dec 1, 2025" in file_in(cited).content.decode()


async def test_export_explains_itself_and_says_when_nothing_is_found(chat: Chat) -> None:
    assert "/export Askarov" in text_of(await chat.write("/export"))
    asked = await chat.write("/export xyzzyq")
    assert "found nothing" in text_of(await chat.press("x:csv", under=asked.messages[0]))
    assert "send me the words again" in text_of(await chat.press("x:csv"))


@given(st.lists(NASTY_ENTRIES, max_size=5))
def test_a_table_reads_back_whole_and_runs_no_formula(items: list[Entry]) -> None:
    content = to_csv(items, EN, TERMS).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert len(rows) == len(items)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_a_formula_in_a_title_stays_text() -> None:
    assert "'=HYPERLINK" in to_csv([entry(title='=HYPERLINK("http://x")')], EN, TERMS).decode()


def test_what_is_not_known_is_null() -> None:
    (row,) = json.loads(to_json([entry(url=None, published_at=None)], EN, TERMS))
    assert row["url"] is None
    assert row["published"] is None


def test_a_citation_tells_where_and_when_it_was_read() -> None:
    assert citation(entry(), EN) == (
        "Example Monitor, “A court in Bishkek frees a reporter”, Jan 5, 2026, https://example.org/news/1, "
        "read Jan 5, 2026."
    )
    archived = entry(
        url="https://monitor.civicus.org/country/kyrgyzstan/", period=Period(date(2021, 1, 1), date(2021, 1, 31))
    )
    assert "Jan 2021, address not known" in citation(archived, EN)


async def test_a_report_is_cited_from_its_card(chat: Chat) -> None:
    (entry_id,) = await publish(chat, written("A <court> rules", url="https://example.org/7"))
    card = await chat.press(f"card:{entry_id}")
    cited = text_of(await chat.press(action_of(card, "Cite")))
    assert "Example Monitor, “A <court> rules”, Dec 1, 2025, https://example.org/7, read Jan 5, 2026." in cited
    pages = entry(url=LISTING_PAGE, also_at=("https://iphronline.org/x/",))
    assert "https://iphronline.org/x/" in citation(pages, EN)
    assert not citation(entry(), RU).endswith("..")
    await chat.services.store.entries.withdraw(entry_id, "", now=NOW)
    assert "To cite it" not in text_of(await chat.press(f"cite:{entry_id}"))
    assert "no longer in my archive" in text_of(await chat.press("cite:999"))
