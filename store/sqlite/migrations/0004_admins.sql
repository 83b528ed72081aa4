-- Who runs the bot, beside the owners, whom the settings name.
CREATE TABLE admin (
    user_id INTEGER PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('admin', 'editor')),
    granted_at INTEGER NOT NULL
) STRICT;

-- What admins did. `who` and `whom` are admins' numbers until they are revoked, then a random handle; never a reader's.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    done_at INTEGER NOT NULL,
    who TEXT NOT NULL,
    deed TEXT NOT NULL,
    whom TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX audit_done ON audit (done_at);

-- A held notice's deliveries wait. `amends` is the notice whose messages are edited, or deleted where `withdraws`.
ALTER TABLE notice ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
ALTER TABLE notice ADD COLUMN file TEXT;
ALTER TABLE notice ADD COLUMN amends INTEGER REFERENCES notice (id) ON DELETE CASCADE;
ALTER TABLE notice ADD COLUMN withdraws INTEGER NOT NULL DEFAULT 0 CHECK (withdraws IN (0, 1));
CREATE INDEX notice_held ON notice (id) WHERE held = 1;
CREATE INDEX notice_amends ON notice (amends) WHERE amends IS NOT NULL;

CREATE TABLE broadcast (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL CHECK (state IN ('draft', 'proposed', 'scheduled', 'sending', 'paused', 'cancelled', 'done')),
    purpose TEXT NOT NULL CHECK (purpose IN ('send', 'edit', 'delete')),
    created_by INTEGER NOT NULL,
    confirmed_by INTEGER,
    created_at INTEGER NOT NULL,
    start_at INTEGER,
    body TEXT NOT NULL,
    file TEXT,
    audience TEXT NOT NULL,
    amends INTEGER REFERENCES broadcast (id) ON DELETE CASCADE,
    notice_id INTEGER REFERENCES notice (id) ON DELETE SET NULL,
    shown_in INTEGER
) STRICT;
CREATE INDEX broadcast_open ON broadcast (state) WHERE state NOT IN ('cancelled', 'done');

-- Set by an admin; the catalogue says nothing of it.
ALTER TABLE feed ADD COLUMN paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1));

-- Chats that are ignored: a keyed hash of each one's number, and the handle under which admins know it.
CREATE TABLE ban (
    chat_hash TEXT PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE,
    banned_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    secret_hash TEXT NOT NULL UNIQUE,
    places INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0,
    ends_at INTEGER NOT NULL
) STRICT;
