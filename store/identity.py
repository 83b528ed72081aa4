"""What makes two texts the same: keys and hashes that small differences in form do not change."""

import hashlib
import re
from functools import lru_cache

from store.entry import ParsedEntry
from store.text.folding import simplify

_NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=1024)
def title_key(title: str) -> str:
    """The words of a title without case, marks and punctuation."""
    return _words_of(title)


def content_hash(title: str, text: str) -> str:
    """Equal for entries that say the same, whatever their case, spaces and punctuation."""
    return _digest(f"{title_key(title)}\n{_words_of(text)}")


def item_hash(entry: ParsedEntry) -> str:
    """Equal for items that a feed gives again without any change; ids and addresses count.

    A date counts only where there is neither: many feeds give dates that change at each reading.
    """
    date = entry.published_at.isoformat() if entry.published_at and not (entry.guid or entry.url) else ""
    return _digest("\x1f".join((entry.guid or "", entry.url or "", entry.title, entry.text, date)))


def _words_of(text: str) -> str:
    return _NOT_WORD.sub(" ", simplify(text)).strip()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
