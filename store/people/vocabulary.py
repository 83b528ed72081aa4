"""The words that names consist of, and who bears each."""

from array import array
from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from store.text.folding import skeleton

_LENGTHS_BESIDE = 2


class Vocabulary:
    """Folded words of names, each with the ids of the people that bear it. Made small: most words are rare."""

    def __init__(self) -> None:
        self._bearers: dict[str, int | array[int]] = {}
        self._by_shape: dict[tuple[str, int], list[str]] = {}
        self._by_skeleton: dict[str, list[str]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._bearers

    def add(self, word: str, person_id: int) -> None:
        known = self._bearers.get(word)
        if known is None:
            self._bearers[word] = person_id
            self._by_shape.setdefault((word[0], len(word)), []).append(word)
            self._by_skeleton.setdefault(skeleton(word), []).append(word)
        elif isinstance(known, int):
            if known != person_id:
                self._bearers[word] = array("q", (known, person_id))
        elif person_id not in known[-8:] and person_id not in known:
            known.append(person_id)

    def remove(self, word: str, person_id: int) -> None:
        """Forget that the person bears the word; nothing happens when that was not known."""
        left = [bearer for bearer in self.bearers(word) if bearer != person_id]
        if left:
            self._bearers[word] = array("q", left)
        elif self._bearers.pop(word, None) is not None:
            self._by_shape[word[0], len(word)].remove(word)
            self._by_skeleton[skeleton(word)].remove(word)

    def bearers(self, word: str) -> Iterable[int]:
        known = self._bearers.get(word)
        if known is None:
            return ()
        return (known,) if isinstance(known, int) else known

    def count(self, word: str) -> int:
        """How many people bear the word."""
        known = self._bearers.get(word)
        if known is None:
            return 0
        return 1 if isinstance(known, int) else len(known)

    def near(self, word: str, *, limit: int) -> Iterator[tuple[str, float]]:
        """Words spelled or sounding nearly like `word`, each with a likeness from 0 to 1; the word itself is not among
        them. Only words that begin with one of its first two letters are looked at."""
        most = 1 if len(word) < 6 else 2
        found: dict[str, float] = {}
        for first in dict.fromkeys(word[:2]):
            for length in range(len(word) - most, len(word) + most + 1):
                for near, edits, _ in process.extract(
                    word, self._by_shape.get((first, length), ()), scorer=OSA.distance, score_cutoff=most, limit=limit
                ):
                    found[near] = 1 - 0.7 * edits / max(len(word), length)
        for near in self._by_skeleton.get(skeleton(word), ())[:limit]:
            if abs(len(near) - len(word)) <= _LENGTHS_BESIDE:
                found.setdefault(near, 0.75)
        found.pop(word, None)
        yield from sorted(found.items(), key=lambda item: -item[1])[:limit]
