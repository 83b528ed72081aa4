"""Who runs the bot: roles are given and taken in the chat, everybody is told, and it is written down."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.call import Reply
from handlers.routes import ADMIN_COMMANDS
from handlers.views.text import plain
from store.admin import Role
from store.subscriber import ChatKind, ChatRef
from tests.handlers.talking import ADMIN, NOW, Chat, action_of, open_chat, text_of

SECOND = 8
EDITOR = 9


@pytest.fixture
async def owner(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as reader:
        yield reader.of(ADMIN)


async def granted(owner: Chat, user_id: int, role: Role = Role.ADMIN) -> Reply:
    asked = await owner.write(f"/grant {user_id} {role}")
    return await owner.press(action_of(asked, "Yes"))


def told(reply: Reply) -> dict[int, str]:
    return {note.chat.chat_id: plain(note.message.text) for note in reply.notes}


@pytest.mark.parametrize("command", sorted(ADMIN_COMMANDS))
async def test_admin_commands_are_unknown_to_readers(owner: Chat, command: str) -> None:
    assert "do not know" in text_of(await owner.of(1001).write(f"/{command} 1"))


@pytest.mark.parametrize("command", sorted(ADMIN_COMMANDS))
async def test_admin_commands_are_unknown_in_groups_even_to_owners(owner: Chat, command: str) -> None:
    group = replace(owner, ref=ChatRef(-100), kind=ChatKind.GROUP)
    assert "do not know" in text_of(await group.write(f"/{command} 1"))


@pytest.mark.parametrize("action", ["a:grant:1001:admin", "b:go:1", "j:ban:ab", "v:page:0", "y:only", "z:wipe2:1"])
async def test_admins_buttons_do_nothing_for_others(owner: Chat, action: str) -> None:
    assert "no longer works" in text_of(await owner.of(1001).press(action))
    group = replace(owner, ref=ChatRef(-100), kind=ChatKind.GROUP)
    assert "no longer works" in text_of(await group.press(action))


async def test_a_role_is_given_after_a_question_and_all_admins_are_told(owner: Chat) -> None:
    await granted(owner, EDITOR, Role.EDITOR)
    asked = await owner.write(f"/grant {SECOND} admin")
    assert await owner.services.role_of(SECOND) is None
    done = await owner.press(action_of(asked, "Yes"))
    assert await owner.services.role_of(SECOND) is Role.ADMIN
    assert done.edit
    assert set(told(done)) == {SECOND, EDITOR}
    assert "8 is now admin" in told(done)[EDITOR]
    assert "Done by 7" in told(done)[EDITOR]
    listed = text_of(await owner.of(SECOND).write("/admins"))
    assert "7: owner" in listed
    assert "8: admin" in listed
    assert "9: editor" in listed


@pytest.mark.parametrize("typed", ["", "x", "8 boss", "-8 admin", "99999999999999999999 admin", "8 owner"])
async def test_a_role_that_cannot_be_given_is_explained(owner: Chat, typed: str) -> None:
    assert "For example" in text_of(await owner.write(f"/grant {typed}"))


async def test_only_owners_give_roles(owner: Chat) -> None:
    await granted(owner, SECOND)
    assert "Only an owner" in text_of(await owner.of(SECOND).write("/grant 10 admin"))
    assert "no longer works" in text_of(await owner.of(SECOND).press("a:grant:10:admin"))
    assert await owner.services.role_of(10) is None


async def test_an_editor_sees_numbers_and_feeds_and_speaks_to_nobody(owner: Chat) -> None:
    await granted(owner, EDITOR, Role.EDITOR)
    editor = owner.of(EDITOR)
    assert "Deliveries" in text_of(await editor.write("/stats"))
    assert "feed" in text_of(await editor.write("/feeds"))
    for command in ("broadcast hello", "panic", "invite", "bans", "audit", "revoke 7", "grant 7"):
        assert "do not know" in text_of(await editor.write(f"/{command}"))
    offered = text_of(await editor.write("/help"))
    assert "/feeds" in offered
    assert "/broadcast" not in offered


async def test_an_admin_takes_a_role_and_the_one_who_lost_it_is_not_told(owner: Chat) -> None:
    await granted(owner, SECOND)
    await granted(owner, EDITOR, Role.EDITOR)
    asked = await owner.of(SECOND).write(f"/revoke {EDITOR}")
    done = await owner.of(SECOND).press(action_of(asked, "Yes"))
    assert await owner.services.role_of(EDITOR) is None
    assert set(told(done)) == {ADMIN}
    assert "9 has no role here any more" in told(done)[ADMIN]
    assert "do not know" in text_of(await owner.of(EDITOR).write("/stats"))


async def test_an_owner_cannot_be_revoked_in_the_chat(owner: Chat) -> None:
    await granted(owner, SECOND)
    assert "no role that could be taken" in text_of(await owner.of(SECOND).write(f"/revoke {ADMIN}"))
    assert "no role that could be taken" in text_of(await owner.of(SECOND).press(f"a:revoke:{ADMIN}"))
    assert await owner.services.role_of(ADMIN) is Role.OWNER


async def test_the_audit_log_tells_who_did_what_and_forgets_numbers_of_the_revoked(owner: Chat) -> None:
    await granted(owner, SECOND)
    await owner.of(SECOND).write("/panic")
    await owner.write("/panic off")
    assert "8 · stopped everything" in text_of(await owner.write("/audit"))
    asked = await owner.write(f"/revoke {SECOND}")
    await owner.press(action_of(asked, "Yes"))
    lines = await owner.services.store.admins.audit(limit=10)
    assert [line.deed for line in lines] == ["revoked", "panic off", "panic on", "granted"]
    handle = lines[0].whom
    assert (lines[2].who, lines[3].whom) == (handle, handle)
    assert str(SECOND) not in {name for line in lines for name in (line.who, line.whom)}
    shown = text_of(await owner.write("/audit"))
    assert f"7 · took a role · {handle}" in shown


async def test_a_lost_role_can_be_given_again(owner: Chat) -> None:
    await granted(owner, SECOND)
    await granted(owner, SECOND, Role.EDITOR)
    assert await owner.services.role_of(SECOND) is Role.EDITOR
    assert [admin.user_id for admin in await owner.services.store.admins.all()] == [SECOND]


async def test_an_owner_whom_the_settings_name_no_more_is_as_good_as_revoked(owner: Chat) -> None:
    await granted(owner, SECOND)
    await owner.write("/broadcast at 18:30 Hello")
    await owner.press("b:go:1")
    await owner.of(SECOND).press("b:ok:1")
    cancelled = await owner.services.store.admins.dismiss_others({10}, handle="gone", now=NOW)
    assert cancelled == 1
    lines = await owner.services.store.admins.audit(limit=10)
    assert {line.who for line in lines} == {"gone-1", str(SECOND)}
    assert await owner.services.store.admins.dismiss_others({10}, handle="gone", now=NOW) == 0
    assert [admin.user_id for admin in await owner.services.store.admins.all()] == [SECOND]


async def test_an_admin_who_wants_to_be_forgotten_is_told_what_stays(owner: Chat) -> None:
    await granted(owner, SECOND)
    await owner.of(SECOND).write("/start")
    asked = await owner.of(SECOND).write("/forgetme")
    assert "until your role is taken" in text_of(await owner.of(SECOND).press(action_of(asked, "Yes, delete")))
