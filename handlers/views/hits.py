"""Search hits: entries with the words that were found in them."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from handlers.languages import Words
from handlers.views.entries import entry_line
from handlers.views.text import bold, clean, fits, shorten, units
from store.search import SearchHit, Span

_BEFORE = 70
_SNIPPET = 220
_WIDTHS = (180, 110, 60)


def hit_list(heading: Markup, hits: Sequence[SearchHit], words: Words, *, first: int) -> list[Markup]:
    """The heading and one part a hit; titles and snippets get narrower until all fit beside a query."""
    parts = [heading]
    for width in _WIDTHS:
        parts = [heading, *(hit_line(hit, words, number=first + place, width=width) for place, hit in enumerate(hits))]
        if fits(Markup("\n\n").join(parts), limit=3800):
            break
    return parts


def hit_line(hit: SearchHit, words: Words, *, number: int, width: int = 180) -> Markup:
    """An entry's line, the sentence around the first word found, and through what it was found."""
    lines = [entry_line(hit.entry, words, number=number, width=width)]
    found = snippet(hit.entry.text, hit.text_spans, limit=min(_SNIPPET, width * 2))
    if found and clean(hit.entry.text) != clean(hit.entry.title):
        lines.append(found)
    if hit.via:
        lines.append(words.say("found through: {words}", words=shorten(clean(", ".join(hit.via[:4])), 80)))
    return Markup("\n").join(lines)


def sentence_with(sentence: str, surface: str, *, limit: int) -> Markup:
    """A sentence, or its part around `surface`, which stands in bold."""
    at = sentence.find(surface)
    return snippet(sentence, [Span(at, at + len(surface))], limit) or escape(shorten(clean(sentence), limit))


def snippet(text: str, spans: Sequence[Span], limit: int = _SNIPPET) -> Markup:
    """The text around the first span, spans in bold; empty where no span lies in the text."""
    good = [span for span in spans if 0 <= span.start < span.end <= len(text)]
    if not good:
        return Markup()
    start = _line_start(text, good[0].start)
    return _marked(text, start, good, limit, cut=start > 0)


def _line_start(text: str, position: int) -> int:
    """A word's beginning some way before `position`."""
    if position <= _BEFORE:
        return 0
    space = text.rfind(" ", 0, position - _BEFORE)
    return space + 1 if position - space <= 2 * _BEFORE else position


def _marked(text: str, start: int, spans: Sequence[Span], limit: int, *, cut: bool) -> Markup:
    pieces, at, used = [escape("…" if cut else "")], start, 0
    for span in spans:
        if span.start < at:
            continue
        before, word = _tidy(text[at : span.start]), _tidy(text[span.start : span.end])
        if used + units(before) + units(word) > limit:
            break
        pieces += [escape(before), bold(word)]
        at, used = span.end, used + units(before) + units(word)
    pieces.append(escape(shorten(_tidy(text[at:]).rstrip(), max(20, limit - used))))
    return Markup().join(pieces)


def _tidy(text: str) -> str:
    """Cleaned, with one blank kept where there was white space at an end."""
    tidy = clean(text)
    if not tidy:
        return " " if text else ""
    return f"{' ' if text[:1].isspace() else ''}{tidy}{' ' if text[-1:].isspace() else ''}"
