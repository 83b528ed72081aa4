"""`jarchy search` and `jarchy person`: answers as plain values for a script, or as a table."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rich.table import Table

from bot.app import Base
from store.entry import Entry
from store.listing import Page
from store.person import PersonLookup
from store.query_parser import parse_query
from store.search import SearchPage

Json = dict[str, object]
MOST_ENTRIES = 1_000


def public_id(entry: Entry) -> str:
    """The id given to `import`, where there was one."""
    return entry.external_id or str(entry.id)


async def search(base: Base, text: str, limit: int) -> SearchPage:
    """The hits of a query as a reader types it."""
    now = base.clock.now()
    outlets = sorted({outlet.outlet for outlet in await base.store.entries.freshness()})
    query = parse_query(
        text, now=now, timezone=ZoneInfo(base.settings.timezone), terms=base.lexicon.terms, outlets=outlets
    )
    return await base.store.entries.search(query, offset=0, limit=limit)


def describe_hits(text: str, page: SearchPage) -> Json:
    """One object a query."""
    return {
        "query": text,
        "hits": [
            {
                "id": public_id(hit.entry),
                "title": hit.entry.title,
                "url": hit.entry.url,
                "published_at": _iso(hit.entry.published_at),
                "outlet": hit.entry.outlet,
                "score": round(hit.score, 4),
                "incident": hit.entry.incident_id,
            }
            for hit in page.hits
        ],
    }


async def look_up(base: Base, name: str) -> tuple[PersonLookup, Page]:
    """Whom a name names, and the entries that name the person."""
    found = await base.store.people.look_up(name)
    if found.match is None:
        return found, Page((), 0, 0)
    return found, await base.store.people.entries(found.match.person_id, offset=0, limit=MOST_ENTRIES)


def describe_person(found: PersonLookup, page: Page) -> Json:
    """One object a name; `withdrawn` are the newest of the entries that were."""
    match = found.match
    return {
        "query": found.query,
        "match": {"name": match.name, "kind": match.kind, "score": round(match.score, 4)} if match else None,
        "suggestions": [suggestion.name for suggestion in found.suggestions],
        "entries": [public_id(entry) for entry in page.entries],
        "withdrawn": [public_id(entry) for entry in page.withdrawn],
    }


def table_of(title: str, entries: tuple[Entry, ...]) -> Table:
    """Entries as a terminal table."""
    table = Table(title=title)
    for column in ("id", "date", "outlet", "title"):
        table.add_column(column, overflow="fold")
    for entry in entries:
        day = (entry.published_at or entry.read_at).date().isoformat()
        table.add_row(public_id(entry), day, entry.outlet, entry.title)
    return table


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
