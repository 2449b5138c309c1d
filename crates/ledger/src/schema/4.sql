-- Reports, in the order in which they came.
CREATE TABLE documents (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    publisher TEXT,
    title TEXT,
    published TEXT,
    url TEXT,
    -- Packed (packed); its bytes when it is not.
    text BLOB NOT NULL,
    text_bytes INTEGER NOT NULL,
    -- Where it was read from, as the reader names it.
    source TEXT NOT NULL,
    -- Name and version of the coder that read it.
    coder TEXT NOT NULL,
    -- Its claims in reading order: packed (packed). NULL where there is none.
    claims BLOB,
    -- The first report with these words, or nearly these, and how much this one resembles it. Set by settling.
    copy_of TEXT,
    resemblance REAL
) STRICT;

CREATE INDEX documents_by_day ON documents (published);
CREATE INDEX documents_by_copy ON documents (copy_of) WHERE copy_of IS NOT NULL;

-- Words of headline and text. Without a copy of them: the text stands packed with its document.
CREATE VIRTUAL TABLE documents_text USING fts5 (
    words, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);

-- What claims are found by; the claims themselves stand with their document. Few kinds and places recur in many claims.
CREATE TABLE kinds (
    key INTEGER PRIMARY KEY,
    type TEXT,
    mode TEXT,
    condition TEXT,
    status TEXT NOT NULL,
    analysis INTEGER NOT NULL,
    -- Kinds of harm, each between blanks: ' killed injured '.
    harm TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX kinds_once ON kinds (ifnull(type, ''), ifnull(mode, ''), ifnull(condition, ''), status, analysis, harm);

CREATE TABLE places (
    key INTEGER PRIMARY KEY,
    place TEXT NOT NULL,
    admin1 TEXT,
    country TEXT,
    lat REAL,
    lon REAL
) STRICT;

-- No place has the latitude 999.
CREATE UNIQUE INDEX places_once ON places (place, ifnull(admin1, ''), ifnull(country, ''), ifnull(lat, 999.0), ifnull(lon, 999.0));

CREATE TABLE parties (
    key INTEGER PRIMARY KEY,
    -- Ids and names of the actors on both sides in lower case, one a line.
    actors TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE claim_rows (
    document INTEGER NOT NULL REFERENCES documents (seq),
    -- Place in reading order, from 0.
    position INTEGER NOT NULL,
    -- The id as a number: its sixteen hexadecimal digits.
    key INTEGER NOT NULL,
    kind INTEGER NOT NULL REFERENCES kinds (key),
    place INTEGER REFERENCES places (key),
    party INTEGER REFERENCES parties (key),
    first_day TEXT,
    -- NULL where it is the first.
    last_day TEXT,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX claims_by_key ON claim_rows (key);

CREATE VIEW claims AS
SELECT r.document, r.position, r.key, k.type, k.mode, k.condition, k.status, k.analysis, r.first_day,
    ifnull(r.last_day, r.first_day) AS last_day, p.place, p.admin1, p.country, p.lat, p.lon, k.harm, ifnull(a.actors, '') AS actors
FROM claim_rows r
JOIN kinds k ON k.key = r.kind
LEFT JOIN places p ON p.key = r.place
LEFT JOIN parties a ON a.key = r.party;

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
    -- The incident, packed.
    incident BLOB NOT NULL,
    -- The component of reports that it was settled with.
    component INTEGER,
    -- A hash of the reports, and pairs of reports, that it was made of.
    made_of INTEGER
) STRICT;

CREATE INDEX incidents_by_day ON incidents (first_day);
CREATE INDEX incidents_by_component ON incidents (component);

CREATE TABLE incident_claims (
    incident INTEGER NOT NULL REFERENCES incidents (seq),
    -- The key of the claim.
    claim INTEGER NOT NULL,
    PRIMARY KEY (incident, claim)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_documents (
    incident INTEGER NOT NULL REFERENCES incidents (seq),
    document INTEGER NOT NULL REFERENCES documents (seq),
    PRIMARY KEY (incident, document)
) STRICT, WITHOUT ROWID;

CREATE INDEX incident_documents_by_document ON incident_documents (document);

-- What the next settling goes by. What each report that tells of an event is compared by (Gist::to_bytes), one gist after the other.
CREATE TABLE gists (
    document INTEGER PRIMARY KEY REFERENCES documents (seq),
    gists BLOB NOT NULL
) STRICT;

-- The component that each gist is of: reports that are settled together.
CREATE TABLE parts (
    document INTEGER NOT NULL REFERENCES documents (seq),
    part INTEGER NOT NULL,
    component INTEGER NOT NULL,
    PRIMARY KEY (document, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX parts_by_component ON parts (component);

-- What reports are looked up by (Traces::write), many in a block.
CREATE TABLE traces (
    seq INTEGER PRIMARY KEY,
    block BLOB NOT NULL
) STRICT;

-- Reports that came, or whose claims were read or decided on anew, after the last settling.
CREATE TABLE unread (
    document INTEGER PRIMARY KEY REFERENCES documents (seq)
) STRICT;

-- One row: how often documents or claims changed, and the change at which copies and incidents were last settled.
CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    changes INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    -- How often copies and incidents were settled, and what comparing reports goes by.
    settlings INTEGER NOT NULL DEFAULT 0,
    basis BLOB
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
