-- The tables of a ledger in PostgreSQL. Days, ids and codes are compared byte by byte.

-- Reports, in the order in which they came.
CREATE TABLE documents (
    seq BIGINT PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    publisher TEXT COLLATE "C",
    title TEXT,
    published TEXT COLLATE "C",
    url TEXT,
    -- Packed, as in SQLite; its bytes when it is not.
    text BYTEA NOT NULL,
    text_bytes BIGINT NOT NULL,
    source TEXT NOT NULL,
    coder TEXT COLLATE "C" NOT NULL,
    claims BYTEA,
    copy_of TEXT COLLATE "C",
    resemblance DOUBLE PRECISION,
    -- Words of headline and text.
    words TSVECTOR NOT NULL
);

CREATE INDEX documents_by_day ON documents (published);
CREATE INDEX documents_by_copy ON documents (copy_of) WHERE copy_of IS NOT NULL;
CREATE INDEX documents_by_words ON documents USING gin (words);

-- What claims are found by; the claims themselves stand with their document.
CREATE TABLE claims (
    document BIGINT NOT NULL REFERENCES documents (seq),
    position BIGINT NOT NULL,
    key BIGINT NOT NULL,
    type TEXT COLLATE "C",
    mode TEXT COLLATE "C",
    condition TEXT COLLATE "C",
    status TEXT COLLATE "C" NOT NULL,
    analysis BOOLEAN NOT NULL,
    first_day TEXT COLLATE "C",
    last_day TEXT COLLATE "C",
    place TEXT,
    admin1 TEXT COLLATE "C",
    country TEXT COLLATE "C",
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    harm TEXT COLLATE "C" NOT NULL,
    actors TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (document, position)
);

CREATE INDEX claims_by_key ON claims (key);

-- Incidents as the last settling found them.
CREATE TABLE incidents (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    type TEXT COLLATE "C",
    first_day TEXT COLLATE "C",
    last_day TEXT COLLATE "C",
    place TEXT,
    admin1 TEXT COLLATE "C",
    country TEXT COLLATE "C",
    lat DOUBLE PRECISION,
    lon DOUBLE PRECISION,
    harm TEXT COLLATE "C" NOT NULL,
    killed BIGINT,
    injured BIGINT,
    reports BIGINT NOT NULL,
    publishers BIGINT NOT NULL,
    disputed BOOLEAN NOT NULL,
    incident BYTEA NOT NULL,
    component BIGINT,
    made_of BIGINT
);

CREATE INDEX incidents_by_day ON incidents (first_day);
CREATE INDEX incidents_by_component ON incidents (component);

CREATE TABLE incident_claims (
    incident BIGINT NOT NULL REFERENCES incidents (seq) ON DELETE CASCADE,
    claim BIGINT NOT NULL,
    PRIMARY KEY (incident, claim)
);

CREATE TABLE incident_documents (
    incident BIGINT NOT NULL REFERENCES incidents (seq) ON DELETE CASCADE,
    document BIGINT NOT NULL REFERENCES documents (seq),
    PRIMARY KEY (incident, document)
);

CREATE INDEX incident_documents_by_document ON incident_documents (document);

-- What the next settling goes by: see the tables of SQLite.
CREATE TABLE gists (document BIGINT PRIMARY KEY REFERENCES documents (seq), gists BYTEA NOT NULL);

CREATE TABLE parts (
    document BIGINT NOT NULL REFERENCES documents (seq),
    part BIGINT NOT NULL,
    component BIGINT NOT NULL,
    PRIMARY KEY (document, part)
);

CREATE INDEX parts_by_component ON parts (component);

CREATE TABLE traces (seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, block BYTEA NOT NULL);

CREATE TABLE unread (document BIGINT PRIMARY KEY REFERENCES documents (seq));

-- One row.
CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    dateline_version BIGINT NOT NULL,
    changes BIGINT NOT NULL,
    settled BIGINT NOT NULL,
    settlings BIGINT NOT NULL,
    basis BYTEA
);

INSERT INTO state (one, dateline_version, changes, settled, settlings) VALUES (1, 0, 0, 0, 0);

-- What people decided, in order. Each row carries the hash of the one before it: a change anywhere breaks the chain.
CREATE TABLE reviews (
    seq BIGINT PRIMARY KEY,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    decision TEXT NOT NULL,
    subject TEXT NOT NULL,
    claims TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    made TEXT NOT NULL,
    reason TEXT NOT NULL
);

CREATE FUNCTION reviews_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'reviews are never changed or removed';
END $$;

CREATE TRIGGER reviews_are_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON reviews
FOR EACH STATEMENT EXECUTE FUNCTION reviews_stay();
