"""The user's own document, as a feed and as a page, beside the archive that retells it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.app import Base
from bot.serving import serve_app
from bot.simulator.person import Person
from store.listing import LatestFilter
from tests.stories.conftest import Town
from tests.stories.test_first_day import until

SEED = Path(__file__).parents[3] / "shared" / "seed"
pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the user's document is not beside this project")

ELEVENTH = """<entry><title>Police in Bishkek detain two journalists of an investigative outlet</title>
<id>urn:eleven</id><link href="https://updates.example.org/kyrgyzstan/eleven/"/>
<summary>Officers searched the newsroom in Bishkek and took two journalists away.</summary></entry>"""


class Updates:
    """The document, served; `more` is put above its entries."""

    def __init__(self) -> None:
        self.more = ""
        self.polls = 0

    async def feed(self, _: Request) -> Response:
        self.polls += 1
        text = (SEED / "kyrgyzstan-updates.atom.xml").read_text(encoding="utf-8")
        return Response(text.replace("<entry>", f"{self.more}<entry>", 1), media_type="application/atom+xml")

    async def page(self, _: Request) -> Response:
        self.polls += 1
        return Response((SEED / "kyrgyzstan-updates.html").read_text(encoding="utf-8"), media_type="text/html")


@asynccontextmanager
async def reading(town: Town, updates: Updates, *, same_outlet: bool, country: bool) -> AsyncIterator[Base]:
    routes = [Route("/atom", updates.feed), Route("/page", updates.page)]
    async with serve_app(Starlette(routes=routes), host="127.0.0.1", port=0) as url:
        kg = 'country = "kg"\n' if country else ""
        other = "CIVICUS Monitor" if same_outlet else "The page"
        town.catalogue = (
            f'[[feed]]\noutlet = "CIVICUS Monitor"\nurl = "{url}/atom"\n{kg}'
            f'[[feed]]\noutlet = "{other}"\nurl = "{url}/page"\nkind = "listing"\n{kg}'
            'item = "article.update"\ntitle = "h2"\nlink = "h2 a"\nsummary = "p"\n'
        )
        async with town.bot() as base:
            yield base


@pytest.mark.parametrize("same_outlet", [True, False])
@pytest.mark.parametrize("country", [True, False])
async def test_feed_page_and_archive_are_ten_entries(
    town: Town, aida: Person, *, same_outlet: bool, country: bool
) -> None:
    updates = Updates()
    async with reading(town, updates, same_outlet=same_outlet, country=country) as base:
        await until(polled_twice(updates))
        page = await base.store.entries.latest(LatestFilter(), offset=0, limit=100)
        assert len(page.entries) == 10
        assert page.total == 10
        assert all(entry.origin == "feed" for entry in page.entries)
        await aida.starts()
        await aida.hears("Jarchy")
        await aida.says("/latest")
        latest = await aida.hears("10")
        assert "Ongoing surveillance of NGO workers" in latest.text
        await aida.says("/search Askarov")
        assert "\n2." not in (await aida.hears("dies in prison")).text
        for name, canonical in {
            "Аскаров": "Azimjan Askarov",
            "Askarov Azimjan": "Azimjan Askarov",
            "Karasartova": "Rita Karasartova",
        }.items():
            await aida.says(f"/person {name}")
            await aida.hears(canonical)


async def test_an_eleventh_entry_on_top_is_told(town: Town, aida: Person) -> None:
    updates = Updates()
    async with reading(town, updates, same_outlet=True, country=False):
        await aida.starts()
        await aida.says("/subscribe")
        await aida.hears("")
        await until(polled_twice(updates))
        updates.more = ELEVENTH
        await aida.hears("detain two journalists", within=15)


def polled_twice(updates: Updates) -> Callable[[], bool]:
    return lambda: updates.polls >= 5
