"""The answer to a search."""

from dataclasses import dataclass

from store.entry import Entry


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One entry found. `score` is higher for better hits and comparable within one answer.

    `title_spans` and `text_spans` mark the matched words in `entry.title` and `entry.text`. `via` names the other
    spellings or terms through which it was found, where no word of the query stands in it as typed.
    """

    entry: Entry
    score: float
    title_spans: tuple[Span, ...] = ()
    text_spans: tuple[Span, ...] = ()
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Hits, best first. `total` counts all hits that were considered; `complete` is False when time ran out.

    `suggestions` are the nearest names and terms, filled when nothing was found.
    """

    hits: tuple[SearchHit, ...]
    total: int
    complete: bool = True
    suggestions: tuple[str, ...] = ()
