"""`jarchy export`, and what comes of it elsewhere."""

import asyncio
import csv
import io
import json
import sqlite3
from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.console.exporting import write_csv
from store.entry import About, Entry, Origin, Period
from tests.console.conftest import Desk, fill
from tests.make import NOW, analysed

WHOLE = {
    "id": "e1",
    "url": "https://news.example.org/1",
    "title": "Журналистти Бишкекте кармашты",
    "text": "Милиция журналистти кармады.\nАл түрмөдө.",
    "published_at": "2026-01-05T05:00:00Z",
    "outlet": "Азаттык",
    "language": "ky",
    "country": "kg",
    "period_start": "2025-12-01",
    "period_end": "2026-01-04",
}


def lines(desk: Desk, *words: str) -> list[dict[str, object]]:
    return [row for row in desk.rows("export", *words) if str(row["id"]).startswith("e")]


def test_what_was_exported_is_imported_elsewhere_and_exported_the_same(desk: Desk, tmp_path: Path) -> None:
    bare = {"id": "e2", "title": "Nothing but a title about Kyrgyzstan"}
    desk.told("import", "-", given="\n".join(json.dumps(line) for line in (WHOLE, bare)).encode())
    first = lines(desk)
    assert first[0] == WHOLE
    desk.told("export", "all.jsonl")
    other = Desk(tmp_path / "elsewhere")
    other.folder.mkdir()
    other.told("import", str(tmp_path / "all.jsonl"))
    assert lines(other) == first
    other.told("import", str(tmp_path / "all.jsonl"))
    assert lines(other) == first


def test_a_file_that_is_there_is_kept(desk: Desk, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine", encoding="utf-8")
    assert "is there already" in desk.refused("export", "precious")
    desk.told("export", "precious", "--force", "--format", "csv")
    assert (tmp_path / "precious").read_bytes().startswith(b"\xef\xbb\xbfid,url,title")


def test_a_disk_that_is_full_is_named(desk: Desk, archive: Path) -> None:
    assert "/dev/full cannot be written: No space left on device" in desk.refused("export", "/dev/full", "--force")


def test_withdrawn_entries_stay_here(desk: Desk) -> None:
    asyncio.run(fill(desk.database, [("e1", analysed("Retracted")), ("e2", analysed("Stands"))]))
    with sqlite3.connect(desk.database) as connection:
        connection.execute("UPDATE entry SET withdrawn_at = 1 WHERE title = 'Retracted'")
    connection.close()
    assert [row["title"] for row in lines(desk)] == ["Stands"]


def entry(**given: object) -> Entry:
    fields = {
        "id": 1, "external_id": None, "origin": Origin.FEED, "outlet": "CPJ", "url": None, "title": "T", "text": "t",
        "language": "en", "country": None, "about": About.PRIMARY, "civic": True, "topics": (), "places": (),
        "published_at": datetime(2026, 1, 1, tzinfo=UTC), "period": Period(date(2025, 1, 1), date(2025, 2, 1)),
        "read_at": NOW, "edited_at": None, "incident_id": 1,
    }  # fmt: skip
    return Entry(**{**fields, **given})  # type: ignore[arg-type]  # fields are given by name


class Shelf:
    """An archive of one entry."""

    def __init__(self, only: Entry) -> None:
        self._only = only

    async def count(self) -> int:
        return 1

    async def page(self, *, after: int, limit: int) -> list[Entry]:
        return [self._only][after : after + limit]

    async def newest(self, *, limit: int, without: Collection[str] = ()) -> list[Entry]:
        return [self._only][:limit] if self._only.outlet not in without else []


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40), st.sampled_from("=+-@\t\r"))
def test_no_cell_runs_as_a_formula_and_none_breaks_the_table(text: str, sign: str) -> None:
    to = io.StringIO(newline="")
    asyncio.run(write_csv(Shelf(entry(title=sign + text, text=text, outlet=sign)), to))
    head, row = csv.reader(io.StringIO(to.getvalue().removeprefix("\ufeff"), newline=""))
    cells = dict(zip(head, row, strict=True))
    assert cells["title"] == f"'{sign}{text}"
    assert cells["text"].removeprefix("'") == text.removeprefix("'") or cells["text"] == text
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert cells["id"] == "jarchy:1"
