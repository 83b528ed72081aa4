-- `failing_since`: the first of the failures in a row. `timed`: an alert that waits for its reader's hour; `digest_id` is
-- the delivery of the digest that takes it along.
ALTER TABLE delivery ADD COLUMN failing_since INTEGER;
ALTER TABLE delivery ADD COLUMN timed INTEGER NOT NULL DEFAULT 0 CHECK (timed IN (0, 1));
ALTER TABLE delivery ADD COLUMN digest_id INTEGER;

-- What waits for its hour must not be looked through whenever something is claimed.
DROP INDEX delivery_due;
CREATE INDEX delivery_due ON delivery (priority, due_at, id) WHERE state = 'due' AND timed = 0;
DROP INDEX delivery_open;
CREATE INDEX delivery_open ON delivery (subscriber_id, id) WHERE state IN ('due', 'claimed') AND timed = 0;
CREATE INDEX delivery_timed ON delivery (due_at, subscriber_id)
    WHERE state = 'due' AND timed = 1 AND digest_id IS NULL;
CREATE INDEX delivery_digest ON delivery (digest_id) WHERE digest_id IS NOT NULL;

-- When a reader wants alerts: hours and weekday (Monday is 0) in its own time zone, "" for the bot's.
ALTER TABLE subscriber ADD COLUMN rhythm TEXT NOT NULL DEFAULT 'at once'
    CHECK (rhythm IN ('at once', 'hourly', 'daily', 'weekly'));
ALTER TABLE subscriber ADD COLUMN digest_hour INTEGER NOT NULL DEFAULT 9 CHECK (digest_hour BETWEEN 0 AND 23);
ALTER TABLE subscriber ADD COLUMN digest_weekday INTEGER NOT NULL DEFAULT 0 CHECK (digest_weekday BETWEEN 0 AND 6);
ALTER TABLE subscriber ADD COLUMN timezone TEXT NOT NULL DEFAULT '';
ALTER TABLE subscriber ADD COLUMN quiet_from INTEGER CHECK (quiet_from BETWEEN 0 AND 23);
ALTER TABLE subscriber ADD COLUMN quiet_until INTEGER CHECK (quiet_until BETWEEN 0 AND 23);
ALTER TABLE subscriber ADD COLUMN silent_until INTEGER;
CREATE INDEX subscriber_timed ON subscriber (id)
    WHERE rhythm <> 'at once' OR quiet_from IS NOT NULL OR silent_until IS NOT NULL;
