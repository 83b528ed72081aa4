"""Admins hear of a feed when it turns ill, silent or well: once, together, and not again after a restart."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from telegram.ext import ExtBot

from bot.clock import SystemClock
from bot.feeds.health import Condition
from bot.feedwatch import QUIET, Told, find_changes, look_at_feeds
from bot.outlets import OutletNames
from bot.simulator.person import Person
from bot.simulator.server import serve
from bot.simulator.simulator import Simulator
from handlers.services import Services
from store.admin import Role
from store.feed import Feed, FeedSpec, FeedState
from store.query_parser import parse_query
from tests.handlers.talking import ADMIN, NOW, open_chat

TOKEN = "7000000001:test"
ILL = FeedState(next_poll_at=NOW, failures=3, last_error="it answers with a page")
WELL = FeedState(next_poll_at=NOW)
SILENT = FeedState(
    next_poll_at=NOW,
    first_polled_at=NOW - timedelta(days=90),
    last_new_at=NOW - timedelta(days=60),
    cadence=timedelta(days=1),
)


def feed(state: FeedState, *, number: int = 1, paused: bool = False, enabled: bool = True) -> Feed:
    return Feed(number, FeedSpec(f"Outlet {number}", f"https://example.org/{number}", enabled=enabled), state, paused)


@pytest.mark.parametrize(
    ("state", "before", "expected"),
    [
        (ILL, None, [Condition.ILL]),
        (WELL, None, []),
        (SILENT, None, [Condition.SILENT]),
        (replace(WELL, retired=True), None, [Condition.RESTING]),
        (ILL, Condition.ILL, []),
        (WELL, Condition.ILL, [Condition.WELL]),
        (ILL, Condition.SILENT, [Condition.ILL]),
    ],
)
def test_what_changed_is_told(state: FeedState, before: Condition | None, expected: list[Condition]) -> None:
    told = {1: Told(before, NOW - timedelta(days=1))} if before else {}
    assert [change.condition for change in find_changes([feed(state)], told, NOW)] == expected


def test_a_feed_that_goes_up_and_down_is_told_every_few_hours_as_it_is_then() -> None:
    told = {1: Told(Condition.ILL, NOW)}
    assert find_changes([feed(WELL)], told, NOW + QUIET - timedelta(seconds=1)) == []
    assert [change.condition for change in find_changes([feed(WELL)], told, NOW + QUIET)] == [Condition.WELL]


def test_what_is_not_read_on_purpose_is_nobodys_news() -> None:
    assert find_changes([feed(ILL, paused=True), feed(ILL, enabled=False)], {}, NOW) == []


@dataclass
class Office:
    """Services, a bot, its owner and an editor."""

    services: Services
    bot: ExtBot[None]
    owner: Person
    editor: Person

    async def turns(self, state: FeedState) -> None:
        for each in await self.services.store.feeds.all():
            await self.services.store.feeds.save_state(each.id, state)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    simulator = Simulator(token=TOKEN, clock=SystemClock())
    owner = simulator.person("Owner", user_id=ADMIN, started=True)
    editor = simulator.person("Editor", user_id=9, started=True)
    async with open_chat(tmp_path) as chat, serve(simulator) as served:
        services = chat.services
        await services.store.admins.grant(9, Role.EDITOR, by=ADMIN, now=NOW)
        await services.store.feeds.sync(
            [FeedSpec(f"Outlet {n}", f"https://example.org/{n}") for n in range(3)], now=NOW
        )
        async with ExtBot(TOKEN, base_url=f"{served.url}/bot") as bot:
            yield Office(services, bot, owner, editor)
    assert simulator.violations == []


async def test_many_feeds_are_one_message_told_once(office: Office) -> None:
    await office.turns(ILL)
    await look_at_feeds(office.services, office.bot, NOW)
    for person in (office.owner, office.editor):
        news = await person.hears("cannot be read")
        assert [f"Outlet {n} cannot be read: it answers with a page" in news.text for n in range(3)] == [True] * 3
    for hours in range(48):
        await look_at_feeds(office.services, office.bot, NOW + timedelta(hours=hours))
    assert len(office.owner.messages) == 1
    await office.turns(WELL)
    await look_at_feeds(office.services, office.bot, NOW + timedelta(hours=48))
    await office.owner.hears("Outlet 2 is well again")
    assert len(office.owner.messages) == 2


async def test_in_panic_it_waits(office: Office) -> None:
    await office.turns(ILL)
    await office.services.store.panic.set(on=True, now=NOW)
    await look_at_feeds(office.services, office.bot, NOW)
    assert office.owner.messages == []
    await office.services.store.panic.set(on=False, now=NOW)
    await look_at_feeds(office.services, office.bot, NOW)
    await office.owner.hears("cannot be read")


async def test_queries_may_name_the_outlet_of_a_feed_that_was_added_meanwhile(office: Office) -> None:
    outlets = OutletNames()
    services = replace(office.services, learn_outlets=outlets.learn)
    await look_at_feeds(services, office.bot, NOW)
    assert outlets.names == ("Outlet 0", "Outlet 1", "Outlet 2")
    await services.store.feeds.add(FeedSpec("Kloop", "https://example.org/kloop"), now=NOW)
    await look_at_feeds(services, office.bot, NOW)
    terms, zone = services.terms, services.timezone
    query = parse_query("outlet:kloop rally", now=NOW, timezone=zone, terms=terms, outlets=outlets.names)
    assert "Kloop" in query.outlets
