-- Brings version 2 to version 3: room for what settling in parts goes by. All reports are still to be read for it.
ALTER TABLE incidents ADD COLUMN component INTEGER;
CREATE INDEX incidents_by_component ON incidents (component);
ALTER TABLE state ADD COLUMN settlings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE state ADD COLUMN basis BLOB;

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

INSERT INTO unread (document) SELECT seq FROM documents;
