"""What the bot's admins do on a busy day: broadcasts that survive a restart, a second admin, corrections, panic."""

import re
from datetime import UTC, datetime

import pytest

from bot.simulator.person import Person
from tests.make import parsed
from tests.simulator.pictures import make_png
from tests.stories.conftest import ADMIN_ID, Town
from tests.stories.test_first_day import until
from tests.stories.test_process import jarchy, started

SECOND_ID = 98


async def readers(town: Town, count: int) -> list[Person]:
    """People who pressed Start, remembered."""
    people = [town.simulator.person(f"Reader {number}", language_code="en") for number in range(count)]
    for person in people:
        await person.starts()
    for person in people:
        await person.hears("Jarchy")
    return people


def heard(person: Person, fragment: str) -> int:
    return sum(fragment in message.text for message in person.messages)


@pytest.fixture
def admin(town: Town) -> Person:
    return town.simulator.person("Admin", user_id=ADMIN_ID, language_code="en")


async def test_a_broadcast_keeps_its_marks_and_shows_how_it_goes(town: Town, admin: Person) -> None:
    async with town.bot():
        people = await readers(town, 3)
        await admin.says("/broadcast Meeting & <b>coffee</b>")
        await admin.hears("Meeting & <b>coffee</b>")
        await admin.hears("Everyone · 3 chats")
        await admin.presses("Send it")
        for person in people:
            await person.hears("Meeting & <b>coffee</b>")
        await admin.hears("Reached: 3 of 3", within=10)


async def test_a_photo_reaches_everybody_and_its_caption_is_corrected(town: Town, admin: Person) -> None:
    async with town.bot():
        people = await readers(town, 2)
        await admin.sends("photo", caption="/broadcast The map", content=make_png(10, 10))
        await admin.hears("The map")
        await admin.hears("Everyone · 2 chats")
        await admin.presses("Send it")
        for person in people:
            assert (await person.hears("The map")).attachment == "photo"
        await admin.hears("Reached: 2 of 2", within=10)
        await admin.says("/broadcast edit The right map")
        await admin.hears("Correction of broadcast #1")
        await admin.presses("Send it")
        for person in people:
            assert (await person.hears("The right map")).edited


async def test_a_restart_in_the_middle_sends_nothing_twice(town: Town, admin: Person) -> None:
    async with town.bot():
        people = await readers(town, 30)
        await admin.says("/broadcast Said to all")
        await admin.hears("Everyone · 30 chats")
        await admin.presses("Send it")
        await until(lambda: sum(heard(person, "Said to all") for person in people) >= 5)
    before = sum(heard(person, "Said to all") for person in people)
    assert 5 <= before < 30
    async with town.bot():
        await admin.hears("Reached: 30 of 30", within=20)
    assert [heard(person, "Said to all") for person in people] == [1] * 30


async def test_a_second_admin_is_made_and_must_confirm(town: Town, admin: Person) -> None:
    second = town.simulator.person("Second", user_id=SECOND_ID, language_code="ru")
    async with town.bot():
        (reader,) = await readers(town, 1)
        await second.starts()
        await second.hears("Jarchy")
        await admin.says(f"/grant {SECOND_ID} admin")
        await admin.hears(f"Shall {SECOND_ID} become admin")
        await admin.presses("Yes")
        await second.hears("администратор")
        await admin.says("/broadcast Read by two")
        await admin.hears("Another admin has to confirm")
        await admin.presses("Send it")
        await second.hears("Read by two")
        await second.hears("хочет отправить это")
        assert heard(reader, "Read by two") == 0
        await second.presses("Подтвердить")
        await reader.hears("Read by two")
        await admin.hears("Reached: 2 of 2", within=10)


async def test_what_was_sent_is_deleted_everywhere_again(town: Town, admin: Person) -> None:
    async with town.bot():
        people = await readers(town, 2)
        await admin.says("/broadcast A mistake")
        await admin.hears("Everyone")
        await admin.presses("Send it")
        for person in people:
            await person.hears("A mistake")
        await admin.hears("Done.", within=10)
        await admin.presses("Delete everywhere")
        await admin.hears("deleted from 2 chats")
        await admin.presses("Yes, delete")
        await until(lambda: all(heard(person, "A mistake") == 0 for person in people))


async def test_a_scheduled_broadcast_leaves_by_itself(town: Town, admin: Person) -> None:
    async with town.bot() as base:
        (reader,) = await readers(town, 1)
        await admin.says("/broadcast at 23:59 Later")
        await admin.hears("To be sent")
        await admin.presses("Send it then")
        await admin.hears("To be sent")
        await base.store.database.write(lambda connection: connection.execute("UPDATE broadcast SET start_at = 0"))
        await reader.hears("Later", within=10)
        await admin.hears("Reached: 1 of 1", within=10)


async def test_in_panic_nothing_is_sent_and_only_the_owner_is_answered_also_after_a_restart(
    town: Town, admin: Person
) -> None:
    async with town.bot() as base:
        (reader,) = await readers(town, 1)
        await admin.says("/panic")
        await admin.hears("Everything is stopped")
        await base.store.outbox.announce({"*": "Held back"}, created_by=1, key="k", now=datetime.now(UTC))
        await reader.says("/help")
    async with town.bot():
        await reader.says("/help")
        await admin.says("/stats")
        await admin.hears("waiting 1")
        assert heard(reader, "What you can ask me") + heard(reader, "Held back") == 0
        await admin.says("/panic off")
        await reader.hears("Held back", within=10)
        await reader.says("/help")
        await reader.hears("What you can ask me")


async def test_killed_in_the_middle_of_a_broadcast_nobody_gets_it_twice(town: Town, admin: Person) -> None:
    owner = {"JARCHY_ADMINS": str(ADMIN_ID)}
    async with jarchy(town, "run", **owner) as process:
        await started(town, process)
        people = await readers(town, 30)
        await admin.says("/broadcast Said to all")
        await admin.hears("Everyone · 30 chats", within=10)
        await admin.presses("Send it")
        await until(lambda: sum(heard(person, "Said to all") for person in people) >= 5)
        process.kill()
        await process.wait()
    async with jarchy(town, "run", **owner) as process:
        await started(town, process)
        report = await admin.hears("Done.", within=30)
    counts = [heard(person, "Said to all") for person in people]
    assert max(counts) == 1
    reached = re.search(r"Reached: (\d+) of 30", report.text)
    assert reached
    assert int(reached[1]) <= sum(counts)
    assert ("Uncertain" in report.text) == (int(reached[1]) < 30)


async def test_a_feed_is_added_from_its_preview_and_its_outlet_can_be_named_at_once(town: Town, admin: Person) -> None:
    async with town.bot() as base:
        town.outlet.publish(parsed("Police break up a rally in Osh", published_at=datetime.now(UTC)))
        address = f"{town.catalogue.split('url = ')[1].split(chr(34))[1]}?second=1"
        await admin.says(f"/feeds add {address} Our Own News")
        await admin.hears("It shows 1 entry now", within=30)
        await admin.presses("Poll it")
        await admin.hears("Added here, not by the catalogue", within=30)
        added = [feed.spec.url for feed in await base.store.feeds.all() if feed.added]
        assert added == [address]
        await admin.says('/watch outlet:"Our Own News"')
        await admin.hears("Our Own News", within=10)


async def test_the_menu_shows_what_the_role_allows(town: Town, admin: Person) -> None:
    editor = town.simulator.person("Editor", user_id=SECOND_ID, language_code="en")

    def menu(person: Person) -> set[str]:
        return {each["command"] for each in town.simulator.profile.commands_in(person.chat, "en", person.id)}

    async with town.bot():
        await admin.starts()
        await until(lambda: {"broadcast", "panic"} <= menu(admin))
        await editor.starts()
        await editor.hears("Jarchy")
        assert "stats" not in menu(editor)
        await admin.says(f"/grant {SECOND_ID} editor")
        await admin.hears("Shall")
        await admin.presses("Yes")
        await editor.hears("is now editor")
        await editor.says("/feeds")
        await until(lambda: {"feeds", "stats"} <= menu(editor))
        assert "broadcast" not in menu(editor)
        await admin.says(f"/revoke {SECOND_ID}")
        await admin.hears("Shall")
        await admin.presses("Yes")
        await admin.hears("no role here any more")
        await editor.says("/help")
        await until(lambda: "stats" not in menu(editor))
