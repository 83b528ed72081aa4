"""Those who run the bot in the chat, and the record of what they did."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """Owners stand in the settings; the others are granted in the chat.

    An admin speaks to readers and looks after feeds; an editor works on what was read.
    """

    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Admin:
    """`user_id` is Telegram's, and also that of the private chat."""

    user_id: int
    role: Role
    granted_at: datetime | None = None


COMMAND_LINE = "0"
"""Who did what was done on the command line: nobody whose number is known."""


class Deed(StrEnum):
    """What the audit log knows of."""

    GRANTED = "granted"
    REVOKED = "revoked"
    BROADCAST_ASKED = "broadcast asked"
    BROADCAST_CONFIRMED = "broadcast confirmed"
    BROADCAST_PAUSED = "broadcast paused"
    BROADCAST_RESUMED = "broadcast resumed"
    BROADCAST_CANCELLED = "broadcast cancelled"
    BROADCAST_DELETED = "broadcast deleted"
    PANIC_ON = "panic on"
    PANIC_OFF = "panic off"
    WIPED = "readers wiped"
    FEED_PAUSED = "feed paused"
    FEED_RESUMED = "feed resumed"
    FEED_ADDED = "feed added"
    FEED_REMOVED = "feed removed"
    FEED_PACED = "feed interval set"
    CHAT_BANNED = "chat banned"
    BAN_LIFTED = "ban lifted"
    INVITED = "invitation made"
    INVITATION_ONLY = "invitation only"
    OPEN_TO_ALL = "open to all"
    PEOPLE_MERGED = "people merged"
    PERSON_SPLIT = "person split"
    PERSON_RENAMED = "person renamed"
    ALIAS_ADDED = "alias added"
    ALIAS_REMOVED = "alias removed"
    REPORTS_WITHDRAWN = "reports withdrawn"
    REPORT_CORRECTED = "report corrected"
    INCIDENTS_MERGED = "incidents merged"
    REPORT_SEPARATED = "report separated"
    EDIT_UNDONE = "edit undone"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """`who` and `whom` are admins' numbers, or the handles of those revoked since; `detail` names no reader."""

    done_at: datetime
    who: str
    deed: Deed
    whom: str = ""
    detail: str = ""
