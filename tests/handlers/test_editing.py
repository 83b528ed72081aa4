"""An editor changes records of people and reports from a phone: buttons, previews, undo; readers see what follows."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.call import Reply
from handlers.languages import LANGUAGES
from store.admin import Role
from store.listing import LatestFilter
from store.subscriber import ChatKind, ChatRef
from tests.handlers.talking import ADMIN, NOW, READER, Chat, action_of, buttons_of, open_chat, publish, text_of, written

EDITOR = 55
ALI, CHYNARBEK = "Али Шабдан", "Чынарбек Шабдан уулу"


@pytest.fixture
async def editor(tmp_path: Path) -> AsyncIterator[Chat]:
    async with open_chat(tmp_path) as chat:
        await chat.services.store.admins.grant(EDITOR, Role.EDITOR, by=ADMIN, now=NOW)
        yield chat.of(EDITOR)


async def press(chat: Chat, reply: Reply, label: str) -> Reply:
    """The button with that label, under the message that has it."""
    for message in reply.messages:
        for button in (button for row in message.buttons for button in row):
            if button.text == label and button.action:
                return await chat.press(button.action, under=message)
    raise AssertionError(f"{label} is not among {[button.text for button in buttons_of(reply)]}")


async def the_two(chat: Chat) -> None:
    await publish(
        chat,
        written("Freed", f"Freed is {ALI}.", people=[ALI]),
        written("Detained", f"Detained is {CHYNARBEK}.", people=[CHYNARBEK]),
    )


async def test_two_records_are_merged_after_a_preview_and_parted_by_a_button(editor: Chat) -> None:
    await the_two(editor)
    reader = editor.of(READER.chat_id)
    desk = await press(editor, await editor.write(f"/person {ALI}"), "Edit this person")
    assert f"{ALI} · 1 update" in text_of(desk)
    number = action_of(desk, "Merge").rpartition(":")[2]
    asked = await editor.write(f"/people {number} merge {CHYNARBEK}")
    assert "Are these one person?" in text_of(asked)
    done = await press(editor, asked, f"Yes, call them {ALI}")
    assert f"{CHYNARBEK} was merged into {ALI}" in text_of(done)
    assert "2 updates name this person" in text_of(await reader.write("/person Chynarbek Shabdan uulu"))
    undone = await press(editor, done, "Undo")
    assert "Undone." in text_of(undone)
    assert "1 update names this person" in text_of(await reader.write("/person Chynarbek Shabdan uulu"))
    assert "cannot be undone" in text_of(await editor.press(action_of(done, "Undo")))


async def test_the_list_of_changes_undoes_too_and_the_audit_log_names_no_reader(editor: Chat) -> None:
    await the_two(editor)
    await editor.of(READER.chat_id).write("/subscribe")
    desk = await editor.write(f"/people {ALI}")
    number = action_of(desk, "Merge").rpartition(":")[2]
    for verb, value in (("name", "Али Шабданов"), ("alias", "Ali Shabdanuulu")):
        await press(editor, await editor.write(f"/people {number} {verb} {value}"), "Yes")
    listed = (await editor.write("/people")).messages[1]
    assert "Ali Shabdanuulu was added to the spellings of Али Шабданов" in str(listed.text)
    assert f"{ALI} is now called Али Шабданов" in str(listed.text)
    for label in ("Undo 1", "Undo 2"):
        await press(editor, await editor.press("undo:list:0"), label)
    assert text_of(await editor.press("undo:list:0")).count("undone") == 2
    audit = text_of(await editor.of(ADMIN).write("/audit"))
    for deed in ("renamed a person", "added a spelling", "undid a change"):
        assert deed in audit
    assert str(READER.chat_id) not in audit


async def test_a_spelling_of_somebody_else_becomes_a_person_of_its_own(editor: Chat) -> None:
    await publish(
        editor,
        written("Один", "Нурлан Асанов здесь.", people=["Нурлан Асанов"]),
        written("Two", "Nurlan Asanov is here.", people=["Nurlan Asanov"]),
    )
    forms = await press(editor, await editor.write("/people Нурлан Асанов"), "Spellings")
    asked = await press(editor, forms, "✕ Nurlan Asanov")
    assert "Is this somebody else? Then 1 update that says so goes to a person of its own." in text_of(asked)
    assert "was split off from" in text_of(await press(editor, asked, "Yes"))
    assert "1 update names this person" in text_of(await editor.write("/person Nurlan Asanov"))


async def test_a_spelling_that_no_update_has_just_goes(editor: Chat) -> None:
    await the_two(editor)
    desk = await editor.write(f"/people {ALI}")
    number = action_of(desk, "Merge").rpartition(":")[2]
    await press(editor, await editor.write(f"/people {number} alias Шабдан Алиев"), "Yes")
    forms = await press(editor, await editor.write(f"/people {number}"), "Spellings")
    asked = await press(editor, forms, "✕ Шабдан Алиев")
    assert "No update has this spelling" in text_of(asked)
    assert "no spelling of" in text_of(await press(editor, asked, "Yes"))


async def test_a_namesake_is_parted_from_the_update_that_names_him(editor: Chat) -> None:
    await publish(
        editor,
        written("One", f"Here is {ALI}.", people=[ALI]),
        written("Two", f"There is {ALI}.", people=[ALI]),
    )
    listed = await press(editor, await editor.write(f"/people {ALI}"), "A namesake")
    asked = await press(editor, listed, "2")
    assert "be a person of its own?" in text_of(asked)
    await press(editor, asked, "Yes")
    assert "1 update names this person" in text_of(await editor.write(f"/person {ALI}"))


async def test_a_watched_person_is_still_watched_after_a_merge(editor: Chat) -> None:
    await the_two(editor)
    reader = editor.of(READER.chat_id)
    await press(reader, await reader.write(f"/person {CHYNARBEK}"), "Follow this person")
    desk = await editor.write(f"/people {ALI}")
    number = action_of(desk, "Merge").rpartition(":")[2]
    await press(editor, await editor.write(f"/people {number} merge {CHYNARBEK}"), f"Yes, call them {ALI}")
    assert ALI in text_of(await reader.write("/watches"))
    (entry_id,) = [entry.id for entry in (await editor.services.store.entries.reports(1))]
    shown = await reader.press(f"e:{entry_id}")
    assert "Follow this person" not in {button.text for button in buttons_of(shown)}


async def open_report(editor: Chat, title: str = "Freed") -> tuple[int, Reply]:
    await the_two(editor)
    page = await editor.services.store.entries.latest(LatestFilter(), offset=0, limit=9)
    entry_id = next(entry.id for entry in page.entries if entry.title == title)
    return entry_id, await press(editor, await editor.press(f"e:{entry_id}"), "Edit this report")


async def test_a_report_is_withdrawn_with_a_reason_after_readers_view_is_shown(editor: Chat) -> None:
    entry_id, desk = await open_report(editor)
    assert f"Report {entry_id}" in text_of(desk)
    await press(editor, desk, "Withdraw")
    asked = await editor.write(f"/incident {entry_id} withdraw The outlet mixed up two men.")
    assert "please do not rely on this update of Example Monitor" in text_of(asked)
    assert "Reason: The outlet mixed up two men." in text_of(asked)
    done = await press(editor, asked, "Withdraw this report")
    assert "Withdrawn: Freed" in text_of(done)
    assert editor.woken
    reader = editor.of(READER.chat_id)
    card = text_of(await reader.press(f"e:{entry_id}"))
    assert "Withdrawn by the editors of this bot" in card
    assert "The outlet mixed up two men." in card
    assert "Freed is" not in card
    told = text_of(await reader.write(f"/person {ALI}"))
    assert "Withdrawn since, and no longer shown here: Example Monitor" in told
    assert "Freed" not in told
    await press(editor, done, "Undo")
    assert "1 update names this person" in text_of(await reader.write(f"/person {ALI}"))


async def test_an_editors_note_stands_marked_beside_the_outlets_words(editor: Chat) -> None:
    entry_id, desk = await open_report(editor)
    await press(editor, desk, "Title or note")
    for verb, value in (("title", "Freed on bail"), ("note", "The court's decision can be appealed.")):
        asked = await editor.write(f"/incident {entry_id} {verb} {value}")
        assert value in text_of(asked)
        await press(editor, asked, "Yes")
    card = text_of(await editor.of(READER.chat_id).press(f"e:{entry_id}"))
    assert "Editors' note: the title should be “Freed on bail”." in card
    assert "Editors' note: The court's decision can be appealed." in card
    asked = await editor.write(f"/incident {entry_id} note")
    assert "Without text it is taken away." in text_of(asked)
    await press(editor, asked, "Yes")
    assert "appealed" not in text_of(await editor.press(f"e:{entry_id}"))


async def test_topics_and_places_are_set(editor: Chat) -> None:
    entry_id, desk = await open_report(editor)
    topics = await press(editor, await press(editor, desk, "Topics"), "· protest")
    assert "✓ protest" in {button.text for button in buttons_of(topics)}
    await press(editor, await editor.press(f"inc:open:{entry_id}"), "Places")
    assert "Atlantis" in text_of(await editor.write(f"/incident {entry_id} places Ош, Atlantis"))
    await editor.write(f"/incident {entry_id} places Ош")
    card = text_of(await editor.press(f"e:{entry_id}"))
    assert "Topics: protest" in card
    assert "Places: Osh" in card


async def test_incidents_are_merged_and_a_report_is_taken_out_again(editor: Chat) -> None:
    entry_id, desk = await open_report(editor)
    await press(editor, desk, "Merge")
    other = entry_id + 1 if (await editor.services.store.entries.get(entry_id + 1)) else entry_id - 1
    asked = await editor.write(f"/incident {entry_id} merge {other}")
    assert "2 reports become one incident" in text_of(asked)
    await press(editor, asked, "Yes, one incident")
    desk = await editor.write(f"/incident {entry_id}")
    assert "1 report more of this incident" in text_of(desk)
    done = await press(editor, await press(editor, desk, "Not this incident"), "Yes")
    assert "An incident of its own now" in text_of(done)


@pytest.mark.parametrize("command", ["/people Али", "/incident 1"])
async def test_readers_and_groups_know_nothing_of_it(editor: Chat, command: str) -> None:
    await the_two(editor)
    assert "do not know the command" in text_of(await editor.of(READER.chat_id).write(command))
    group = Chat(editor.services, ref=ChatRef(-5), kind=ChatKind.GROUP, user_id=EDITOR)
    assert "do not know the command" in text_of(await group.write(command))
    for chat in (editor.of(READER.chat_id), group):
        for action in ("ed:open:1", "inc:gone:1", "undo:do:1"):
            assert "another time" in text_of(await chat.press(action))
        shown = [*buttons_of(await chat.write(f"/person {ALI}")), *buttons_of(await chat.press("e:1"))]
        assert not {"Edit this person", "Edit this report"} & {button.text for button in shown}


@pytest.mark.parametrize(
    "action",
    ["ed:open:x", "ed:nothing:1", "ed:called:1:zzz", "ed:merge:1", "inc:topics:1:nonsense", "inc:merge:1:999",
     "undo:do:", "undo:list:x", "ed:name:1", "inc:gone:1:why"],
)  # fmt: skip
async def test_odd_buttons_do_nothing(editor: Chat, action: str) -> None:
    await the_two(editor)
    assert "another time" in text_of(await editor.press(action))
    assert await editor.services.store.edits.recent(limit=5) == []


@pytest.mark.parametrize("text", ["/people", "/people 999", "/people 1 nonsense", "/people 1 name", "/incident",
                                  "/incident x", "/incident 999", "/incident 1 nonsense", "/incident 1 merge x",
                                  "/people Nobody Whosoever"])  # fmt: skip
async def test_bad_input_is_answered_in_every_language(editor: Chat, text: str) -> None:
    await the_two(editor)
    for language in LANGUAGES:
        editor.language_code = language
        assert text_of(await editor.write(text))
