"""Topics, places, concepts and countries as the lexicon knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from store.entry import Freedom
from store.lexicon.events import EventWords
from store.lexicon.wording import Wording


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two roles that together mean a topic when they stand near each other (a journalist, a detention)."""

    first: str
    second: str
    weight: float


@dataclass(frozen=True, slots=True)
class Topic:
    """What an entry can be about. `names` are shown to readers, by language (`en`, `ru`, `ky`)."""

    key: str
    freedom: Freedom | None
    names: Mapping[str, str]
    pairings: tuple[Pairing, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place of Kyrgyzstan. `kind` is city, district, region, village, square, court, prison …

    `parent` is the key of what it lies in. `spellings` are further names by which it is found in texts of any
    language.
    """

    key: str
    kind: str
    names: Mapping[str, str]
    parent: str | None = None
    spellings: tuple[str, ...] = ()
    common: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing of civic space with the phrases that mean it, by language.

    `phrases` are plain words as people type them. `patterns` are those and more, as they are looked for in a text: a
    plain word stands for all its forms, `word*` for every word that begins so, `Word~` for a name with any Russian or
    Kyrgyz ending, `=Word` for that word alone, capitals included. `roles` say what part it can play in a `Pairing`, or
    mark it as Kyrgyzstan's own (`kg`).
    """

    key: str
    phrases: Mapping[str, tuple[str, ...]]
    topics: Mapping[str, float] = field(default_factory=dict)
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Country:
    """A country that news tells of, with patterns for its names, cities and leaders, by language."""

    key: str
    patterns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class TermLexicon:
    """All topics, places, concepts and countries, by key, and the words beside them. Compared by identity.

    Kyrgyzstan's key is `kg`. `weights` are what labelled texts have taught: of each sign, by topic.
    """

    topics: Mapping[str, Topic]
    places: Mapping[str, Place]
    concepts: Mapping[str, Concept]
    countries: Mapping[str, Country] = field(default_factory=dict)
    wording: Wording = field(default_factory=Wording)
    events: EventWords = field(default_factory=EventWords)
    weights: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def topic_name(self, key: str, language: str) -> str:
        """The topic's name for a reader of `language`; English, then the key, where there is none."""
        topic = self.topics.get(key)
        return _name(topic.names, language, key) if topic else key

    def place_name(self, key: str, language: str) -> str:
        """The place's name for a reader of `language`; English, then the key, where there is none."""
        place = self.places.get(key)
        return _name(place.names, language, key) if place else key


def _name(names: Mapping[str, str], language: str, fallback: str) -> str:
    return names.get(language) or names.get("en") or fallback
