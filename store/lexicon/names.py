"""Names as the lexicon knows them, ready to be looked up while a text is read."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """Someone with a public role. `names` are spellings by language (`en`, `ru`, `ky`), the one to show first."""

    key: str
    names: Mapping[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        """The canonical name: the first English spelling."""
        return self.names["en"][0]


@dataclass(frozen=True, slots=True)
class RoleForm:
    """A word that says what somebody is, in one of its forms. `genders` is `m`, `f` or `mf`.

    `relation`: the word tends to be followed by the name of whose it is (адвокат Аскарова, вдова Аскарова).
    """

    genders: str
    nominative: bool
    relation: bool = False


@dataclass(frozen=True, slots=True)
class SurnameEndings:
    """Endings of surnames in one script, lower case, for men, for women, and those that tell no gender."""

    male: tuple[str, ...]
    female: tuple[str, ...]
    weak_male: tuple[str, ...]
    weak_female: tuple[str, ...]
    either: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class NameLexicon:
    """What tells a person's name from other words. Equal only to itself, so that readings can be remembered by it.

    Names are keyed by `store.text.folding.fold`, `given_western` by `simplify` (folded, Kirk would be Кырк); other
    words are in lower case. The `given_*` tables give the genders of a given name (`m`, `f`, `mf`), `spelled_names` the
    Cyrillic ones as spelled; `links` the gender of a word such as uulu or kyzy. `figure_names` gives, for the fold of a
    public figure's first word, the folds of the words that follow it; `figure_surnames` the folds of last words,
    `figure_words` all words as spelled, `figure_keys` the figure of each full spelling, folded,
    `figure_roles` what a figure is known as (roles of glossary concepts).
    """

    figures: tuple[Figure, ...]
    given_cyrillic: Mapping[str, str]
    given_latin: Mapping[str, str]
    given_western: Mapping[str, str]
    given_endings: Mapping[str, str]
    given_ending_shortest: int
    spelled_names: frozenset[str]
    ambiguous: frozenset[str]
    surnames_cyrillic: SurnameEndings
    surnames_latin: SurnameEndings
    unlike_names: Mapping[str, tuple[str, ...]]
    patronymic_endings: Mapping[str, str]
    links: Mapping[str, str]
    particles: frozenset[str]
    roles: Mapping[str, RoleForm]
    done_to: tuple[str, ...]
    kin: frozenset[str]
    kin_after: frozenset[str]
    thing_before: frozenset[str]
    thing_before_full: frozenset[str]
    thing_after: frozenset[str]
    groups: frozenset[str]
    prepositions: frozenset[str]
    titles: frozenset[str]
    after_subject: frozenset[str]
    offices: frozenset[str]
    joining: frozenset[str]
    never: frozenset[str]
    never_beginnings: tuple[str, ...]
    figure_names: Mapping[str, tuple[tuple[str, ...], ...]]
    figure_surnames: frozenset[str]
    figure_words: frozenset[str]
    figure_keys: Mapping[str, str]
    figure_roles: Mapping[str, frozenset[str]]

    @property
    def given_names(self) -> frozenset[str]:
        """All given names, folded."""
        return frozenset(self.given_cyrillic) | frozenset(self.given_latin)
