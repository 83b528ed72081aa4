"""The store's contract. Every time is aware UTC and comes in as an argument.

Written so that another database can stand behind it: claims carry leases, nothing needs one process. Errors that the
caller can do something about are in `store.errors`; anything else is a defect and passes through.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from store.admin_protocols import Admins, Bans, Broadcasts, Edits, Invitations, Notes, Panic
from store.delivery import Bundled, ClaimedDelivery, NoticeKind, OutboxDepth, Outcome, Standing, Told
from store.entry import AnalysedEntry, Entry
from store.feed import Feed, FeedSpec, FeedState, SeenItems
from store.incident import SameEvent
from store.intake import Intake, Judge
from store.listing import LatestFilter, MonthCount, OutletFreshness, Page
from store.person import Person, PersonLookup, StoredMention
from store.query import Query
from store.search import SearchPage
from store.subscriber import ChatKind, ChatRef, Match, Subscriber, Watch, WatchRule
from store.timing import Timing
from store.undecided import Examined, Undecided


class Feeds(Protocol):
    async def sync(self, specs: Sequence[FeedSpec], *, now: datetime) -> None:
        """Make the stored catalogue feeds equal `specs`; the state of a feed whose url stays is kept."""

    async def all(self) -> list[Feed]: ...

    async def due(self, *, now: datetime, limit: int) -> list[Feed]:
        """Enabled feeds whose next poll is not later than `now`, longest due first."""

    async def next_due_at(self, *, after: datetime | None = None) -> datetime | None:
        """When the next feed is due, or the next one later than `after`."""

    async def add(self, spec: FeedSpec, *, now: datetime) -> bool:
        """Poll a feed that the catalogue does not name, at once; False when its address is there already."""

    async def remove(self, feed_id: int) -> bool:
        """Poll it no longer; its entries stay. False when no admin added it: the catalogue's are paused instead."""

    async def pause(self, feed_id: int, *, paused: bool, now: datetime) -> None:
        """An admin wants it not polled, or polled again: then at once, and taken as it is if it could not be read."""

    async def set_interval(self, feed_id: int, interval: timedelta | None) -> None:
        """An admin wants it polled at the earliest so long after the last time; None: as the catalogue says."""

    async def undecided(self) -> Mapping[int, int]:
        """How many entries of each feed wait for their own page; feeds without any are left out."""

    async def save_state(self, feed_id: int, state: FeedState) -> None: ...

    async def save_states(self, states: Mapping[int, FeedState]) -> None:
        """What polling has learnt of several feeds, in one transaction."""

    async def seen(self, feed_id: int, *, now: datetime) -> SeenItems:
        """The items that the feed has given before."""

    async def mark_shown(self, feed_id: int, hashes: Collection[str], *, now: datetime) -> None:
        """Mark items that the feed shows still; what is not marked for a month is forgotten."""

    async def mark_last_shown_again(self, feed_id: int, *, now: datetime) -> None:
        """The same for all that the feed's last document showed, when that came again as it was."""


class Entries(Protocol):
    async def take_in(
        self,
        feed: Feed,
        analysed: Sequence[AnalysedEntry],
        *,
        judge: Judge,
        audience: Sequence[Sequence[Match]],
        state: FeedState,
        now: datetime,
        same_event: SameEvent | None = None,
    ) -> Intake:
        """Write entries, people, mentions, incidents, the deliveries that follow and the feed's state: one transaction.

        `judge` decides about each entry from what is known; `audience` holds, entry by entry, every watch that it
        meets. Told of is what the judge says; who has had the incident is not told of a further report, unless the
        report adds a person, a charge, a detention, a release, a verdict or a death, or meets one of the reader's
        watches that no earlier report met. An edit that meets a watch for the first time is told to a reader who has
        not had the incident. `same_event` decides which entries are one incident; without it each is its own.
        """

    async def add_archive(self, analysed: Sequence[AnalysedEntry], *, outlet: str, now: datetime) -> int:
        """Store archive entries by their guid, those that are there already left alone. Gives how many came."""

    async def lacking(self, external_ids: Sequence[str]) -> list[str]:
        """Those of the ids of archive or import under which no entry stands, in their order."""

    async def import_entries(
        self,
        batch: Sequence[tuple[str, str, AnalysedEntry]],
        *,
        now: datetime,
        same_event: SameEvent | None = None,
    ) -> int:
        """Store entries under their own ids (id, outlet, entry), told to nobody; only incidents are shared.

        An id that is there already has its entry replaced. Gives how many were stored.
        """

    async def latest(self, wanted: LatestFilter, *, offset: int, limit: int) -> Page:
        """Each incident once, by the newest of its entries that are wanted."""

    async def reports(self, incident_id: int) -> tuple[Entry, ...]:
        """All entries of an incident that are not withdrawn, newest first."""

    async def get(self, entry_id: int) -> Entry | None: ...

    async def meeting(self, rule: WatchRule, *, limit: int, now: datetime) -> list[Entry]:
        """What a watch with this rule would have brought last: each incident by its newest entry that meets it.

        Decided as for new entries, on the newest few hundred that come into question.
        """

    async def count_by_month(self, *, first: date, last: date) -> list[MonthCount]:
        """How many incidents began in each month from that of `first` to that of `last`, on the bot's calendar."""

    async def freshness(self) -> list[OutletFreshness]: ...

    async def withdraw(self, entry_id: int, reason: str, *, now: datetime) -> bool:
        """Take an entry out of lists and searches and correct its alerts; False when it is not there or withdrawn.

        `reason` is shown to those who got the alert, in whatever language it is; it may be "".
        """

    async def search(self, query: Query, *, offset: int, limit: int) -> SearchPage: ...


class UndecidedEntries(Protocol):
    """Entries whose own pages are to tell what they are about."""

    async def unexamined(self, feed_id: int, *, since: datetime, limit: int) -> list[Entry]:
        """Entries of a feed about nothing of ours, read since, with an address, not yet looked at; newest first."""

    async def examine(self, examined: Sequence[Examined], *, now: datetime) -> None:
        """Note which entries wait for their page, from now on, and which are settled until they are edited."""

    async def waiting(self, feed_id: int, *, now: datetime, limit: int) -> list[Undecided]:
        """Those of a feed that may be tried, newest first."""

    async def postpone(self, entry_id: int, *, until: datetime | None) -> None:
        """The page could not be read: try again later, or (None) let it rest as it is."""

    async def decide(
        self,
        entry: Entry,
        analysed: AnalysedEntry,
        *,
        told: Sequence[Match],
        now: datetime,
        same_event: SameEvent | None = None,
    ) -> int:
        """Store what the page tells, with the alerts to `told`, unless the entry has changed; gives the deliveries."""

    async def count(self) -> int:
        """How many wait."""


class Archive(Protocol):
    async def count(self) -> int:
        """How many entries `page` gives in all."""

    async def page(self, *, after: int, limit: int) -> list[Entry]:
        """Entries whose id is greater than `after`, by id; none that was withdrawn or belongs to the demonstration."""

    async def newest(self, *, limit: int, without: Collection[str] = ()) -> list[Entry]:
        """Civic entries that are about Kyrgyzstan first of all, one an incident (the first that told), newest first.

        None of the outlets `without`.
        """


class People(Protocol):
    async def look_up(self, name: str) -> PersonLookup:
        """Find somebody by a name in any script, order, case ending or common misspelling."""

    async def get(self, person_id: int) -> Person | None: ...

    async def entries(self, person_id: int, *, offset: int, limit: int) -> Page:
        """Entries that name the person, newest first."""

    async def mentions(self, person_id: int, entry_ids: Sequence[int]) -> list[StoredMention]: ...

    async def named_in(self, entry_id: int) -> list[Person]:
        """People whom the entry names, in the order in which it first names them."""


class Subscribers(Protocol):
    async def remember(self, chat: ChatRef, *, kind: ChatKind, language: str, now: datetime) -> Subscriber:
        """The chat's subscriber, made when it is new; awake afterwards. Language and kind of a known one stay."""

    async def find(self, chat: ChatRef) -> Subscriber | None: ...

    async def set_language(self, subscriber_id: int, language: str) -> None: ...

    async def set_delivery(self, subscriber_id: int, *, discreet: bool, previews: bool) -> None: ...

    async def set_timing(self, subscriber_id: int, timing: Timing, *, now: datetime) -> None:
        """When alerts may come; what waits already follows."""

    async def set_urgent(self, subscriber_id: int, watch_id: int, *, urgent: bool) -> bool:
        """Whether the watch comes through quiet hours and digests; False when the subscriber has no such watch."""

    async def sleep(self, subscriber_id: int, *, reason: str, now: datetime) -> None: ...

    async def sleep_chat(self, chat_id: int, *, reason: str, now: datetime) -> None: ...

    async def wake_chat(self, chat_id: int, *, now: datetime) -> None: ...

    async def move_chat(self, chat_id: int, new_chat_id: int) -> None:
        """A group became a supergroup: subscribers, watches and waiting deliveries move, merged where both exist."""

    async def forget_chat(self, chat: ChatRef) -> bool:
        """Remove the subscriber, its watches and deliveries for good; False when there was none."""

    async def forget_everywhere(self, chat_id: int) -> int:
        """As `forget_chat`, with all topics of a forum; gives how many there were."""

    async def watches(self, subscriber_id: int) -> list[Watch]: ...

    async def all_watches(self) -> list[Watch]:
        """Every watch of every subscriber that is awake."""

    async def add_watch(self, subscriber_id: int, rule: WatchRule, *, now: datetime) -> Watch:
        """An equal rule is not added twice; the watch there is comes back."""

    async def replace_rule(self, subscriber_id: int, watch_id: int, rule: WatchRule) -> Watch | None:
        """Let the watch follow something else; where another watch has that rule already, this one joins it.

        None when the subscriber has no such watch.
        """

    async def pause_watch(self, subscriber_id: int, watch_id: int, *, until: datetime | None) -> bool:
        """Let nothing meet the watch until then; None resumes it. False when the subscriber has no such watch."""

    async def remove_watch(self, subscriber_id: int, watch_id: int) -> bool:
        """False when the subscriber has no such watch."""

    async def remove_watches(self, subscriber_id: int) -> int: ...

    async def everything_of(self, chat: ChatRef) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """All that is stored of the chat: rows as they are, by table; empty when nothing is."""

    async def count(self) -> Mapping[str, int]:
        """Numbers only: by kind, by language, awake and asleep, with any watch (`watching`)."""


class Outbox(Protocol):
    async def announce(self, body: Mapping[str, str], *, created_by: int, key: str, now: datetime) -> int:
        """Enqueue a broadcast for every subscriber that is awake; the same `key` enqueues once. Gives the number."""

    async def claim(self, *, now: datetime, lease: timedelta, limit: int, courier: str) -> list[ClaimedDelivery]:
        """Take due deliveries, urgent kinds first, then oldest first; at most one a chat, in order within a chat.

        A claim whose lease has run out is taken back first, as `recover` does.
        """

    async def spread(self) -> bool:
        """Write some more deliveries of an alert to a large audience, not all at once; False when there are none."""

    async def mark_sending(self, ids: Sequence[int], *, now: datetime) -> None:
        """Commit that these are being handed over; a crash after this makes them uncertain."""

    async def settle(self, outcomes: Sequence[tuple[ClaimedDelivery, Outcome]], *, now: datetime) -> None:
        """Record what became of them. Uncertain alerts and corrections come due once more after a minute, others end.

        Gone puts the subscriber to sleep; Moved moves the chat and makes the delivery due again at once; Rejected makes
        it due once more as plain text, then drops it.
        """

    async def recover(self, *, now: datetime) -> tuple[int, int]:
        """At start: claims return to due, or to uncertain where sending had begun. Gives both counts."""

    async def recognise(self, bot_id: int, *, now: datetime) -> Standing:
        """Note which bot has started; while it is a stranger to the data, nothing is claimed."""

    async def accept_bot(self, *, now: datetime) -> bool:
        """The stranger may go on with the data as its own; False when there is none."""

    async def forgive(self) -> None:
        """Nobody was answered for a while: the failures in a row of what is open begin to count anew."""

    async def bundled(self, digest_id: int, subscriber_id: int) -> list[Bundled]:
        """What a reader's digest (the id of its delivery) holds, ordered by incident and time."""

    async def told_in(self, subscriber_id: int, message_id: int) -> list[Told]:
        """The alerts that a message brought: one, or those of a digest; none once that is forgotten."""

    async def told_of(self, subscriber_id: int, entry_id: int | None = None) -> Told | None:
        """The latest alert that the reader got, about that entry if one is given."""

    async def next_due_at(self) -> datetime | None: ...

    async def depth(self) -> OutboxDepth: ...

    async def tally(self) -> Mapping[NoticeKind, Mapping[str, int]]:
        """For each kind: how many were sent, dropped, uncertain (once uncertain, whatever came after)."""


class Housekeeping(Protocol):
    async def forget_old(self, *, now: datetime) -> None:
        """Delete what has had its time: what was sent over 90 days ago (its numbers stay), readers long gone."""

    async def notice_changes(self) -> bool:
        """Read anew what is kept in memory when another process wrote to the database; True when it did."""

    async def shift_schedules(self, *, by: timedelta, now: datetime) -> None:
        """The clock was set forward (or back) by so much: what was planned stays as far off as it was."""

    async def bring_back(self, *, now: datetime) -> None:
        """At start: what is planned for absurdly late, by a clock that was wrong, is due now."""

    async def find_damage(self) -> str:
        """What is wrong with the pages of the database, "" when nothing is."""


class Store(Protocol):
    """All rooms of the store."""

    @property
    def feeds(self) -> Feeds: ...
    @property
    def entries(self) -> Entries: ...
    @property
    def undecided(self) -> UndecidedEntries: ...
    @property
    def archive(self) -> Archive: ...
    @property
    def people(self) -> People: ...
    @property
    def subscribers(self) -> Subscribers: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def housekeeping(self) -> Housekeeping: ...
    @property
    def admins(self) -> Admins: ...
    @property
    def edits(self) -> Edits: ...
    @property
    def broadcasts(self) -> Broadcasts: ...
    @property
    def panic(self) -> Panic: ...
    @property
    def bans(self) -> Bans: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def notes(self) -> Notes: ...
