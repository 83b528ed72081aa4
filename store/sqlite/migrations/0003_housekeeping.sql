-- What is left of deliveries once they are forgotten: numbers.
CREATE TABLE past_delivery (
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    number INTEGER NOT NULL,
    once_uncertain INTEGER NOT NULL,
    PRIMARY KEY (kind, state)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_settled ON delivery (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX feed_item_seen ON feed_item (seen_at);
