"""The store's contract for those who run the bot: roles, broadcasts, the brake, bans, invitations."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from store.admin import Admin, AuditLine, Deed, Role
from store.broadcast import Audience, Broadcast, Draft, Progress
from store.edit import Edit, ReportNote, Spelling


class Admins(Protocol):
    """Those who run the bot beside the owners, and the audit log; no deed names a reader."""

    async def all(self) -> list[Admin]:
        """Who was granted a role, first granted first."""

    async def find(self, user_id: int) -> Admin | None: ...

    async def grant(self, user_id: int, role: Role, *, by: int, now: datetime) -> None:
        """Give a role, or another one; recorded."""

    async def revoke(self, user_id: int, *, by: int, handle: str, now: datetime) -> int | None:
        """Take the role, cancel what the admin had pending (gives the number), put `handle` where the number stood.

        None when there was no such admin.
        """

    async def dismiss_others(self, owners: Collection[int], *, handle: str, now: datetime) -> int:
        """Treat whoever is neither among `owners` nor has a role as revoked; gives how many broadcasts were cancelled.

        For owners whom the settings name no more.
        """

    async def record(self, who: int, deed: Deed, *, detail: str = "", now: datetime) -> None: ...

    async def audit(self, *, limit: int) -> list[AuditLine]:
        """The newest deeds, newest first."""


class Edits(Protocol):
    """What editors change of people and incidents. Each change is kept and can be undone; who made it is not kept here.

    A function that finds nothing to change gives None.
    """

    async def merge(self, person_id: int, into: int, *, now: datetime) -> Edit | None:
        """Two are one person, found as `into`: also in later entries, and by whoever watches either."""

    async def split(self, person_id: int, spelling: str, *, now: datetime) -> Edit | None:
        """Whoever is called so is somebody else. None too where it is the only spelling."""

    async def split_entry(self, person_id: int, entry_id: int, *, now: datetime) -> Edit | None:
        """Whom this entry names is somebody else of the same name."""

    async def rename(self, person_id: int, name: str, *, now: datetime) -> Edit | None: ...

    async def add_alias(self, person_id: int, spelling: str, *, now: datetime) -> Edit | None: ...

    async def remove_alias(self, person_id: int, spelling: str, *, now: datetime) -> Edit | None:
        """None too where it is the person's name, or an entry has it: then `split` is meant."""

    async def spellings(self, person_id: int) -> list[Spelling]:
        """All spellings, the most frequent first."""

    async def retract(self, entry_ids: Sequence[int], reason: str, *, now: datetime) -> Edit | None:
        """Withdraw reports: they are told and shown no more, and whoever got their alerts is told; undone, told again.

        `reason` is shown to readers, in whatever language it is; it may be "".
        """

    async def correct(self, entry_id: int, note: ReportNote, *, now: datetime) -> Edit | None:
        """Put this note on a report in place of the one it has; whoever got its alert is told of title and remark."""

    async def join(self, incident_id: int, into: int, *, now: datetime) -> Edit | None:
        """Two incidents are one, `into`."""

    async def separate(self, entry_id: int, *, now: datetime) -> Edit | None:
        """A report is an incident of its own, and joins no other by itself any more."""

    async def note_of(self, entry_id: int) -> ReportNote | None: ...

    async def recent(self, *, limit: int, offset: int = 0) -> list[Edit]:
        """The newest changes, newest first, undone ones too."""

    async def get(self, edit_id: int) -> Edit | None: ...

    async def undo(self, edit_id: int, *, now: datetime) -> Edit | None:
        """Put back what a change changed. None where it is undone already or others have since built on it."""


class Broadcasts(Protocol):
    async def draft(self, draft: Draft, *, now: datetime) -> Broadcast:
        """Store what an admin means to send; kept for an hour unless confirmed."""

    async def get(self, broadcast_id: int, *, now: datetime) -> Broadcast | None:
        """None also for one that nobody confirmed in time."""

    async def recent(self, *, limit: int) -> list[Broadcast]:
        """The newest that were confirmed, newest first, without edits and deletions."""

    async def open(self) -> list[Broadcast]:
        """Those neither done nor cancelled."""

    async def aim(self, broadcast_id: int, audience: Audience) -> None:
        """Choose who gets a draft."""

    async def time(self, broadcast_id: int, start_at: datetime | None) -> None:
        """Choose when a draft is to be sent; None: at once."""

    async def propose(self, broadcast_id: int, *, shown_in: int | None) -> bool:
        """Its author wants it sent, another admin has to confirm. False when it is no draft any more."""

    async def confirm(self, broadcast_id: int, *, by: int, shown_in: int | None, now: datetime) -> int | None:
        """Send it, at once or at its time; gives to how many chats. None when it waits for no confirmation.

        Nor is a narrower audience written to that has become too small.
        """

    async def hold(self, broadcast_id: int, *, held: bool) -> bool:
        """Pause one that is being sent, or go on; False when it is in no state for that."""

    async def cancel(self, broadcast_id: int, *, now: datetime) -> bool:
        """What was not sent yet will not be; False when it is over already."""

    async def count(self, broadcast_id: int, audience: Audience) -> int:
        """To how many chats it would go."""

    async def audiences(self) -> Mapping[Audience, int]:
        """Everybody, and the narrower audiences that are large enough to be shown."""

    async def progress(self, broadcast_id: int) -> Progress: ...

    async def advance(self, *, now: datetime) -> int:
        """Forget stale drafts, start what is due, end what is done; gives how many were started."""


class Panic(Protocol):
    """The emergency brake: while it is on nothing is claimed, nothing sent, and nobody but owners answered."""

    @property
    def on(self) -> bool: ...

    async def set(self, *, on: bool, now: datetime) -> None: ...

    async def wipe(self) -> int:
        """Destroy the list of readers and all that refers to it, beyond recovery; gives how many there were."""


class Bans(Protocol):
    """Chats that are ignored, known only by a keyed hash and a random handle."""

    def holds(self, chat_id: int) -> bool: ...

    async def ban(self, chat_id: int, *, handle: str, now: datetime) -> None: ...

    async def lift(self, handle: str) -> bool: ...

    async def handles(self) -> list[str]:
        """Newest first."""


class Invitations(Protocol):
    """Whether new chats need an invitation, and the links that are one."""

    @property
    def needed(self) -> bool: ...

    async def require(self, *, needed: bool) -> None: ...

    async def add(self, secret: str, *, places: int, ends_at: datetime) -> None: ...

    async def use(self, secret: str, *, now: datetime) -> bool:
        """Take one place of a link; False when it is unknown, full or over."""

    async def withdraw_all(self) -> int: ...

    async def open_places(self, *, now: datetime) -> int: ...


class Notes(Protocol):
    """Small facts that the machine notes down for itself; nothing of readers."""

    async def read(self, key: str) -> str | None: ...

    async def write(self, key: str, value: str | None) -> None: ...
