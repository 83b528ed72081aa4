"""`jarchy feeds test`: what an address would give if it were polled."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from urllib.parse import urljoin

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.analysis.jobs import analyse_entries, prepare_worker
from bot.console.probing import Probe, Probed
from bot.feeds.discovery import Discovery, discover
from bot.feeds.document import Document
from bot.feeds.fetching import Fetcher
from bot.feeds.guard import FetchRules
from bot.feeds.worker import WorkerFailed, Workers
from store.entry import AnalysedEntry
from store.feed import FeedKind, FeedSpec

SHOWN = 5
_NAMED_TRIED = 4
_USUAL_PATHS = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml", "/feed.json")


@dataclass(frozen=True, slots=True)
class Trial:
    """`spec` is what would be polled, None when nothing was found; `named` are all feeds that the page names."""

    asked: str
    spec: FeedSpec | None = None
    title: str = ""
    total: int = 0
    first: tuple[AnalysedEntry, ...] = ()
    named: tuple[str, ...] = ()
    trouble: str = ""
    mend: str = ""


async def try_feed(spec: FeedSpec, *, rules: FetchRules, now: Callable[[], datetime]) -> Trial:
    """Read the address; where it is a page, the feed that it names, one at a usual path, or the page itself."""
    async with Fetcher(now=now, rules=rules) as fetcher, Workers(size=1, setup=prepare_worker) as workers:
        probe = Probe(fetcher, workers, now)
        probed = await probe.read(spec)
        if probed.trouble and probed.page is not None:
            return await _search(spec, probed, probe, workers)
        return await _conclude(Trial(spec.url), spec, probed, workers)


async def _search(spec: FeedSpec, page: Probed, probe: Probe, workers: Workers) -> Trial:
    document = page.page
    found = await workers.run(discover, document) if document else Discovery()
    if document is None or isinstance(found, WorkerFailed):
        return Trial(spec.url, trouble=page.trouble, mend=page.mend)
    named = tuple(link.url for link in found.feeds)
    trial = Trial(spec.url, named=named)
    for url in _candidates(document, named):
        candidate = replace(spec, url=url)
        probed = await probe.read(candidate)
        if not probed.trouble and probed.entries:
            return await _conclude(trial, candidate, probed, workers)
    if found.selectors is not None:
        listing = replace(spec, url=document.url, kind=FeedKind.LISTING, selectors=found.selectors)
        probed = await probe.read(listing)
        if not probed.trouble:
            return await _conclude(trial, listing, probed, workers)
    return replace(trial, trouble="the page names no feed, and nothing on it repeats as a list of items would")


def _candidates(document: Document, named: tuple[str, ...]) -> Iterable[str]:
    usual = (urljoin(document.url, path) for path in _USUAL_PATHS)
    return dict.fromkeys([*named[:_NAMED_TRIED], *usual])


async def _conclude(trial: Trial, spec: FeedSpec, probed: Probed, workers: Workers) -> Trial:
    if probed.trouble:
        return replace(trial, trouble=probed.trouble, mend=probed.mend)
    first = [replace(entry, country=entry.country or spec.country) for entry in probed.entries[:SHOWN]]
    analysed = await workers.run(analyse_entries, first, spec.country)
    if isinstance(analysed, WorkerFailed):
        return replace(trial, trouble=analysed.detail)
    outlet = spec.outlet or probed.title or spec.url
    named = replace(spec, outlet=outlet)
    return replace(trial, spec=named, title=probed.title, total=len(probed.entries), first=tuple(analysed))


def describe(trial: Trial) -> dict[str, object]:
    """For a script."""
    spec = trial.spec
    return {
        "asked": trial.asked,
        "url": spec.url if spec else None,
        "kind": spec.kind if spec else None,
        "title": trial.title,
        "entries": trial.total,
        "first": [_describe_entry(entry) for entry in trial.first],
        "named": list(trial.named),
        "selectors": asdict(spec.selectors) if spec and spec.selectors else None,
        "trouble": trial.trouble,
    }


def show(trial: Trial, console: Console) -> None:
    """For a person."""
    spec = trial.spec
    if spec is None:
        console.print(Text(f"{trial.asked}: {trial.trouble}. {trial.mend}".rstrip()))
        return
    if spec.url != trial.asked:
        console.print(Text(f"{trial.asked} is a page; what can be polled is {spec.url}"))
    console.print(Text(f"{trial.title or spec.outlet} ({spec.kind}), {trial.total} entries. The first are:"))
    table = Table()
    for column in ("date", "title", "about Kyrgyzstan", "civic", "topics", "language"):
        table.add_column(column, overflow="fold")
    for entry in trial.first:
        row = _describe_entry(entry)
        date = str(row["published_at"] or "undated")[:16]
        topics = Text(", ".join(entry.analysis.topics))
        table.add_row(
            date, Text(entry.parsed.title), entry.analysis.about, str(row["civic"]), topics, str(row["language"])
        )
    console.print(table)
    others = [url for url in trial.named if url != spec.url]
    if others:
        console.print(Text("The page also names: " + ", ".join(others)))
    console.print(Text(f"To have it polled: {command_for(spec)}"))


def command_for(spec: FeedSpec) -> str:
    """The command that adds the feed."""
    words = ["jarchy feeds add", _quote(spec.url), "--outlet", _quote(spec.outlet)]
    for name, value in asdict(spec.selectors).items() if spec.selectors else ():
        if value:
            words += [f"--{name.replace('_', '-')}", _quote(value)]
    return " ".join(words)


def _quote(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


def _describe_entry(entry: AnalysedEntry) -> dict[str, object]:
    parsed, analysis = entry.parsed, entry.analysis
    return {
        "title": parsed.title,
        "url": parsed.url,
        "published_at": parsed.published_at.isoformat(timespec="seconds") if parsed.published_at else None,
        "text": parsed.text[:500],
        "language": analysis.language,
        "about": analysis.about,
        "civic": analysis.civic,
        "topics": list(analysis.topics),
        "people": [person.name for person in analysis.people],
        "places": list(analysis.places),
    }
