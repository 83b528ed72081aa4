"""People found by a name, in memory."""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from store.people.candidates import bearers_of_all, bearers_of_any, bearers_of_two
from store.people.found import Found, Record, as_slip, classify, contradicted, is_match
from store.people.linking import Sameness
from store.people.matching import SLIP_COST, Agreement, Likeness, match_names
from store.people.name import Name, NamePart, Role, family_of, fold_word, names_parent, parse_name
from store.people.slips import slips, without_ending
from store.people.vocabulary import Vocabulary
from store.person import MatchKind, PersonLookup, PersonMatch
from store.text.folding import simplify
from store.text.layout import swap_layout

_CANDIDATES = 12
_PROMISING = 0.5
_SUGGESTIONS = 5
_WORTH_OFFERING = 0.25
_NEARLY_AS_GOOD = 0.08
_LINK = 0.92
_PROMINENCE = 0.015
_GOVERNED = 0.03
_LATIN_CASE = 0.06
_BEARERS = 3
_BEARERS_TRIED = 30
_FAR_LESS = 10


@dataclass(slots=True)
class PersonIndex:
    """Everybody's spellings, ready for looking up. One task at a time may use it.

    `known_names` are folded words known to be given names or surnames: they are not taken for another name mistyped.
    Somebody who was merged into another is found as that other, whose ids include those of all merged into it.
    """

    known_names: frozenset[str] = frozenset()
    _records: dict[int, Record] = field(default_factory=dict, init=False)
    _words: Vocabulary = field(default_factory=Vocabulary, init=False)
    _most_entries: int = field(default=1, init=False)
    _merged: dict[int, list[int]] = field(default_factory=dict, init=False)
    _owners: dict[tuple[int, str], int] = field(default_factory=dict, init=False)

    def __len__(self) -> int:
        return len(self._records)

    def add(self, person_id: int, spelling: str, listed: bool) -> None:
        """Let the person be found by `spelling`. The first one added is the canonical name."""
        record = self._records.setdefault(person_id, Record())
        if spelling in record.spellings:
            position = record.spellings.index(spelling)
            record.listed &= ~(0 if listed else 1 << position)
            return
        record.listed |= listed << len(record.spellings)
        record.spellings += (spelling,)
        for part in parse_name(spelling).parts:
            if part.role is not Role.INITIAL:
                self._words.add(part.key, person_id)

    def add_merged(self, person_id: int, spelling: str, listed: bool, *, owner: int) -> None:
        """Let `person_id` be found by a spelling of somebody who was merged into it, `owner`."""
        merged = self._merged.setdefault(person_id, [])
        if owner not in merged:
            merged.append(owner)
        if spelling not in self._records.get(person_id, Record()).spellings:
            self._owners[person_id, spelling] = owner
        self.add(person_id, spelling, listed)

    def place(self, person_id: int, place: int) -> None:
        """Where the person stands among the public figures: of people who are named equally often the first wins."""
        if record := self._records.get(person_id):
            record.place = place

    def ids_of(self, name: str) -> tuple[int, ...]:
        """The ids of the person whom a full name surely names; none where nobody surely is."""
        person_id = self.link(name)
        return () if person_id is None else self.ids(person_id)

    def bearers_of(self, name: str) -> tuple[int, ...]:
        """The ids of whoever may be meant by a surname alone, or one with initials: those of that surname who are named
        most, none who is named far less than they. None for a full name."""
        asked = parse_name(name, declined=True)
        whole = [part for part in asked.core if part.role is not Role.INITIAL]
        if len(whole) != 1:
            return ()
        initials = [part.key for part in asked.core if part.role is Role.INITIAL]
        readings = [key for key, _ in whole[0].keys]
        bearers = {one for key in readings for one in self._words.bearers(key)}
        most_named = heapq.nlargest(_BEARERS_TRIED, bearers, key=self._prominence)
        ranked = [one for one in most_named if self._may_be(one, readings, initials)][:_BEARERS]
        most = max((self._records[one].entries for one in ranked), default=0)
        meant = [one for one in ranked if self._records[one].entries * _FAR_LESS >= most]
        return tuple(each for one in meant for each in self.ids(one))

    def _may_be(self, person_id: int, surnames: Sequence[str], initials: Sequence[str]) -> bool:
        """Whether somebody has one of the surnames, and the initials where there are any."""
        for spelling in self._records[person_id].spellings:
            name = parse_name(spelling)
            family = family_of(name)
            given = [part.key for part in name.core if part is not family]
            if family and given and family.key in surnames:
                return not initials or any(key.startswith(initials[0]) for key in given)
        return False

    def ids(self, person_id: int) -> tuple[int, ...]:
        """The person's own id first, then those of all merged into it."""
        return (person_id, *self._merged.get(person_id, ()))

    def remove(self, person_id: int) -> None:
        """Forget the person; nothing happens when there is none."""
        record = self._records.pop(person_id, Record())
        for spelling in record.spellings:
            for part in parse_name(spelling).parts:
                self._words.remove(part.key, person_id)

    def count(self, person_id: int, entries: int) -> None:
        """Note that the person is named in so many more entries; of people whose names fit equally the most named wins.

        Nothing happens for an unknown person.
        """
        if record := self._records.get(person_id):
            record.entries = max(0, record.entries + entries)
            self._most_entries = max(self._most_entries, entries)

    def spellings(self, name: str) -> tuple[str, ...]:
        """All spellings of whom `name` means, the canonical one first; empty where it is not exact or a variant."""
        match = self.look_up(name).match
        if match is None or match.kind is MatchKind.FUZZY:
            return ()
        return self._records[match.person_id].spellings

    def look_up(self, query: str) -> PersonLookup:
        """Who is meant by `query`, and who else may be. Never raises; a query without a name gets an empty answer."""
        found = self._search(query)
        if not (found and is_match(found[0])):
            swapped = self._search(swap_layout(query))
            if swapped and is_match(swapped[0]) and swapped[0].agreement.score > 0.85:
                found = [as_slip(one) for one in swapped]
        match = self._answer(found[0]) if found and is_match(found[0]) else None
        others = found[1:] if match else found
        enough = match.score - _NEARLY_AS_GOOD if match else _WORTH_OFFERING
        offered = [self._answer(one) for one in others if one.score >= enough][:_SUGGESTIONS]
        return PersonLookup(query, match, tuple(offered))

    def link(self, name: str) -> int | None:
        """The person whom a full name in an entry means, or None when nobody is meant for certain.

        A single word links to nobody; a name with initials only to somebody spelled the same. A woman's name is not
        read as a man's genitive (Азиза Аскарова), unless no woman is known to be called so (Азимжана Аскарова).
        """
        linked = self.link_spelling(name)
        return linked[0] if linked else None

    def link_spelling(self, name: str) -> tuple[int, int] | None:
        """As `link`, and whose spelling it was: the person's own or that of somebody merged into it."""
        asked = parse_name(name, declined=True)
        if len(asked.core) < 2:
            return None
        if any(part.role is Role.INITIAL for part in asked.core):
            return self._spelled(name, self._candidates(asked))
        certain = [one for one in self._compare_all(asked, self._sharing(asked)) if self._links(asked, one)]
        if certain:
            return self._with_owner(certain[0].person_id, certain[0].spelling)
        near = heapq.nlargest(_CANDIDATES, bearers_of_two(self._words, asked), key=self._prominence)
        same = [found for one in near if (found := self._same(asked, one))]
        return self._with_owner(*same[0]) if len(same) == 1 else None

    def _same(self, asked: Name, person_id: int) -> tuple[int, str] | None:
        """The person with the spelling that is the asked one written otherwise."""
        for spelling in self._records[person_id].spellings:
            name = parse_name(spelling)
            family = family_of(name)
            bearers = self._words.count(family.key) if family else 0
            if bearers and Sameness(self.known_names.__contains__, bearers).joins(asked, name):
                return person_id, spelling
        return None

    def _with_owner(self, person_id: int, spelling: str) -> tuple[int, int]:
        return person_id, self._owners.get((person_id, spelling), person_id)

    def _spelled(self, name: str, candidates: Iterable[int]) -> tuple[int, int] | None:
        plain = simplify(name)
        for person_id in candidates:
            for spelling in self._records[person_id].spellings:
                if simplify(spelling) == plain:
                    return self._with_owner(person_id, spelling)
        return None

    def _links(self, asked: Name, found: Found) -> bool:
        """Every word equal or a case form; one of them may lack its -ov or marker."""
        agreement = found.agreement
        if not agreement.sure or not agreement.complete:
            return False
        if any(pair.as_man for pair in agreement.pairs) and not self._is_no_woman(asked, agreement):
            return False
        looser = [pair for pair in agreement.pairs if pair.likeness < Likeness.CASE]
        if not looser:
            return found.score >= _LINK
        return len(looser) == 1 < len(agreement.pairs) and looser[0].likeness is Likeness.ROOT

    def _is_no_woman(self, asked: Name, agreement: Agreement) -> bool:
        """Given names are known, and that of a name which reads as a man's in the genitive is none of them."""
        given = [part for part, pair in zip(asked.core, agreement.pairs, strict=True) if not pair.as_man]
        return bool(self.known_names) and not any(self._is_known(part.key) for part in given)

    def _search(self, query: str) -> list[Found]:
        asked = self._without_strangers(parse_name(query, declined=True))
        return self._find(replace(asked, parts=tuple(self._with_slips(part) for part in asked.parts)))

    def _with_slips(self, part: NamePart) -> NamePart:
        """The word with readings that undo a slip in it or a Latin case ending, where nobody bears it as it stands."""
        if self._is_borne(part) or part.key in self.known_names:
            return part
        bases, meant = map(fold_word, without_ending(part.word)), map(fold_word, slips(part.word))
        costs = {
            **dict.fromkeys((key for key in meant if key in self._words), SLIP_COST),
            **dict.fromkeys((key for key in bases if key in self._words), _LATIN_CASE),
        }
        return replace(part, keys=(*part.keys, *costs.items()))

    def _without_strangers(self, asked: Name) -> Name:
        """Small words beside capitalised ones are no part of the name, unless somebody bears them."""
        if not any(part.word[:1].isupper() for part in asked.parts):
            return asked
        kept = tuple(part for part in asked.parts if part.word[:1].isupper() or self._is_borne(part))
        return replace(asked, parts=kept)

    def _is_borne(self, part: NamePart) -> bool:
        return any(key in self._words for key, _ in part.keys)

    def _find(self, asked: Name) -> list[Found]:
        """Everybody who may be meant, best first; when somebody's full name is meant, only who bears all its words."""
        if len(asked.core) > 1:
            sharing = self._compare_all(asked, self._sharing(asked))
            if sharing and sharing[0].agreement.full:
                return sharing
        return self._compare_all(asked, self._candidates(asked))

    def _compare_all(self, asked: Name, candidates: Iterable[int]) -> list[Found]:
        plain = simplify(asked.text)
        found = [self._compare(asked, plain, person_id) for person_id in candidates]
        return sorted((one for one in found if one.score > 0), key=self._order)

    def _order(self, found: Found) -> tuple[float, ...]:
        """Best first; of equals the most named, then the public figures in their order."""
        return -found.rank, *(-one for one in self._prominence(found.person_id))

    def _prominence(self, person_id: int) -> tuple[int, int, int]:
        record = self._records[person_id]
        return record.entries, -record.place, -person_id

    def _sharing(self, asked: Name) -> list[int]:
        """The people who bear all the words; the most named where they are many."""
        shared = bearers_of_all(self._words, asked)
        return heapq.nlargest(_CANDIDATES, shared, key=self._prominence)

    def _candidates(self, asked: Name) -> list[int]:
        """The people who bear the rarest of the words, in any reading, most promising first."""
        promise = bearers_of_any(self._words, asked, weigh=self._weigh)
        enough = _PROMISING * max(promise.values(), default=0.0)
        ranked = ((held, *self._prominence(one)) for one, held in promise.items() if held >= enough)
        return [-one for *_, one in heapq.nlargest(_CANDIDATES, ranked)]

    def _weigh(self, word: str) -> float:
        return math.log(1 + (len(self._records) + 1) / (1 + self._words.count(word)))

    def _is_known(self, word: str) -> bool:
        return word in self._words or word in self.known_names

    def _compare(self, asked: Name, plain: str, person_id: int) -> Found:
        record = self._records[person_id]
        names = [parse_name(spelling) for spelling in record.spellings]
        if names_parent(asked) and any(map(names_parent, names)):
            names = [name for name in names if names_parent(name)]
        agreements = [
            (
                match_names(asked, name, weigh=self._weigh, is_known=self._is_known),
                record.spellings.index(name.text),
            )
            for name in names
        ]
        agreement, position = max(agreements, key=lambda one: (one[0].full, one[0].sure, one[0].score, -one[1]))
        if any(one.patronymic is False for one, _ in agreements) and not any(one.patronymic for one, _ in agreements):
            agreement = contradicted(agreement)
        equal = None
        if agreement.full:
            equal = next((at for at, spelling in enumerate(record.spellings) if simplify(spelling) == plain), None)
        kind, score, position = classify(record, agreement, position, equal)
        bonus = _PROMINENCE * math.log1p(record.entries) / math.log1p(self._most_entries)
        if asked.governed and any(pair.as_man for pair in agreement.pairs):
            bonus += _GOVERNED
        return Found(person_id, record.spellings[position], kind, agreement, score, score + bonus)

    def _answer(self, found: Found) -> PersonMatch:
        name = self._records[found.person_id].spellings[0]
        return PersonMatch(found.person_id, name, found.kind, round(found.score, 4), found.spelling)
