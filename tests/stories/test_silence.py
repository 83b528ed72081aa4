"""After a long conversation with a bot as operators run it, its files and logs do not know who spoke, or of what."""

import asyncio
import signal
from datetime import UTC, datetime

from bot.simulator.faults import FaultKind
from bot.simulator.person import Person
from tests.make import parsed
from tests.stories.conftest import ADMIN_ID, Town
from tests.stories.test_first_day import until
from tests.stories.test_process import jarchy, started

READER_ID = 5_512_345_678
SECRETS = ("Zulfiya", "Sekretova", "zulfiya_secret", "Kumushaliev", "помогите", "кумыс", "Quokka")


async def converse(reader: Person) -> None:
    """Commands, buttons, plain words, nonsense, too much of everything."""
    await reader.starts()
    await reader.hears("Jarchy", within=10)
    for text in (
        "/search Kumushaliev",
        "Kumushaliev",
        "/person Kumushaliev",
        "помогите мне пожалуйста",
        "/кумыс Quokka",
    ):
        await reader.says(text)
        await reader.hears("", within=10)
    await reader.says("/search Askarov")
    await reader.hears("Askarov", within=10)
    await reader.sends("photo", caption="Quokka")
    await reader.hears("only read text", within=10)
    await reader.asks_inline("Kumushaliev", within=10)
    await reader.says("/subscribe")
    await reader.hears("Done", within=10)
    await reader.says("/mydata")
    await reader.hears("all I store", within=10)


def found_in(content: bytes) -> list[str]:
    numbers = {str(READER_ID).encode(): "digits", READER_ID.to_bytes(6, "big"): "SQLite's integer"}
    known = [secret for secret in SECRETS if secret.encode() in content]
    return known + [name for form, name in numbers.items() if form in content]


def files_of(town: Town) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(town.folder.iterdir()) if path.is_file())


async def test_nothing_that_was_said_and_nobody_who_said_it_is_found(town: Town) -> None:
    reader = town.simulator.person("Zulfiya Sekretova", user_id=READER_ID, username="zulfiya_secret")
    admin = town.simulator.person("Admin", user_id=ADMIN_ID, language_code="en")
    async with jarchy(town, "run", JARCHY_ADMINS=str(ADMIN_ID)) as process:
        await started(town, process)
        await converse(reader)
        await admin.starts()
        await until(lambda: town.outlet.polls > 1)
        town.outlet.publish(parsed("Police detain journalist Bolot Temirov in Bishkek", published_at=datetime.now(UTC)))
        await reader.hears("Police detain journalist Bolot Temirov", within=20)
        for fault in (FaultKind.INTERNAL, FaultKind.RESET_AFTER):
            town.simulator.faults.add(fault, chat_id=READER_ID, method="sendMessage", times=1)
            await reader.says("/search Kumushaliev")
        assert found_in(await asyncio.to_thread(files_of, town)) == ["SQLite's integer"]
        for _ in range(25):
            await reader.says("Kumushaliev")
        await admin.hears("writes far too much", within=30)
        await admin.presses("Ignore it from now on")
        await admin.hears("is ignored from now on", within=10)
        assert found_in(await asyncio.to_thread(files_of, town)) == []
        process.send_signal(signal.SIGTERM)
        told, logged = await asyncio.wait_for(process.communicate(), 20)
        assert process.returncode == 0
        assert b"bot.started" in logged
        assert found_in(told + logged) == []
