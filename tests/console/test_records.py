"""`jarchy people`: what a script changes is found as changed, and undone by its number."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app

ENTRIES = (
    {"id": "e1", "title": "Журналист Тилек Сапарбаев задержан в Бишкеке", "text": "Тилек Сапарбаев в изоляторе."},
    {"id": "e2", "title": "В Оше осуждён блогер Нурлан Эргешов", "text": "Нурлан Эргешов не согласен."},
)


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JARCHY_DATABASE_URL", f"sqlite:///{tmp_path / 'jarchy.db'}")
    monkeypatch.chdir(tmp_path)
    Path("entries.jsonl").write_text("\n".join(map(json.dumps, ENTRIES)), encoding="utf-8")


def jarchy(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def row(*words: str) -> dict[str, Any]:
    done = jarchy(*words, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_merge_by_names_is_undone_by_its_number() -> None:
    assert jarchy("import", "entries.jsonl").exit_code == 0
    made = row("people", "merge", "Тилек Сапарбаев", "Nurlan Ergeshov")
    assert (made["kind"], made["told"]) == ("people merged", ["Тилек Сапарбаев", "Нурлан Эргешов"])
    shown = row("people", "show", "Сапарбаев Тилек")
    assert (shown["name"], shown["entries"], shown["merged"]) == ("Нурлан Эргешов", 2, [made["person"]])
    assert "(undone)" in jarchy("people", "undo", str(made["change"])).stdout
    again = jarchy("people", "undo", str(made["change"]))
    assert (again.exit_code, "cannot be undone" in again.output) == (1, True)


def test_a_name_that_is_nobodys_for_sure_is_refused_in_one_line() -> None:
    refused = jarchy("people", "rename", "Садыр Жапарбеков", "Никто")
    assert refused.exit_code == 1
    assert "nobody is surely called" in refused.output
