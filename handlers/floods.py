"""Chats that wrote far too much, as admins may know them: by a random handle."""

from collections import OrderedDict
from datetime import datetime, timedelta

QUIET = timedelta(hours=1)
"""A chat is told of once an hour."""
MOST_AN_HOUR = 5
"""So many chats are told of in an hour; a crowd of them is not told one by one."""
_REMEMBERED = 200


class Floods:
    """Kept in memory alone: which chat stands behind a handle is never stored, and forgotten at a restart."""

    def __init__(self) -> None:
        self._chats: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def note(self, chat_id: int, handle: str, now: datetime) -> bool:
        """Remember the chat under `handle`; False when admins need not be told (again)."""
        lately = [known for known, at in self._chats.values() if now - at < QUIET]
        if chat_id in lately or len(lately) >= MOST_AN_HOUR:
            return False
        self._chats[handle] = (chat_id, now)
        while len(self._chats) > _REMEMBERED:
            self._chats.popitem(last=False)
        return True

    def chat_of(self, handle: str) -> int | None:
        known = self._chats.get(handle)
        return known[0] if known else None
