-- Whoever was merged into another keeps its spellings, mentions and watches; they count for the other until the merge is
-- undone. `place`: where a public figure stands in the lexicon.
ALTER TABLE person ADD COLUMN merged_into INTEGER REFERENCES person (id);
ALTER TABLE person ADD COLUMN place INTEGER;
CREATE INDEX person_merged ON person (merged_into) WHERE merged_into IS NOT NULL;
DELETE FROM meta WHERE key = 'figures';

-- What editors say of an entry; topics and places that they set stay when the outlet edits it.
ALTER TABLE entry ADD COLUMN right_title TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN retracted INTEGER NOT NULL DEFAULT 0 CHECK (retracted IN (0, 1));
ALTER TABLE entry ADD COLUMN withdrawn_why TEXT NOT NULL DEFAULT '';
ALTER TABLE entry ADD COLUMN set_topics TEXT;
ALTER TABLE entry ADD COLUMN set_places TEXT;

-- What editors did, with what it takes to undo it; who did it stands in the audit log alone.
CREATE TABLE edit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    undone_at INTEGER,
    person_id INTEGER REFERENCES person (id) ON DELETE CASCADE,
    entry_id INTEGER REFERENCES entry (id) ON DELETE CASCADE,
    told TEXT NOT NULL,
    before TEXT NOT NULL
) STRICT;
CREATE INDEX edit_person ON edit (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX edit_entry ON edit (entry_id) WHERE entry_id IS NOT NULL;
