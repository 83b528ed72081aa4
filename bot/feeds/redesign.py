"""Whether a listing still shows what its selectors were written for. Pure."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.feeds.judgement import Occasion, judge_entries
from bot.feeds.reading import Reading
from store.entry import AnalysedEntry
from store.feed import Feed, FeedKind, FeedSpec
from store.intake import Decision, Judge, Known, Verdict

ALIKE = 0.5
_PART = re.compile(r"[^>,.\s]+")
_NUMBER = re.compile(r"\d\d")


class Redesigned(Exception):
    """A listing shows nothing that is known, in a form that is not known either."""


def judging(feed: Feed, reading: Reading, seen: frozenset[str], now: datetime) -> Judge:
    """The judge of what a poll brought. It raises Redesigned, so that nothing is written, for a page quite unlike."""
    occasion = Occasion(
        feed=feed,
        document=reading.shown,
        seen=seen.intersection(reading.shown),
        newest_first=reading.newest_first,
        shared_links=reading.shared_links,
        now=now,
    )
    before, after = feed.state.fingerprint, fingerprint(feed.spec, reading.fingerprint)

    def judge(entries: Sequence[AnalysedEntry], known: Known) -> list[Verdict]:
        verdicts = judge_entries(occasion, entries, known)
        if occasion.seen or any(verdict.decision is not Decision.NEW for verdict in verdicts):
            return verdicts
        if unlike(before, after):
            raise Redesigned
        # Who changed the selectors, or let the page go on as it is, has another page read than before.
        anew = after is not None and (before is None or before[:8] != after[:8])
        return judge_entries(replace(occasion, anew=True), entries, known) if anew else verdicts

    return judge


def fingerprint(spec: FeedSpec, shape: str) -> str | None:
    """The form of a listing's items, together with the selectors that found them."""
    if spec.kind is not FeedKind.LISTING:
        return None
    return f"{hashlib.sha256(repr(spec.selectors).encode()).hexdigest()[:8]} {shape}"


def unlike(before: str | None, after: str | None) -> bool:
    """Whether two forms of items have less than half of their tags and classes in common.

    False where the selectors are others: who changed them wants what they find now.
    """
    if not before or not after or before[:8] != after[:8]:
        return False
    one, other = _parts(before[9:]), _parts(after[9:])
    return len(one & other) < ALIKE * len(one | other)


def _parts(shape: str) -> set[str]:
    """Tags and classes; those with a long number in them belong to one item only."""
    return {part for part in _PART.findall(shape) if not _NUMBER.search(part)}
