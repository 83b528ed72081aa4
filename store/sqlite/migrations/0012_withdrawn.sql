-- What was withdrawn is rare; whether it names somebody must not cost reading all that names them.
CREATE INDEX entry_withdrawn ON entry (sort_at DESC, id DESC) WHERE withdrawn_at IS NOT NULL;

-- When an entry stands, and whether it does, without reading its text on the way.
CREATE INDEX entry_standing ON entry (id, sort_at, withdrawn_at);
