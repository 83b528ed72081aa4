-- What an entry says of its event, for comparing it with later ones.
CREATE TABLE event (
    entry_id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
    traits TEXT NOT NULL
) STRICT;

-- What entries of one event are likely to share; `at` is when the event was reported, 0 where that is unknown.
CREATE TABLE event_key (
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    PRIMARY KEY (key, at, entry_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_key_entry ON event_key (entry_id);

-- How many incidents there are to show.
CREATE INDEX entry_shown ON entry (incident_id) WHERE civic = 1 AND about = 'primary' AND withdrawn_at IS NULL;
