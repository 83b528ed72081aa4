"""Topics, places and concepts as the lexicon knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from store.entry import Freedom


@dataclass(frozen=True, slots=True)
class Topic:
    """What an entry can be about. `names` are shown to readers, by language (`en`, `ru`, `ky`)."""

    key: str
    freedom: Freedom | None
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A place of Kyrgyzstan. `kind` is city, district, region, village, square, court, prison …; `parent` its region's key."""

    key: str
    kind: str
    names: Mapping[str, str]
    parent: str | None = None
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing of civic space with the phrases that mean it, by language."""

    key: str
    phrases: Mapping[str, tuple[str, ...]]
    topics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TermLexicon:
    """All topics, places and concepts, by key."""

    topics: Mapping[str, Topic]
    places: Mapping[str, Place]
    concepts: Mapping[str, Concept]

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
