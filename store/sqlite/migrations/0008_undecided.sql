-- Entries that say too little to tell what they are about: their own page is to decide. Without a time to try they are
-- settled, with or without the page, until the outlet edits them. `tell`: whether they are told once they are decided.
CREATE TABLE undecided_entry (
    entry_id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
    examined_at INTEGER NOT NULL,
    tell INTEGER NOT NULL CHECK (tell IN (0, 1)),
    tries INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER
) STRICT;
CREATE INDEX undecided_entry_waiting ON undecided_entry (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX entry_unlike ON entry (feed_id, sort_at) WHERE about = 'none';
