"""What Prometheus is told. Nothing here names a reader."""

from collections import Counter as Counts
from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from bot.feeds.health import Condition, health
from store.delivery import OutboxDepth, Outcome, Priority
from store.feed import Feed


class Metrics:
    """All metrics, on a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.polls = Counter("jarchy_polls", "Polls of feeds, by outcome", ["outcome"], registry=self.registry)
        self.entries = Counter("jarchy_entries", "Entries read, by decision", ["decision"], registry=self.registry)
        self.deliveries = Counter(
            "jarchy_deliveries",
            "Deliveries handed over, by priority and outcome",
            ["priority", "outcome"],
            registry=self.registry,
        )
        self._outcomes: dict[tuple[Priority, type[Outcome]], Counter] = {}
        self.answers = Histogram(
            "jarchy_answer_seconds",
            "Seconds from reading an update to its answer",
            registry=self.registry,
            buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10),
        )
        self.outbox_due = Gauge("jarchy_outbox_due", "Deliveries that wait to be sent", registry=self.registry)
        self.outbox_claimed = Gauge("jarchy_outbox_claimed", "Deliveries that are being sent", registry=self.registry)
        self.outbox_uncertain = Gauge(
            "jarchy_outbox_uncertain", "Deliveries that ended uncertain within 90 days", registry=self.registry
        )
        self.outbox_age = Gauge("jarchy_outbox_age_seconds", "Age of the oldest waiting one", registry=self.registry)
        self.limiter_waiting = Gauge("jarchy_limiter_waiting", "Messages that wait for a place", registry=self.registry)
        self.limiter_pace = Gauge(
            "jarchy_limiter_messages_per_second", "Messages a second that are let through", registry=self.registry
        )
        self.limiter_waits = Histogram(
            "jarchy_limiter_wait_seconds",
            "Seconds that a message waited for its place, by priority",
            ["priority"],
            registry=self.registry,
            buckets=(0.01, 0.1, 0.5, 1, 5, 30, 120, 600),
        )
        self.loop_lag = Histogram(
            "jarchy_loop_lag_seconds",
            "How late the event loop comes round",
            registry=self.registry,
            buckets=(0.005, 0.01, 0.05, 0.1, 0.5, 1, 5),
        )
        self.update_age = Gauge(
            "jarchy_update_age_seconds", "Seconds since Telegram last answered for updates", registry=self.registry
        )
        self.undecided = Gauge(
            "jarchy_entries_undecided", "Entries that wait for their own page to be read", registry=self.registry
        )
        self.feeds = Gauge("jarchy_feeds", "Feeds, by condition", ["condition"], registry=self.registry)
        self.feed_failures = Gauge(
            "jarchy_feed_failures", "Failures in a row", ["feed", "outlet"], registry=self.registry
        )
        self.feed_success = Gauge(
            "jarchy_feed_last_success_timestamp_seconds", "Last good poll", ["feed", "outlet"], registry=self.registry
        )
        ProcessCollector(registry=self.registry)

    def show_outbox(self, depth: OutboxDepth, age: float) -> None:
        """Set the outbox gauges; `age` in seconds."""
        self.outbox_due.set(depth.due)
        self.outbox_claimed.set(depth.claimed)
        self.outbox_uncertain.set(depth.uncertain)
        self.outbox_age.set(age)

    def show_limiter(self, *, waiting: int, pace: float) -> None:
        self.limiter_waiting.set(waiting)
        self.limiter_pace.set(pace)

    def note_outcome(self, priority: Priority, outcome: Outcome) -> None:
        """Something was handed over, and this became of it."""
        key = (priority, type(outcome))
        counter = self._outcomes.get(key)
        if counter is None:
            counter = self._outcomes[key] = self.deliveries.labels(
                priority.name.lower(), type(outcome).__name__.lower()
            )
        counter.inc()

    def note_wait(self, priority: Priority, seconds: float) -> None:
        """A message got its place in the limiter."""
        self.limiter_waits.labels(priority.name.lower()).observe(seconds)

    def show_feeds(self, feeds: Iterable[Feed], now: datetime) -> None:
        """Set the gauges of all feeds; one that is gone leaves none behind."""
        counted = Counts(dict.fromkeys(Condition, 0))
        self.feed_failures.clear()
        self.feed_success.clear()
        for feed in feeds:
            seen = health(feed, now)
            counted[seen.condition] += 1
            labels = (str(feed.id), feed.spec.outlet)
            self.feed_failures.labels(*labels).set(seen.failures)
            if seen.last_success_at:
                self.feed_success.labels(*labels).set(seen.last_success_at.timestamp())
        for condition, number in counted.items():
            self.feeds.labels(condition).set(number)

    def render(self) -> bytes:
        """The text that Prometheus scrapes."""
        return generate_latest(self.registry)
