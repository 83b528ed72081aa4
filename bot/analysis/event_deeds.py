"""What was done, sentence by sentence."""

from collections import defaultdict

from bot.analysis.event_acts import ACT_OF, DEMAND, DEMANDED, ENDED, ENDS, find_worded_acts
from bot.analysis.reading import Reading
from store.lexicon.terms import TermLexicon


def read_deeds(reading: Reading, whole: str, terms: TermLexicon) -> list[frozenset[str]]:
    """The deeds that each sentence tells of, the title's first; `whole` is title + newline + text.

    What is only demanded was not done, and what has ended is not begun. A law that is named tells of law-making.
    """
    known: defaultdict[int, set[str]] = defaultdict(set)
    for item in reading.concepts:
        if item.key in ACT_OF:
            known[item.sentence].add(ACT_OF[item.key])
        if "law" in terms.concepts[item.key].roles:
            known[item.sentence].add("law")
    sentences = enumerate(_sentences(reading, whole))
    return [_done(known[number] | find_worded_acts(sentence)) for number, sentence in sentences]


def _done(acts: set[str]) -> frozenset[str]:
    undone = (DEMANDED if DEMAND in acts else frozenset()) | (ENDS if ENDED in acts else frozenset())
    return frozenset(acts - undone)


def _sentences(reading: Reading, whole: str) -> list[str]:
    """The text of each sentence; one without words has none."""
    starts: dict[int, int] = {}
    for token in reading.tokens:
        starts.setdefault(token.sentence, token.start)
    bounds = [*starts.values(), len(whole)]
    texts = {number: whole[start:end] for number, start, end in zip(starts, bounds, bounds[1:], strict=False)}
    return [texts.get(number, "") for number in range(max(starts, default=-1) + 1)]
