"""Surnames and given names that stand alone."""

from collections import Counter
from collections.abc import Sequence

from bot.analysis.persons.agreement import Evidence, choose_bases, read_hint
from bot.analysis.persons.composing import FullName
from bot.analysis.persons.contexts import Contexts
from bot.analysis.persons.endings import Base, link_base
from bot.analysis.persons.readings import Reader, fold_name
from bot.analysis.persons.words import NameWord

_MOST_NAMESAKES = 8


class BareNames:
    """Explains single words by the full names of the same text, and judges those that it does not explain."""

    def __init__(
        self,
        words: Sequence[NameWord],
        reader: Reader,
        contexts: Contexts,
        evidence: Evidence,
        *,
        full_names: Sequence[FullName],
        things: frozenset[int],
    ) -> None:
        self._words = words
        self._reader = reader
        self._names = reader.names
        self._contexts = contexts
        self._evidence = evidence
        self._things = things
        self._in_names = frozenset(index for name in full_names for index in range(name.first, name.last + 1))
        self._by_surname: dict[str, list[FullName]] = {}
        self._by_given: dict[str, list[FullName]] = {}
        for name in self._each_once(full_names):
            self._by_surname.setdefault(fold_name(name.surname), []).append(name)
            if name.given:
                self._by_given.setdefault(fold_name(name.given), []).append(name)

    def _each_once(self, full_names: Sequence[FullName]) -> list[FullName]:
        """One name for each person: the spelling met most often, the first of equals; at most a few namesakes."""
        spellings: dict[str, Counter[tuple[str, ...]]] = {}
        firsts: dict[tuple[str, tuple[str, ...]], FullName] = {}
        for name in full_names:
            person = self._identity(name)
            spellings.setdefault(person, Counter())[name.bases] += 1
            firsts.setdefault((person, name.bases), name)
        people = [firsts[person, counts.most_common(1)[0][0]] for person, counts in spellings.items()]
        namesakes: Counter[str] = Counter()
        kept = []
        for name in people:
            namesakes[fold_name(name.surname)] += 1
            if namesakes[fold_name(name.surname)] <= _MOST_NAMESAKES:
                kept.append(name)
        return kept

    def explain_initials(self, name: FullName) -> FullName | None:
        """The one full name of the text that a name with initials stands for."""
        known = self._by_surname.get(fold_name(name.surname), ())
        return self._only([full for full in known if full.given and full.given.lower().startswith(name.initial)])

    def read_linked(self, index: int) -> tuple[str, FullName | None] | None:
        """ "X uulu" alone at word `index`, with the full name if the text gives it."""
        if index + 1 >= len(self._words) or not self._words[index].joined:
            return None
        link = link_base(self._words[index + 1].text)
        if link.lower() not in self._names.links:
            return None
        surname = f"{self._words[index].text} {link}"
        full = self._only(self._by_surname.get(fold_name(surname), []))
        if full:
            return surname, full
        given = self._reader.read(self._words[index]).given
        plain = any(base.text == self._words[index].text for base in given) and not self._next_is_name(index + 1)
        return (surname, None) if plain and index not in self._things else None

    def read_single(self, index: int) -> tuple[str, FullName | None] | None:
        """The nominative of the name at word `index` and the full name that explains it; None when it is no name."""
        word = self._words[index]
        if (
            index in self._things
            or not self._may_stand_alone(word)
            or self._contexts.is_thing(index, index, full=False)
        ):
            return None
        explained = self._explained(index)
        if explained:
            return explained
        if self._names_surname(index):
            return self._nominative(index), None
        given = self._named_relative(index)
        return (given, None) if given else None

    def _may_stand_alone(self, word: NameWord) -> bool:
        return (
            word.capital
            and len(word.text) > 2
            and not word.initial
            and not self._reader.is_never(word.lower)
            and not (word.text.isupper() and not word.shouted)
        )

    def _explained(self, index: int) -> tuple[str, FullName | None] | None:
        word = self._words[index]
        bases = self._reader.bases(word)
        known = [full for base in bases for full in self._by_surname.get(fold_name(base), ())]
        fitting = [full for full in known if self._fits(word, full)]
        if fitting:
            full = self._best(index, fitting)
            return (full.surname, full) if full else (self._nominative(index), None)
        return self._explained_given(index, bases)

    def _fits(self, word: NameWord, full: FullName) -> bool:
        surnames = self._reader.read(word).surnames
        if not surnames or full.gender == "mf":
            return True
        same = [base for base in surnames if fold_name(base.text) == fold_name(full.surname)]
        return not same or any(set(base.genders) & set(full.gender) for base in same)

    def _best(self, index: int, fitting: list[FullName]) -> FullName | None:
        """The person meant: the only one, else the one whose form of the surname suits the place."""
        only = self._only(fitting)
        if only:
            return only
        wanted = fold_name(self._nominative(index))
        return self._only([full for full in fitting if fold_name(full.surname) == wanted])

    def _only(self, names: list[FullName]) -> FullName | None:
        people = {self._identity(name) for name in names if name.given}
        complete = [name for name in names if name.given]
        if not people:
            return names[0] if len({fold_name(name.surname) + name.initial for name in names}) == 1 else None
        return complete[0] if len(people) == 1 else None

    def _identity(self, name: FullName) -> str:
        spelled = fold_name(f"{name.given or name.initial} {name.surname}")
        return self._names.figure_keys.get(spelled, spelled)

    def _explained_given(self, index: int, bases: Sequence[str]) -> tuple[str, FullName | None] | None:
        word = self._words[index]
        lowered = {base.lower() for base in bases}
        if lowered & self._names.ambiguous or word.titled or self._next_is_name(index) or self._follows_name(index):
            return None
        known = [full for base in bases for full in self._by_given.get(fold_name(base), ())]
        full = self._only(known)
        return (full.given or "", full) if full else None

    def _next_is_name(self, index: int) -> bool:
        return self._words[index].joined and self._words[index + 1].capital

    def _follows_name(self, index: int) -> bool:
        before = self._words[index - 1] if index else None
        if before is None or not before.joined or not before.capital or index - 1 in self._in_names:
            return False
        return not self._reader.is_never(before.lower) and before.lower not in self._names.roles

    def _names_surname(self, index: int) -> bool:
        word = self._words[index]
        readings = self._reader.read(word)
        if word.quoted or self._contexts.is_everyday(word) or self._is_plural_of_people(word):
            return False
        if readings.strong and not readings.patronymics:
            return not (word.shouted and word.lower not in self._evidence.sightings) and not self._may_be_plural(index)
        if word.shouted:
            return False
        role = self._contexts.role_before(index)
        known = any(fold_name(base) in self._names.figure_surnames for base in self._reader.bases(word))
        if known and not self._next_is_name(index) and (role or self._is_distinct(word)):
            return True
        title = index > 0 and self._words[index - 1].lower in self._reader.names.titles
        return title and role and not word.cyrillic and not self._next_is_name(index)

    def _is_distinct(self, word: NameWord) -> bool:
        """Whether a public figure's surname is hardly anything else."""
        readings = self._reader.read(word)
        return len(word.text) > 5 and not readings.given and word.lower not in self._names.ambiguous

    def _may_be_plural(self, index: int) -> bool:
        """Whether a word in -ов that begins a sentence may be many people: Фигурантов оправдали."""
        word = self._words[index]
        if self._reader.language == "ky" or not word.begins_sentence or not word.lower.endswith(("ов", "ев")):
            return False
        if fold_name(word.text) in self._names.figure_surnames or self._evidence.sightings[word.lower] > 1:
            return False
        after = self._words[index + 1].lower if word.joined else ""
        return (
            bool(after)
            and not after.endswith(("л", "лся", "ет", "ит", "ется", "ится"))
            and after not in self._reader.names.after_subject
        )

    def _is_plural_of_people(self, word: NameWord) -> bool:
        """Депутатов, Журналистов: a genitive plural that looks like a surname."""
        role = self._names.roles.get(word.lower)
        return role is not None or self._contexts.is_everyday(word)

    def _nominative(self, index: int) -> str:
        word = self._words[index]
        readings = self._reader.read(word)
        slot: Sequence[Base] = readings.surnames or readings.nouns
        hint = read_hint(self._words, index, index, self._reader)
        chosen = choose_bases([slot], hint, self._evidence, self._reader, surname=0)
        return chosen[0][0].text if chosen else word.text

    def _named_relative(self, index: int) -> str | None:
        """A given name next to a word such as "wife" or эже."""
        word = self._words[index]
        readings = self._reader.read(word)
        given = readings.given or (readings.nouns if self._reader.language != "ky" else ())
        if not given or word.quoted or word.titled or self._next_is_name(index):
            return None
        before = index > 0 and self._words[index - 1].lower in self._names.kin and self._contexts.is_near(index - 1)
        after = word.joined and self._words[index + 1].lower in self._names.kin_after
        if not before and not after:
            return None
        hint = read_hint(self._words, index, index, self._reader)
        chosen = choose_bases([given], hint, self._evidence, self._reader, surname=0)
        return chosen[0][0].text if chosen else given[0].text
