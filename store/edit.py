"""What editors changed of people and incidents, and can undo."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EditKind(StrEnum):
    MERGED = "people merged"
    SPLIT = "person split"
    RENAMED = "person renamed"
    ALIAS_ADDED = "alias added"
    ALIAS_REMOVED = "alias removed"
    RETRACTED = "reports withdrawn"
    CORRECTED = "report corrected"
    JOINED = "incidents merged"
    SEPARATED = "report separated"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. `told` are the names or titles that it is about, the one that it starts from first.

    `person_id` is who was changed (of a merge who went, of a split who came), `entry_id` the report.
    """

    id: int
    kind: EditKind
    made_at: datetime
    told: tuple[str, ...]
    person_id: int | None = None
    entry_id: int | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of a person, and in how many entries it stands. `listed`: from the lexicon or an editor."""

    spelling: str
    listed: bool
    entries: int


@dataclass(frozen=True, slots=True)
class ReportNote:
    """What an editor says of a report: what its title should be, a remark; "" says nothing.

    `topics` and `places` are keys of the lexicon that take the place of those found; None leaves them.
    """

    title: str = ""
    note: str = ""
    topics: tuple[str, ...] | None = None
    places: tuple[str, ...] | None = None
