"""A new reader's first day, from Start to the first alert."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bot.simulator.person import Person
from tests.make import parsed
from tests.stories.conftest import Town


async def test_aida_starts_asks_subscribes_and_is_told(town: Town, aida: Person) -> None:
    async with town.bot():
        await aida.starts()
        await aida.hears("Jarchy")
        await aida.says("/latest")
        latest = await aida.hears("Worsening climate for free speech")
        assert latest.text.count("CIVICUS Monitor") >= 10
        await aida.says("/search Askarov")
        await aida.hears("HRD Azimjan Askarov dies in prison")
        await aida.says("/person Аскаров")
        await aida.hears("Azimjan Askarov")
        await aida.says("/person Karasartova")
        await aida.hears("Rita Karasartova")
        await aida.says("/subscribe")
        await aida.hears("")
        await until(lambda: town.outlet.polls > 0)
        town.outlet.publish(parsed("Police detain journalist Bolot Temirov in Bishkek", published_at=datetime.now(UTC)))
        await aida.hears("Police detain journalist Bolot Temirov", within=10)


async def test_an_alert_comes_within_a_second_of_the_poll_that_reads_it(town: Town, aida: Person) -> None:
    async with town.bot():
        await aida.starts()
        await aida.says("/subscribe")
        await aida.hears("")
        await until(lambda: town.outlet.polls > 1)
        town.outlet.publish(parsed("Police detain journalist Bolot Temirov in Bishkek", published_at=datetime.now(UTC)))
        polls = town.outlet.polls
        await until(lambda: town.outlet.polls > polls)
        polled_at = time.monotonic()
        await aida.hears("Police detain journalist Bolot Temirov", within=10)
        assert time.monotonic() - polled_at < 1.0


async def test_what_was_due_at_a_stop_is_sent_after_the_next_start(town: Town, aida: Person) -> None:
    async with town.bot() as base:
        await aida.starts()
        await aida.says("/subscribe")
        await aida.hears("")
        await base.store.outbox.announce({"*": "Said before the stop"}, created_by=1, key="k", now=datetime.now(UTC))
    async with town.bot():
        await aida.hears("Said before the stop", within=10)


async def until(condition: Callable[[], bool], *, within: float = 10.0) -> None:
    """Wait for something outside the bot; the loop is let run in between."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 (what is waited for lies in another process or server)
            await asyncio.sleep(0.01)
