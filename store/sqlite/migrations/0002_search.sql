-- What an entry is found by: for each word its fold and, after +, its stem and what it may be the case form of, so that
-- the words of a row stand in the order of the text. Kept as a table so that what was indexed can always be taken out.
CREATE TABLE search_entry (
    id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;

-- Folded words hold only letters and digits; everything ASCII between them separates.
CREATE VIRTUAL TABLE search_fts USING fts5 (
    title, text, content = 'search_entry', content_rowid = 'id', tokenize = 'ascii', detail = 'column'
);

CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
    INSERT INTO search_fts (rowid, title, text) VALUES (new.id, new.title, new.text);
END;

CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
    INSERT INTO search_fts (search_fts, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);
END;

-- Every folded word ever indexed, for correcting typing errors: `tail` is the word backwards, `bones` its consonants.
CREATE TABLE search_word (
    word TEXT PRIMARY KEY,
    tail TEXT NOT NULL,
    bones TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX search_word_tail ON search_word (tail);
CREATE INDEX search_word_bones ON search_word (bones);

-- Filters read no entry to reject it.
CREATE INDEX entry_filter ON entry (sort_at DESC, id DESC, withdrawn_at, language, outlet);
