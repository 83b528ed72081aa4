"""What stands around a name and makes it something else: a street, a prize, an outlet."""

from collections.abc import Sequence

from bot.analysis.persons.words import NameWord
from store.lexicon.names import NameLexicon

_AND = frozenset({"и", "and", "жана", "менен", "или", "or"})


class Contexts:
    """Judges the words of one text; remembers what it took for a thing, for the names listed after it."""

    def __init__(self, text: str, words: Sequence[NameWord], names: NameLexicon) -> None:
        self._text = text
        self._words = words
        self._names = names
        self._thing_ends: set[int] = set()
        self._lower_case = frozenset(word.text for word in words if not word.capital)

    def is_thing(self, first: int, last: int, *, full: bool) -> bool:
        """Whether words `first` to `last` name something that only bears a person's name."""
        found = self._stands_before_thing(last) or self._stands_after_thing(first, full=full)
        if found:
            self._thing_ends.add(last)
        return found

    def is_everyday(self, word: NameWord) -> bool:
        """Whether the word stands somewhere in the text without its capital."""
        return word.lower in self._lower_case

    def role_before(self, first: int) -> bool:
        """Whether a word such as "lawyer" stands right before word `first`."""
        return first > 0 and self._words[first - 1].joined and self._words[first - 1].lower in self._names.roles

    def _stands_before_thing(self, last: int) -> bool:
        if not self._words[last].joined or last + 1 >= len(self._words):
            return False
        after = self._words[last + 1]
        if after.lower not in self._names.thing_after:
            return False
        return after.capital or after.cyrillic

    def _stands_after_thing(self, first: int, *, full: bool) -> bool:
        if first == 0:
            return False
        before = self._words[first - 1]
        gap = self._text[before.end : self._words[first].start]
        if "\n" in gap or len(gap) > 3:
            return False
        if gap.strip() in {"", ".", "«", '"', "“"} and self._names_things(first - 1, full=full):
            return True
        return self._listed_after_thing(first, before, gap)

    def _names_things(self, index: int, *, full: bool) -> bool:
        lowered = self._words[index].lower
        if lowered == "after":
            return index > 0 and self._words[index - 1].lower in {"named", "called"}
        return lowered in (self._names.thing_before_full if full else self._names.thing_before)

    def _listed_after_thing(self, first: int, before: NameWord, gap: str) -> bool:
        if gap.strip() == "," and first - 1 in self._thing_ends:
            return True
        return before.lower in _AND and first > 1 and first - 2 in self._thing_ends
