"""What was done, sentence by sentence."""

import re
from collections import defaultdict

from bot.analysis.reading import Reading
from store.lexicon.events import EventWords
from store.lexicon.terms import TermLexicon

_WORD = re.compile(r"\w+")
_LAW, _DEMAND, _ENDED = "law", "demand", "ended"


def read_deeds(reading: Reading, whole: str, terms: TermLexicon) -> list[frozenset[str]]:
    """The deeds that each sentence tells of, the title's first; `whole` is title + newline + text.

    What is only demanded was not done, and what has ended is not begun; what another deed is
    about is only referred to. A law that is named tells of law-making.
    """
    events = terms.events
    known: defaultdict[int, set[str]] = defaultdict(set)
    for item in reading.concepts:
        if item.key in events.deed_of:
            known[item.sentence].add(events.deed_of[item.key])
        if "law" in terms.concepts[item.key].roles:
            known[item.sentence].add(_LAW)
    sentences = enumerate(_sentences(reading, whole))
    return [_done(known[number] | _worded(sentence, events), events) for number, sentence in sentences]


def _worded(sentence: str, events: EventWords) -> set[str]:
    """Deeds that the glossary has no concept for, by their words."""
    words = _WORD.findall(sentence.lower())
    heads = {"", *(word[:length] for word in words for length in (1, 2, 3))}
    # Most deeds have no word that begins like any here, which is seen far sooner than that their words are not found.
    return {
        deed.key for deed in events.deeds.values() if not deed.heads.isdisjoint(heads) and deed.words.search(sentence)
    }


def _done(acts: set[str], events: EventWords) -> frozenset[str]:
    deeds = [events.deed(act) for act in acts]
    undone = {deed.key for deed in deeds if deed.demandable} if _DEMAND in acts else set()
    over = {deed.key for deed in deeds if deed.endable} if _ENDED in acts else set()
    meant = frozenset[str]().union(*(deed.instead_of for deed in deeds))
    return frozenset(acts - undone - over - meant)


def _sentences(reading: Reading, whole: str) -> list[str]:
    """The text of each sentence; one without words has none."""
    starts: dict[int, int] = {}
    for token in reading.tokens:
        starts.setdefault(token.sentence, token.start)
    bounds = [*starts.values(), len(whole)]
    texts = {number: whole[start:end] for number, start, end in zip(starts, bounds, bounds[1:], strict=False)}
    return [texts.get(number, "") for number in range(max(starts, default=-1) + 1)]
