"""`jarchy publish`: what readers follow when the bot is gone."""

import asyncio
import stat
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.console.publishing import publish, render_feed, render_page
from bot.feeds.document import Document, ParsedFeed
from bot.feeds.parsing import parse
from store.entry import Entry
from store.sqlite.open import open_store
from tests.console.conftest import Desk, fill
from tests.console.test_exporting import entry
from tests.make import NO_TERMS, NOW, analysed, spec

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<script>alert(1)</script>\"' & ]]> \u202etxet\x0b"


def item(**given: object) -> Entry:
    fields = {"url": "https://news.example.org/1", "title": "Police detain a journalist", "text": "In Bishkek."}
    return entry(**{**fields, "period": None, **given})


def test_our_own_reader_reads_the_feed(tmp_path: Path) -> None:
    entries = [item(id=number, url=f"https://news.example.org/{number}", title=f"Event {number}") for number in (1, 2)]
    publish(tmp_path / "mirror", entries, now=NOW, url="https://mirror.example.org/jarchy", operator="Our desk")
    body = (tmp_path / "mirror" / "feed.xml").read_bytes()
    read = parse(Document(body, "https://mirror.example.org/jarchy/feed.xml"), spec(), NOW)
    assert isinstance(read, ParsedFeed)
    assert [(one.title, one.url) for one in read.entries] == [
        ("Event 1", "https://news.example.org/1"),
        ("Event 2", "https://news.example.org/2"),
    ]
    assert read.entries[0].published_at == datetime(2026, 1, 1, tzinfo=UTC)
    for path in (tmp_path / "mirror").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_the_feed_has_all_that_atom_asks_for_and_keeps_its_ids() -> None:
    text = render_feed([item()], now=NOW, url="https://mirror.example.org", operator="Our desk")
    feed = ET.fromstring(text)
    for parent in (feed, feed.find(f"{ATOM}entry")):
        assert parent is not None
        for name in ("id", "title", "updated"):
            found = parent.findall(f"{ATOM}{name}")
            assert len(found) == 1
            assert found[0].text
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Our desk"
    link = feed.find(f"{ATOM}link[@rel='self']")
    assert link is not None
    assert link.get("href") == "https://mirror.example.org/feed.xml"
    later = render_feed([item(id=77)], now=datetime(2026, 2, 1, tzinfo=UTC), url="https://mirror.example.org")
    assert [node.text for node in feed.iter(f"{ATOM}id")] == [
        node.text for node in ET.fromstring(later).iter(f"{ATOM}id")
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_stands_in_an_entry_stays_text(words: str, more: str) -> None:
    hostile = item(
        title=HOSTILE + words, text=more + HOSTILE, outlet=words + HOSTILE, url=f"https://a.example/?{words}"
    )
    feed = ET.fromstring(render_feed([hostile], now=NOW, operator=words))
    assert (feed.findtext(f"{ATOM}entry/{ATOM}title") or "").startswith("<script>alert(1)</script>\"' & ]]> txet")
    page = LexborHTMLParser(render_page([hostile], now=NOW, operator=words))
    assert not page.css("script, img, iframe, [onclick], [onerror]")
    assert all((node.attributes.get("href") or "").startswith(("https://", "feed.xml")) for node in page.css("a"))


def test_other_links_than_web_addresses_are_left_out() -> None:
    page = render_page([item(url="javascript:alert(1)")], now=NOW)
    assert "javascript:" not in page
    assert "javascript:" not in render_feed([item(url="javascript:alert(1)")], now=NOW)


def test_the_command_writes_one_entry_an_incident_and_nothing_withdrawn(desk: Desk) -> None:
    asyncio.run(
        fill(desk.database, [("e1", analysed("Police detain a journalist")), ("e2", analysed("A recipe", civic=False))])
    )
    desk.told("publish", "mirror", "--url", "https://mirror.example.org/")
    page = (desk.folder / "mirror" / "index.html").read_text(encoding="utf-8")
    assert "Police detain a journalist" in page
    assert "A recipe" not in page
    assert "Content-Security-Policy" in page
    assert "cannot be written" in desk.refused("publish", "/proc/nowhere")


async def test_what_is_dangerous_to_pass_on_is_not_made_public(tmp_path: Path) -> None:
    await fill(tmp_path / "jarchy.db", [("e1", analysed("Police detain a journalist"))])
    async with open_store(tmp_path / "jarchy.db", NO_TERMS) as store:
        assert [entry.title for entry in await store.archive.newest(limit=5)] == ["Police detain a journalist"]
        assert await store.archive.newest(limit=5, without={"CPJ"}) == []
