-- Reports, in the order in which they came.
CREATE TABLE documents (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    publisher TEXT,
    title TEXT,
    published TEXT,
    url TEXT,
    text TEXT NOT NULL,
    -- Where it was read from, as the reader names it.
    source TEXT NOT NULL,
    -- Name and version of the coder that read it.
    coder TEXT NOT NULL,
    -- Its claims in reading order: a JSON array, packed (sqlite/packed.rs). NULL where there is none.
    claims BLOB,
    -- The first report with these words, or nearly these, and how much this one resembles it. Set by settling.
    copy_of TEXT,
    resemblance REAL
) STRICT;

CREATE INDEX documents_by_day ON documents (published);
CREATE INDEX documents_by_copy ON documents (copy_of) WHERE copy_of IS NOT NULL;

CREATE VIRTUAL TABLE documents_text USING fts5 (
    title, text, content = 'documents', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2'
);

-- What claims are found by; the claims themselves stand with their document.
CREATE TABLE claims (
    document INTEGER NOT NULL REFERENCES documents (seq),
    -- Place in reading order, from 0.
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT,
    mode TEXT,
    condition TEXT,
    status TEXT NOT NULL,
    analysis INTEGER NOT NULL,
    first_day TEXT,
    last_day TEXT,
    place TEXT,
    admin1 TEXT,
    country TEXT,
    lat REAL,
    lon REAL,
    -- Kinds of harm, each between blanks: ' killed injured '.
    harm TEXT NOT NULL,
    -- Ids and names of the actors on both sides in lower case, one a line.
    actors TEXT NOT NULL,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX claims_by_id ON claims (id);

-- Incidents as the last settling found them.
CREATE TABLE incidents (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    type TEXT,
    first_day TEXT,
    last_day TEXT,
    place TEXT,
    admin1 TEXT,
    country TEXT,
    lat REAL,
    lon REAL,
    harm TEXT NOT NULL,
    killed INTEGER,
    injured INTEGER,
    reports INTEGER NOT NULL,
    publishers INTEGER NOT NULL,
    disputed INTEGER NOT NULL,
    -- The incident: JSON, packed.
    incident BLOB NOT NULL
) STRICT;

CREATE INDEX incidents_by_day ON incidents (first_day);

CREATE TABLE incident_claims (
    incident INTEGER NOT NULL REFERENCES incidents (seq),
    claim TEXT NOT NULL,
    PRIMARY KEY (incident, claim)
) STRICT, WITHOUT ROWID;

CREATE INDEX incident_claims_by_claim ON incident_claims (claim);

CREATE TABLE incident_documents (
    incident INTEGER NOT NULL REFERENCES incidents (seq),
    document TEXT NOT NULL,
    PRIMARY KEY (incident, document)
) STRICT, WITHOUT ROWID;

CREATE INDEX incident_documents_by_document ON incident_documents (document);

-- One row: how often documents or claims changed, and the change at which copies and incidents were last settled.
CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    changes INTEGER NOT NULL,
    settled INTEGER NOT NULL
) STRICT;

INSERT INTO state (one, changes, settled) VALUES (1, 0, 0);

-- What people decided, in order. Each row carries the hash of the one before it: a change anywhere breaks the chain.
CREATE TABLE reviews (
    seq INTEGER PRIMARY KEY,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    -- accept, reject or note.
    decision TEXT NOT NULL,
    -- The incident or claim that the reviewer named.
    subject TEXT NOT NULL,
    -- The claims that the decision covers, as the incident had them then: a JSON array of ids.
    claims TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    -- When, in UTC.
    made TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE TRIGGER reviews_are_not_changed BEFORE UPDATE ON reviews
BEGIN SELECT RAISE(ABORT, 'reviews are never changed'); END;

CREATE TRIGGER reviews_are_not_removed BEFORE DELETE ON reviews
BEGIN SELECT RAISE(ABORT, 'reviews are never removed'); END;
