"""One look at a feed, as the poller would read it, without keeping anything."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.feeds.document import Document, NotAFeed, NotAFeedKind
from bot.feeds.fetched import FailureKind, Fetched, FetchFailed, FetchRequest
from bot.feeds.fetching import Fetcher
from bot.feeds.parsing import parse
from bot.feeds.worker import WorkerFailed, Workers
from store.entry import ParsedEntry
from store.feed import FeedSpec

_MENDS: dict[FailureKind | NotAFeedKind, str] = {
    FailureKind.DNS: "see that the address is right and this machine resolves names",
    FailureKind.CONNECT: "see whether the site is up, and whether this machine may reach it",
    FailureKind.TLS: "see whether the site's certificate is good in a browser; for a national one name a CA file",
    FailureKind.TIMEOUT: "try later; if it stays so, the site shuts this machine out",
    FailureKind.STATUS: "open the address in a browser: it may have moved, or shut feed readers out",
    FailureKind.TOO_LARGE: "look for a shorter feed of the same outlet",
    FailureKind.CUT_SHORT: "try later",
    FailureKind.REDIRECTS: "open the address in a browser and note where it ends",
    FailureKind.REFUSED: "private addresses and odd ports have to be named in JARCHY_FETCH_ALLOW",
    FailureKind.PROTOCOL: "try later; the server is out of order",
    NotAFeedKind.HTML: "`jarchy feeds test` looks for the feed that the page names",
    NotAFeedKind.CHALLENGE: "the site lets only browsers pass: ask the outlet for a way in, or disable the feed",
    NotAFeedKind.EMPTY: "try later",
    NotAFeedKind.NOTHING_FOUND: "the page was redesigned: correct its selectors in the catalogue",
    NotAFeedKind.MALFORMED: "open the address in a browser: it is no feed any more",
}


@dataclass(frozen=True, slots=True)
class Probed:
    """What a feed gave, or why nothing; `page` is the body where it was something other than a feed."""

    entries: tuple[ParsedEntry, ...] = ()
    title: str = ""
    trouble: str = ""
    mend: str = ""
    page: Document | None = None


class Probe:
    """Reads feeds with the poller's own means."""

    def __init__(self, fetcher: Fetcher, workers: Workers, now: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._workers = workers
        self._now = now

    async def read(self, spec: FeedSpec) -> Probed:
        """Fetch and parse once."""
        result = await self._fetcher.fetch(FetchRequest(spec.url, ca_file=spec.ca_file))
        match result:
            case FetchFailed():
                return Probed(trouble=result.detail, mend=_MENDS[result.kind])
            case Fetched():
                document = Document(result.body, result.url_final, result.content_type, result.charset)
                return await self._parse(document, spec)
            case _:
                return Probed(trouble="not modified, though nothing was asked conditionally", mend="try later")

    async def _parse(self, document: Document, spec: FeedSpec) -> Probed:
        parsed = await self._workers.run(parse, document, spec, self._now())
        match parsed:
            case WorkerFailed():
                return Probed(trouble=parsed.detail, mend="the feed is hostile or huge: pause it")
            case NotAFeed():
                page = document if parsed.kind is NotAFeedKind.HTML else None
                return Probed(trouble=parsed.detail, mend=_MENDS[parsed.kind], page=page)
            case _:
                return Probed(entries=parsed.entries, title=parsed.title)
