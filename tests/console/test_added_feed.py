"""A feed that was added beside the catalogue, from its first poll to its readers."""

from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.routing import Route

from bot.serving import serve_app
from bot.simulator.person import Person
from store.feed import FeedSpec
from tests.make import parsed
from tests.stories.conftest import Outlet, Town, aida, town

__all__ = ["aida", "town"]


async def test_readers_are_told_of_it_and_may_ask_for_its_outlet(town: Town, aida: Person) -> None:
    ours = Outlet("Our desk")
    app = Starlette(routes=[Route("/ours", ours.answer)])
    async with serve_app(app, host="127.0.0.1", port=0) as url:
        async with town.bot() as base:
            await aida.starts()
            await aida.says("/subscribe")
            await aida.hears("")
            ours.publish(parsed("Police detain journalist Bolot Temirov in Bishkek", published_at=datetime.now(UTC)))
            await base.store.feeds.add(
                FeedSpec(outlet=ours.name, url=f"{url}/ours", country="kg"), now=datetime.now(UTC)
            )
            alert = await aida.hears("Police detain journalist Bolot Temirov", within=20)
            assert "Our desk" in alert.text
        async with town.bot():
            await aida.says('/search outlet:"Our desk" police')
            found = await aida.hears("Police detain journalist Bolot Temirov", within=20)
            assert "Our desk" in found.text
