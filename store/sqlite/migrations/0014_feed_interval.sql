-- The least seconds between two polls that an admin wants; NULL where the catalogue, or the settings, say.
ALTER TABLE feed ADD COLUMN interval INTEGER CHECK (interval > 0);
