"""What Prometheus is told. Nothing here names a reader."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from store.delivery import OutboxDepth


class Metrics:
    """All metrics, on a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.polls = Counter("jarchy_polls", "Polls of feeds, by outcome", ["outcome"], registry=self.registry)
        self.entries = Counter("jarchy_entries", "Entries read, by decision", ["decision"], registry=self.registry)
        self.deliveries = Counter(
            "jarchy_deliveries", "Deliveries handed over, by outcome", ["outcome"], registry=self.registry
        )
        self.answers = Histogram(
            "jarchy_answer_seconds",
            "Seconds from reading an update to its answer",
            registry=self.registry,
            buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10),
        )
        self.outbox_due = Gauge("jarchy_outbox_due", "Deliveries that wait to be sent", registry=self.registry)
        self.outbox_age = Gauge("jarchy_outbox_age_seconds", "Age of the oldest waiting one", registry=self.registry)
        self.update_age = Gauge(
            "jarchy_update_poll_age_seconds", "Seconds since getUpdates last answered", registry=self.registry
        )
        self.undecided = Gauge(
            "jarchy_entries_undecided", "Entries that wait for their own page to be read", registry=self.registry
        )
        self.feeds_ill = Gauge("jarchy_feeds_ill", "Enabled feeds whose last poll failed", registry=self.registry)

    def show_outbox(self, depth: OutboxDepth, age: float) -> None:
        """Set the outbox gauges; `age` in seconds."""
        self.outbox_due.set(depth.due)
        self.outbox_age.set(age)

    def render(self) -> bytes:
        """The text that Prometheus scrapes."""
        return generate_latest(self.registry)
