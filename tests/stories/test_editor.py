"""A part-time editor with a phone: a withdrawn report, two records of one man, and what readers see of it."""

import re

from bot.simulator.person import Person
from tests.stories.conftest import ADMIN_ID, Town
from tests.stories.test_telling import ARREST, news, subscribed


async def test_a_withdrawn_report_is_corrected_where_it_was_told_and_comes_back_with_an_undo(
    town: Town, aida: Person
) -> None:
    editor = town.simulator.person("Editor", user_id=ADMIN_ID, language_code="en")
    async with subscribed(town, aida):
        town.outlet.publish(news())
        first = await aida.hears(ARREST)
        await editor.says("/person Bolot Temirov")
        await editor.hears("names this person")
        await editor.says("/incident 1 withdraw It was another man.")
        await editor.hears("Reason: It was another man.")
        await editor.presses("Withdraw this report")
        withdrawn = await aida.hears("Withdrawn by the editors of this bot", within=10)
        assert (withdrawn.message_id, withdrawn.edited) == (first.message_id, True)
        assert "It was another man." in withdrawn.text
        await aida.says("/person Bolot Temirov")
        await aida.hears("Withdrawn since, and no longer shown here")
        await editor.presses("Undo")
        await editor.hears("Undone.")
        restored = await aida.hears("This update stands again", within=10)
        assert restored.message_id == first.message_id


async def test_who_follows_one_record_hears_of_the_other_once_they_are_merged(town: Town, aida: Person) -> None:
    witness = town.simulator.person("Witness", language_code="en")
    editor = town.simulator.person("Editor", user_id=ADMIN_ID, language_code="en")
    async with subscribed(town, witness):
        await aida.says("/person Ali Shabdan")
        await aida.hears("No update in my archive")
        await aida.presses("Follow this person")
        await aida.hears("You now follow")
        town.outlet.publish(news("Police detain activist Nurlan Ergeshov in Osh"))
        await witness.hears("Nurlan Ergeshov")
        await editor.says("/people Nurlan Ergeshov")
        record = re.search(r"Record (\d+)", (await editor.hears("Record")).text)
        assert record
        await editor.says(f"/people {record[1]} merge Ali Shabdan")
        await editor.hears("Are these one person?")
        await editor.presses("Yes, call them Ali Shabdan")
        await editor.hears("was merged into")
        town.outlet.publish(news("Court in Talas tries activist Nurlan Ergeshov for a post"))
        await aida.hears("named here as Nurlan Ergeshov")
