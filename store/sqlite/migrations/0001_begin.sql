-- Times are microseconds since 1970-01-01 UTC; days are ISO dates; lists and records are JSON.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feed (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    outlet TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('catalogue', 'admin')),
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    next_poll_at INTEGER NOT NULL,
    spec TEXT NOT NULL,
    state TEXT NOT NULL
) STRICT;
CREATE INDEX feed_due ON feed (next_poll_at) WHERE enabled = 1;

CREATE TABLE incident (
    id INTEGER PRIMARY KEY,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    external_id TEXT UNIQUE,
    origin TEXT NOT NULL CHECK (origin IN ('feed', 'archive', 'import')),
    feed_id INTEGER REFERENCES feed (id) ON DELETE SET NULL,
    incident_id INTEGER NOT NULL REFERENCES incident (id),
    outlet TEXT NOT NULL,
    url TEXT,
    also_at TEXT NOT NULL DEFAULT '[]',
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    title_key TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    archive_key TEXT,
    language TEXT NOT NULL,
    country TEXT,
    about TEXT NOT NULL CHECK (about IN ('primary', 'passing', 'none')),
    civic INTEGER NOT NULL CHECK (civic IN (0, 1)),
    topics TEXT NOT NULL DEFAULT '[]',
    places TEXT NOT NULL DEFAULT '[]',
    demonstration INTEGER NOT NULL DEFAULT 0,
    published_at INTEGER,
    period_start TEXT,
    period_end TEXT,
    read_at INTEGER NOT NULL,
    edited_at INTEGER,
    withdrawn_at INTEGER,
    sort_at INTEGER NOT NULL
) STRICT;
CREATE INDEX entry_latest ON entry (sort_at DESC, id DESC) WHERE civic = 1 AND about = 'primary';
CREATE INDEX entry_recent ON entry (sort_at DESC, id DESC);
CREATE INDEX entry_content ON entry (content_hash);
CREATE INDEX entry_title ON entry (title_key);
CREATE INDEX entry_archive ON entry (archive_key) WHERE archive_key IS NOT NULL;
CREATE INDEX entry_incident ON entry (incident_id);

CREATE TABLE entry_version (
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    seen_at INTEGER NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX entry_version_entry ON entry_version (entry_id);

-- Every address of an outlet at which an entry was seen, in canonical form.
CREATE TABLE entry_link (
    outlet TEXT NOT NULL,
    link TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    PRIMARY KEY (outlet, link, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_link_entry ON entry_link (entry_id);

-- Every item as a feed gave it: its own id where it has one, and a hash of all it said.
CREATE TABLE feed_item (
    feed_id INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    hash TEXT NOT NULL,
    guid TEXT,
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (feed_id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_item_guid ON feed_item (feed_id, guid) WHERE guid IS NOT NULL;
CREATE INDEX feed_item_entry ON feed_item (entry_id);

CREATE TABLE entry_topic (
    topic TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    PRIMARY KEY (topic, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_topic_entry ON entry_topic (entry_id);

CREATE TABLE entry_place (
    place TEXT NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    PRIMARY KEY (place, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_place_entry ON entry_place (entry_id);

CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    figure TEXT UNIQUE
) STRICT;

CREATE TABLE alias (
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    spelling TEXT NOT NULL,
    listed INTEGER NOT NULL CHECK (listed IN (0, 1)),
    PRIMARY KEY (person_id, spelling)
) STRICT, WITHOUT ROWID;

CREATE TABLE mention (
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    person_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    surface TEXT NOT NULL,
    PRIMARY KEY (entry_id, start)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_person ON mention (person_id, entry_id) WHERE person_id IS NOT NULL;

CREATE TABLE subscriber (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL CHECK (kind IN ('private', 'group', 'channel', 'topic')),
    language TEXT NOT NULL,
    awake INTEGER NOT NULL DEFAULT 1 CHECK (awake IN (0, 1)),
    asleep_at INTEGER,
    asleep_reason TEXT,
    joined_week TEXT NOT NULL,
    discreet INTEGER NOT NULL DEFAULT 0 CHECK (discreet IN (0, 1)),
    previews INTEGER NOT NULL DEFAULT 0 CHECK (previews IN (0, 1)),
    UNIQUE (chat_id, thread_id)
) STRICT;

CREATE TABLE watch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    rule TEXT NOT NULL,
    paused_until INTEGER,
    urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1)),
    UNIQUE (subscriber_id, rule)
) STRICT;

CREATE TABLE notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('alert', 'correction', 'digest', 'broadcast')),
    key TEXT UNIQUE,
    entry_id INTEGER REFERENCES entry (id) ON DELETE CASCADE,
    body TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notice_id INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('due', 'claimed', 'sent', 'uncertain', 'dropped')),
    priority INTEGER NOT NULL,
    enqueued_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    courier TEXT,
    lease_until INTEGER,
    sending_at INTEGER,
    settled_at INTEGER,
    message_id INTEGER,
    was_uncertain INTEGER NOT NULL DEFAULT 0,
    plain INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    watch_id INTEGER,
    reason_kind TEXT NOT NULL DEFAULT '',
    reason_value TEXT NOT NULL DEFAULT '',
    UNIQUE (notice_id, subscriber_id)
) STRICT;
CREATE INDEX delivery_due ON delivery (priority, due_at, id) WHERE state = 'due';
CREATE INDEX delivery_claimed ON delivery (lease_until) WHERE state = 'claimed';
CREATE INDEX delivery_open ON delivery (subscriber_id, id) WHERE state IN ('due', 'claimed');
CREATE INDEX delivery_subscriber ON delivery (subscriber_id, settled_at);
