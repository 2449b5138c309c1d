CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    publisher TEXT,
    title TEXT,
    published TEXT,
    url TEXT,
    text TEXT NOT NULL,
    -- Where it was read from, as the reader names it.
    source TEXT NOT NULL,
    -- The first document of which this one is a wire copy.
    copy_of TEXT REFERENCES documents (id),
    language TEXT
) STRICT;

CREATE TABLE claims (
    document TEXT NOT NULL REFERENCES documents (id),
    -- Place in reading order, from 0.
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    coder TEXT NOT NULL,
    claim TEXT NOT NULL,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX claims_by_id ON claims (id);
