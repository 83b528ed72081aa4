"""Builders: the smallest records that mean something, with what a test cares about given by name."""

from datetime import UTC, datetime, timedelta

from store.entry import About, AnalysedEntry, Analysis, ParsedEntry, PersonMention
from store.feed import Feed, FeedSpec, FeedState
from store.lexicon.terms import TermLexicon

NOW = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
NO_TERMS = TermLexicon({}, {}, {})


def parsed(title: str = "Police detain a journalist in Bishkek", **given: object) -> ParsedEntry:
    """A parsed entry; its address and id follow from its title unless they are given."""
    slug = "-".join(title.lower().split())
    fields = {
        "guid": slug,
        "url": f"https://news.example.org/{slug}",
        "link": f"news.example.org/{slug}",
        "title": title,
        "text": f"{title}. What followed was told by colleagues on the same evening.",
        "published_at": NOW - timedelta(hours=1),
    }
    return ParsedEntry(**{**fields, **given})  # type: ignore[arg-type]  # fields are given by name


def analysed(
    title: str = "Police detain a journalist in Bishkek",
    *,
    about: About = About.PRIMARY,
    civic: bool = True,
    topics: tuple[str, ...] = (),
    places: tuple[str, ...] = (),
    people: tuple[str, ...] = (),
    **given: object,
) -> AnalysedEntry:
    """An analysed entry; `people` are full names that stand in its title or text."""
    entry = parsed(title, **given)
    whole = f"{entry.title}\n{entry.text}"
    mentions = tuple(PersonMention(name, name, at := whole.index(name), at + len(name)) for name in people)
    analysis = Analysis("en", about, civic, topics=topics, places=places, people=mentions)
    return AnalysedEntry(entry, analysis)


def spec(outlet: str = "CIVICUS Monitor", url: str = "https://news.example.org/feed", **given: object) -> FeedSpec:
    return FeedSpec(outlet=outlet, url=url, **given)  # type: ignore[arg-type]  # as above


def feed(*, polled: bool = True, **given: object) -> Feed:
    """A feed that was polled before, or (`polled=False`) never."""
    state = FeedState(next_poll_at=NOW, first_polled_at=NOW - timedelta(days=30) if polled else None)
    return Feed(id=1, spec=spec(**given), state=state)  # type: ignore[arg-type]  # as above
