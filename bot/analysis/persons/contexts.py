"""What stands around a name and makes it something else: a street, a prize, an outlet."""

from collections.abc import Sequence

from bot.analysis.persons.words import NameWord
from store.lexicon.names import NameLexicon


class Contexts:
    """Judges the words of one text; remembers what it took for a thing, for the names listed after it."""

    def __init__(self, text: str, words: Sequence[NameWord], names: NameLexicon) -> None:
        self._text = text
        self._words = words
        self._names = names
        self._thing_ends: set[int] = set()
        self._alone = frozenset(
            word.lower
            for index, word in enumerate(words)
            if word.capital and not (index and words[index - 1].joined and words[index - 1].capital)
        )
        self._lower_case = frozenset(word.text for word in words if not word.capital)

    def is_thing(self, first: int, last: int, *, full: bool) -> bool:
        """Whether words `first` to `last` name something that only bears a person's name."""
        found = self._stands_before_thing(last) or self._stands_after_thing(first, full=full)
        found = found or (full and self._is_quoted(first, last))
        if found:
            self._thing_ends.add(last)
        return found

    def is_everyday(self, word: NameWord) -> bool:
        """Whether the word stands somewhere in the text without its capital."""
        return word.lower in self._lower_case

    def stands_alone_too(self, index: int) -> bool:
        """Whether the word at `index` stands somewhere else in the text without a capitalised word before it."""
        return self._words[index].lower in self._alone

    def is_near(self, index: int) -> bool:
        """Whether a space, or a comma and a space, is all that parts word `index` from the next."""
        gap = self._text[self._words[index].end : self._words[index + 1].start]
        return gap.strip() in {"", ","} and len(gap) < 4 and "\n" not in gap

    def role_after(self, last: int) -> bool:
        """Whether ", a lawyer" or the like follows word `last`."""
        if last + 1 >= len(self._words) or self._words[last].joined or not self.is_near(last):
            return False
        for word in self._words[last + 1 : last + 5]:
            if word.lower in self._names.roles and not word.capital:
                return True
            if not word.joined:
                return False
        return False

    def role_before(self, first: int) -> bool:
        """Whether a word such as "lawyer" stands before word `first`, at most a body or country between them."""
        for index in range(first - 1, max(first - 5, -1), -1):
            word = self._words[index]
            if not word.joined:
                return False
            if word.lower in self._names.roles:
                return True
            if not word.capital and word.lower not in self._names.offices:
                return False
        return False

    def _is_quoted(self, first: int, last: int) -> bool:
        """Whether the words are all that stands between two quotation marks, as titles of works do."""
        start, end = self._words[first].start, self._words[last].end
        return start > 0 and self._text[start - 1] in '«“„"' and self._text[end : end + 1] in {"»", "”", "“", '"'}

    def _stands_before_thing(self, last: int) -> bool:
        """Whether "Street" follows, or, in Latin letters, "State Drama Theatre"."""
        for index in range(last, min(last + 3, len(self._words) - 1)):
            if not self._words[index].joined:
                return False
            after = self._words[index + 1]
            if after.lower in self._names.groups:
                return index == last
            if after.lower in self._names.thing_after and (after.capital or after.cyrillic):
                return True
            if after.cyrillic or not after.capital or after.lower not in self._names.never:
                return False
        return False

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
        return before.lower in self._names.joining and first > 1 and first - 2 in self._thing_ends
