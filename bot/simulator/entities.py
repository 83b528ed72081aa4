"""Entities of a text: offsets in UTF-16, what Telegram finds by itself, trimming, and control characters."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.simulator.wire import Json

_FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]*[^\s<>\".,;:!?)\]»”])"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/<>])"
    r"|(?<![\w@])(?P<mention>@[A-Za-z][A-Za-z0-9_]{2,31})(?!\w)"
    r"|(?<![\w#])(?P<hashtag>#[^\W\d]\w*)"
)
_SPACELIKE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DROPPED = re.compile("[\r\u2028-\u202e\ufeff]")


@dataclass(frozen=True, slots=True)
class Entity:
    """`offset` and `length` count UTF-16 code units."""

    kind: str
    offset: int
    length: int
    url: str = ""
    language: str = ""
    custom_emoji_id: str = ""

    @classmethod
    def from_json(cls, given: Json) -> "Entity":
        names = ("url", "language", "custom_emoji_id")
        return cls(given["type"], given["offset"], given["length"], **{name: given.get(name, "") for name in names})

    def as_json(self) -> Json:
        body: Json = {"type": self.kind, "offset": self.offset, "length": self.length}
        extra = {"url": self.url, "language": self.language, "custom_emoji_id": self.custom_emoji_id}
        body.update(
            {name: value for name, value in extra.items() if value and (name != "language" or self.kind == "pre")}
        )
        return body


_ANYWHERE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
_QUOTES = frozenset({"blockquote", "expandable_blockquote"})
_CLOSED = frozenset({"code", "pre"})
_FOUND_ALONE = frozenset({"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"})
_LEADING = frozenset({"text_link", "text_mention", "custom_emoji", "date_time"})
KINDS = _ANYWHERE | _QUOTES | _CLOSED | _FOUND_ALONE | _LEADING


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def clean(text: str) -> str:
    """Without what Telegram takes out of every text: carriage returns, direction overrides, control characters."""
    return _SPACELIKE.sub(" ", _DROPPED.sub("", text))


def find_entities(text: str) -> tuple[Entity, ...]:
    """Links, commands, mentions and hashtags that Telegram marks by itself."""
    return tuple(
        Entity(found.lastgroup or "", utf16_length(text[: found.start()]), utf16_length(found[0]))
        for found in _FOUND.finditer(text)
    )


def add_found(text: str, marked: Iterable[Entity]) -> tuple[Entity, ...]:
    """`marked` and what Telegram finds outside of links and code."""
    kept = tuple(marked)
    closed = [entity for entity in kept if entity.kind in {"text_link", "code", "pre", "custom_emoji"}]
    found = [entity for entity in find_entities(text) if not any(_overlap(entity, other) for other in closed)]
    return tuple(sorted((*kept, *found), key=lambda entity: (entity.offset, -entity.length)))


def find_misplaced(entities: Iterable[Entity]) -> tuple[Entity, Entity] | None:
    """Two entities that must not overlap; Telegram drops one of them without a word.

    Code takes nothing and goes into nothing but a quote, quotes stand in no quote, and of links and the like none
    contains another.
    """
    kept = list(entities)
    pairs = ((one, other) for place, one in enumerate(kept) for other in kept[place + 1 :] if _overlap(one, other))
    return next((pair for pair in pairs if not _may_overlap(*pair)), None)


def _may_overlap(one: Entity, other: Entity) -> bool:
    kinds = {one.kind, other.kind}
    if kinds <= _QUOTES:
        return False
    if kinds & _QUOTES:
        return True
    return not kinds & _CLOSED and bool(kinds & _ANYWHERE)


def _overlap(one: Entity, other: Entity) -> bool:
    return one.offset < other.offset + other.length and other.offset < one.offset + one.length


def trim(text: str, entities: Iterable[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """Text without white space at its ends, and the entities moved along."""
    lead = utf16_length(text) - utf16_length(text.lstrip())
    trimmed = text.strip()
    end = utf16_length(trimmed)
    moved = []
    for entity in entities:
        start = max(0, entity.offset - lead)
        length = min(end, entity.offset + entity.length - lead) - start
        if length > 0:
            moved.append(replace(entity, offset=start, length=length))
    return trimmed, tuple(moved)
