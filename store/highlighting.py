"""The words of an entry through which a query found it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from store.alternatives import QueryWord
from store.entry import Entry
from store.index_units import indexed_words
from store.ranking import Found
from store.search import Span
from store.text.words import Word

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Highlights:
    """As in `store.search.SearchHit`."""

    title_spans: tuple[Span, ...]
    text_spans: tuple[Span, ...]
    via: tuple[str, ...]


def highlight(entry: Entry, found: Sequence[Found], query: Sequence[QueryWord]) -> Highlights:
    """Spans of the words found, and what they were found by where no word of the query stands as typed."""
    title = list(indexed_words(entry.title))
    text = list(indexed_words(entry.text))
    telling = [hit for hit in found if _tells(hit, query, len(title) + len(text))]
    places = sorted({at for hit in telling for at in hit.at})
    return Highlights(
        title_spans=tuple(Span(title[at].start, title[at].end) for at in places if at < len(title)),
        text_spans=tuple(_span(text[at - len(title)]) for at in places if at >= len(title)),
        via=_found_by(telling, [*title, *text], query),
    )


def _span(word: Word) -> Span:
    return Span(word.start, word.end)


def _tells(hit: Found, query: Sequence[QueryWord], length: int) -> bool:
    if any(at >= length for at in hit.at):
        return False
    meant = query[hit.alternative.start : hit.alternative.end]
    return any(not word.empty or word.phrase is not None for word in meant) or all(word.empty for word in query)


def _found_by(hits: Sequence[Found], words: Sequence[Word], query: Sequence[QueryWord]) -> tuple[str, ...]:
    """What is named: other names and terms, then the query's words where they stand in another script only."""
    own = [hit for hit in hits if hit.alternative.typed and hit.at]
    if any(_same_script(words[at].text, query[hit.alternative.start].text) for hit in own for at in hit.at):
        return ()
    named: dict[str, None] = {}
    explained: set[int] = set()
    for hit in sorted((hit for hit in hits if not hit.alternative.typed), key=lambda found: -found.strength):
        if hit.at:
            named[" ".join(words[at].text for at in sorted(_one_place(hit)))] = None
            explained.update(hit.at)
        elif hit.alternative.tag is not None and hit.alternative.via:
            named[hit.alternative.via] = None
    spelled = {hit.alternative.start: words[hit.at[0]].text for hit in reversed(own) if hit.at[0] not in explained}
    return tuple(dict.fromkeys((*named, *spelled.values())))[:_MOST_NAMED]


def _same_script(one: str, other: str) -> bool:
    return one.isascii() == other.isascii()


def _one_place(hit: Found) -> tuple[int, ...]:
    return hit.at[:1] if len(hit.alternative.words) == 1 else hit.at
