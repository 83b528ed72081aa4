"""`jarchy admins …`, and how the running bot tells everybody."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.admin_news import look_at_roles
from store.admin import COMMAND_LINE, Role
from store.broadcast import Draft
from store.sqlite.open import open_admins, open_store
from tests.console.conftest import Desk
from tests.handlers.talking import ADMIN, NOW, open_chat
from tests.make import NO_TERMS


async def plan_broadcast(path: Path, by: int) -> None:
    async with open_store(path, NO_TERMS) as store:
        drafted = await store.broadcasts.draft(Draft(by, {"*": "Hello"}, start_at=NOW + timedelta(days=9)), now=NOW)
        await store.broadcasts.confirm(drafted.id, by=by, shown_in=None, now=NOW)


def test_roles_are_given_and_taken_by_the_rules_of_the_chat(desk: Desk) -> None:
    desk.settings["JARCHY_ADMINS"] = "7"
    assert "is an owner already" in desk.refused("admins", "grant", "7", "admin")
    assert desk.run("admins", "grant", "8", "owner").returncode == 2
    assert "no user's id" in desk.refused("admins", "grant", "--", "-100", "admin")
    assert "8 is admin from now on" in desk.told("admins", "grant", "8", "admin")
    desk.told("admins", "grant", "9", "editor")
    listed = desk.rows("admins", "list", "--json")
    assert [(row["id"], row["role"]) for row in listed] == [(7, "owner"), (8, "admin"), (9, "editor")]
    assert "editor" in desk.told("admins", "list")
    asyncio.run(plan_broadcast(desk.database, 8))
    assert "is an owner" in desk.refused("admins", "revoke", "7")
    assert desk.rows("admins", "revoke", "8", "--json") == [{"id": 8, "cancelled": 1}]
    assert "has no role" in desk.refused("admins", "revoke", "8")
    deeds = desk.rows("admins", "log", "--json")
    assert [row["deed"] for row in deeds] == ["revoked", "granted", "granted"]
    assert {row["who"] for row in deeds} == {"0"}
    assert "8" not in {row["whom"] for row in deeds}
    assert "granted" in desk.told("admins", "log", "--limit", "1") + desk.told("admins", "log")


async def test_what_the_command_line_does_to_roles_is_told_to_all_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_chat(tmp_path) as reader:
        told: list[tuple[int, str]] = []

        async def send(notes: Any, _: object) -> None:
            told.extend((note.chat.chat_id, str(note.message.text)) for note in notes)

        monkeypatch.setattr("bot.admin_news.send_notes", send)
        bot: Any = None
        await look_at_roles(reader.services, bot)
        assert told == []
        async with open_admins(tmp_path / "jarchy.db") as outside:
            await outside.grant(9, Role.EDITOR, by=int(COMMAND_LINE), now=NOW)
            await outside.grant(10, Role.ADMIN, by=ADMIN, now=NOW)
        await look_at_roles(reader.services, bot)
        assert [chat for chat, _ in told] == [ADMIN, 9, 10]
        assert all("<code>9</code> is now editor" in text and "command line" in text for _, text in told)
        assert not any("<code>10</code> is now" in text for _, text in told)
        await look_at_roles(reader.services, bot)
        assert len(told) == 3
        async with open_admins(tmp_path / "jarchy.db") as outside:
            await outside.revoke(9, by=int(COMMAND_LINE), handle="ab", now=NOW + timedelta(minutes=1))
        await look_at_roles(reader.services, bot)
        assert "A role was taken" in told[-1][1]
