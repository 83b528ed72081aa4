-- What of an alert's many deliveries is still to be written: a part of its matches, written in a transaction of its own.
CREATE TABLE fan_out (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notice_id INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    matches TEXT NOT NULL
) STRICT;
CREATE INDEX fan_out_notice ON fan_out (notice_id);
