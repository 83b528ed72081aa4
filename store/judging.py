"""Whether a document answers a query at all, and how well. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from store.alternatives import Alternative, QueryWord
from store.phrases import has_phrase, phrases_of, stands_together
from store.ranking import Document, Ranked, Ranker


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well a document answers; `whole` is False when it lacks a phrase that was asked for."""

    ranked: Ranked
    whole: bool


class Judge:
    """Judges documents for one query: its words, what they may be found by, and the words that may not stand there.

    `tokens` are those that a document must be read for; `marks` tells whether its places and topics matter.
    """

    def __init__(
        self,
        words: Sequence[QueryWord],
        weights: Sequence[float],
        alternatives: Sequence[Alternative],
        without: Sequence[QueryWord],
    ) -> None:
        self._words = words
        self._without = without
        self._phrases = phrases_of(words)
        self._in_other_words = [alternative for alternative in alternatives if not alternative.typed]
        self._telling = telling(words)
        self._ranker = Ranker(alternatives, weights)
        self.tokens = {token for alternative in alternatives for tokens in alternative.words for token in tokens}
        self.tokens.update(token for word in (*words, *without) for token in word.tokens)
        self.marks = any(alternative.tag for alternative in alternatives)

    @property
    def phrase_tokens(self) -> set[str]:
        """The tokens of the words that stand in phrases."""
        return {token for start, end in self._phrases for word in self._words[start:end] for token in word.tokens}

    def stands_as_asked(self, document: Document) -> bool:
        """Whether every phrase stands in the document word for word."""
        return all(stands_together(document, self._words[start:end]) for start, end in self._phrases)

    def judge(self, document: Document) -> Judgement | None:
        """None when the document holds an excluded word or nothing but words that say little."""
        if self._is_excluded(document):
            return None
        ranked = self._ranker.rank(document)
        spans = (range(hit.alternative.start, hit.alternative.end) for hit in ranked.found)
        if not any(at in self._telling for span in spans for at in span):
            return None
        whole = all(has_phrase(document, phrase, self._words, self._in_other_words) for phrase in self._phrases)
        return Judgement(ranked, whole)

    def _is_excluded(self, document: Document) -> bool:
        single = (word for word in self._without if word.phrase is None)
        return any(token in document.positions for word in single for token in word.tokens) or any(
            stands_together(document, self._without[start:end]) for start, end in phrases_of(self._without)
        )


def telling(words: Sequence[QueryWord]) -> frozenset[int]:
    """The words of which at least one must be found: those that say more than "in" or "the", where there are any."""
    return frozenset(at for at, word in enumerate(words) if not word.empty) or frozenset(range(len(words)))
