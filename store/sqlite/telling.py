"""Who is told of a further report of an incident, or of an edit."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from store.entry import AnalysedEntry, Analysis, Entry, ParsedEntry, PersonMention
from store.incident import EventTraits
from store.matching import every_match
from store.people.index import PersonIndex
from store.sqlite.codec import codec
from store.sqlite.incidents import read_traits
from store.sqlite.rows import ENTRY_COLUMNS, entry_of
from store.subscriber import POSSIBLY, Match, Watch, WatchRule

_BATCH = 500


@dataclass(frozen=True, slots=True)
class StoredReport:
    """An entry as it was stored, ready to be matched with watches."""

    outlet: str
    entry: AnalysedEntry


def read_report(connection: sqlite3.Connection, entry_id: int) -> StoredReport:
    """The entry with what its analysis found."""
    row = connection.execute(f"SELECT {ENTRY_COLUMNS} FROM entry WHERE id = ?", (entry_id,)).fetchone()
    return report_of(connection, entry_of(row))


def report_of(connection: sqlite3.Connection, entry: Entry) -> StoredReport:
    """The stored entry with the mentions in it."""
    mentions = connection.execute(
        'SELECT name, surface, start, "end" FROM mention WHERE entry_id = ? ORDER BY start', (entry.id,)
    )
    analysis = Analysis(
        language=entry.language,
        about=entry.about,
        civic=entry.civic,
        topics=entry.topics,
        places=entry.places,
        people=tuple(PersonMention(*mention) for mention in mentions),
    )
    parsed = ParsedEntry(
        guid=None, url=entry.url, link=None, title=entry.title, text=entry.text, published_at=entry.published_at
    )
    return StoredReport(entry.outlet, AnalysedEntry(parsed, analysis))


@dataclass(frozen=True, slots=True)
class Telling:
    """Chooses from the watches that an entry meets those whose readers are told, inside a transaction."""

    connection: sqlite3.Connection
    people: PersonIndex
    now: datetime

    def of_report(self, entry_id: int, matches: Sequence[Match]) -> list[Match]:
        """Of a new entry: all, but of readers who have had its incident only where it adds news or is met anew."""
        others = self._other_reports(entry_id)
        had = self._who_has_had(others)
        again = [match for match in matches if match.subscriber_id in had and match.kind != POSSIBLY]
        if again and not self._adds_news(entry_id, others):
            again = self._met_first(again, [read_report(self.connection, other) for other in others])
        return [match for match in matches if match.subscriber_id not in had] + again

    def of_edit(self, entry_id: int, matches: Sequence[Match], before: StoredReport) -> list[Match]:
        """Of an edit: readers who have not had the incident, for a watch that no report of it met before."""
        others = self._other_reports(entry_id)
        had = self._who_has_had([entry_id, *others])
        open_to = [match for match in matches if match.subscriber_id not in had and match.kind != POSSIBLY]
        if not open_to:
            return []
        return self._met_first(open_to, [before, *(read_report(self.connection, other) for other in others)])

    def _other_reports(self, entry_id: int) -> list[int]:
        rows = self.connection.execute(
            "SELECT other.id FROM entry JOIN entry AS other ON other.incident_id = entry.incident_id"
            " WHERE entry.id = ? AND other.id <> entry.id",
            (entry_id,),
        )
        return [other_id for (other_id,) in rows]

    def _who_has_had(self, entry_ids: Sequence[int]) -> frozenset[int]:
        """Readers who were told of one of the entries, or are about to be; not where it was possible only."""
        alerts = f"SELECT id FROM notice WHERE kind = 'alert' AND entry_id IN ({','.join('?' * len(entry_ids))})"
        rows = self.connection.execute(
            f"SELECT subscriber_id FROM delivery WHERE notice_id IN ({alerts}) AND state <> 'dropped'"
            " AND reason_kind <> ? UNION SELECT json_extract(part.value, '$[1]')"
            " FROM fan_out, json_each(fan_out.matches) AS part"
            f" WHERE notice_id IN ({alerts}) AND json_extract(part.value, '$[2]') <> ?",
            (*entry_ids, POSSIBLY, *entry_ids, POSSIBLY),
        )
        return frozenset(subscriber_id for (subscriber_id,) in rows)

    def _adds_news(self, entry_id: int, others: Iterable[int]) -> bool:
        traits = read_traits(self.connection, [entry_id, *others])
        own = traits.pop(entry_id, None)
        return own is not None and adds_news(own, traits.values())

    def _met_first(self, matches: Sequence[Match], earlier: Sequence[StoredReport]) -> list[Match]:
        """Matches with watches that none of the earlier reports meets; equal rules are tried once."""
        rules = self._rules({match.watch_id for match in matches})
        open_rules = {rule: Watch(number, number, codec(WatchRule).decode(rule)) for number, rule in
                      enumerate(dict.fromkeys(rules.values()))}  # fmt: skip
        for report in earlier:
            met = {match.watch_id for match in self._match(open_rules.values(), report)}
            open_rules = {rule: watch for rule, watch in open_rules.items() if watch.id not in met}
        return [match for match in matches if rules.get(match.watch_id) in open_rules]

    def _match(self, watches: Iterable[Watch], report: StoredReport) -> list[Match]:
        return every_match(watches, report.entry, outlet=report.outlet, person_of=self.people.ids_of, now=self.now)

    def _rules(self, watch_ids: Iterable[int]) -> dict[int, str]:
        wanted = sorted(watch_ids)
        rules: dict[int, str] = {}
        for at in range(0, len(wanted), _BATCH):
            batch = wanted[at : at + _BATCH]
            marks = ",".join("?" * len(batch))
            rules.update(self.connection.execute(f"SELECT id, rule FROM watch WHERE id IN ({marks})", batch).fetchall())
        return rules


def adds_news(report: EventTraits, earlier: Iterable[EventTraits]) -> bool:
    """Whether a report names somebody, or tells of a charge, detention, release, verdict or death, that none had."""
    known = list(earlier)
    people = {person for traits in known for person in traits.people}
    news = {item for traits in known for item in traits.news}
    return bool(set(report.people) - people or report.news - news)
