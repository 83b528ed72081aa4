"""Taking in what a poll brought, in one transaction."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from store.entry import About, AnalysedEntry, Origin, ParsedEntry
from store.feed import Feed, FeedState
from store.identity import item_hash
from store.incident import SameEvent
from store.intake import Decision, Intake, Judge, Verdict
from store.people.index import PersonIndex
from store.sqlite.corrections import enqueue_correction
from store.sqlite.feeds import save_state
from store.sqlite.known import gather_known
from store.sqlite.outbox import enqueue_alert
from store.sqlite.telling import Telling, read_report
from store.sqlite.times import to_ticks
from store.sqlite.undecided import keep_for_page
from store.sqlite.writing import Placing, add_links, replace_entry, write_entry
from store.subscriber import Match


@dataclass(frozen=True, slots=True)
class Taking:
    """One feed's entries on their way in, inside a transaction."""

    connection: sqlite3.Connection
    people: PersonIndex
    feed: Feed
    now: datetime
    same_event: SameEvent | None = None

    def take_in(
        self,
        analysed: Sequence[AnalysedEntry],
        *,
        judge: Judge,
        audience: Sequence[Sequence[Match]],
        state: FeedState,
    ) -> Intake:
        """Write what is new or changed, with its deliveries, and the feed's state."""
        verdicts = judge(analysed, gather_known(self.connection, self.feed, analysed))
        intake = Intake()
        items: list[tuple[ParsedEntry, int]] = []
        for entry, verdict, matches in zip(analysed, verdicts, audience, strict=True):
            entry_id, intake = self._apply(entry, verdict, matches, intake)
            items.append((entry.parsed, entry_id))
        self._remember_items(items)
        save_state(self.connection, self.feed.id, replace(state, last_new_at=self.now) if intake.new else state)
        return intake

    def _apply(
        self, entry: AnalysedEntry, verdict: Verdict, matches: Sequence[Match], intake: Intake
    ) -> tuple[int, Intake]:
        if verdict.entry_id is None:
            return self._add(entry, matches, verdict.tell, intake)
        if verdict.decision is Decision.EDIT:
            return verdict.entry_id, self._edit(entry, verdict.entry_id, matches, intake)
        if verdict.decision is Decision.ADOPT:
            self._adopt(entry, verdict.entry_id)
            return verdict.entry_id, replace(intake, adopted=intake.adopted + 1)
        return verdict.entry_id, intake

    def _add(self, entry: AnalysedEntry, matches: Sequence[Match], tell: bool, intake: Intake) -> tuple[int, Intake]:
        spec = self.feed.spec
        placing = Placing(
            origin=Origin.FEED,
            outlet=spec.outlet,
            feed_id=self.feed.id,
            country=spec.country,
            demonstration=spec.demonstration,
        )
        dated = self._with_time_of_event(entry)
        entry_id = write_entry(self.connection, self.people, dated, placing, self.now, same_event=self.same_event)
        intake = replace(intake, new=intake.new + 1, entry_ids=(*intake.entry_ids, entry_id))
        if spec.read_pages and spec.country is None and entry.analysis.about is About.NONE:
            keep_for_page(self.connection, entry_id, tell=tell)
        return entry_id, self._tell(entry_id, self._telling.of_report(entry_id, matches if tell else ()), intake)

    def _with_time_of_event(self, entry: AnalysedEntry) -> AnalysedEntry:
        """What a feed brings without a date is news of now, unless it is read for the first time."""
        if entry.event is None or entry.event.published_at or self.feed.state.first_polled_at is None:
            return entry
        return replace(entry, event=replace(entry.event, published_at=self.now))

    def _tell(self, entry_id: int, matches: Sequence[Match], intake: Intake) -> Intake:
        if not matches:
            return intake
        deliveries = enqueue_alert(self.connection, entry_id, matches, self.now)
        return replace(intake, told=intake.told + 1, deliveries=intake.deliveries + deliveries)

    @property
    def _telling(self) -> Telling:
        return Telling(self.connection, self.people, self.now)

    def _edit(self, entry: AnalysedEntry, entry_id: int, matches: Sequence[Match], intake: Intake) -> Intake:
        before = read_report(self.connection, entry_id)
        at = to_ticks(self.now)
        self.connection.execute(
            "INSERT INTO entry_version SELECT id, ?, title, text FROM entry WHERE id = ?", (at, entry_id)
        )
        self._replace(entry, entry_id, country=self.feed.spec.country)
        self.connection.execute("UPDATE entry SET edited_at = ? WHERE id = ?", (at, entry_id))
        enqueue_correction(self.connection, entry_id, self.now)
        told = self._telling.of_edit(entry_id, matches, before)
        return self._tell(entry_id, told, replace(intake, edited=intake.edited + 1))

    def _adopt(self, entry: AnalysedEntry, entry_id: int) -> None:
        """Outlet, address, text and date come from the feed; the period and the copies elsewhere stay, and so does
        what the feed does not give. An archive entry sums up many events and stays an incident of its own."""
        url, text, also_at, start, end = self.connection.execute(
            "SELECT url, text, also_at, period_start, period_end FROM entry WHERE id = ?", (entry_id,)
        ).fetchone()
        parsed = replace(entry.parsed, url=entry.parsed.url or url, text=entry.parsed.text or text)
        adopted = replace(entry, parsed=parsed, event=None, imprint=None)
        self._replace(adopted, entry_id, country=self.feed.spec.country or "kg")
        self.connection.execute(
            "UPDATE entry SET origin = 'feed', feed_id = ?, outlet = ?, also_at = ?, period_start = ?, period_end = ?,"
            " read_at = ? WHERE id = ?",
            (self.feed.id, self.feed.spec.outlet, also_at, start, end, to_ticks(self.now), entry_id),
        )

    def _replace(self, entry: AnalysedEntry, entry_id: int, *, country: str | None) -> None:
        # A date that the item no longer gives stays as it was, and so does the place in time without one.
        dates = self.connection.execute("SELECT published_at, sort_at FROM entry WHERE id = ?", (entry_id,)).fetchone()
        replace_entry(
            self.connection,
            self.people,
            entry_id,
            entry,
            country=country,
            now=self.now,
            same_event=self.same_event,
        )
        if entry.parsed.published_at is None:
            self.connection.execute("UPDATE entry SET published_at = ?, sort_at = ? WHERE id = ?", (*dates, entry_id))

    def _remember_items(self, items: Sequence[tuple[ParsedEntry, int]]) -> None:
        add_links(self.connection, self.feed.spec.outlet, items)
        self.connection.executemany(
            "INSERT OR REPLACE INTO feed_item VALUES (?, ?, ?, ?, ?)",
            [
                (self.feed.id, item_hash(parsed), parsed.guid, entry_id, to_ticks(self.now))
                for parsed, entry_id in items
            ],
        )
